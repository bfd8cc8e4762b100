"""nbgrader's own commands in a course of ours, by the name of their program, nothing activated."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.course_folder import ASSIGNMENT, NAME, Course, find, load, solved

pytestmark = pytest.mark.needs("sandbox")
RELEASE = f"exercises/{ASSIGNMENT}"


def nbgrader(course: Course, *arguments: str, code: int = 0, where: str = "") -> str:
    """Run the program that lies beside Python; the PATH does not lead there."""
    made = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), *arguments],
        cwd=course.root / where,
        env=course.env,
        capture_output=True,
        text=True,
    )
    assert made.returncode == code, made.stdout + made.stderr
    return made.stdout + made.stderr


def break_source(course: Course) -> None:
    """Give two cells the same name: a step of nbgrader's refuses that."""
    path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
    notebook = load("solutions")
    find(notebook, "test_candidate")["metadata"]["nbgrader"]["grade_id"] = "test_cell_state"
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_fresh_gradebook_is_made_without_an_activated_environment(make_course):
    course = make_course()
    nbgrader(course, "db", "assignment", "add", "ps1")
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    assert (course.root / RELEASE / f"{NAME}.ipynb").is_file()


@pytest.mark.parametrize("more", [[], ["--notebook", NAME]])
def test_a_release_that_cannot_be_made_again_stays(make_course, more):
    course = make_course()
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    (course.root / RELEASE / "notes.txt").write_text("of the instructor", encoding="utf-8")
    before = course.tree("exercises")
    break_source(course)
    printed = nbgrader(course, "generate_assignment", ASSIGNMENT, "--force", *more, code=1)
    assert course.tree("exercises") == before
    assert "The release is as it was before: " in printed


def test_a_release_that_is_made_again_is_new(make_course):
    course = make_course()
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    (course.root / RELEASE / "old.txt").write_text("of an older release", encoding="utf-8")
    nbgrader(course, "generate_assignment", ASSIGNMENT, "--force")
    assert not (course.root / RELEASE / "old.txt").exists()


@pytest.fixture(scope="module")
def exchanged(make_course, tmp_path_factory):
    """A submission that came through the exchange, and one that did not; both are graded."""
    course = make_course()
    exchange = tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    course.configure(f"c.Exchange.root = {str(exchange)!r}")
    (course.root / "desk").mkdir()
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    nbgrader(course, "release_assignment", ASSIGNMENT)
    desk = {"where": "desk"}
    (course.root / "desk/nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\n"
        "c.CourseDirectory.course_id = 'lstm'\n"
    )
    nbgrader(course, "fetch_assignment", ASSIGNMENT, **desk)
    nbgrader(course, "submit", ASSIGNMENT, **desk)
    nbgrader(course, "collect", ASSIGNMENT)
    course.submit("aaron", solved())  # before all others, by name
    course.grade()
    return course


def fetched(course: Course) -> list[Path]:
    nbgrader(course, "fetch_feedback", ASSIGNMENT, where="desk")
    return list((course.root / "desk" / ASSIGNMENT / "feedback").rglob("*.html"))


def test_feedback_goes_back_through_the_exchange(exchanged):
    printed = nbgrader(exchanged, "release_feedback", ASSIGNMENT)
    left = "Not released for aaron: it was not handed in through the exchange, timestamp.txt"
    assert left in printed
    [page] = fetched(exchanged)
    assert "not written yet" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("again", [False, True])
def test_feedback_of_nbgrader_or_of_an_earlier_version_goes_back_too(exchanged, again):
    if again:
        nbgrader(exchanged, "generate_feedback", ASSIGNMENT, "--force")
    else:
        for path in (exchanged.root / "feedback").rglob("*.txt"):
            path.unlink()
    [student] = [p.name for p in (exchanged.root / "feedback").iterdir() if p.name != "aaron"]
    printed = nbgrader(exchanged, "release_feedback", ASSIGNMENT)
    assert f"Releasing feedback for student '{student}'" in printed


def test_nothing_else_from_beside_the_notebook_is_in_the_feedback(exchanged):
    names = {Path(name).name for name in exchanged.tree("feedback")}
    assert names == {f"{NAME}.html", "timestamp.txt", "submission_secret.txt"}


def test_the_table_of_nbgrader_has_another_name_than_ours(exchanged):
    before = exchanged.table
    nbgrader(exchanged, "export")
    assert exchanged.table == before
    assert "max_score" in (exchanged.root / "nbgrader-grades.csv").read_text("utf-8")
    nbgrader(exchanged, "export", "--to", "mine.csv")
    assert (exchanged.root / "mine.csv").is_file()


def test_the_table_of_nbgrader_has_no_states_and_a_0_where_nothing_was_graded(exchanged):
    nbgrader(exchanged, "db", "student", "add", "nobody")
    nbgrader(exchanged, "export")
    with open(exchanged.root / "nbgrader-grades.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "state" not in rows[0]
    assert [float(row["score"]) for row in rows if row["student_id"] == "nobody"] == [0]


def test_students_are_imported_from_utf_8_with_commas_alone(make_course):
    course = make_course()
    roster = "id,first_name\nminji,민지\n"
    command = ("db", "student", "import", "students.csv")
    for other in (roster.replace(",", ";").encode(), roster.encode("cp949")):
        (course.root / "students.csv").write_bytes(other)
        nbgrader(course, *command, code=1)
    (course.root / "students.csv").write_bytes(roster.encode())
    nbgrader(course, *command)
    assert "minji" in nbgrader(course, "db", "student", "list")
