"""`python -m grading` on a class with honest, broken and damaged submissions, in one run."""

from __future__ import annotations

import copy
import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.course_folder import ASSIGNMENT, NAME, POINTS, ROOT, Course, load, solved

pytestmark = pytest.mark.needs("sandbox")

NOTEBOOK = f"{NAME}.ipynb"


def changed(change: Callable[[list[dict]], None]) -> str:
    notebook = solved()
    change(notebook["cells"])
    return json.dumps(notebook)


def find(cells: list[dict], cell_id: str) -> dict:
    return next(cell for cell in cells if cell["id"] == cell_id)


def delete_test(cells):
    cells.remove(find(cells, "test_forget_gate"))


def copy_test(cells):
    cells.append(copy.deepcopy(find(cells, "test_forget_gate")))


def edit_test(cells):
    find(cells, "test_forget_gate")["source"] = ["raise SystemError('never run')"]


def make_test_markdown(cells):
    cell = find(cells, "test_candidate")
    del cell["outputs"], cell["execution_count"]
    cell["cell_type"] = "markdown"


def kill_the_kernel(cells):
    find(cells, "candidate")["source"] = ["import os\n", "os._exit(1)"]


def rename_a_function(cells):
    cell = find(cells, "input_gate")
    cell["source"] = [line.replace("input_gate", "the_input_gate") for line in cell["source"]]


def drop_ids(notebook: dict) -> str:
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        del cell["id"]
    return json.dumps(notebook)


# student -> what was handed in (None: a folder without the notebook)
HANDED_IN: dict[str, bytes | str | None] = {
    "ada": json.dumps(solved()),
    "untouched": json.dumps(load("exercises")),
    "no json": "this is no notebook",
    "nothing in it": b"",
    "no cells": "{}",
    "no notebook": None,
    "test deleted": changed(delete_test),
    "test copied": changed(copy_test),
    "test edited": changed(edit_test),
    "test as text": changed(make_test_markdown),
    "kernel killed": changed(kill_the_kernel),
    "function renamed": changed(rename_a_function),
    "UTF-16": json.dumps(solved()).encode("utf-16"),
    "older format": drop_ids(solved()),
    "주연": json.dumps(solved()),
}
FAILED = {
    "no json": "not JSON",
    "nothing in it": "empty",
    "no cells": "no cells",
    "no notebook": "missing",
}
LOST = {
    "untouched": set(POINTS),
    "kernel killed": {"candidate"},
    "function renamed": {"input_gate"},
}
TOLD = {
    "test deleted": "was missing",
    "test copied": "more than once",
    "test as text": "markdown",
    "kernel killed": "killed the kernel",
    "UTF-16": "UTF-16",
}


def environment() -> dict[str, str]:
    return {**os.environ, "PATH": "/usr/bin:/bin"}


def run(course: Path) -> subprocess.CompletedProcess[str]:
    """Grade as an instructor would, with no help from the caller's PATH."""
    return subprocess.run(
        [sys.executable, "-m", "grading"],
        cwd=course,
        env=environment(),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    for name in ("solutions", "grading"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for student, content in HANDED_IN.items():
        place = folder / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        if content is not None:
            raw = content if isinstance(content, bytes) else content.encode("utf-8")
            (place / NOTEBOOK).write_bytes(raw)
    return folder


@pytest.fixture(scope="module")
def first(course) -> subprocess.CompletedProcess[str]:
    return run(course)


@pytest.fixture(scope="module")
def grade_again(course, first, warm_command) -> Callable[[], str]:
    """Return a function that runs the command once more, in a process that has imported it."""
    same = Course(course, environment(), warm_command)
    return lambda: same.grade(code=1)


@pytest.fixture(scope="module")
def table(course, first) -> dict[str, dict[str, str]]:
    with (course / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_every_student_is_in_the_table(table):
    assert set(table) == set(HANDED_IN)


@pytest.mark.parametrize("student", sorted(set(HANDED_IN) - set(FAILED)))
def test_a_submission_gets_what_is_due_function_by_function(table, student):
    row, lost = table[student], LOST.get(student, set())
    assert row["state"] == "graded"
    earned = {name: float(row[name]) for name in POINTS}
    assert earned == {name: 0 if name in lost else most for name, most in POINTS.items()}
    assert float(row["score"]) == sum(earned.values())


@pytest.mark.parametrize("student", sorted(FAILED))
def test_what_cannot_be_graded_is_failed_with_a_reason_and_not_zero(table, student):
    row = table[student]
    assert (row["state"], row["score"]) == ("failed", "")
    assert FAILED[student] in row["reason"]


@pytest.mark.parametrize("student", sorted(FAILED | TOLD))
def test_the_run_names_who_needs_a_look_and_why(first, student):
    line = next(line for line in first.stdout.splitlines() if line.startswith(f"{student} "))
    assert (FAILED | TOLD)[student] in line


def test_the_exit_code_says_that_not_everything_was_graded(first):
    assert first.returncode == 1
    assert f"{len(FAILED)} failed" in first.stdout


def test_feedback_shows_the_message_and_no_hidden_test(course, first):
    hidden = [
        line.strip()
        for cell in load("solutions")["cells"]
        for part in "".join(cell["source"]).split("### BEGIN HIDDEN TESTS")[1:]
        for line in part.split("### END HIDDEN TESTS")[0].splitlines()
        if len(line.strip()) > 25
    ]
    assert len(hidden) > 50
    [page] = (course / "feedback" / "untouched" / ASSIGNMENT).glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "input_gate is not written yet" in text
    assert [line for line in hidden if line in text] == []


def test_a_second_run_changes_nothing(course, grade_again):
    before = (course / "grades.csv").read_bytes()
    submitted = {p: p.read_bytes() for p in (course / "submitted").rglob("*.ipynb")}
    grade_again()
    assert (course / "grades.csv").read_bytes() == before
    assert {p: p.read_bytes() for p in (course / "submitted").rglob("*.ipynb")} == submitted


def test_a_better_version_is_graded_again_and_a_worse_file_loses_no_marks(course, grade_again):
    place = course / "submitted" / "untouched" / ASSIGNMENT / NOTEBOOK
    place.write_text(json.dumps(solved()), encoding="utf-8")
    ada = course / "submitted" / "ada" / ASSIGNMENT / NOTEBOOK
    ada.write_text("broken", encoding="utf-8")
    printed = grade_again()
    with (course / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert float(rows["untouched"]["score"]) == sum(POINTS.values())
    line = next(line for line in printed.splitlines() if line.startswith("ada "))
    assert "marks of an earlier version stay" in line
