"""The few pages that together show every kind of element of the site."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

COLOUR = re.compile(r"[\w-]*(?:color|background|fill|stroke):[^;]*")
VALUES = ("class", "type", "role", "lang", "data-sheets")  # of others, that they are there counts


class Kinds(HTMLParser):
    """Notes the kind of each element: its name, its classes and attributes, its own colours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        words = [f"{key}={value}" if key in VALUES else key for key, value in attrs]
        words += COLOUR.findall(dict(attrs).get("style") or "")
        self.found.add((tag, *sorted(set(words) - {"id"})))


def kinds(path: Path) -> set[tuple[str, ...]]:
    """Return the kinds of elements of a page."""
    reader = Kinds()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.found


def representative_pages(pages: list[Path]) -> list[Path]:
    """Choose pages until every kind is on one of them, the one with most that is new first."""
    found = {path: kinds(path) for path in pages}
    missing, chosen = set().union(*found.values()), []
    while missing:
        chosen.append(max(found, key=lambda path: len(found[path] & missing)))
        missing -= found[chosen[-1]]
    return chosen
