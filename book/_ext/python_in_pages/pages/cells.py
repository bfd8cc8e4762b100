"""The code cells of a page: which ones its reader sees, and which others it needs.

A cell whose code the page does not show can be tagged ``run-in-page``: its source is then carried
in the page, and runs before the cells below it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes

TAG = "run-in-page"


@dataclass(frozen=True)
class Hidden:
    """A cell that the page does not show, and the number of those above it that it shows."""

    before: int
    source: str


def visible(doctree: nodes.document) -> list[int]:
    """Return the numbers, in the notebook, of the cells whose code stands on the page."""
    cells = doctree.findall(lambda node: _is(node, "cell_code"))
    return [
        cell["cell_index"] for cell in cells if any(_is(each, "cell_code_source") for each in cell)
    ]


def _is(node: nodes.Node, element: str) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == element


def hidden(notebook: Path, seen: list[int]) -> list[Hidden]:
    """Return the cells of a notebook that are not seen and are tagged to run all the same."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    numbers = range(len(cells))
    return [
        Hidden(sum(each < number for each in seen), "".join(cells[number]["source"]))
        for number in numbers
        if number not in seen and _is_tagged(cells[number])
    ]


def _is_tagged(cell: Any) -> bool:
    return cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", [])


def is_python(metadata: Any) -> bool:
    """Say whether a page's notebook is one for Python, by what myst-nb has kept of its metadata."""
    kernel = metadata.get("kernelspec") or {}
    language = metadata.get("language_info") or {}
    name = language.get("name") or kernel.get("language") or kernel.get("name", "")
    return str(name).startswith("python")
