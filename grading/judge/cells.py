"""The kinds of cells that the judge tells apart, and the outputs that it gives them."""

from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.utils import is_grade, is_solution

# Names of errors that the judge itself shows.
NOT_RUN, TOO_LONG, DEAD = "NotRun", "CellTimeoutError", "DeadKernelError"
NO_EVIDENCE, UNAVAILABLE = "NoEvidence", "NotAvailableHere"
# No learner's error has such a name.
OURS = frozenset((NOT_RUN, TOO_LONG, DEAD, NO_EVIDENCE, UNAVAILABLE))


def is_test(cell: NotebookNode) -> bool:
    """Say whether a cell is the instructor's and gives points by itself."""
    return bool(is_grade(cell) and not is_solution(cell) and cell.cell_type == "code")


def is_given(cell: NotebookNode) -> bool:
    """Say whether a cell is the instructor's and no student may change it."""
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("locked") and not meta.get("grade") and not meta.get("solution"))


def cell_name(cell: NotebookNode) -> str:
    """Return what an instructor calls a cell: its grade_id, or how it begins."""
    known = cell.metadata.get("nbgrader", {}).get("grade_id")
    begins = cell.source.strip().partition("\n")[0][:40]
    return str(known or f"the cell {begins!r}")


def set_outputs(cell: NotebookNode, outputs: list[dict[str, Any]]) -> None:
    cell.outputs = [from_dict(output) for output in outputs]


def error_output(ename: str, words: str) -> NotebookNode:
    shown = {"output_type": "error", "ename": ename, "evalue": words}
    made: NotebookNode = from_dict({**shown, "traceback": [f"{ename}: {words}"]})
    return made
