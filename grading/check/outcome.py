"""What the judge's result for a solution, or for an untouched release, says of the tests."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..judge.cells import DEAD, NO_EVIDENCE, NOT_RUN, TOO_LONG, cell_name, is_test
from ..judge.results import SubmissionResult
from ..stage.bundle import AssignmentBundle, NotebookBundle, PlainCells
from .slips import ELSEWHERE, FOLLOWS, SEEN, Slip, most_certain

ROOM = 1e9  # points: more than any test gives
LIMITS = (DEAD, TOO_LONG, NOT_RUN, "MemoryError")
ASKS_NOTHING = (
    "asks nothing of the learner's work: it calls none of its functions and reads none of its "
    "variables"
)
WITH_STAND_INS = (
    "its stand_in functions fail a right function where the functions before it are not written"
)
FRAME = re.compile(r"<(?P<name>[^>\n]+)>\"?, line (?P<line>\d+)|line (?P<only>\d+)")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def with_room(bundle: AssignmentBundle) -> AssignmentBundle:
    """Return a bundle whose tests may give any number of points: one that gives too many shows."""
    return replace(bundle, notebooks=tuple(map(_with_room, bundle.notebooks)))


def _with_room(notebook: NotebookBundle) -> NotebookBundle:
    tests = {name for name, cell in notebook.originals.items() if is_test(cell)}
    translations = {
        language: _roomy(cells, tests) for language, cells in notebook.translations.items()
    }
    return replace(notebook, cells=_roomy(notebook.cells, tests), translations=translations)


def _roomy(cells: PlainCells, tests: set[str]) -> PlainCells:
    made = dict(cells)
    for name in tests:
        meta = {**cells[name]["metadata"]["nbgrader"], "points": ROOM}
        made[name] = {**cells[name], "metadata": nbformat.from_dict({"nbgrader": meta})}
    return made


def points(bundle: AssignmentBundle, result: SubmissionResult) -> tuple[float, float]:
    """Return the points that the tests have given, and how many there are."""
    given = most = 0.0
    for notebook in bundle.notebooks:
        scores = result.notebooks[notebook.name].scores
        for name, cell in notebook.originals.items():
            if is_test(cell):
                worth = float(cell.metadata.nbgrader.points)
                most += worth
                score = scores.get(name) or 0.0
                given += worth if score == ROOM else score
    return given, most


def of_solution(bundle: AssignmentBundle, result: SubmissionResult) -> list[Slip]:
    """Return the slips that the result of the solution shows. bundle: the one without room."""
    return list(_of(bundle, result, solution_slips))


def of_release(bundle: AssignmentBundle, result: SubmissionResult) -> list[Slip]:
    """Return the tests that give points to the release before anybody has written anything."""
    return list(_of(bundle, result, _release_slips))


def of_alone(bundle: AssignmentBundle, result: SubmissionResult, test: str) -> list[Slip]:
    """Return whether a test gives less to its function alone than to the whole solution."""
    slips = of_solution(bundle, result)
    if result.failed:  # that says nothing of stand-ins
        return slips
    return [
        replace(slip, words=f"{WITH_STAND_INS}: {slip.words}", rank=ELSEWHERE)
        for slip in slips
        if slip.cell == test
    ]


def _of(bundle: AssignmentBundle, result: SubmissionResult, slips_of: Any) -> Iterator[Slip]:
    if result.failed:
        yield Slip("", "", f"it could not be graded: {result.failed}", limit=True)
        return
    for notebook in bundle.notebooks:
        one = result.notebooks[notebook.name]
        graded = nbformat.reads(one.text.decode("utf-8"), as_version=4)
        yield from slips_of(notebook, graded, one.scores, one.calls)


def solution_slips(
    bundle: NotebookBundle,
    graded: NotebookNode,
    scores: Mapping[str, float | None],
    calls: Mapping[str, int],
) -> list[Slip]:
    """Return the slips of one notebook, from its solution as it was graded with room."""
    slips: list[Slip] = []
    others: list[Slip] = []
    for cell in graded.cells:
        if cell.cell_type != "code":
            continue
        if is_test(cell):
            most = _most(bundle, cell)
            slips += _of_test(bundle.name, cell, most, scores, calls)
        elif (error := _error(cell)) and error["ename"] != NOT_RUN:  # its tests say so
            others.append(_said(bundle.name, cell, error))
    # A notebook may show an error on purpose: it matters where a test fails, or time was short.
    limits = [slip for slip in others if slip.limit]
    return most_certain([*(others if slips else limits), *slips])


def _most(bundle: NotebookBundle, cell: NotebookNode) -> float:
    return float(bundle.originals[cell_name(cell)].metadata.nbgrader.points)


def _of_test(
    notebook: str,
    cell: NotebookNode,
    most: float,
    scores: Mapping[str, float | None],
    calls: Mapping[str, int],
) -> Iterator[Slip]:
    name, error = cell_name(cell), _error(cell)
    score = scores.get(name)
    if error and error["ename"] != NO_EVIDENCE:
        yield _said(notebook, cell, error)
    elif most and not calls.get(name):
        yield Slip(notebook, name, ASKS_NOTHING)
    elif score is None:
        yield Slip(notebook, name, "it got no points, nor was it run")
    elif score != ROOM and not error and abs(score - most) > 1e-9 * max(1.0, most):
        words = f"gives the solution {score:g} points, and has {most:g}{_printed(cell)}"
        yield Slip(notebook, name, words, rank=FOLLOWS)


def _release_slips(
    bundle: NotebookBundle,
    graded: NotebookNode,
    scores: Mapping[str, float | None],
    calls: Mapping[str, int],
) -> list[Slip]:
    tests = [cell for cell in graded.cells if is_test(cell) and _most(bundle, cell)]
    given = {cell_name(cell): scores.get(cell_name(cell)) for cell in tests}
    words = "gives points to the untouched release"
    return [
        Slip(bundle.name, name, words, rank=ELSEWHERE) for name, score in given.items() if score
    ]


def _error(cell: NotebookNode) -> NotebookNode | None:
    errors = [output for output in cell.outputs if output["output_type"] == "error"]
    return errors[0] if errors else None


def _said(notebook: str, cell: NotebookNode, error: NotebookNode) -> Slip:
    """Return what an error says, and in which line of the cell it was."""
    name, line = cell_name(cell), _line(cell, error)
    first = ANSI.sub("", str(error["evalue"])).strip().partition("\n")[0]
    words = first if error["ename"] in LIMITS[:3] else f"{error['ename']}: {first}".rstrip(": ")
    source = cell.source.split("\n")[line - 1].strip() if 0 < line <= _lines(cell) else ""
    quoted = f": {source}" if source and source not in words else ""
    # What cannot be compiled was said by reading it.
    known = error["ename"] in ("SyntaxError", "IndentationError", "TabError")
    return Slip(
        notebook,
        name,
        words + quoted,
        line,
        limit=error["ename"] in LIMITS,
        rank=FOLLOWS if known else SEEN,
    )


def _lines(cell: NotebookNode) -> int:
    return len(cell.source.split("\n"))


def _line(cell: NotebookNode, error: NotebookNode) -> int:
    """Return the last line of a cell's own that a traceback names; 0 where it names none."""
    text = ANSI.sub("", "\n".join(error["traceback"]))
    own = [
        int(found["line"])
        for found in FRAME.finditer(text)
        if found["name"] == cell_name(cell) or str(found["name"]).startswith("cell-")
    ]
    return own[-1] if own else 0


def _printed(cell: NotebookNode) -> str:
    """Return the first line that a test has printed, which mostly says why."""
    texts = [output["text"] for output in cell.outputs if output["output_type"] == "stream"]
    first = "".join(texts).strip().partition("\n")[0]
    return f": {first}" if first else ""
