"""The code cells that a page of the book shows, from its source."""

from __future__ import annotations

import re
from pathlib import Path

CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HIDDEN = "remove-cell"


def visible_code(page: Path) -> list[str]:
    """Return the source of each cell that a reader sees."""
    found = CELL.findall(page.read_text(encoding="utf-8"))
    return [cell for cell in found if HIDDEN not in cell.partition("\n\n")[0]]


def pages_with_code(folder: Path) -> list[str]:
    """Return the names of the pages of a folder that show code."""
    return [page.stem for page in sorted(folder.glob("*.md")) if visible_code(page)]


def changed_cells(page: Path, other: Path) -> list[int]:
    """Return the numbers, from 0, of the cells that are not the same in another language."""
    pairs = zip(visible_code(page), visible_code(other), strict=True)
    return [number for number, (one, two) in enumerate(pairs) if one != two]
