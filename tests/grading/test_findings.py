"""What a test has found is kept as a key: in notebook, journal, gradebook and table."""

import json
import sqlite3

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from authoring.checks import recorded
from grading.judge import findings
from grading.publish.frequent import frequent
from tests.helpers.course_folder import ASSIGNMENT, NAME, find, load, rewritten, solved

NO_TANH = "def hidden_state(o_t, C_t):\n    return o_t * C_t\n"
KEY = "hidden_state.no-tanh"


def korean(notebook):
    """Return the same work in the Korean release."""
    written = load("exercises/ko")
    for cell in written["cells"]:
        if not cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = find(notebook, cell["id"])["source"]
    return written


@pytest.mark.needs("sandbox")
def test_a_finding_is_kept_in_every_place_and_is_the_same_in_each_language(make_checked):
    course = make_checked()
    course.submit("anna", solved())
    course.submit("ben", rewritten(hidden_state=NO_TANH))
    course.submit("cho", korean(rewritten(hidden_state=NO_TANH)))
    said = course.grade()
    assert said.count("\nFound most often:\n  hidden_state: no-tanh 2\n") == 1

    rows = course.rows()
    assert {name: row["findings"] for name, row in rows.items()} == {
        "anna": "",
        "ben": KEY,
        "cho": KEY,
    }
    lines = (course.root / "grading-journal.jsonl").read_text().splitlines()
    kept = {made["student"]: made["notebooks"][NAME]["findings"] for made in map(json.loads, lines)}
    expected = {"test_hidden_state": KEY}
    assert kept == {"anna": {}, "ben": expected, "cho": expected}
    assert stored(course) == [("ben", "test_hidden_state", KEY), ("cho", "test_hidden_state", KEY)]

    path = course.root / "autograded" / "ben" / ASSIGNMENT / f"{NAME}.ipynb"
    (output,) = [
        each
        for each in find(json.loads(path.read_text()), "test_hidden_state")["outputs"]
        if each["output_type"] == "execute_result"
    ]
    assert output["metadata"] == {findings.RESULT: {"key": KEY}}

    course.submit("ben", solved())  # mended
    assert "hidden_state: no-tanh 1\n" in course.grade()
    assert course.rows()["ben"]["findings"] == ""
    assert [student for student, *_ in stored(course)] == ["cho"]


def stored(course):
    connection = sqlite3.connect(course.root / "gradebook.db")
    query = "SELECT student, test, finding FROM course_findings ORDER BY student"
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_the_checks_and_the_grader_mean_the_same_place():
    assert recorded.RESULT == findings.RESULT


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        {findings.RESULT: "a.b"},
        {findings.RESULT: {"points": 1}},
        {findings.RESULT: {"key": None}},
        {findings.RESULT: {"key": ""}},
        {findings.RESULT: {"key": "two words.here"}},
        {findings.RESULT: {"key": "=cmd.run"}},
        {findings.RESULT: {"key": "a." + "b" * 61}},
        {findings.RESULT: {"key": ["a.b"]}},
    ],
)
def test_only_what_looks_like_a_key_is_kept(metadata):
    assert findings.kept(metadata) == {}


def test_of_metadata_the_key_alone_is_kept():
    more = {findings.RESULT: {"key": "a.no-b", "code": "hash"}, "other": 1}
    assert findings.kept(more) == {findings.RESULT: {"key": "a.no-b"}}


def test_a_cell_that_is_no_test_of_the_instructor_has_no_finding():
    """A student's cell can show any metadata."""
    found = {findings.RESULT: {"key": "a.b"}}
    output = new_output("execute_result", {"text/plain": "1"}, metadata=found)
    own = new_code_cell("1", outputs=[output])
    test = new_code_cell("1", outputs=[output])
    test.metadata = {"nbgrader": {"grade": True, "solution": False, "grade_id": "test_a"}}
    test.metadata["nbgrader"] |= {"points": 1, "schema_version": 3, "locked": True, "task": False}
    assert findings.findings(new_notebook(cells=[own, test])) == {"test_a": "a.b"}


def test_the_most_frequent_findings_come_first_and_few_of_them():
    found = [{"test_f": f"f.{key}"} for key in "aabbbcddee"] + [{"test_e": "e.x", "test_f": "f.c"}]
    assert list(frequent(found)) == ["Found most often:", "  e: x 1", "  f: b 3, a 2, c 2"]
    assert list(frequent([{}, {}])) == []
