"""What is wrong with an assignment's notebooks, as far as it shows without running anything."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbgrader.utils import is_locked, is_solution

from ..judge.cells import cell_name, is_test
from .slips import Slip

Refusal = Callable[[NotebookNode], Iterable[str]]
# What this judge cannot grade: functions that read a source notebook and return sentences.
REFUSALS: tuple[Refusal, ...] = ()


def refused(name: str, path: Path) -> list[Slip]:
    """Return why this judge cannot grade a notebook at all, if it cannot."""
    source = nbformat.read(path, as_version=4)
    return [Slip(name, "", words) for refusal in REFUSALS for words in refusal(source)]


def read(name: str, registered: NotebookNode) -> Iterator[Slip]:
    """Yield the slips of a notebook, as nbgrader registers it."""
    for cell in registered.cells:
        if cell.cell_type != "code" or not (is_test(cell) or is_locked(cell) or is_solution(cell)):
            continue
        try:
            tree = ast.parse(TransformerManager().transform_cell(cell.source))
        except SyntaxError as error:
            words = f"{type(error).__name__}: {error.msg}{_quoted(error.text)}"
            yield Slip(name, cell_name(cell), words, error.lineno or 0)
            continue
        if is_test(cell):
            yield from _points(name, cell, tree)


def _quoted(text: str | None) -> str:
    return f": {text.strip()}" if text and text.strip() else ""


def _points(name: str, cell: NotebookNode, tree: ast.AST) -> Iterator[Slip]:
    """Compare the points that a test shares out by itself with those that nbgrader has for it."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_ours(node)]
    shared = [_worth(call) for call in calls]
    most = float(cell.metadata.nbgrader.points)
    if len(shared) == 1 and shared[0] is not None and abs(shared[0] - most) > 1e-9:
        words = f"shares out {shared[0]:g} points, and its metadata says {most:g}"
        yield Slip(name, cell_name(cell), words, calls[0].lineno)


def _is_ours(call: ast.Call) -> bool:
    """Say whether this is a call of checks.Test."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "Test":
        return False
    return isinstance(function.value, ast.Name) and function.value.id == "checks"


def _worth(call: ast.Call) -> float | None:
    """Return the sum of a test's parts; None where it shows only when the test is run."""
    try:
        parts = [ast.literal_eval(keyword.value) for keyword in call.keywords]
        return float(sum(sum(part) if isinstance(part, tuple) else part for part in parts))
    except (ValueError, TypeError):
        return None
