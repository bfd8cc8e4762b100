"""The page at the site's root, which leads to the first page of the first edition.

Jupyter Book writes one without an icon. For such a page a browser asks the server for
`/favicon.ico`, which is not there.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import yaml

from ..editions.edition import WELCOME, Edition
from ..paths import ROOT

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={first}">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
</head>
<body><p><a href="{first}">{title}</a></p></body>
</html>
"""


def write_front_page(edition: Edition, site: Path) -> None:
    """Write the root's page, with the title and the icon of the edition's pages."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    first, icon = edition.address(WELCOME), f"_static/{Path(config['html']['favicon']).name}"
    for name in (first, icon):
        if not (site / name).is_file():
            raise FileNotFoundError(f"the site's front page needs {name}, which is not there")
    title = escape(config["title"])
    text = PAGE.format(language=edition.language, first=first, icon=icon, title=title)
    (site / "index.html").write_text(text, encoding="utf-8")
