"""A notebook of an assignment, as its folder in solutions/ has it: names of cells and functions."""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

UNWRITTEN = "raise NotImplementedError"  # what a cell holds until somebody writes it


@dataclass(frozen=True)
class NotebookSpec:
    """Its name, and the grade_ids of its cells in their order; functions: solutions with a test."""

    name: str
    cells: tuple[str, ...]
    functions: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"{self.name}.ipynb"

    def is_in(self, notebook: NotebookNode) -> bool:
        """Say whether a notebook holds a test or an answer of this one, or half of its functions.

        Other assignments have a cell of the same name as well, such as setup, or one such function.
        """
        if {*self.functions, *self.tests} & {_id(cell) for cell in notebook.cells}:
            return True
        return 2 * len(self.undefined_in(notebook)) <= len(self.functions)

    def undefined_in(self, notebook: NotebookNode) -> list[str]:
        """Return the functions that no cell defines: renamed, or deleted."""
        return [f for f in self.functions if not self._cells_with(f, notebook)]

    def too_late_in(self, notebook: NotebookNode) -> list[str]:
        """Return the functions that are written only below their tests, which do not see them."""
        at = {_id(cell): place for place, cell in enumerate(notebook.cells)}
        late = []
        for function in self.functions:
            test = at.get(f"test_{function}", len(notebook.cells))
            cells = self._cells_with(function, notebook)
            above = [cell for place, cell in cells if place < test and UNWRITTEN not in cell.source]
            below = [cell for place, cell in cells if place > test and UNWRITTEN not in cell.source]
            late += [function] * bool(below and not above)
        return late

    def _cells_with(self, function: str, notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
        """Return the cells that define a function; one of ours is code, whatever it has become."""
        return [
            (place, cell)
            for place, cell in enumerate(notebook.cells)
            if (cell.cell_type == "code" or _id(cell) in self.cells)
            and defines(cell.source, function)
        ]


def read_spec(path: Path) -> NotebookSpec:
    """Read the spec of a source notebook; the gradebook keeps no order of cells."""
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.metadata.get("nbgrader")]
    tests = tuple(c.metadata.nbgrader.grade_id for c in cells if is_grade(c))
    solutions = {c.metadata.nbgrader.grade_id: c.source for c in cells if is_solution(c)}
    functions = tuple(
        name
        for name, source in solutions.items()
        if f"test_{name}" in tests and defines(source, name)
    )
    return NotebookSpec(
        path.stem, tuple(c.metadata.nbgrader.grade_id for c in cells), functions, tests
    )


def defines(source: str, function: str) -> bool:
    """Say whether code gives the name a meaning, as a function or otherwise."""
    if function not in source:
        return False
    # Within a line: a pattern that goes on over blank lines begins anew at each of them.
    name = rf"{function}[ \t]*(:[^=\n]*)?="
    pattern = rf"^[ \t]*((async )?(def|class) {function}\b|{name})|as {function}\b"
    return bool(re.search(pattern, source, re.MULTILINE))


def _id(cell: NotebookNode) -> str:
    """Return what a cell was called when it was handed out, where it says so."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", cell.id))
