"""One right function among unwritten ones, for tests that put right functions in their place.

A test that calls `stand_in` of checks.py promises that earlier functions cost it nothing. The
solution, in which all functions are right, never needs what it puts there: this submission does.
"""

import ast
from collections.abc import Iterator, Mapping

import nbformat
from nbformat import NotebookNode

from ..judge.cells import cell_name, is_test
from ..judge.results import GradeRequest
from ..stage.notebook_spec import NotebookSpec
from .registered import Generated
from .solution import rebuilt_from, request_of

ALONE = "alone"


def requests(specs: list[NotebookSpec], made: Mapping[str, Generated]) -> dict[str, GradeRequest]:
    """Return test -> the release in which only the function of this test is written."""
    own = {name: rebuilt_from(name, nbformat.writes(one.released)) for name, one in made.items()}
    found = {}
    for spec in specs:
        for test in _with_stand_ins(made[spec.name].registered):
            if test.removeprefix("test_") in spec.functions:
                notebook = _written(spec.name, made[spec.name], test.removeprefix("test_"))
                found[test] = request_of(ALONE, {**own, spec.name: notebook})
    return found


def _with_stand_ins(notebook: NotebookNode) -> Iterator[str]:
    """Yield the tests that put functions in the place of a learner's own."""
    for cell in notebook.cells:
        if is_test(cell) and "stand_in" in cell.source:
            try:
                nodes = list(ast.walk(ast.parse(cell.source)))
            except SyntaxError:
                continue
            calls = [node.func for node in nodes if isinstance(node, ast.Call)]
            if any(isinstance(call, ast.Attribute) and call.attr == "stand_in" for call in calls):
                yield cell_name(cell)


def _written(name: str, made: Generated, function: str) -> NotebookNode:
    """Return the release with the solution of one function."""
    notebook = rebuilt_from(name, nbformat.writes(made.released))
    right = {cell_name(cell): cell.source for cell in made.source.cells}
    for cell in notebook.cells:
        if cell_name(cell) == function:
            cell.source = right[function]
    return notebook
