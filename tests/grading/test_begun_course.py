"""A course that was begun with an earlier version is graded on: marks stay, new ones come.

What is in begun/, and how it was made, its README says.
"""

import base64
import hashlib
import importlib
import json
import os
import re
import shutil
import sqlite3
import sys
import zlib
from pathlib import Path

import pytest

from tests.helpers.course_folder import ROOT, Course, find

BEGUN = Path(__file__).with_name("begun")
ASSIGNMENT, NAME = "01-long-term-dependencies", "long_term_dependencies"
JOURNAL = "grading-journal.jsonl"
ONES = "def jacobian_norms(W_h, h):\n    return np.ones(len(h))\n"
ANNAS_RESULT = (10.0, None, 0)  # auto_score, manual_score, needs_manual_grade


def released(folder):
    text = (BEGUN / folder / ASSIGNMENT / f"{NAME}.ipynb").read_text(encoding="utf-8")
    return json.loads(text)


RIGHT = "".join(find(released("solutions"), "jacobian_norms")["source"])


def answered(source):
    notebook = released("exercises")
    find(notebook, "jacobian_norms")["source"] = source
    return notebook


@pytest.fixture
def course(make_course):
    """Lay the course in a folder, as it was left."""
    new = make_course()
    course = Course(new.root, new.env, new.warm_command, ASSIGNMENT, NAME)
    shutil.rmtree(course.root / "solutions")
    shutil.copytree(BEGUN, course.root, dirs_exist_ok=True)
    for path in [*course.root.glob("*.txt"), *course.root.glob("*/*/*.txt")]:
        path.rename(path.with_suffix(""))
    restore_gradebook(course)
    restore_journal(course)
    for student, answer in {"anna": RIGHT, "ben": ONES, "cleo": RIGHT}.items():
        course.submit(student, answered(answer))
    return course


def restore_gradebook(course):
    gradebook = sqlite3.connect(course.root / "gradebook.db")
    gradebook.executescript((course.root / "gradebook.sql").read_text(encoding="utf-8"))
    gradebook.close()


def restore_journal(course):
    """Give the journal the address of this gradebook, and lay what had been autograded."""
    address = f"sqlite:///{course.root / 'gradebook.db'}"
    path = course.root / JOURNAL
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["gradebook"] = hashlib.sha256(address.encode()).hexdigest()[:16]
        if line["student"] != "cleo":
            place = course.root / "autograded" / line["student"] / ASSIGNMENT / f"{NAME}.ipynb"
            place.parent.mkdir(parents=True)
            place.write_bytes(zlib.decompress(base64.b64decode(line["notebooks"][NAME]["packed"])))
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


def marks(course):
    """Return student -> id, marks and comment, as nbgrader's tables have them."""
    query = """SELECT sa.student_id, g.id, g.auto_score, g.manual_score, g.needs_manual_grade,
            c.manual_comment
        FROM grade g JOIN submitted_notebook sn ON g.notebook_id = sn.id
        JOIN submitted_assignment sa ON sn.assignment_id = sa.id
        JOIN comment c ON c.notebook_id = sn.id"""
    connection = sqlite3.connect(course.root / "gradebook.db")
    try:
        return {student: tuple(row) for student, *row in connection.execute(query)}
    finally:
        connection.close()


def page(course, student):
    path = course.root / "feedback" / student / ASSIGNMENT / f"{NAME}.html"
    return re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))


def scores(course):
    return {student: float(row["score"]) for student, row in course.rows().items()}


@pytest.mark.needs("sandbox")
def test_the_command_goes_on(course):
    """anna and ben are not graded again, cleo comes from the journal, dan is new."""
    before = marks(course)
    course.submit("dan", answered(RIGHT))
    assert "4 submissions: 4 graded; 1 graded in this run." in course.grade()
    assert scores(course) == {"anna": 10, "ben": 1, "cleo": 10, "dan": 10}
    after = marks(course)
    assert {student: after[student] for student in before} == before
    assert before.keys() == {"anna", "ben"}
    assert "A good try: see me." in page(course, "ben")
    for student in scores(course):
        assert f"Score: {scores(course)[student]} / 10.0" in page(course, student)

    assert "; 4 graded in this run." in course.grade("--force")
    assert marks(course) == after
    lines = (course.root / JOURNAL).read_text(encoding="utf-8").splitlines()
    assert len({tuple(json.loads(line)) for line in lines}) == 1, (
        "a line has other keys than before"
    )


@pytest.mark.needs("sandbox")
def test_a_new_version_of_an_old_submission_is_graded(course):
    course.grade()
    course.submit("ben", answered(RIGHT))
    assert "3 graded; 1 graded in this run." in course.grade()
    assert scores(course) == {"anna": 10, "ben": 10, "cleo": 10}


@pytest.mark.needs("sandbox")
def test_pages_of_an_earlier_version_are_made_again(course):
    """They let scripts run."""
    path = course.root / "feedback" / "anna" / ASSIGNMENT / f"{NAME}.html"
    path.parent.mkdir(parents=True)
    path.write_text("<script>1</script>", "utf-8")
    assert "; 0 graded in this run." in course.grade()
    assert "Content-Security-Policy" in path.read_text("utf-8")
    made = path.stat().st_mtime_ns
    assert "; 0 graded in this run." in course.grade()
    assert path.stat().st_mtime_ns == made


@pytest.mark.needs("sandbox")
def test_nbgraders_own_commands_go_on_with_the_old_configuration(course):
    """The old nbgrader_config.py names the steps by their old paths."""
    assert '"grading.judge.preprocessor.Judge"' in (course.root / "nbgrader_config.py").read_text()
    before = marks(course)
    course.submit("dan", answered(RIGHT))
    course.env["PATH"] = f"{os.path.dirname(sys.executable)}:/usr/bin:/bin"
    course.run("nbgrader", "autograde", ASSIGNMENT, "--force")
    after = marks(course)
    assert {student: after[student] for student in before} == before
    assert [after[student][1:4] for student in ("cleo", "dan")] == [ANNAS_RESULT] * 2
    course.run("nbgrader", "generate_feedback", ASSIGNMENT)
    assert "hidden tests ran here" in page(course, "dan")
    assert "np.einsum" not in page(course, "dan")
    assert "A good try: see me." in page(course, "ben")


@pytest.mark.parametrize(
    "name", re.findall(r'"(grading\.[\w.]+)"', (BEGUN / "nbgrader_config.py.txt").read_text())
)
def test_each_step_is_found_by_its_old_path_and_is_the_one_in_use(name):
    module, _, kind = name.rpartition(".")
    assert getattr(importlib.import_module(module), kind).__module__.startswith(
        "grading.nbgrader_plugins."
    )
    new = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    assert re.search(rf'"grading\.nbgrader_plugins\.\w+\.{kind}"', new)
