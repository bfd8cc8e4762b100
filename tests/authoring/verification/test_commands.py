"""Plain nbgrader, our grading and a run in this process mark every known solution alike.

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

from authoring.assignments import ASSIGNMENTS
from authoring.verification.runnable_notebook import ROOT
from tests.helpers.known import proof, right, wrong

# Some right solutions warn on the way, as learners' do.
pytestmark = [
    pytest.mark.needs("sandbox"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]
EACH = pytest.mark.parametrize("assignment", ASSIGNMENTS.values(), ids=ASSIGNMENTS)
GRADING = (sys.executable, "-m", "grading", "--jobs", "1", "--no-feedback")


def texts(assignment):
    """Return function -> the sources of all solutions, right ones first."""
    return {
        function.name: [
            *right(assignment, function).values(),
            *wrong(assignment, function).values(),
        ]
        for function in assignment.functions
    }


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


def in_one(assignment):
    """Return the cells of the source, and of what is handed in: all solutions, each with a test."""
    solution, source, handed_in = proof(assignment.folder).solution, [], []
    known = texts(assignment)
    for cell in solution.json["cells"]:
        name = cell["id"]
        if name in solution.tests:
            continue
        source.append(cell)  # before the tests: the instructor's own solution passes all of them
        for k, text in enumerate(known.get(name, [])):
            test = renamed(solution.cells[f"test_{name}"], f"test_{name}-{k}")
            plain = {"cell_type": "code", "id": f"{name}-{k}", "metadata": {}, "outputs": []}
            source.append(test)
            handed_in += [plain | {"execution_count": None, "source": text}, test]
        handed_in.append(cell)  # behind them, so that what calls it later finds a right one
    return source, handed_in


def renamed(cell, name):
    cell = copy.deepcopy(cell) | {"id": name}
    cell["metadata"]["nbgrader"]["grade_id"] = name
    return cell


def lay_out(course):
    """Make a course in which one student hands in all known solutions."""
    course.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for assignment in ASSIGNMENTS.values():
        files = shutil.ignore_patterns("*.ipynb", "__pycache__")
        here = course / "solutions" / assignment.folder
        shutil.copytree(ROOT / "solutions" / assignment.folder, here, ignore=files)
        place = course / "submitted" / "bank" / assignment.folder
        place.mkdir(parents=True)
        for folder, cells in zip((here, place), in_one(assignment), strict=True):
            text = json.dumps(proof(assignment.folder).solution.json | {"cells": cells})
            (folder / f"{assignment.notebook}.ipynb").write_text(text, encoding="utf-8")


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
        for assignment in ASSIGNMENTS.values():
            gradebook.remove_submission(assignment.folder, "bank")
    assert marks(plain) == {}
    run(plain, "nbgrader", "autograde", "0*", again=True)
    return [{test: score for (_, test), score in marks(each).items()} for each in (plain, ours)]


@pytest.mark.slow
@EACH
def test_a_kernel_gives_every_solution_the_points_of_a_run_in_this_process(courses, assignment):
    plain, solution = courses[0], proof(assignment.folder).solution
    found, in_process, less = {}, {}, 0
    ways = {function.name: len(function.solutions) for function in assignment.functions}
    for function, sources in texts(assignment).items():
        for k, text in enumerate(sources):
            test = f"test_{function}"
            graded = solution.run({function: text}, only=test)[test]
            in_process[function, k] = graded.points
            found[function, k] = plain[f"{test}-{k}"]
            assert (found[function, k] == graded.most) == (k < ways[function]), (function, k)
            less += found[function, k] < graded.most
    assert found == in_process
    assert less == sum(len(function.proven) for function in assignment.functions)


@EACH
def test_both_commands_give_the_same_marks(courses, assignment):
    tests = [f"test_{f}-{k}" for f, each in texts(assignment).items() for k in range(len(each))]
    plain, ours = ({test: marks[test] for test in tests} for marks in courses)
    assert ours == plain


def test_no_mark_is_left_over_and_they_are_of_all_kinds(courses):
    """None of it is a comparison of zeros."""
    plain, ours = courses
    assert plain.keys() == ours.keys()
    assert len(plain) == sum(len(each) for a in ASSIGNMENTS.values() for each in texts(a).values())
    assert len({*plain.values()}) > 10


# --- one by one ---------------------------------------------------------------------------------


def handed_in(assignment):
    """Return function -> source for each submission: the k-th of all, right ones first."""
    known = texts(assignment)
    return [
        {function: sources[k % len(sources)] for function, sources in known.items()}
        for k in range(max(map(len, known.values())))
    ]


def submit(course, assignment):
    release = proof(assignment.folder).release
    for k, chosen in enumerate(handed_in(assignment)):
        place = course / "submitted" / f"student-{k:02}" / assignment.folder
        place.mkdir(parents=True)
        text = release.submission(release.code | chosen)
        (place / f"{assignment.notebook}.ipynb").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return assignment -> marks of plain nbgrader, marks of ours; two assignments at a time."""
    folder = tmp_path_factory.mktemp("courses")

    def grade(assignment):
        found = []
        for ours in (False, True):
            course = folder / f"{assignment.folder}-{ours}"
            course.mkdir()
            shutil.copy(ROOT / "nbgrader_config.py", course)
            here = course / "solutions" / assignment.folder
            shutil.copytree(ROOT / "solutions" / assignment.folder, here)
            submit(course, assignment)
            if ours:
                shutil.copytree(ROOT / "grading", course / "grading")
                run(course, *GRADING)
            else:
                run(course, "nbgrader", "generate_assignment", assignment.folder)
                run(course, "nbgrader", "autograde", assignment.folder, again=True)
            found.append(marks(course))
        return assignment.folder, found

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(grade, ASSIGNMENTS.values()))


@pytest.mark.slow
@EACH
def test_both_commands_give_each_student_the_same_marks(graded, assignment):
    plain, ours = graded[assignment.folder]
    assert len(plain) >= 30 * len(assignment.functions) / 2
    assert ours == plain


@pytest.mark.slow
@EACH
def test_nbgrader_itself_gives_every_right_solution_full_marks(graded, assignment):
    plain, _ = graded[assignment.folder]
    most = {test: g.most for test, g in proof(assignment.folder).solution.run({}).items()}
    scores = [
        (name, plain[f"student-{k:02}", test], most[test])
        for k, chosen in enumerate(handed_in(assignment))
        for function in assignment.functions
        for name, text in right(assignment, function).items()
        for test in [f"test_{function.name}"]
        if chosen[function.name] == text
    ]
    assert len(scores) >= 6 * len(assignment.functions)
    together = [sum(plain[f"student-{k:02}", test] for test in most) for k in range(6)]
    assert together == [sum(most.values())] * 6
    assert [found for found in scores if found[1] != found[2]] == []


@pytest.mark.slow
def test_the_marks_of_all_students_are_of_all_kinds(graded):
    """None of it is a comparison of zeros."""
    scores = [score for plain, _ in graded.values() for score in plain.values()]
    assert len({*scores}) > 10
    assert json.dumps(scores).count("0.0") < len(scores)
