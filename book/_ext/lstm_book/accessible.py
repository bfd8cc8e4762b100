"""Mends to the theme's HTML that a screen reader needs; axe-core in tests/site finds the rest.

Each function mends one thing in a page's soup. They run on the finished files, because the theme's
templates write what they mend.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx


def landmark_sidebar(soup: BeautifulSoup) -> None:
    """Title and search stand outside every landmark: make the sidebar one."""
    for sidebar in soup.select("#pst-primary-sidebar, .bd-sidebar-primary"):
        sidebar["role"] = "complementary"
        sidebar["aria-label"] = "Course"


def name_folds(soup: BeautifulSoup) -> None:
    """A fold in the sidebar is a bare arrow: name it after the chapter it opens."""
    for summary in soup.select("nav summary"):
        if not summary.get_text(strip=True):
            chapter = summary.find_parent("li").find("a").get_text(strip=True)
            summary["aria-label"] = f"Pages of {chapter}"


def plain_citations(soup: BeautifulSoup) -> None:
    """Sphinx gives each citation a role that ARIA has dropped, in a list without items."""
    for citation in soup.select(".citation-list, .citation"):
        citation.attrs.pop("role", None)


MENDS = (landmark_sidebar, name_folds, plain_citations)


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
        after = mend(before)
        if after != before:
            path.write_text(after, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Mend at the end."""
    app.connect("build-finished", mend_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
