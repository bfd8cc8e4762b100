"""A finished page, and a pass: one change that is made to every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup


@dataclass
class Page:
    """The parsed HTML of a page, and where the page is in its site."""

    soup: BeautifulSoup
    path: str = "page.html"  # in the site
    site: Path = Path()

    @property
    def language(self) -> str:
        """The language of the page, as its HTML has it."""
        return str(self.soup.html.get("lang", "en")) if self.soup.html else "en"


@dataclass(frozen=True)
class PagePass:
    """A change to every page, and the selectors without which it would do nothing.

    Those in ``on_every_page`` must match something on each page of a site, those in ``somewhere``
    on one page at least: ``passes`` fails the build otherwise. So a new version of the theme that
    renames a class cannot turn a pass off in silence.
    """

    change: Callable[[Page], None]
    on_every_page: tuple[str, ...] = ()
    somewhere: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The module and the function of the pass."""
        return f"{self.change.__module__}.{self.change.__name__}"

    def missing(self, page: Page) -> set[str]:
        """Return the selectors that match nothing on a page."""
        selectors = {*self.on_every_page, *self.somewhere}
        return {selector for selector in selectors if not page.soup.select_one(selector)}

    def __call__(self, page: Page) -> None:
        """Change a page."""
        self.change(page)


def page_pass(
    *, on_every_page: tuple[str, ...] = (), somewhere: tuple[str, ...] = ()
) -> Callable[[Callable[[Page], None]], PagePass]:
    """Make a function a pass, and say what it must find."""
    return lambda change: PagePass(change, on_every_page, somewhere)
