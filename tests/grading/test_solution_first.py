"""The solution is graded first: a slip in an instructor's test costs nobody a point."""

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import sys

import pytest

import grading.course
from grading.check import outcome
from grading.checking import written_bundle
from grading.judge.results import SubmissionResult
from grading.stage.bundle import AssignmentBundle
from tests.helpers import slips
from tests.helpers.course_folder import (
    ASSIGNMENT,
    NAME,
    POINTS,
    ROOT,
    TOTAL,
    find,
    rewritten,
    solved,
)

pytestmark = pytest.mark.needs("sandbox")

FOLDERS = sorted(path.parent for path in (ROOT / "solutions").glob("*/*.ipynb"))
OTHER = "01-long-term-dependencies"
ASKS_NOTHING = "asks nothing of the learner's work"
PLACES = tuple(n / 8 for n in range(9))
MISSPELT = slips.misspelt(0.5)

# What an instructor may do to a test -> what is said of it.
SLIPS = {f"misspelt at {n:g}": (slips.misspelt(n), "Error: ") for n in PLACES} | {
    "wrong function": (slips.wrong_function, "KeyError: "),
    "wrong value": (slips.wrong_value, "gives the solution "),
    "syntax error": (slips.syntax_error, "SyntaxError: expected ':'"),
    "metadata": (slips.more_points_in_the_metadata, "and its metadata says "),
    "call": (slips.fewer_points_in_the_call, "gives the solution "),
    "more as the last value": (slips.other_points_as_the_last_value("+ 1"), "and has "),
    "less as the last value": (slips.other_points_as_the_last_value("/ 2"), "and has "),
    "emptied": (slips.written_anew(""), ASKS_NOTHING),
    "a remark": (slips.written_anew("# later"), ASKS_NOTHING),
    "true by itself": (slips.written_anew("assert 1 + 1 == 2"), ASKS_NOTHING),
    "not asked": (slips.not_asked, ASKS_NOTHING),
}


@pytest.fixture
def whole(make_course):
    """Make a course with all assignments, as they stand."""
    course = make_course()
    for folder in FOLDERS:
        place = course.root / "solutions" / folder.name
        shutil.copytree(folder, place, dirs_exist_ok=True)
    return course


def said_of(printed, assignment, test):
    """Return the lines about a test."""
    place = re.compile(rf"(Not graded: )?{assignment}: \w+\.ipynb, {test}[,:]")
    return [line for line in printed.splitlines() if place.match(line)]


def marks(course):
    connection = sqlite3.connect(course.root / "gradebook.db")
    try:
        return connection.execute("SELECT * FROM grade ORDER BY id").fetchall()
    finally:
        connection.close()


def kept(course, change=""):
    """Return what is kept of the checks, after a change of it."""
    connection = sqlite3.connect(course.root / "gradebook.db")
    try:
        with connection:
            connection.execute(change or "SELECT 1")
        return dict(connection.execute("SELECT assignment, decisions FROM course_checks"))
    finally:
        connection.close()


@pytest.mark.parametrize("kind", SLIPS)
def test_a_slip_in_every_test_is_named_test_by_test(whole, kind):
    slip, words = SLIPS[kind]
    tests = {f.name: slips.put_into(whole.root / "solutions" / f.name, slip) for f in FOLDERS}
    assert sum(map(len, tests.values())) > 15
    printed = whole.grade("check", code=1)
    about = {(a, t): said_of(printed, a, t) for a, some in tests.items() for t in some}
    assert {place: lines for place, lines in about.items() if len(lines) != 1} == {}
    lines = [line for (line,) in about.values()]
    assert [line for line in lines if words not in line] == []
    assert len([line for line in printed.splitlines() if ".ipynb" in line]) == len(lines)


def test_of_a_check_that_could_not_be_run_nothing_else_is_said():
    """Its process was stopped from outside, say: no stand-in is to blame for that."""
    held_up = SubmissionResult("alone", ASSIGNMENT, "", failed="it could not be run here")
    (slip,) = outcome.of_alone(AssignmentBundle(ASSIGNMENT, (), {}), held_up, "test_lstm_step")
    assert str(slip) == "it could not be graded: it could not be run here"


def test_a_stand_in_that_is_wrong_is_named(whole):
    folders = [whole.root / "solutions" / folder.name for folder in FOLDERS]
    with_one = []

    def slip(cell):
        with_one.extend([cell["id"]] * bool(slips.stand_ins(cell)))
        slips.misspelt_stand_in(cell)

    for folder in folders:
        slips.put_into(folder, slip)
    assert len(with_one) > 3
    printed = whole.grade("check", code=1)
    lines = [line for line in printed.splitlines() if ".ipynb" in line]
    assert all("its stand_in functions fail a right function" in line for line in lines)
    assert [line.split(", ")[1].split(": ")[0] for line in lines] == with_one


def test_what_is_not_in_the_fixtures_is_named_test_by_test(whole):
    folder = whole.root / "solutions" / ASSIGNMENT
    functions = list(slips.without_fixture_of(folder))
    printed = whole.grade("check", ASSIGNMENT, code=1)
    about = [said_of(printed, ASSIGNMENT, f"test_{function}") for function in functions]
    assert [f"KeyError: '{f}'" in line for f, (line,) in zip(functions, about, strict=True)] == [
        True
    ] * len(POINTS)
    (folder / "fixtures.json").unlink()
    printed = whole.grade("check", ASSIGNMENT, code=1)
    for function in functions:
        (line,) = said_of(printed, ASSIGNMENT, f"test_{function}")
        assert "FileNotFoundError" in line


def test_the_course_as_it_stands_passes_in_each_language(whole):
    shutil.copytree(ROOT / "exercises/ko", whole.root / "exercises/ko")
    printed = whole.grade("check")
    rows = [line.split() for line in printed.splitlines()[1:]]
    assert [row[:2] for row in rows] == [[f.name, way] for f in FOLDERS for way in ("en", "ko")]
    assert all(row[2] == row[4] and row[5] == "0" for row in rows)
    assert not (whole.root / "gradebook.db").exists()
    assert not (whole.root / ".grading").exists()


def test_a_slip_in_a_translation_is_named_with_its_language(whole):
    shutil.copytree(ROOT / "exercises/ko", whole.root / "exercises/ko")
    path = whole.root / "exercises/ko" / ASSIGNMENT / f"{NAME}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert "return 1 / (1 + np.exp(-z))" in text
    path.write_text(text.replace("return 1 / (1 + np.exp(-z))", "return zz"), encoding="utf-8")
    printed = whole.grade("check", ASSIGNMENT, code=1)
    (line,) = said_of(printed, ASSIGNMENT, "test_input_gate")
    assert "in the language ko" in line
    assert printed.splitlines()[1].split()[:5] == [ASSIGNMENT, "en", "30", "of", "30"]


def wrong_in(course, assignment, slip=MISSPELT):
    """Put a slip into the tests of an assignment; return its notebooks as they were."""
    folder = course.root / "solutions" / assignment
    before = {path: path.read_bytes() for path in folder.glob("*.ipynb")}
    slips.put_into(folder, slip)
    return before


def restore(files):
    for path, content in files.items():
        path.write_bytes(content)


@pytest.fixture
def two(make_course):
    """Make a course with two assignments, and what anna has handed in for both."""
    course = make_course()
    shutil.copytree(ROOT / "solutions" / OTHER, course.root / "solutions" / OTHER)
    course.submit("anna", solved())
    place = course.root / "submitted/anna" / OTHER
    shutil.copytree(ROOT / "solutions" / OTHER, place)
    return course


def table(course):
    """Return assignment -> row of anna's."""
    text = course.table.decode("utf-8-sig")
    return {row["assignment"]: row for row in csv.DictReader(io.StringIO(text))}


def test_only_the_assignment_with_the_slip_waits(two):
    before = wrong_in(two, ASSIGNMENT)
    printed = two.grade(code=1)
    lines = [line for line in printed.splitlines() if line.startswith("Not graded: ")]
    assert len(lines) == len(POINTS)
    assert all("Error: " in said_of(printed, ASSIGNMENT, f"test_{f}")[0] for f in POINTS)
    assert f"Nothing of {ASSIGNMENT} was graded, 1 submissions wait" in printed
    assert set(table(two)) == {OTHER}
    assert not two.tree(f"autograded/anna/{ASSIGNMENT}")
    restore(before)
    assert "1 graded in this run" in two.grade()
    assert table(two)[ASSIGNMENT]["score"] == f"{TOTAL:g}"
    assert table(two)[ASSIGNMENT]["reason"] == ""


def test_marks_stay_while_an_assignment_waits_and_follow_when_it_is_right(make_course):
    course = make_course()
    course.submit("anna", solved())
    course.grade()
    rows, given, pages = course.table, marks(course), course.tree("feedback")
    before = wrong_in(course, ASSIGNMENT, slips.more_points_in_the_metadata)
    course.submit("anna", rewritten(hidden_state="def hidden_state(o_t, C_t):\n    return 0"))
    course.submit("ben", solved())
    for _ in range(2):
        assert "2 submissions wait" in course.grade(code=2)
        assert (course.table, marks(course), course.tree("feedback")) == (rows, given, pages)
    restore(before)
    assert "2 graded in this run" in course.grade()
    lost = POINTS["hidden_state"]
    assert [float(row["score"]) for row in course.rows().values()] == [TOTAL - lost, TOTAL]


def test_unchecked_grades_all_the_same_and_says_so(make_course):
    course = make_course()
    course.submit("anna", solved())
    before = wrong_in(course, ASSIGNMENT)
    said = "graded without a checked solution"
    printed = course.grade("--unchecked", ASSIGNMENT)
    assert f"anna {ASSIGNMENT}: graded: {said}" in printed
    assert f"Graded without a checked solution: {ASSIGNMENT}." in printed
    assert course.rows()["anna"]["reason"] == said
    assert float(course.rows()["anna"]["score"]) < TOTAL
    assert "0 graded in this run" in course.grade("--unchecked", f"{ASSIGNMENT}/")
    restore(before)
    for arguments, reason in ((("--unchecked", ASSIGNMENT), said), ((), "")):
        assert "1 graded in this run" in course.grade(*arguments)
        assert course.rows()["anna"]["reason"] == reason
    assert "no assignment is called 3" in course.grade("--unchecked", "3", code=2)


def test_what_has_passed_is_not_checked_again_until_something_changes(make_course):
    course = make_course()
    course.submit("anna", solved())
    course.grade()
    mark = '{"kept": {}}'
    change = f"UPDATE course_checks SET decisions = '{mark}'"
    assert kept(course, change) == {ASSIGNMENT: mark}
    course.grade()
    assert kept(course) == {ASSIGNMENT: mark}
    course.grade("--force")
    assert kept(course) == {ASSIGNMENT: mark}
    course.configure("c.Execute.timeout = 29")
    course.grade()
    assert kept(course) != {ASSIGNMENT: mark}
    kept(course, change)
    with (course.root / "solutions" / ASSIGNMENT / "notes.txt").open("w") as notes:
        notes.write("one more file")
    course.grade()
    assert kept(course) != {ASSIGNMENT: mark}


def test_the_check_writes_nothing_in_a_new_course(make_course):
    course = make_course()

    def files():
        found = (p for p in course.root.rglob("*") if "__pycache__" not in p.parts)
        return {p: p.stat().st_mtime_ns for p in found if p.is_file()}

    before = files()
    assert "may be graded" in course.grade("check")
    assert files() == before


def test_a_slip_is_not_kept(make_course):
    course = make_course()
    course.submit("anna", solved())
    wrong_in(course, ASSIGNMENT)
    course.grade(code=2)
    assert kept(course) == {}


SLOW = "import time\ntime.sleep({seconds})\n"  # a busy machine sleeps no longer than another
GREEDY = "import numpy as np\nmuch = np.ones({mb} << 17)\n"


@pytest.mark.parametrize(
    ("more", "words", "setting"),
    [
        (SLOW.format(seconds=4), "needs more than half of a limit (2 seconds for a cell", ""),
        (SLOW.format(seconds=8), "not done after 6 seconds, in which", ""),
        (GREEDY.format(mb=400), "600 MB of memory", "c.Judge.memory_mb = 600"),
    ],
)
def test_a_solution_has_half_of_each_limit(make_course, more, words, setting):
    course = make_course()
    course.configure("c.Execute.timeout = 2", setting)
    assert "may be graded" in course.grade("check")
    path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = find(notebook, "candidate")
    cell["source"] = more + "".join(cell["source"])
    path.write_text(json.dumps(notebook), encoding="utf-8")
    printed = course.grade("check", code=1)
    (line,) = [line for line in printed.splitlines() if f"{NAME}.ipynb, candidate" in line]
    assert words in line


def test_a_test_that_gives_points_to_the_untouched_release_is_named(make_course):
    course = make_course()
    wrong_in(course, ASSIGNMENT, slips.written_anew(""))
    path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    written = find(notebook, "candidate")
    written["source"] = "size = 3\n" + "".join(written["source"])
    cell = find(notebook, "test_candidate")
    cell["metadata"]["nbgrader"]["grade_id"], cell["source"] = "is_three", "assert size == 3"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    printed = course.grade("check", code=1)
    (line,) = said_of(printed, ASSIGNMENT, "is_three")
    assert line.endswith("gives points to the untouched release")


def test_a_test_of_no_points_may_ask_nothing(make_course):
    course = make_course()
    path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = find(notebook, "test_candidate")
    cell["source"] = "assert np.pi > 3"
    cell["metadata"]["nbgrader"]["points"] = 0
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert "may be graded" in course.grade("check")
    cell["source"] = "assert np.pi > 4"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (line,) = said_of(course.grade("check", code=1), ASSIGNMENT, "test_candidate")
    assert "line 1: AssertionError" in line


def test_what_nbgrader_cannot_register_and_other_languages_are_named(make_course):
    course = make_course()
    path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    find(notebook, "test_candidate")["metadata"]["nbgrader"]["grade_id"] = "test_input_gate"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert "nbgrader cannot register it: " in course.grade("check", code=1)
    notebook["metadata"]["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert "the notebook is written for R" in course.grade("check", code=1)


def test_the_bundle_made_in_memory_is_the_one_of_the_gradebook(make_course, monkeypatch):
    course = make_course()
    (course.root / "submitted").mkdir()
    course.grade()
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(sys, "path", sys.path[:])
    here = grading.course.Course()
    assert written_bundle(here, ASSIGNMENT).key == here.bundle(ASSIGNMENT).key


def test_nbgraders_own_command_checks_the_solution_too(make_course):
    course = make_course()
    course.env["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), course.env["PATH"]])
    course.submit("anna", solved())
    wrong_in(course, ASSIGNMENT)
    course.grade("--unchecked", ASSIGNMENT)  # tells nbgrader of the tests as they are
    before = marks(course)
    printed = course.run("nbgrader", "autograde", ASSIGNMENT, "--force", code=1)
    assert f"{ASSIGNMENT} is not graded, its own notebooks need a change" in printed
    for function in POINTS:
        assert f"{NAME}.ipynb, test_{function}, line " in printed, printed
    assert [row for row in marks(course) if row not in before] == []
    course.configure(f"c.Judge.unchecked = ['{ASSIGNMENT}']")
    printed = course.run("nbgrader", "autograde", ASSIGNMENT, "--force")
    assert f"{ASSIGNMENT} is graded without a checked solution" in printed
