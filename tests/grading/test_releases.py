"""A notebook from an older release is graded by that release, and the line says so.

Version by version of one small assignment; each learner's notebook is as nbgrader handed it out.
"""

import os
import re
import sys

import pytest

from grading.stage.bundle import AssignmentBundle, NotebookBundle
from grading.stage.releases import MOST, Releases
from tests.helpers.small_course import SMALL, answered, lay, released, solution

pytestmark = pytest.mark.needs("sandbox")
BY_OLDER = "graded by the release of 2"
TRIPLE = {
    "task": "Return three times x.",
    "body": "return 3 * x",
    "test": "assert double(2) == 6\nassert double(5) == 15\n",
}


@pytest.fixture
def course(make_course):
    made = lay(make_course())
    made.env["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), made.env["PATH"]])
    return made


def graded(course, code=0):
    """Grade; return student -> points and what the table says."""
    course.grade(code=code)
    return {name: (row["score"], row["reason"]) for name, row in course.rows().items()}


def test_each_notebook_is_graded_by_its_own_release(course):
    first = released(course)
    course.submit("anna", answered(first, "return 2 * x"))
    assert graded(course) == {"anna": ("3", "")}
    lay(course, **TRIPLE)
    second = released(course)
    course.submit("ben", answered(first, "return 3 * x"))
    course.submit("cleo", answered(second, "return 3 * x"))
    course.submit("dora", answered(second, "return 2 * x"))
    found = graded(course)
    points = {name: score for name, (score, _) in found.items()}
    assert points == {"anna": "3", "ben": "0", "cleo": "3", "dora": "0"}
    said = {name: BY_OLDER in reason for name, (_, reason) in found.items()}
    assert said == {"anna": True, "ben": True, "cleo": False, "dora": False}
    assert not any("had been edited" in reason for _, reason in found.values())
    path = course.root / "feedback" / "anna" / SMALL / "small.html"
    shown = re.sub("<[^>]+>", "", path.read_text(encoding="utf-8"))
    assert "assert double(5) == 10" in shown
    assert "== 15" not in shown


def test_of_three_releases_each_is_known(course):
    """A change of a given cell alone, then of the task: what was edited does not hide it."""
    first = released(course)
    graded_nobody(course)
    lay(course, given="import math\nFACTOR = 2\n")
    second = released(course)
    graded_nobody(course)
    lay(course, given="import math\nFACTOR = 2\n", **TRIPLE)
    course.submit("first", answered(first, "return 2 * x", setup="import math\nimport random\n"))
    course.submit("second", answered(second, "return FACTOR * x"))
    course.submit("third", answered(released(course), "return FACTOR * x + x"))
    found = graded(course)
    assert [found[name][0] for name in ("first", "second", "third")] == ["3", "3", "3"]
    assert [BY_OLDER in found[name][1] for name in ("first", "second", "third")] == [1, 1, 0]


def graded_nobody(course):
    course.submit("nobody", answered(solution(), "return 0"))
    course.grade(SMALL)
    for path in course.folder("nobody").iterdir():
        path.unlink()
    course.folder("nobody").rmdir()
    course.folder("nobody").parent.rmdir()


def test_a_mended_test_counts_for_all(course):
    """The first version of the test asks too much: right work gets its points once it is mended."""
    lay(course, test="assert str(double(2)) == '4'\n")
    first = released(course)
    course.submit("anna", answered(first, "return 2.0 * x"))
    assert graded(course)["anna"][0] == "0"
    lay(course, test="assert double(2) == 4\n")
    assert graded(course)["anna"] == ("3", "test_double is of an earlier version: today's was run")


@pytest.mark.parametrize("points", [3, 5])
def test_other_points_are_said_and_today_s_count(course, points):
    """The gradebook holds one maximum of a test."""
    first = released(course)
    course.submit("anna", answered(first, "return 2 * x"))
    graded(course)
    lay(course, points=points, **TRIPLE)
    score, reason = graded(course)["anna"]
    assert score == ("3" if points == 3 else "0")
    assert (BY_OLDER in reason) == (points == 3)
    assert ("which has other points: graded by today's" in reason) == (points == 5)


def test_an_instructor_can_have_all_graded_by_today_s(course):
    first = released(course)
    course.submit("anna", answered(first, "return 2 * x"))
    graded(course)
    lay(course, **TRIPLE)
    assert graded(course)["anna"][0] == "3"
    course.configure("c.Judge.older_releases = False")
    score, reason = graded(course)["anna"]
    assert score == "0"
    assert BY_OLDER not in reason


def test_a_copied_solution_of_an_older_release_is_judged_as_what_it_is(course):
    """It is right by its own release, and the line says which one that is."""
    course.submit("anna", answered(released(course), "return 2 * x"))
    graded(course)
    lay(course, **TRIPLE)
    course.submit("anna", solution())
    assert graded(course)["anna"][0] == "3"
    assert BY_OLDER in course.rows()["anna"]["reason"]


def test_the_newest_are_kept(tmp_path):
    table = Releases(f"sqlite:///{tmp_path / 'gradebook.db'}")
    versions = [
        AssignmentBundle("a", (NotebookBundle("n", {}),), {"data.bin": bytes([number])})
        for number in range(MOST + 3)
    ]
    for version in [*versions, versions[-1]]:
        table.keep(version)
    kept = [one.bundle.files["data.bin"][0] for one in table.before(versions[-1])]
    assert kept == list(range(MOST + 1, 2, -1))
