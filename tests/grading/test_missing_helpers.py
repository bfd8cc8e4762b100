"""In a fresh clone no helper lies beside the source notebooks: both commands say what makes it."""

import json
import os
import sys
from pathlib import Path

import pytest

from grading.stage.helper_files import missing_helpers
from tests.helpers.course_folder import ASSIGNMENT, solved

WORDS = f"solutions/{ASSIGNMENT} has no checks.py, which its tests import: `make lay`"


@pytest.fixture(scope="module")
def course(make_course):
    course = make_course()
    path = [str(Path(sys.executable).parent), course.env["PATH"]]
    course.env["PATH"] = os.pathsep.join(path)  # nbgrader calls alembic by its bare name
    course.submit("anna", solved())
    return course


@pytest.mark.needs("sandbox")
def test_both_commands_name_the_command_that_makes_it(course):
    course.grade()
    before = course.table
    (course.root / "solutions" / ASSIGNMENT / "checks.py").unlink()
    said = course.grade(code=2)
    assert f"Not graded: {ASSIGNMENT}: {WORDS}" in said
    assert course.table == before
    said = course.run("nbgrader", "autograde", ASSIGNMENT, "--force", code=1)
    assert f"FileNotFoundError: {WORDS}" in said


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("import checks", "checks.py"),
        ("def f():\n    from checks.more import Test", "checks.py"),
        ("import numpy, json, nothing_of_this_name", "nothing_of_this_name.py"),
        ("%matplotlib inline", ""),
        ("from . import checks", ""),
        ("import beside", ""),
        ("import package.part", ""),
    ],
)
def test_what_the_tests_import_must_be_somewhere(tmp_path, source, missing):
    (tmp_path / "beside.py").touch()
    (tmp_path / "package").mkdir()
    cells = [
        {"cell_type": "code", "source": [source], "metadata": {"nbgrader": {"grade": True}}},
        {"cell_type": "code", "source": ["import their_own"], "metadata": {}},
    ]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    said = missing_helpers(tmp_path)
    assert (f" has no {missing}, which" in said) if missing else said == ""
