"""No submission touches another, whatever it is made of and whatever it makes a step raise.

ODD_BATCHES=500 draws so many batches; the suite draws a few. `python -m benchmarks.odd_submissions`
draws many, and prints what is counted here.
"""

import itertools
import os
import subprocess
import unicodedata

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.helpers.course_folder import TOTAL, solved
from tests.helpers.faults import ERRORS, GUARDS, OF_THE_MACHINE
from tests.helpers.odd_parts import GRAMMAR, Odd, submissions

pytestmark = pytest.mark.needs("sandbox")

BATCHES = int(os.environ.get("ODD_BATCHES", "3"))
JOBS = os.environ.get("ODD_JOBS", "1")
MAX_MEMORY = 400_000  # KB
HONEST = 8  # enough for two in a batch
numbers = itertools.count()
COUNTED = {"batches": 0, "odd": 0, "honest": 0, "memory_kb": 0, "productions": len(GRAMMAR)}


@pytest.fixture(scope="module")
def course(make_course, record_testsuite_property):
    made = make_course()
    made.configure("c.Execute.timeout = 3")
    yield made
    for name, number in COUNTED.items():
        record_testsuite_property(name, number)


def grade(course, odd, without=None):
    """Grade a batch of honest and odd submissions, and assert that the honest have all marks."""
    subprocess.run(["rm", "-rf", course.root / "submitted", course.root / "grades.csv"], check=True)
    batch = next(numbers)
    honest = [f"{batch}-{number}-honest" for number in range(HONEST)]
    students = [f"{batch}-{number % HONEST}-odd-{number}-수" for number in range(len(odd))]
    for student in honest:
        course.submit(student, solved())
    for student, one in zip(students, odd, strict=True):
        one.make(course, student)
    faults = {s: one.fault for s, one in zip(students, odd, strict=True) if one.fault}
    run = course.warm_command
    code, printed = run(course, ("--jobs", JOBS), faults=faults, without=without)
    check(course, code, printed, honest, students)
    memory = int(run.memory.read_text())
    assert memory < MAX_MEMORY
    count(len(odd), len(honest), memory)


def count(odd, honest, memory):
    for name, number in {"batches": 1, "odd": odd, "honest": honest}.items():
        COUNTED[name] += number
    COUNTED["memory_kb"] = max(COUNTED["memory_kb"], memory)


def check(course, code, printed, honest, students):
    assert code in (0, 1), printed
    assert "Traceback" not in printed
    table = course.table.decode("utf-8-sig")
    for words in (printed, table):
        assert not [c for c in words.replace("\n", "") if unicodedata.category(c) in ("Cc", "Cs")]
    rows = course.rows()
    for student in honest:
        row = rows[student]
        assert (row["state"], row["score"], row["reason"]) == ("graded", f"{TOTAL:g}", "")
        assert (course.root / "feedback" / student).is_dir()
    lines = printed.splitlines()
    for student in students:
        row = rows[student]
        about = f"{student} {row['assignment']}".rstrip()
        named = [line for line in lines if line.startswith(f"{about}: ")]
        if "not in the table" in row["reason"]:  # what else is to be said of it was said before
            named = [line for line in named if "not in the table" in line]
        assert len(named) == bool(row["reason"] or row["state"] != "graded")
        assert row["state"] in ("graded", "partly graded", "failed")


@settings(max_examples=BATCHES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(submissions(), min_size=1, max_size=8))
def test_odd_submissions_cost_honest_ones_nothing(course, batch):
    grade(course, batch)


@pytest.mark.parametrize("first", range(0, len(GRAMMAR), 7))
def test_every_fault_as_it_was_found(course, first):
    grade(course, [Odd().add(one, one.known) for one in GRAMMAR[first : first + 7]])


def test_whatever_a_step_raises(course):
    steps = {step for _, step in GUARDS.values()}
    errors = itertools.cycle(error for error in ERRORS if error not in OF_THE_MACHINE)
    grade(course, [Odd(fault=(step, next(errors))) for step in sorted(steps)])


@pytest.mark.parametrize("guard", GUARDS)
def test_each_guard_is_needed(course, guard):
    step = GUARDS[guard][1]
    with pytest.raises(AssertionError):
        grade(course, [Odd(fault=(step, "ValueError"))], without=guard)


@pytest.mark.parametrize("step", ["autograded", "gradebook", "feedback", "table"])
@pytest.mark.parametrize("error", OF_THE_MACHINE)
def test_a_full_disk_stops_the_run_and_the_next_one_goes_on(make_checked, step, error):
    course = make_checked()
    for student in ("anna", "ben"):
        course.submit(student, solved())
    code, printed = course.warm_command(course, (), faults={"ben": (step, error)})
    assert code == 2
    assert "Stopped: " in printed
    assert "Mend that, and the same command goes on." in printed
    assert "Traceback" not in printed
    assert not list(course.root.glob("grades.csv*"))
    assert not (course.root / ".grading").exists()
    course.grade()
    assert [row["score"] for row in course.rows().values()] == [f"{TOTAL:g}"] * 2


def test_the_numbers_are_those_of_the_list():
    assert [production.number for production in GRAMMAR] == list(range(1, len(GRAMMAR) + 1))
