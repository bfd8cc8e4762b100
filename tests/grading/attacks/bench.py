"""Grade an attack in this process: with every layer, or with one switched off."""

import copy
import importlib
import json
from pathlib import Path

import nbformat
from attack import EVIDENCE, JUDGE, SANITISER
from nbgrader.utils import determine_grade

from grading.judge.material import Desk, Material
from grading.judge.notebook import NotebookRun, is_test, name
from grading.judge.session import LostError
from grading.reading import _rebuild
from grading.repair import restore
from grading.sandbox.house import House
from grading.sandbox.layers import SANDBOX, Setting

ROOT = Path(__file__).parents[3]
ASSIGNMENT, NOTEBOOK = "03-lstm-gates", "lstm_gates"
SECONDS = 2.0

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


class SameProcess(NotebookRun):
    """The judge switched off: the tests run where the student's code does, as in a kernel."""

    def _test(self, cell):
        self.session.start_test()
        try:
            ran = self.session.run(999, cell.source)
        except LostError as lost:
            self._blame(cell, lost.why)
            return
        cell.outputs = [nbformat.from_dict(output) for output in ran.outputs]


def material(careless=False):
    return _careless() if careless else _course()


def _course():
    folder = ROOT / "solutions" / ASSIGNMENT
    notebook = nbformat.read(folder / f"{NOTEBOOK}.ipynb", 4)
    cells = {
        c.metadata.nbgrader.grade_id: dict(c) for c in notebook.cells if c.metadata.get("nbgrader")
    }
    files = {n: (folder / n).read_bytes() for n in ("checks.py", "fixtures.json")}
    return Material(ASSIGNMENT, NOTEBOOK, cells, files, setting())


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
    return Material("careless", "careless", cells, {}, setting())


def setting(off=None):
    return Setting(
        layers=tuple(layer for layer in SANDBOX if layer != off),
        cell_seconds=SECONDS,
        notebook_seconds=60,
        memory_mb=400,
    )


def submission(attack):
    """Return what is handed in: the released notebook with the attack in it."""
    if attack.careless:
        cells = [copy.deepcopy(cell) for cell in material(careless=True).cells.values()]
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
    return notebook


def own_cell(source, cell_id="own"):
    cell = {"cell_type": "code", "id": cell_id, "metadata": {}, "outputs": []}
    return cell | {"execution_count": None, "source": source}


def right(function):
    return str(_course().originals[function].source)


def _write(cells, cell_id, source):
    next(cell for cell in cells if cell["id"] == cell_id)["source"] = source


class Bench:
    """A sandbox and a desk that stay warm. off: the layer that is switched off."""

    def __init__(self, off=None):
        self.off = off
        self.house = House(setting(off))
        self.desks = {}
        self.house.start()  # what only the first submission waits for is not on its clock
        for careless in (False, True):
            self._desk(material(careless))

    def _desk(self, stuff):
        """Return the desk, with the instructor's modules imported."""
        if stuff.key not in self.desks:
            self.desks[stuff.key] = desk = Desk(stuff)
            with desk.open():
                for name in stuff.files:
                    if name.endswith(".py"):
                        importlib.import_module(Path(name).stem)
        return self.desks[stuff.key]

    def close(self):
        self.house.close()
        for desk in self.desks.values():
            desk.close()

    def grade(self, attack):
        """Return test -> points, only where there are any, and the notes."""
        notebook, run = self.run(attack)
        found = {name(c).removeprefix("test_"): determine_grade(c)[0] for c in tests(notebook)}
        return {function: points for function, points in found.items() if points}, run.notes

    def run(self, attack):
        stuff = material(attack.careless)
        desk = self._desk(stuff)
        notebook = self._notebook(attack, stuff)
        kind = SameProcess if self.off == JUDGE else NotebookRun
        run = kind(self.house, desk, stuff, evidence=self.off != EVIDENCE)
        run.execute(notebook, attack.files | stuff.files)
        return notebook, run

    def _notebook(self, attack, stuff):
        submitted = submission(attack)
        if self.off == SANITISER:
            for cell in submitted["cells"]:
                cell["source"] = "".join(cell["source"])
            return nbformat.from_dict({"metadata": {}, **submitted})
        notebook = _rebuild(Path("submitted.ipynb"), submitted | {"nbformat": 4}, [])
        notebook.cells, _ = restore(notebook.cells, stuff.originals)
        return notebook


def tests(notebook):
    return [cell for cell in notebook.cells if is_test(cell)]
