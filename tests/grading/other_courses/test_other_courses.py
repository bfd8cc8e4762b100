"""Notebooks in the forms of other courses get the marks that plain nbgrader gives them.

Where it gives others, differences.yml says why. marks.json has nbgrader's marks: a slow test renews
them.
"""

import pytest
import yaml

from tests.helpers.other_courses import folder, plain, reading
from tests.helpers.other_courses.attacks import ATTACKS

DIFFERENCES = yaml.safe_load((reading.COURSES / "differences.yml").read_text(encoding="utf-8"))
COURSES = reading.names()
STUB = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
pytestmark = pytest.mark.needs("sandbox")


@pytest.fixture
def graded(make_course):
    """Return a function that grades all submissions of a course by our command."""

    def grade(course):
        ours = make_course()
        for notebook in (ours.root / "solutions").rglob("*.ipynb"):
            notebook.unlink()
        folder.write(course, ours.root, "solutions")
        ours.configure(f"c.ClearSolutions.code_stub = {STUB}")
        code, printed = ours.warm_command(ours, ("--no-feedback", "--jobs", "2"))
        assert code in (0, 1), printed
        marks = folder.marks(course, ours.root / "gradebook.db", list(folder.submissions(course)))
        return marks, printed

    return grade


def listed(course, lenient=True):
    """Return submission -> cell -> the mark here, for honest work that nbgrader marks otherwise.

    lenient: also where nbgrader is right.
    """
    rows = [row for row in DIFFERENCES["honest"] if row["course"] == course]
    return {r["submission"]: r["here"] for r in rows if lenient or not r.get("lenient")}


@pytest.mark.parametrize("name", COURSES)
def test_honest_work_gets_the_marks_of_nbgrader(graded, name):
    course = reading.read(name)
    marks, printed = graded(course)
    due = plain.stored()[name]
    found = {}
    for student, known in due.items():
        if not student.startswith(folder.ATTACK):
            here = marks[student] or {"not graded": 0}
            different = {cell: mark for cell, mark in here.items() if mark != known.get(cell)}
            found |= {student: different} if different else {}
    assert found == listed(name), printed
    earned = {
        student: got
        for student in due
        if student.startswith(folder.ATTACK) and (got := points_of(marks[student]))
    }
    assert earned == {}, printed
    assert "left out" not in printed  # what was handed out with the notebook comes back with it


def points_of(marks):
    return {cell: mark for cell, mark in (marks or {}).items() if mark}


@pytest.mark.parametrize("name", COURSES)
def test_right_work_gets_all_and_wrong_work_loses_what_its_page_says(name):
    """The marks that are stored: the page of a course would be wrong, or nbgrader is, as listed."""
    course = reading.read(name)
    points, by_hand = folder.points(course), folder.answered_by_hand(course)
    marks, mended = plain.stored()[name], listed(name, lenient=False)
    for answers in [*course.answers, reading.Answers("", True)]:
        student = folder.student(answers) if answers.name else folder.SOLUTION
        due = {cell: None if cell in by_hand else most for cell, most in points.items()}
        due |= {test: points[test] - (lost or points[test]) for test, lost in answers.loses.items()}
        assert marks[student] | mended.get(student, {}) == due, student
    blank = {test: mark for test, mark in marks[folder.BLANK].items() if test not in by_hand}
    assert blank == dict.fromkeys(points.keys() - by_hand, 0)


def test_what_nbgrader_gives_to_attacks_is_what_the_table_says():
    marks = plain.stored()
    assert {row["attack"] for row in DIFFERENCES["attacks"]} <= {each.name for each in ATTACKS}
    found = {each.name: of_attack(marks, each.name) for each in ATTACKS}
    rows = {
        row["attack"]: {key: row[key] for key in ("earns", "fails")}
        for row in DIFFERENCES["attacks"]
    }
    assert rows == {name: one for name, one in found.items() if any(one.values())}


def of_attack(marks, name):
    """Return in how many courses nbgrader gives points to an attack, and in how many no mark."""
    each = [of[folder.ATTACK + name] for of in marks.values()]
    earns = sum(bool(points_of(one)) for one in each)
    fails = [all(mark is None for mark in (one or {}).values()) for one in each]
    return {"earns": earns, "fails": sum(fails)}


def test_there_are_ten_courses_and_each_names_a_public_one():
    courses = [reading.read(name) for name in COURSES]
    assert len([course for course in courses if not course.notebooks[0].path]) >= 10
    links = [course.link for course in courses]
    assert len(set(links)) == len(links)
    assert all(link.startswith("https://") for link in links)
    for course in courses:
        kinds = [answers.right for answers in course.answers]
        assert kinds.count(True) >= 1, course.name
        assert kinds.count(False) >= 3, course.name


def test_each_test_of_each_course_is_lost_by_some_wrong_work():
    for course in map(reading.read, COURSES):
        tests = set(folder.points(course)) - folder.answered_by_hand(course)
        lost = {test for answers in course.answers for test in answers.loses}
        assert lost == tests, course.name


@pytest.mark.slow
@pytest.mark.parametrize("name", COURSES)
def test_the_stored_marks_are_those_of_nbgrader(name):
    assert plain.grade(reading.read(name)) == plain.stored()[name]
