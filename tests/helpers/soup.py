"""A page taken apart, once for all tests of a worker."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup


@cache
def soup(path: Path) -> BeautifulSoup:
    """Return the page; it is shared, so nobody may change it."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
