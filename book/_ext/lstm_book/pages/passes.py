"""The last pass over the finished pages: what the theme's templates write and we would not.

It works on the files, because a template of the theme cannot be mended from outside and a copy
of it would have to follow every version.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from . import accessible, lighter, punctuation, theme_words, without_scripts

MENDS = (
    *accessible.MENDS,
    *theme_words.MENDS,
    *lighter.MENDS,
    *punctuation.MENDS,
    *without_scripts.MENDS,
)


def mend(html: str) -> str:
    """Return a page with every mend made."""
    soup = BeautifulSoup(html, "html.parser")
    for step in MENDS:
        step(soup)
    return str(soup)


def mend_all(app: Sphinx, exception: Exception | None) -> None:
    """Mend the pages of a build that went well."""
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        before = path.read_text(encoding="utf-8")
        if "data-sheets=" in before:  # mended by an earlier build, see style_sheets
            continue
        after = mend(before)
        if after != before:
            path.write_text(after, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Mend at the end."""
    app.connect("build-finished", mend_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
