"""The editions of the book, one for each language, and the address of a page in each.

``book/<language>/`` with an ``edition.yml`` is an edition, a book of its own. The first one, which
``_toc.yml`` names, stands at the root of the site, each other one in a folder named after its
language: page X is ``X.html`` and ``ko/X.html``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from python_in_pages.pages import licences
from sphinx.errors import ExtensionError

from ..paths import EDITION_FILE, ROOT

WELCOME = "index"
MADE_BY_SPHINX = ("genindex", "search", licences.PAGE)  # pages without a source


@dataclass(frozen=True)
class Edition:
    """One language of the book."""

    language: str
    name: str  # of the language, in that language
    is_first: bool
    root: Path = ROOT

    @property
    def folder(self) -> str:
        """Where its pages are in the project; in the site they were here before it had a root."""
        return f"book/{self.language}"

    @property
    def source(self) -> Path:
        """The folder of its pages."""
        return self.root / self.folder

    @property
    def site_folder(self) -> str:
        """Where its own site stands in the whole site."""
        return "" if self.is_first else self.language

    def has(self, name: str) -> bool:
        """Say whether there is a page of this name."""
        return name in MADE_BY_SPHINX or (self.source / f"{name}.md").is_file()

    def address(self, name: str) -> str:
        """Return where a page is in the whole site; the welcome page where there is none."""
        return f"{self.site_folder}/{name if self.has(name) else WELCOME}.html".lstrip("/")


@cache
def all_editions(root: Path = ROOT) -> tuple[Edition, ...]:
    """Return the editions, the first one first."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    first = Path(toc["root"]).parent.name
    found = []
    for path in sorted((root / "book").glob(f"*/{EDITION_FILE}")):
        language = path.parent.name
        found.append(Edition(language, read_edition_file(path)["name"], language == first, root))
    return tuple(sorted(found, key=lambda edition: (not edition.is_first, edition.language)))


def read_edition_file(path: Path) -> dict[str, Any]:
    """Return an edition's name and settings, as its file has them."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def edition_in(language: str) -> Edition:
    """Return the edition in a language."""
    for edition in all_editions():
        if edition.language == language:
            return edition
    raise ExtensionError(f"there is no edition in {language!r}: add book/{language}/{EDITION_FILE}")
