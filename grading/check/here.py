"""The check in this process, for nbgrader's own commands: they grade one submission at a time.

It is the solution in each language, with half of each limit. What a whole run looks at beside that,
it leaves to `python -m grading check`.
"""

import contextlib

import nbformat
from nbformat import NotebookNode

from ..judge import scores
from ..judge.notebook_runner import NotebookRunner
from ..judge.results import GradeRequest, NotebookResult, SubmissionResult, packed
from ..judge.workspace import Workspace
from ..languages import language_of
from ..sandbox.process import shared_sandbox
from ..sandbox.settings import HeldUpError, KilledBySystemError, SandboxSettings
from ..stage.bundle import AssignmentBundle, NotebookBundle
from ..stage.restore_cells import restore_cells
from . import limits, outcome, reading
from .kept import Decisions
from .slips import Slip, in_all, most_certain


def check(
    bundle: AssignmentBundle, solutions: dict[str, GradeRequest], settings: SandboxSettings
) -> tuple[list[Slip], Decisions]:
    """Return the slips of an assignment, and what its solution decides. solutions: by language."""
    found: dict[str, list[Slip]] = {}
    decisions: Decisions = {}
    for language, request in solutions.items():
        found[language] = _judged(bundle, request, settings, decisions)
    read = [slip for one in bundle.notebooks for slip in reading.read(one.name, _notebook(one))]
    return most_certain(dict.fromkeys([*read, *in_all(found)])), decisions


def _notebook(bundle: NotebookBundle) -> NotebookNode:
    return NotebookNode(cells=list(bundle.originals.values()))


def _judged(
    bundle: AssignmentBundle, request: GradeRequest, settings: SandboxSettings, into: Decisions
) -> list[Slip]:
    """Return the slips in one language: with half of each limit there are mostly none."""
    roomy, half = outcome.with_room(bundle), limits.half(settings)
    result = _graded(roomy, request, half)
    shared_sandbox(half).stop()
    slips = outcome.of_solution(bundle, result)
    if slips:
        halved = [] if result.held_up else slips
        result = _graded(roomy, request, settings)
        slips = limits.about_limits(halved, outcome.of_solution(bundle, result), settings)
    for name, notebook in result.notebooks.items():
        tests = into.setdefault(name, {})
        for test, some in notebook.decisions.items():
            tests[test] = tuple(sorted({*tests.get(test, ()), *some}))
    return slips


def _graded(
    bundle: AssignmentBundle, request: GradeRequest, settings: SandboxSettings
) -> SubmissionResult:
    """Grade a solution as a worker does."""
    about = request.student, bundle.assignment, request.fingerprint
    notebooks = {}
    try:
        with contextlib.closing(Workspace(bundle.files)) as workspace:
            for one in bundle.notebooks:
                notebooks[one.name] = _run(one, request, settings, workspace, bundle.files)
    except (HeldUpError, KilledBySystemError) as error:
        held_up = isinstance(error, HeldUpError)
        return SubmissionResult(*about, failed=str(error), held_up=held_up)
    return SubmissionResult(*about, notebooks)


def _run(
    bundle: NotebookBundle,
    request: GradeRequest,
    settings: SandboxSettings,
    workspace: Workspace,
    files: dict[str, bytes],
) -> NotebookResult:
    notebook = request.notebooks[bundle.name]
    language = language_of(notebook.metadata, notebook.cells)
    notebook.cells, _ = restore_cells(notebook.cells, bundle.originals_in(language))
    process = shared_sandbox(settings)
    runner = NotebookRunner(
        process, workspace, bundle.functions, imports=bundle.imports, record=True
    )
    runner.execute(notebook, dict(files))
    text = packed(nbformat.v4.writes(notebook) + "\n")
    given, made = scores.scores(notebook), runner.decisions.kept
    return NotebookResult(text, given, {}, runner.calls, runner.seed, made)
