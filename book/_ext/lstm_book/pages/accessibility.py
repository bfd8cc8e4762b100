"""Passes that mend the theme's HTML for screen readers; axe-core, in the tests, finds the rest."""

from __future__ import annotations

from ..words import words
from .page import Page, page_pass


def translated(page: Page, key: str) -> str:
    """Return words in the page's language."""
    return str(words(page.language, "accessibility")[key])


@page_pass(on_every_page=(".bd-sidebar-primary",))
def label_sidebar(page: Page) -> None:
    """Make the sidebar a landmark: its title and search stand outside every other one."""
    for sidebar in page.soup.select("#pst-primary-sidebar, .bd-sidebar-primary"):
        sidebar["role"] = "complementary"
        sidebar["aria-label"] = translated(page, "course")


@page_pass(somewhere=("nav li summary",))
def label_sidebar_toggles(page: Page) -> None:
    """Label each toggle of the sidebar, which is a bare arrow, after the chapter it opens."""
    for summary in page.soup.select("nav summary"):
        if not summary.get_text(strip=True):
            chapter = summary.find_parent("li").find("a").get_text(strip=True)
            summary["aria-label"] = translated(page, "pages").format(chapter=chapter)


@page_pass(somewhere=(".library-tabs",))
def label_library_tabs(page: Page) -> None:
    """Say what a set of tabs chooses: they are radio buttons, which need no script."""
    for tabs in page.soup.select(".library-tabs"):
        tabs["role"], tabs["aria-label"] = "group", translated(page, "library")


@page_pass(somewhere=(".citation-list[role]", ".citation[role]"))
def remove_deprecated_roles(page: Page) -> None:
    """Remove the roles of citations: ARIA has dropped one, and the list has no items."""
    for citation in page.soup.select(".citation-list, .citation"):
        citation.attrs.pop("role", None)
