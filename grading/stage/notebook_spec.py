"""A notebook of an assignment, as its folder in solutions/ has it: names of cells and functions."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from .syntax import written_in

UNWRITTEN = "raise NotImplementedError"  # what a cell holds until somebody writes it


@dataclass(frozen=True)
class NotebookSpec:
    """Its name, and the grade_ids of its cells in their order; functions: solutions with a test.

    answers: the solutions, and digests of what each of them held when it was handed out, where
    that is known.
    """

    name: str
    cells: tuple[str, ...]
    functions: tuple[str, ...]
    tests: tuple[str, ...]
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)

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

    def has_work(self, notebook: NotebookNode) -> bool:
        """Say whether anything is written in it: an answer, or a function in whatever cell."""
        return any(self._is_answered(cell) for cell in notebook.cells) or any(
            f in written_in(cell.source)
            for f in self.functions
            for _, cell in self._cells_with(f, notebook)
            if not self._is_as_handed_out(cell)
        )

    def _is_answered(self, cell: NotebookNode) -> bool:
        """Say whether it is an answer of which we know that it was handed out otherwise."""
        known = self.answers.get(_id(cell))
        return bool(known) and bool(cell.source.strip()) and not self._is_as_handed_out(cell)

    def _is_as_handed_out(self, cell: NotebookNode) -> bool:
        return digest(cell.source) in self.answers.get(_id(cell), ())

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


def digest(source: str) -> str:
    """Return a hash of a cell's text, whatever ends its lines."""
    return hashlib.sha256("\n".join(source.split()).encode()).hexdigest()


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
