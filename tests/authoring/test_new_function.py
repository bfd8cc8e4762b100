"""An author follows CONTRIBUTING: a function more in assignment 03, then a mistake more.

In a copy of the tracked files. The cells and the records are those that CONTRIBUTING shows.
"""

import csv
import html
import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

ROOT = Path(__file__).parents[2]
FOLDER, NAME, FUNCTION = "03-lstm-gates", "lstm_gates", "kept_state"
WAYS = {"right": "return f_t * C_prev", "wrong": "return f_t + C_prev", "lazy": "return C_prev"}
pytestmark = [pytest.mark.slow, pytest.mark.needs("sandbox")]


def shown(heading):
    """Return the blocks of Python below a heading of CONTRIBUTING."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split(f"\n{heading}\n")[1].split("\n## ")[0].split("\n### ")[0]
    return [
        textwrap.dedent(block)
        for block in re.findall(r"^ *```python\n(.*?)^ *```", section, re.DOTALL | re.MULTILINE)
    ]


def cell(source, cell_id, **kind):
    made = new_code_cell(source, id=cell_id)
    flags = {"grade": False, "solution": False, "locked": False, "task": False} | kind
    made.metadata["nbgrader"] = {"grade_id": cell_id, "schema_version": 3, **flags}
    return made


class Course:
    """A copy of the tracked files, and the commands that an author and an instructor run."""

    def __init__(self, root):
        self.root = root
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)

    def run(self, *words):
        command = [sys.executable, "-m", *words]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stderr

    def change(self, path, old, new):
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def notebook(self, folder):
        path = self.root / folder / FOLDER / f"{NAME}.ipynb"
        return path, json.loads(path.read_text(encoding="utf-8"))

    def hand_in(self, student, code, language):
        """Hand in the released notebook with the new function written in some way."""
        path, notebook = self.notebook("exercises" if language == "en" else f"exercises/{language}")
        (new,) = [each for each in notebook["cells"] if each["id"] == FUNCTION]
        new["source"] = f"def {FUNCTION}(f_t, C_prev):\n    {code}\n"
        folder = self.root / "submitted" / f"{student}-{language}" / FOLDER
        folder.mkdir(parents=True)
        (folder / path.name).write_text(json.dumps(notebook), encoding="utf-8")

    def grade(self):
        """Return what each student earned for the new function, and read below its test."""
        for student, code in WAYS.items():
            for language in ("en", "ko"):
                self.hand_in(student, code, language)
        self.run("grading", "--jobs", "1", "--no-feedback")
        rows = csv.DictReader((self.root / "grades.csv").read_text("utf-8-sig").splitlines())
        return {row["student"]: (row[FUNCTION], self.read(row["student"])) for row in rows}

    def read(self, student):
        _, notebook = self.notebook(f"autograded/{student}")
        (test,) = [each for each in notebook["cells"] if each["id"] == f"test_{FUNCTION}"]
        printed = ["".join(output.get("text", "")) for output in test["outputs"]]
        return html.unescape(" ".join(" ".join(printed).split()))

    def rows(self):
        path = self.root / "authoring" / "proofs" / f"{FOLDER}.json"
        return json.loads(path.read_text(encoding="utf-8"))[FUNCTION]["mutants"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return Course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def said(course):
    """Do what CONTRIBUTING says; return what ``python -m authoring`` says."""
    solution, test, block = shown("## A new exercise function")
    (mistake,) = shown("### One more mistake")
    path, notebook = course.notebook("solutions")
    notebook["cells"] += [
        new_markdown_cell("## What is kept", id="about-kept-state"),
        cell(solution, FUNCTION, solution=True),
        cell(test, f"test_{FUNCTION}", grade=True, locked=True, points=2),
    ]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    module = f"authoring/assignments/{NAME}.py"
    course.change(module, "ASSIGNMENT = Assignment(", f"{block}\nASSIGNMENT = Assignment(")
    course.change(module, "HIDDEN_STATE, LSTM_STEP]", "HIDDEN_STATE, LSTM_STEP, KEPT_STATE]")
    first = course.run("authoring")
    only = 'says=Text("you add the gate. A gate multiplies."),\n'
    course.change(module, f"{only}        ),\n", f"{only}        ),\n{mistake}")
    return first, course.run("authoring")


def test_one_line_names_each_text_without_korean_words(said):
    lines = [line for line in said[0].splitlines() if "no Korean words yet" in line]
    module = f"authoring/assignments/{NAME}.py: {FUNCTION}"
    for what in ("hint", "added", "probe, when", "probe, look"):
        where = f"{module}, {what}"
        assert lines.count(f"{where}: no Korean words yet, the English ones stand in") == 1
    cells = [line.partition(":")[0] for line in lines if not line.startswith("authoring")]
    assert cells == [f"ko-{FOLDER}.yml, {name}" for name in ("about-kept-state", FUNCTION)]
    assert len(lines) == 6
    assert said[1].count("no Korean words yet") == 7  # the new mistake's


def test_right_and_wrong_ones_are_graded_in_both_notebooks(course, said):
    graded = course.grade()
    for language, start in (("en", "Not yet."), ("ko", "아직 맞지 않습니다.")):
        assert graded[f"right-{language}"][0] == "2"
        for student, words in {
            "wrong": "you add the gate. A gate multiplies.",
            "lazy": "you keep all of C_prev. Which gate decides how much is kept?",
        }.items():
            points, message = graded[f"{student}-{language}"]
            assert points == "1"
            assert message.startswith(f"{start} {FUNCTION}: {words}")


def test_the_proofs_have_a_row_for_each_mistake(course, said):
    missing = course.run("authoring", "prove", FOLDER).splitlines()
    where = f"authoring/assignments/{NAME}.py: {FUNCTION}, "
    assert [line.removeprefix(where).partition(": ")[0] for line in missing] == [
        "'adds the gate'",
        "'keeps everything'",
        "'other order'",
    ]
    added, lazy = course.rows()
    assert (added["name"], added["wrong"], added["caught"]) == ("added", "values", "visible")
    assert (lazy["name"], lazy["lost"]) == ("no-f", 1.0)
    assert lazy["mistake"] == lazy["mistake_ko"] == "keeps everything"
