"""The translated release of an assignment: its cells in another language.

It lies beside the release, in a folder with the name of the language. The tests are never taken
from it.
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..languages import ENGLISH, WORDS

Cells = dict[str, NotebookNode]


def folders(release: Path) -> dict[str, Path]:
    """Return language -> the folder of an assignment's release in it, where there is one."""
    paths = {name: release.parent / name / release.name for name in WORDS if name != ENGLISH}
    return {name: path for name, path in paths.items() if path.is_dir()}


def translated(originals: Cells, path: Path) -> Cells:
    """Return the assignment's cells with the words of a released notebook."""
    if not path.is_file():
        return originals
    cells = nbformat.read(path, as_version=4).cells
    found = {c.metadata.nbgrader.grade_id: c for c in cells if c.metadata.get("nbgrader")}
    return {name: _with_words(cell, found.get(name)) for name, cell in originals.items()}


def _with_words(original: NotebookNode, released: NotebookNode | None) -> NotebookNode:
    """Return a cell with the words of the released one; a cell that gives points stays as it is."""
    meta = original.metadata.nbgrader
    if released is None or meta.grade or released.cell_type != original.cell_type:
        return original
    cell: NotebookNode = nbformat.from_dict(original)
    cell.source = released.source
    cell.metadata.nbgrader.checksum = released.metadata.nbgrader.get("checksum")
    return cell
