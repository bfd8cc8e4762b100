"""Pictures: those pasted into a notebook and those beside it, from the learner to the feedback."""

import base64
import json
import os
import sys

import pytest
from nbformat.v4 import new_markdown_cell

from grading.read import pictures
from grading.read.notebook import rebuilt
from grading.stage.restore_cells import restore_cells
from tests.helpers.course_folder import ASSIGNMENT, NAME, TOTAL, find, solved

pytestmark = pytest.mark.needs("sandbox")

PNG = base64.b64encode(b"\x89PNG pasted").decode()
DATA = f'src="data:image/png;base64,{PNG}"'


def with_picture(text="![pasted](attachment:image.png) ![beside](plot.png)"):
    notebook = solved()
    own = {"cell_type": "markdown", "id": "own", "metadata": {}, "source": text}
    notebook["cells"].insert(2, own | {"attachments": {"image.png": {"image/png": PNG}}})
    return notebook


def feedback(course, student):
    """Return name -> content of a student's feedback folder."""
    folder = f"feedback/{student}/{ASSIGNMENT}/"
    return {name.removeprefix(folder): raw for name, raw in course.tree(folder).items()}


@pytest.fixture
def course(make_checked):
    course = make_checked()
    course.submit("anna", with_picture())
    for name, content in {
        "plot.png": b"\x89PNG",
        "notes.txt": b"mine",
        "mine.py": b"x = 1",
    }.items():
        (course.folder("anna") / name).write_bytes(content)
    return course


def test_pictures_show_and_stay_and_no_helper_file_is_copied(course):
    course.submit("ben", with_picture("![lost](attachment:other.png)"))
    course.grade()
    assert {float(row["score"]) for row in course.rows().values()} == {TOTAL}
    graded = course.root / "autograded/anna" / ASSIGNMENT
    pasted = find(json.loads((graded / f"{NAME}.ipynb").read_text("utf-8")), "own")
    assert pasted["attachments"] == {"image.png": {"image/png": PNG}}
    assert (graded / "mine.py").read_bytes() == b"x = 1"
    shown = feedback(course, "anna")
    assert shown.keys() == {f"{NAME}.html", "plot.png"}
    assert DATA in shown[f"{NAME}.html"].decode()
    assert "<em>lost</em>" in feedback(course, "ben")[f"{NAME}.html"].decode()


def test_nbgrader_s_own_commands_do_the_same(course):
    course.grade("--no-feedback")
    course.env["PATH"] = f"{os.path.dirname(sys.executable)}:/usr/bin:/bin"
    course.run("nbgrader", "autograde", ASSIGNMENT, "--force")
    course.run("nbgrader", "generate_feedback", ASSIGNMENT)
    shown = feedback(course, "anna")
    assert shown.keys() == {f"{NAME}.html", "plot.png"}
    page = shown[f"{NAME}.html"].decode()
    assert DATA in page
    assert "Content-Security-Policy" in page
    assert '<html lang="en">' in page
    assert "<math" in page
    assert "hidden tests ran here" in page
    assert "mathjax" not in page.lower()


ODD = {
    "no": 5,
    "script.html": {"text/html": "PHNjcmlwdD4="},
    "quote.png": {"image/png": 'AAAA" onerror="alert(1)'},
    "lines.png": {"image/png": ["AA\n", "AA"], "text/plain": "x"},
    "none.png": {"image/png": None},
    "\ud800.png": {"image/gif": "AAAA"},
    "n" * 201: {"image/png": "AAAA"},
}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (ODD, {"lines.png": {"image/png": "AAAA"}, "?.png": {"image/gif": "AAAA"}}),
        (["image/png"], {}),
        (None, {}),
        ("text", {}),
    ],
)
def test_only_pictures_are_kept(said, kept):
    assert pictures.pasted_pictures(said) == kept


def test_too_many_pictures_are_left_out_with_a_note(monkeypatch):
    monkeypatch.setattr(pictures, "MOST", 10)
    cells = [
        {"cell_type": "markdown", "source": "", "attachments": {"a.png": {"image/png": "A" * 8}}}
        for _ in range(3)
    ]
    notes = []
    made = rebuilt("n.ipynb", {"nbformat": 4, "cells": cells}, notes)
    assert ["attachments" in cell for cell in made.cells] == [True, False, False]
    assert notes == [pictures.LEFT_OUT]


def test_a_written_answer_keeps_its_picture():
    """A cell of the assignment that the learner fills with words."""
    meta = {"grade_id": "essay", "solution": True, "grade": True, "locked": False, "task": False}
    essay = new_markdown_cell("", metadata={"nbgrader": meta})
    picture = {"a.png": {"image/png": PNG}}
    cells = [{"cell_type": "markdown", "id": "essay", "source": "mine", "attachments": picture}]
    made = rebuilt("n.ipynb", {"nbformat": 4, "cells": cells}, [])
    (cell,), _ = restore_cells(made.cells, {"essay": essay})
    assert (cell.source, cell.attachments) == ("mine", picture)
