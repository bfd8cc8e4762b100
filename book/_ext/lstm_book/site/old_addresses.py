"""Pages at the addresses that the site had before: each leads to where its page is now.

Page X of an edition was ``book/<language>/X.html``. Links to it stand in notes, mails and learners'
notebooks. A script keeps the place on the page (``#...``); without scripts the browser goes to its
top.
"""

from __future__ import annotations

import posixpath
from html import escape
from pathlib import Path

import yaml

from ..editions.edition import Edition
from ..paths import ROOT

# The same on every page, so that a Content-Security-Policy names it by one hash.
SCRIPT = (
    'location.replace(document.querySelector("[rel=canonical]").href + location.search '
    "+ location.hash);"
)
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" type="image/svg+xml" href="{icon}">
<link rel="canonical" href="{now}">
<script>{script}</script>
<noscript><meta http-equiv="refresh" content="0; url={now}"></noscript>
</head>
<body><p><a href="{now}">{title}</a></p></body>
</html>
"""


def write_redirects(edition: Edition, site: Path) -> None:
    """Write a page at each old address of an edition that is in the site."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    icon = f"_static/{Path(config['html']['favicon']).name}"
    old = site / edition.folder
    old.mkdir(parents=True)
    for page in sorted((site / edition.site_folder).glob("*.html")):
        now = relative(page, site, edition.folder)
        words = {
            "language": edition.language,
            "title": escape(config["title"]),
            "now": now,
            "script": SCRIPT,
        }
        text = PAGE.format(**words, icon=relative(site / icon, site, edition.folder))
        (old / page.name).write_text(text, encoding="utf-8")


def relative(path: Path, site: Path, folder: str) -> str:
    """Return the address of a file of the site, as seen from one of its folders."""
    return posixpath.relpath(path.relative_to(site).as_posix(), folder)
