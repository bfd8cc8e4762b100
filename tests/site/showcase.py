"""The few pages that together show every kind of element of the site.

What a style sheet does to an element follows from names, classes and attributes, of the element
and of what it stands in. So a mistake of style on any page is on one of these too.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
COLOUR = re.compile(r"[\w-]*(?:color|background|fill|stroke):[^;]*")
VALUES = ("class", "type", "role", "lang", "data-sheets")  # of others, that they are there counts


class Kinds(HTMLParser):
    """Notes the kind of each element: what it is, what it stands in, and its own colours."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, tuple[str, ...]]] = [("", ())]
        self.found: set[object] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; inside a formula or a drawing, its parent says nothing."""
        words = [f"{k}={v}" if k in VALUES else k for k, v in attrs if k != "id"]
        words += COLOUR.findall(dict(attrs).get("style") or "")
        own = (tag, tuple(sorted(words)))
        self.found.add((self.open[-1], own) if PARENTS else own)
        if tag not in VOID:
            self.open.append(own)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself holds none."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Go up to where the element began."""
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return


PARENTS = False


def kinds(path: Path) -> set[object]:
    reader = Kinds()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.found


def showcase(pages: list[Path]) -> list[Path]:
    """Choose pages until every kind is on one of them, the one with most that is new first."""
    found = {path: kinds(path) for path in pages}
    missing, chosen = set().union(*found.values()), []
    while missing:
        chosen.append(max(found, key=lambda path: len(found[path] & missing)))
        missing -= found[chosen[-1]]
    return chosen
