"""One course in which everything is wrong: everyone gets what is due, and nothing else changes."""

import json
import re
import subprocess
from html import unescape

import pytest

from tests.helpers.bad_input import CASES
from tests.helpers.course_folder import ASSIGNMENT, NAME, POINTS, TOTAL, load

pytestmark = pytest.mark.needs("sandbox")

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


@pytest.fixture(scope="module")
def graded(make_course):
    """Grade all cases twice; return the course, what was printed, and what was there before."""
    course = make_course()
    course.configure("c.Execute.timeout = 3")
    course.be_patient()
    for case in CASES:
        case.make(course, case.student)
    before = course.tree("submitted")
    printed = course.run("grading", code=1)
    yield course, printed, before
    subprocess.run(["rm", "-rf", course.root / "submitted"], check=True)  # deep for shutil.rmtree


@pytest.fixture(scope="module")
def rows(graded):
    """The rows of the table, by student."""
    return graded[0].rows()


def test_everyone_is_in_the_table_once(rows):
    assert sorted(case.student for case in CASES) == sorted(rows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.student)
def test_case_gets_what_is_due(case, rows):
    row = rows[case.student]
    if case.right is None:
        assert row["state"] == "failed"
        assert row["score"] == ""
        assert {row[function] for function in POINTS} == {""}
    else:
        assert row["state"] == "graded", row["reason"]
        due = {function: POINTS[function] if function in case.right else 0 for function in POINTS}
        assert {function: float(row[function]) for function in POINTS} == due
        assert float(row["score"]) == sum(due.values())
        assert float(row["max"]) == TOTAL
    assert case.reason in row["reason"]
    if not case.reason and not case.gets.startswith("the original"):
        assert "missing" not in row["reason"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.student)
def test_only_what_needs_a_look_is_named(case, rows, graded):
    """One line with the student and the reason, where there is a reason."""
    row, (_, printed, _) = rows[case.student], graded
    line = f"{row['student']} {row['assignment']}".rstrip() + f": {row['state']}: "
    named = [text for text in printed.splitlines() if text.startswith(line)]
    assert named == ([line + row["reason"]] if row["reason"] else [])


def test_the_summary_counts(graded):
    failed = sum(case.right is None for case in CASES)
    assert f"{len(CASES)} submissions: {failed} failed, {len(CASES) - failed} graded" in graded[1]


def test_a_clean_submission_says_nothing(rows):
    quiet = {"right", "bom", "half", "format44", "stored", "이 수민 ü", " [a-z]* ", "nonsense"}
    assert {student: rows[student]["reason"] for student in quiet} == dict.fromkeys(quiet, "")


def test_what_was_handed_in_is_untouched(graded):
    course, _, before = graded
    assert course.tree("submitted") == before


def test_a_second_run_changes_nothing(graded):
    course, printed, _ = graded
    steps = ("feedback", "autograded")
    before = [course.table, *(course.tree(step) for step in steps)]
    again = course.grade(code=1)
    assert [course.table, *(course.tree(step) for step in steps)] == before
    assert "; 0 graded in this run" in again
    looks = [line for line in printed.splitlines() if ": failed: " in line or ": graded: " in line]
    assert sorted(line for line in again.splitlines() if line in looks) == sorted(looks)


def test_nothing_is_left_behind(graded):
    course, _, _ = graded
    assert not (course.root / ".grading").exists()
    assert not list(course.root.glob("*.new"))


def test_only_graded_submissions_get_feedback(graded):
    course, _, _ = graded
    found = {path.parent.parent.name for path in (course.root / "feedback").rglob("*.html")}
    assert found == {case.student for case in CASES if case.right is not None}


def test_the_feedback_shows_message_and_points(graded):
    course, _, _ = graded
    for student in ("right", "endless", "newname"):
        text = read_html(feedback(course, student))
        assert re.search(r"Score: [\d.]+ / 30", text)
        assert "hidden tests ran here" in text
    assert "is there a loop that never ends" in read_html(feedback(course, "endless")).lower()
    assert re.search(
        r"hidden_state\W+(is not defined|there is no function)",
        read_html(feedback(course, "newname")),
    )


def test_no_hidden_line_is_in_any_feedback(graded):
    course, _, _ = graded
    secrets = hidden_lines()
    assert len(secrets) > 30
    graded_copy = course.root / "autograded/right" / ASSIGNMENT / f"{NAME}.ipynb"
    sources = [cell["source"] for cell in json.loads(graded_copy.read_bytes())["cells"]]
    text = bare("\n".join("".join(source) for source in sources))
    assert all(bare(line) in text for line in secrets)  # the instructor's copy has them all
    for path in sorted((course.root / "feedback").rglob("*.html")):
        text = bare(read_html(path))
        found = [line for line in secrets if bare(line) in text]
        assert found == [], path


def feedback(course, student):
    return course.root / "feedback" / student / ASSIGNMENT / f"{NAME}.html"


def read_html(path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"<(style|script).*?</\1>", "", text, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", text))


def bare(text):
    return re.sub(r"\s+", "", text)


def hidden_lines():
    """Return what stands between the markers, without lines that the learner has anyway."""
    shown, hidden = set(), set()
    for cell in load("solutions")["cells"]:
        source = "".join(cell["source"])
        blocks = re.findall(f"{BEGIN}\n(.*?){END}", source, re.DOTALL)
        hidden |= {line for block in blocks for line in block.splitlines()}
        visible = re.sub(f"{BEGIN}\n.*?{END}", "", source, flags=re.DOTALL)
        shown |= {bare(line) for line in visible.splitlines()}
    return {line for line in hidden if len(bare(line)) >= 8 and bare(line) not in shown}
