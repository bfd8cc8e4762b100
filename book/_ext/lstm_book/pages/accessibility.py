"""Mends to the theme's HTML that a screen reader needs; axe-core in tests/site finds the rest.

Each function mends one thing in a page's soup; ``finish`` runs them.
"""

from __future__ import annotations

from bs4 import BeautifulSoup

from .words import words


def said(soup: BeautifulSoup, key: str) -> str:
    """Return words in the page's language."""
    language = soup.html.get("lang", "en") if soup.html else "en"
    return str(words(language, "accessible")[key])


def landmark_sidebar(soup: BeautifulSoup) -> None:
    """Title and search stand outside every landmark: make the sidebar one."""
    for sidebar in soup.select("#pst-primary-sidebar, .bd-sidebar-primary"):
        sidebar["role"] = "complementary"
        sidebar["aria-label"] = said(soup, "course")


def name_folds(soup: BeautifulSoup) -> None:
    """A fold in the sidebar is a bare arrow: name it after the chapter it opens."""
    for summary in soup.select("nav summary"):
        if not summary.get_text(strip=True):
            chapter = summary.find_parent("li").find("a").get_text(strip=True)
            summary["aria-label"] = said(soup, "pages").format(chapter=chapter)


def plain_citations(soup: BeautifulSoup) -> None:
    """Sphinx gives each citation a role that ARIA has dropped, in a list without items."""
    for citation in soup.select(".citation-list, .citation"):
        citation.attrs.pop("role", None)


MENDS = (landmark_sidebar, name_folds, plain_citations)
