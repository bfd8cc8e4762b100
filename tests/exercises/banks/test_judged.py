"""The judge gives the same marks and says the same as nbgrader, for every solution of the banks.

Once in this process, against the replay of a notebook; once with both commands, from one end to
the other: plain `nbgrader autograde` in a course without our grading, and `python -m grading`.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbgrader.utils import determine_grade
from proof import MODULES, replays
from replay import ROOT, read

from grading.judge.material import Desk, Material
from grading.judge.notebook import NotebookRun, is_test, name
from grading.sandbox.house import House
from grading.sandbox.layers import Setting

# Some right solutions warn on the way, as learners' do.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
IDS = [module.ASSIGNMENT for module in MODULES]


@pytest.fixture(scope="module")
def house():
    made = House(Setting())
    yield made
    made.close()


def source(module):
    folder = ROOT / "solutions" / module.ASSIGNMENT
    return folder, nbformat.read(folder / f"{module.NOTEBOOK}.ipynb", 4)


def material(module):
    folder, notebook = source(module)
    known = [cell for cell in notebook.cells if cell.metadata.get("nbgrader")]
    cells = {cell.metadata.nbgrader.grade_id: dict(cell) for cell in known}
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".ipynb"}
    return Material(module.ASSIGNMENT, module.NOTEBOOK, cells, files, Setting())


def solutions(module):
    """Yield every wrong and every right solution: function, name, source."""
    for function, bank in module.BANK.items():
        for mutant in bank.mutants:
            yield function, mutant.name, mutant.source
        for variant, text in bank.right.items():
            yield function, variant, text


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_the_judge_says_what_nbgrader_says(house, module):
    replay, stuff = replays(module)[0], material(module)
    desk, different = Desk(stuff), []
    for function, variant, text in solutions(module):
        plain = {t: (g.points, g.text) for t, g in replay.run({function: text}).items()}
        notebook = source(module)[1]
        next(cell for cell in notebook.cells if cell.id == function).source = text
        NotebookRun(house, desk, stuff).execute(notebook, stuff.files)
        graded = [cell for cell in notebook.cells if is_test(cell)]
        judged = {name(cell): (determine_grade(cell)[0], said(cell)) for cell in graded}
        different += [(function, variant)] * (judged != plain)
    desk.close()
    assert different == []


def said(cell):
    return read([output for output in cell.outputs if output.get("name") != "stderr"])


def handed_in(module):
    """Return function -> source for each submission: the k-th of all, right ones first."""
    lists = [[*b.right.values()] + [m.source for m in b.mutants] for b in module.BANK.values()]
    return [
        {f: texts[k % len(texts)] for f, texts in zip(module.BANK, lists, strict=True)}
        for k in range(max(map(len, lists)))
    ]


def submit(course, module):
    release = replays(module)[1]
    for k, chosen in enumerate(handed_in(module)):
        place = course / "submitted" / f"student-{k:02}" / module.ASSIGNMENT
        place.mkdir(parents=True)
        text = release.submission(release.code | chosen)
        (place / f"{module.NOTEBOOK}.ipynb").write_text(text, encoding="utf-8")


def run(course, *words, again=False):
    """Run a command that must succeed. again: at the second time, if not at the first.

    Beside another nbgrader, plain nbgrader may lose a kernel at its start and leave that
    submission out; the same command then grades what is left.
    """
    path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path}
    for _ in range(1 + again):
        done = subprocess.run(words, cwd=course, env=env, capture_output=True, text=True)
        if done.returncode == 0:
            return
    raise AssertionError(done.stderr[-4000:])


def marks(course):
    connection = sqlite3.connect(course / "gradebook.db")
    try:
        rows = connection.execute(
            "SELECT sa.student_id, cell.name, grade.auto_score FROM grade "
            "JOIN submitted_notebook sn ON grade.notebook_id = sn.id "
            "JOIN submitted_assignment sa ON sn.assignment_id = sa.id "
            "JOIN base_cell cell ON grade.cell_id = cell.id"
        ).fetchall()
    finally:
        connection.close()
    return {(student, cell): score for student, cell, score in rows}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return assignment -> marks of plain nbgrader, marks of ours; two assignments at a time."""
    folder = tmp_path_factory.mktemp("courses")

    def grade(module):
        found = []
        for ours in (False, True):
            course = folder / f"{module.ASSIGNMENT}-{ours}"
            course.mkdir()
            shutil.copy(ROOT / "nbgrader_config.py", course)
            here = course / "solutions" / module.ASSIGNMENT
            shutil.copytree(ROOT / "solutions" / module.ASSIGNMENT, here)
            submit(course, module)
            if ours:
                shutil.copytree(ROOT / "grading", course / "grading")
                run(course, sys.executable, "-m", "grading", "--jobs", "1", "--no-feedback")
            else:
                run(course, "nbgrader", "generate_assignment", module.ASSIGNMENT)
                run(course, "nbgrader", "autograde", module.ASSIGNMENT, again=True)
            found.append(marks(course))
        return module.ASSIGNMENT, found

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(grade, MODULES))


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_both_commands_give_the_same_marks(graded, module):
    plain, ours = graded[module.ASSIGNMENT]
    assert len(plain) >= 30 * len(module.BANK) / 2
    assert ours == plain


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_nbgrader_itself_gives_every_right_solution_full_marks(graded, module):
    plain, _ = graded[module.ASSIGNMENT]
    most = {test: g.most for test, g in replays(module)[0].run({}).items()}
    scores = [
        (name, plain[f"student-{k:02}", test], most[test])
        for k, chosen in enumerate(handed_in(module))
        for function, bank in module.BANK.items()
        for name, text in bank.right.items()
        for test in [f"test_{function}"]
        if chosen[function] == text
    ]
    assert len(scores) >= 6 * len(module.BANK)
    together = [sum(plain[f"student-{k:02}", test] for test in most) for k in range(6)]
    assert together == [sum(most.values())] * 6
    assert [found for found in scores if found[1] != found[2]] == []


def test_the_marks_are_of_all_kinds(graded):
    """None of it is a comparison of zeros."""
    scores = [score for plain, _ in graded.values() for score in plain.values()]
    assert len({*scores}) > 10
    assert json.dumps(scores).count("0.0") < len(scores)
