"""The code cells of a page: which ones its reader sees, and which others it needs.

A cell whose code the page does not show can be tagged ``run-in-page``: then its source is carried
in the page, at its place, and runs with the others.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docutils import nodes

TAG = "run-in-page"


def visible(doctree: nodes.document) -> dict[int, nodes.Element]:
    """Return the cells whose code stands on the page, by their numbers in the notebook."""
    cells = doctree.findall(lambda node: _is(node, "cell_code"))
    return {cell["cell_index"]: cell for cell in cells if _shows_code(cell)}


def _shows_code(cell: nodes.Element) -> bool:
    return any(True for _ in cell.findall(lambda node: _is(node, "cell_code_source")))


def _is(node: nodes.Node, element: str) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == element


def carry(seen: dict[int, nodes.Element], notebook: Path) -> None:
    """Put the cells that are not seen and are tagged to run before the next one that is seen.

    Raises ValueError where HTML cannot hold the code.
    """
    for number, source in _tagged(notebook):
        below = [cell for each, cell in sorted(seen.items()) if each > number]
        if number in seen or not below:
            continue
        if "</script" in source.lower():
            raise ValueError(f"a cell tagged {TAG} cannot hold the text </script")
        html = f'<script type="text/x-python">{source}</script>'
        parent = below[0].parent
        parent.insert(parent.index(below[0]), nodes.raw("", html, format="html"))


def _tagged(notebook: Path) -> list[tuple[int, str]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [
        (number, "".join(cell["source"])) for number, cell in enumerate(cells) if _is_tagged(cell)
    ]


def _is_tagged(cell: Any) -> bool:
    return cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", [])


def is_python(metadata: Any) -> bool:
    """Say whether a page's notebook is one for Python, by what myst-nb has kept of its metadata.

    A page that was not read as a notebook is none: Sphinx has kept its metadata as text.
    """
    kernel, language = (_mapping(metadata.get(key)) for key in ("kernelspec", "language_info"))
    name = language.get("name") or kernel.get("language") or kernel.get("name", "")
    return str(name).startswith("python")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
