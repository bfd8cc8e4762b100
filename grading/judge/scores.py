"""Read a graded notebook: points by test, and a comment where nothing was written."""

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from ..languages import language_of, say
from .cells import NOT_RUN, UNAVAILABLE

Scores = dict[str, float | None]
Comments = dict[str, str | None]


def scores(notebook: NotebookNode) -> Scores:
    """Return the points of each graded cell; None where only a person can give them."""
    return {c.metadata.nbgrader.grade_id: _score(c) for c in notebook.cells if is_grade(c)}


def _score(cell: NotebookNode) -> float | None:
    points: float | None = determine_grade(cell)[0]
    return None if was_not_run(cell) else points


def was_not_run(cell: NotebookNode) -> bool:
    """Say whether a test was not run, or not with all that it needs: nobody has earned a 0 then."""
    return any(o.get("ename") in (NOT_RUN, UNAVAILABLE) for o in cell.get("outputs", []))


def comments(notebook: NotebookNode) -> Comments:
    """Return nbgrader's comment on each cell that a student may change."""
    nothing = say(language_of(notebook.metadata, notebook.cells), "no_response")
    return {
        cell.metadata.nbgrader.grade_id: nothing if _is_untouched(cell) else None
        for cell in notebook.cells
        if is_solution(cell) or is_task(cell)
    }


def _is_untouched(cell: NotebookNode) -> bool:
    unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    return bool(unchanged and not is_task(cell))
