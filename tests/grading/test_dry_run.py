"""`--dry-run` tells which marks would change, and writes nothing; `--force` tells the same."""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from grading.publish.mark_changes import NONE, MarkChanges
from grading.record.gradebook_reader import Marks
from grading.record.records import GRADED, Record
from tests.helpers import slips
from tests.helpers.course_folder import (
    ASSIGNMENT,
    NAME,
    POINTS,
    TOTAL,
    find,
    rewritten,
    solved,
    walk,
)

needs_sandbox = pytest.mark.needs("sandbox")
ZERO = "def hidden_state(o_t, C_t):\n    return 0\n"
DRY = "A dry run: nothing was written."


def everything(course):
    """Return each file and folder of a course, with the time and the content of its files."""
    files = {p: (os.stat(p).st_mtime_ns, Path(p).read_bytes()) for p in walk(course.root)}
    return files, sorted(str(path) for path in course.root.rglob("*"))


def dry(course, *arguments, code=0):
    """Return the list that a dry run prints; it leaves everything as it is."""
    before = everything(course)
    printed = course.grade("--dry-run", *arguments, code=code)
    assert everything(course) == before
    assert DRY in printed
    return printed


def with_other_test(course):
    """Let the test of candidate take a point from everybody: a mended test, or a worse one."""
    path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = find(notebook, "test_candidate")
    slips.other_points_as_the_last_value("- 1")(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


@needs_sandbox
def test_nothing_is_written_in_a_new_course(make_course):
    course = make_course()
    course.submit("anna", solved())
    course.submit("ben", b"{")
    printed = dry(course, code=1)
    assert "2 submissions: 1 failed, 1 graded; 1 graded in this run." in printed
    assert f"{ASSIGNMENT}: first marks: 1" in printed
    assert NONE in printed


@needs_sandbox
def test_what_would_change_is_told_and_then_changes(make_checked):
    course = make_checked()
    for student in ("anna", "ben", "cleo"):
        course.submit(student, solved())
    course.grade()
    assert NONE in dry(course)
    assert NONE in dry(course, "--force")
    course.submit("ben", rewritten(hidden_state=ZERO))
    listed = [line for line in dry(course).splitlines() if "hidden_state: " in line]
    (line,) = listed
    assert line.startswith(f"  hidden_state: {POINTS['hidden_state']:g} -> ")
    assert line.endswith(" (1): ben")
    with_other_test(course)
    unchecked = "--unchecked", ASSIGNMENT
    printed = dry(course, *unchecked)
    most = POINTS["candidate"]
    change = f"  candidate: {most:g} -> {most - 1:g} (3): anna, ben, cleo"
    assert change in printed.splitlines()
    assert f"{ASSIGNMENT}: marks that change: 4, of students: 3; 0 points more, " in printed
    forced = course.grade("--force", *unchecked)
    assert change in forced.splitlines()
    assert listed[0] in forced.splitlines()
    assert DRY not in forced
    assert float(course.rows()["anna"]["score"]) == TOTAL - 1
    assert NONE in course.grade("--force", *unchecked)


@needs_sandbox
def test_a_mark_by_hand_stays_in_a_dry_run_as_in_a_run(make_checked):
    course = make_checked()
    course.submit("anna", solved())
    course.grade()
    with sqlite3.connect(course.root / "gradebook.db") as connection:
        connection.execute(
            """UPDATE grade SET manual_score = 0.5, extra_credit = 2 WHERE cell_id =
            (SELECT id FROM base_cell WHERE name = 'test_hidden_state')"""
        )
    connection.close()
    course.submit("anna", rewritten(hidden_state=ZERO))
    printed = dry(course, code=1)
    look = "partly graded: marked by hand in an earlier version, look again: test_hidden_state"
    assert f"anna {ASSIGNMENT}: {look}" in printed
    assert NONE in printed
    assert look in course.grade("--force", code=1)


@needs_sandbox
def test_a_slip_stops_a_dry_run_too(make_course):
    course = make_course()
    course.submit("anna", solved())
    slips.put_into(course.root / "solutions" / ASSIGNMENT, slips.misspelt(0))
    printed = dry(course, code=2)
    assert f"Not graded: {ASSIGNMENT}: {NAME}.ipynb, test_candidate, line " in printed


@needs_sandbox
def test_what_a_killed_run_has_found_is_known_to_a_dry_run(make_course):
    course = make_course()
    course.submit("anna", solved())
    course.grade()
    (course.root / "gradebook.db").unlink()
    shutil.rmtree(course.root / "autograded")
    assert "0 graded in this run" in dry(course)


def marks(**scores):
    return Marks(scores={"n": {f"test_{name}": score for name, score in scores.items()}})


def noted(before, after):
    """Return the lines for marks that change. before, after: student -> marks."""
    changes = MarkChanges()
    changes.before("a1", before)
    changes.note((Record("a1", student, "", GRADED), found) for student, found in after.items())
    return list(changes.lines())


def test_the_list_is_grouped_and_has_totals():
    students = [f"student-{number:03}" for number in range(60)]
    before = {student: marks(f=2.0, g=1.0, h=None) for student in students}
    after = {student: marks(f=1.5, g=1.0, h=None) for student in students}
    after["student-007"] = marks(f=2.0, g=3.0, h=1.0)
    lines = noted(before, after)
    assert lines[0] == "a1: marks that change: 61, of students: 60; 3 points more, 29.5 fewer"
    assert lines[1].startswith("  f: 2 -> 1.5 (59): student-000, student-001, ")
    assert lines[-2:] == ["  g: 1 -> 3 (1): student-007", "  h: none -> 1 (1): student-007"]
    assert max(map(len, lines)) <= 100
    text = " ".join(lines)
    assert all(student in text for student in students)


@pytest.mark.parametrize("other", [1.0, 1.00001])
def test_marks_that_are_shown_alike_do_not_change(other):
    assert noted({"s": marks(f=1.0)}, {"s": marks(f=other)}) == [NONE]


def test_a_student_without_marks_gets_the_first_ones():
    lines = noted({"s": marks(f=None)}, {"s": marks(f=1.0), "t": marks(f=0.0)})
    assert lines == ["a1: first marks: 2", NONE]
