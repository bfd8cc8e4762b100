"""Plain nbgrader, our grading and the replay give the same marks for every solution of the banks.

Both commands, from one end to the other: `nbgrader autograde` in a course without our grading, in
kernels, and `python -m grading`. By default all solutions of a function stand in one notebook, each
above a test of its own: one kernel for an assignment. The slow tests hand them in one by one, a
notebook, a process and a kernel for each, as a class would.
"""

import copy
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from nbgrader.api import Gradebook

from authoring.banks.proof import MODULES, replays
from authoring.banks.replay import ROOT

# Some right solutions warn on the way, as learners' do.
pytestmark = [
    pytest.mark.needs("sandbox"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]
IDS = [module.ASSIGNMENT for module in MODULES]
GRADING = (sys.executable, "-m", "grading", "--jobs", "1", "--no-feedback")


def texts(bank):
    """Return the sources of all solutions, right ones first."""
    return [*bank.right.values()] + [mutant.source for mutant in bank.mutants]


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


# --- all in one notebook for each assignment ----------------------------------------------------


def in_one(module):
    """Return the cells of the source, and of what is handed in: all solutions, each with a test."""
    solution, source, handed_in = replays(module)[0], [], []
    for cell in solution.json["cells"]:
        name = cell["id"]
        if name in solution.tests:
            continue
        for k, text in enumerate(texts(module.BANK[name]) if name in module.BANK else []):
            test = renamed(solution.cells[f"test_{name}"], f"test_{name}-{k}")
            plain = {"cell_type": "code", "id": f"{name}-{k}", "metadata": {}, "outputs": []}
            source.append(test)
            handed_in += [plain | {"execution_count": None, "source": text}, test]
        source.append(cell)  # behind them, so that what calls it later finds a right one
        handed_in.append(cell)
    return source, handed_in


def renamed(cell, name):
    cell = copy.deepcopy(cell) | {"id": name}
    cell["metadata"]["nbgrader"]["grade_id"] = name
    return cell


def lay_out(course):
    """Make a course in which one student hands in the whole bank."""
    course.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for module in MODULES:
        files = shutil.ignore_patterns("*.ipynb", "__pycache__")
        here = course / "solutions" / module.ASSIGNMENT
        shutil.copytree(ROOT / "solutions" / module.ASSIGNMENT, here, ignore=files)
        place = course / "submitted" / "bank" / module.ASSIGNMENT
        place.mkdir(parents=True)
        for folder, cells in zip((here, place), in_one(module), strict=True):
            text = json.dumps(replays(module)[0].json | {"cells": cells})
            (folder / f"{module.NOTEBOOK}.ipynb").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def courses(tmp_path_factory):
    """Return the marks of plain nbgrader, and of ours: test cell -> points.

    Ours comes first and registers the assignments; its marks are gone before nbgrader begins.
    """
    folder = tmp_path_factory.mktemp("bank")
    ours, plain = folder / "ours", folder / "plain"
    lay_out(ours)
    shutil.copytree(ROOT / "grading", ours / "grading")
    run(ours, *GRADING)
    lay_out(plain)
    shutil.copy(ours / "gradebook.db", plain)
    with Gradebook(f"sqlite:///{plain / 'gradebook.db'}") as gradebook:
        for module in MODULES:
            gradebook.remove_submission(module.ASSIGNMENT, "bank")
    assert marks(plain) == {}
    run(plain, "nbgrader", "autograde", "0*", again=True)
    return [{test: score for (_, test), score in marks(each).items()} for each in (plain, ours)]


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_a_kernel_gives_every_solution_the_points_of_the_replay(courses, module):
    plain, solution = courses[0], replays(module)[0]
    found, replayed, less = {}, {}, 0
    for function, bank in module.BANK.items():
        for k, text in enumerate(texts(bank)):
            test = f"test_{function}"
            graded = solution.run({function: text}, only=test)[test]
            replayed[function, k] = graded.points
            found[function, k] = plain[f"{test}-{k}"]
            assert (found[function, k] == graded.most) == (k < len(bank.right)), (function, k)
            less += found[function, k] < graded.most
    assert found == replayed
    assert less == sum(len(bank.mutants) for bank in module.BANK.values())


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_both_commands_give_the_same_marks(courses, module):
    tests = [f"test_{f}-{k}" for f, bank in module.BANK.items() for k, _ in enumerate(texts(bank))]
    plain, ours = ({test: marks[test] for test in tests} for marks in courses)
    assert ours == plain


def test_no_mark_is_left_over_and_they_are_of_all_kinds(courses):
    """None of it is a comparison of zeros."""
    plain, ours = courses
    assert plain.keys() == ours.keys()
    assert len(plain) == sum(len(texts(bank)) for m in MODULES for bank in m.BANK.values())
    assert len({*plain.values()}) > 10


# --- one by one ---------------------------------------------------------------------------------


def handed_in(module):
    """Return function -> source for each submission: the k-th of all, right ones first."""
    lists = [texts(bank) for bank in module.BANK.values()]
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
                run(course, *GRADING)
            else:
                run(course, "nbgrader", "generate_assignment", module.ASSIGNMENT)
                run(course, "nbgrader", "autograde", module.ASSIGNMENT, again=True)
            found.append(marks(course))
        return module.ASSIGNMENT, found

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(grade, MODULES))


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_both_commands_give_each_student_the_same_marks(graded, module):
    plain, ours = graded[module.ASSIGNMENT]
    assert len(plain) >= 30 * len(module.BANK) / 2
    assert ours == plain


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_marks_of_all_students_are_of_all_kinds(graded):
    """None of it is a comparison of zeros."""
    scores = [score for plain, _ in graded.values() for score in plain.values()]
    assert len({*scores}) > 10
    assert json.dumps(scores).count("0.0") < len(scores)
