"""The few pages that together show every kind of element of the site."""

from __future__ import annotations

import re
from pathlib import Path

TAG = re.compile(r"<([a-z][\w-]*)\b([^<>]*)>")
CLASS = re.compile(r'\bclass="([^"]*)"')


def kinds(path: Path) -> set[tuple[str, str]]:
    """Return the kinds of elements in a page's body: their names and classes."""
    body = path.read_text(encoding="utf-8").partition("<body")[2]
    return {(name, " ".join(CLASS.findall(attributes))) for name, attributes in TAG.findall(body)}


def showcase(pages: list[Path]) -> list[Path]:
    """Choose pages until every kind is on one of them, the one with most that is new first."""
    found = {path: kinds(path) for path in pages}
    missing, chosen = set().union(*found.values()), []
    while missing:
        chosen.append(max(found, key=lambda path: len(found[path] & missing)))
        missing -= found[chosen[-1]]
    return chosen
