"""Grade an attack in this process: with every protection, or with one switched off."""

import contextlib
import copy
import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import nbformat
from nbgrader.utils import determine_grade

from grading import time_limit
from grading.judge.cells import cell_name, is_test
from grading.judge.notebook_runner import NotebookRunner
from grading.judge.session import ProcessLostError
from grading.judge.workspace import Workspace
from grading.read.notebook import rebuilt
from grading.sandbox.process import SandboxProcess
from grading.sandbox.settings import SANDBOX, HeldUpError, SandboxSettings
from grading.stage.bundle import AssignmentBundle, NotebookBundle
from grading.stage.restore_cells import restore_cells
from grading.time_limit import PATIENCE
from tests.helpers.attacks.attack import EVIDENCE, JUDGE, SANITISER, Attack
from tests.helpers.attacks.trace import Trace

ROOT = Path(__file__).parents[3]
ASSIGNMENT, NOTEBOOK = "03-lstm-gates", "lstm_gates"

# What another course's author may write, and should not: an answer that fails is passed over, and
# one makes the test itself endless.
CARELESS = """
for x in (1, 2, 5):
    try:
        got = double(x)
    except Exception:
        continue
    while isinstance(got, float) and got < 0:
        got += x
    assert got == 2 * x
"""
# It meets the other function as well, with which nothing may be wrong here.
TRIPLE = "assert triple(2) == 6 and double(2) < 100"


class SameProcess(NotebookRunner):
    """The judge switched off: the tests run where the student's code does, as in a kernel."""

    def _run_test(self, cell):
        self.session.start_test()
        try:
            ran = self.session.run(999, cell.source)
        except ProcessLostError as lost:
            self._show_loss(cell, lost.why)
            return
        cell.outputs = [nbformat.from_dict(output) for output in ran.outputs]


def bundle(careless=False):
    return _careless() if careless else _course()


def _course():
    """Return the assignment as the gradebook has it: with all tests, and without solutions."""
    released = _cells("exercises")
    cells = {
        name: dict(released[name] if cell.metadata.nbgrader.solution else cell)
        for name, cell in _cells("solutions").items()
    }
    beside = (ROOT / "exercises" / ASSIGNMENT).iterdir()
    files = {path.name: path.read_bytes() for path in beside if path.suffix in (".py", ".json")}
    return AssignmentBundle(ASSIGNMENT, (NotebookBundle(NOTEBOOK, cells),), files)


def _cells(folder):
    """Return grade_id -> cell of the notebook in a folder."""
    notebook = nbformat.read(ROOT / folder / ASSIGNMENT / f"{NOTEBOOK}.ipynb", 4)
    return {c.metadata.nbgrader.grade_id: c for c in notebook.cells if c.metadata.get("nbgrader")}


def _careless():
    sources = {"double": "def double(x):\n    ...\n", "test_double": CARELESS}
    sources |= {"triple": "def triple(x):\n    ...\n", "test_triple": TRIPLE}
    cells = {}
    for grade_id, source in sources.items():
        meta = {"grade_id": grade_id, "schema_version": 3, "locked": grade_id.startswith("test_")}
        meta |= {"grade": meta["locked"], "solution": not meta["locked"], "task": False}
        meta |= {"points": 3} if meta["grade"] else {}
        cell = nbformat.v4.new_code_cell(source, id=grade_id, metadata={"nbgrader": meta})
        cells[grade_id] = dict(cell)
    return AssignmentBundle("careless", (NotebookBundle("careless", cells),), {})


def settings(off=None):
    return SandboxSettings(
        protections=tuple(each for each in SANDBOX if each != off),
        cell_seconds=Attack.seconds,
        notebook_seconds=300,
        memory_mb=400,
    )


def submission(attack):
    """Return what is handed in: the released notebook with the attack in it."""
    if attack.careless:
        cells = [copy.deepcopy(cell) for cell in bundle(careless=True).notebooks[0].cells.values()]
        notebook = {"cells": json.loads(json.dumps(cells))}
    else:
        path = ROOT / "exercises" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        _write(notebook["cells"], "cell_state", right("cell_state"))
    for function, source in attack.functions.items():
        _write(notebook["cells"], function, source)
    if attack.cells:
        attack.cells(notebook["cells"])
    if attack.own:
        notebook["cells"].insert(4, own_cell(attack.own))
    return notebook | attack.about


def own_cell(source, cell_id="own"):
    cell = {"cell_type": "code", "id": cell_id, "metadata": {}, "outputs": []}
    return cell | {"execution_count": None, "source": source}


def right(function):
    return str(_cells("solutions")[function].source)


def handed_out(function):
    """Return the cell of a function as it was handed out."""
    return str(_cells("exercises")[function].source)


def _write(cells, cell_id, source):
    next(cell for cell in cells if cell["id"] == cell_id)["source"] = source


@contextlib.contextmanager
def patient(patience):
    """Let submissions wait for so many times as long as they may compute."""
    with patch.object(time_limit, "PATIENCE", patience):
        yield


class Bench:
    """A sandbox and workspaces that are kept. off: the protection that is switched off.

    tries: what a busy machine has held up is graded again, as the command does it, with twice the
    time on the wall; its time on a processor stays.
    """

    def __init__(self, off=None, tries=5):
        self.off, self.tries = off, tries
        self.sandbox = SandboxProcess(settings(off))
        self.workspaces = {}
        self.sandbox.start()  # what only the first submission waits for is not on its clock
        for careless in (False, True):
            self._workspace(bundle(careless))

    def _workspace(self, assignment):
        """Return the workspace, with the instructor's modules imported."""
        if assignment.key not in self.workspaces:
            self.workspaces[assignment.key] = workspace = Workspace(assignment.files)
            with workspace.importable():
                for name in assignment.files:
                    if name.endswith(".py"):
                        importlib.import_module(Path(name).stem)
        return self.workspaces[assignment.key]

    def close(self):
        self.sandbox.close()
        for workspace in self.workspaces.values():
            workspace.close()

    def grade(self, attack):
        """Return test -> points, only where there are any, and the notes."""
        notebook, run = self.run(attack)
        return points(notebook), run.notes

    def traced(self, attack):
        """Return test -> points, and the trace of the checks on the way there."""
        if sys.gettrace():  # coverage, which a trace of ours would blind
            self.run(attack)
        trace = Trace()
        with trace.watching():
            notebook, run = self.run(attack)
        trace.keep_outputs(notebook, [*self.restored, *run.notes])
        return points(notebook), trace

    def run(self, attack):
        for number in range(1, self.tries + 1):
            try:
                with patient(PATIENCE << number - 1):
                    return self._run_once(attack)
            except HeldUpError:
                if number == self.tries:
                    raise

    def _run_once(self, attack):
        assignment = bundle(attack.careless)
        notebook = self._notebook(attack, assignment.notebooks[0])
        kind = SameProcess if self.off == JUDGE else NotebookRunner
        functions, evidence = assignment.notebooks[0].functions, self.off != EVIDENCE
        run = kind(self.sandbox, self._workspace(assignment), functions, evidence)
        run.settings = replace(run.settings, cell_seconds=attack.seconds)
        run.execute(notebook, attack.files | assignment.files)
        return notebook, run

    def _notebook(self, attack, spec):
        submitted = submission(attack)
        if self.off == SANITISER:
            for cell in submitted["cells"]:
                cell["source"] = "".join(cell["source"])
            return nbformat.from_dict({"metadata": {}, **submitted})
        notebook = rebuilt("submitted.ipynb", {"nbformat": 4} | submitted, [])
        notebook.cells, notes = restore_cells(notebook.cells, spec.originals)
        self.restored = [*notes, *undone(attack, submitted, notebook)]
        return notebook


def points(notebook):
    """Return function -> points, only where there are any."""
    found = {cell_name(c).removeprefix("test_"): determine_grade(c)[0] for c in tests(notebook)}
    return {function: points for function, points in found.items() if points}


def undone(attack, submitted, notebook):
    """Yield which parts of cells an attack had changed that are not so any more."""
    if attack.careless:
        return
    honest = {cell["id"]: cell for cell in submission(replace(attack, cells=None))["cells"]}
    restored = {cell.id: cell for cell in notebook.cells}
    for cell in submitted["cells"]:
        before, after = (known.get(cell.get("id"), cell) for known in (honest, restored))
        for part in ("metadata", "outputs"):
            if before.get(part) != cell.get(part) != after.get(part):
                yield f"undone: {cell['id']} {part}"


def tests(notebook):
    return [cell for cell in notebook.cells if is_test(cell)]
