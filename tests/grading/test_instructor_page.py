"""What the instructor page says is so: its table, its commands, its settings."""

import json
import os
import re
import runpy
import shlex
import subprocess
import sys

import pytest

from grading.nbgrader_plugins.judge import Judge
from grading.publish.feedback_page import SECONDS
from grading.sandbox import advice
from tests.helpers.bad_input import CASES
from tests.helpers.course_folder import ASSIGNMENT, ROOT, TOTAL, solved

PAGE = (ROOT / "book/en/instructors.md").read_text(encoding="utf-8")


def quoted(start):
    """Return the command or setting on the page that begins like this."""
    inline = re.findall(r"`([^`\n]+)`", PAGE)
    blocks = [line.strip() for line in PAGE.splitlines()]
    (found,) = {text for text in [*inline, *blocks] if text.startswith(start)}
    return found


def test_the_table_has_a_row_for_every_case_and_no_other():
    table = PAGE.split("| what is wrong | what it gets |\n|---|---|\n")[1].split("\n\n")[0]
    due = [f"| {case.what} | {case.gets} |" for case in CASES if case.student != "right"]
    assert table.splitlines() == list(dict.fromkeys(due))


@pytest.mark.needs("make")
def test_make_grade_is_the_command():
    fresh = "--assume-old=.venv/exercises.installed"
    # Without the lines "Entering directory" that make adds below another make.
    command = ["make", "--dry-run", "--no-print-directory", fresh, "grade"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == [".venv/bin/python", "-m", "grading"]
    assert quoted(".venv/bin/python -m grading 0").endswith(f" {ASSIGNMENT}")


@pytest.mark.needs("make")
def test_make_sandbox_installs_what_is_pinned_by_hash():
    changed = f"--what-if={advice.LOCK.relative_to(ROOT)}"  # what installs is asked for once more
    command = ["make", "--dry-run", "--no-print-directory", "PYTHON=python3", changed, "sandbox"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert shlex.split(done.stdout) == ["python3", "install.py", "sandbox"]
    hashed = runpy.run_path(str(ROOT / "install.py"))["HASHED"]
    assert ROOT / hashed["sandbox"] == advice.LOCK
    assert quoted("make sandbox")
    assert quoted("grading/sandbox/bubblewrap.lock")


def test_the_limits_are_the_ones_named():
    settings = dict(re.findall(r"^c\.\w+\.(\w+) = (\d+)", PAGE, re.MULTILINE))
    assert settings == {"timeout": "60", "notebook_timeout": "1200", "memory_mb": "2048"}
    execute = Judge()
    assert "after 30 seconds, a notebook after 10 minutes" in PAGE
    assert (execute.timeout, execute.notebook_timeout) == (30, 600)
    assert "Its memory (1 GB), its files (64 MB in\n  all)" in PAGE
    assert (execute.memory_mb, execute.disk_mb) == (1024, 64)
    assert execute.packages[:2] == ["numpy", "ipython"]
    assert f"takes more than {SECONDS:g} seconds to format" in PAGE


def test_each_test_has_met_dozens_of_solutions_and_all_more_than_a_thousand():
    proof = (ROOT / "authoring/proofs").glob("*.json")
    met = [
        len(of["mutants"]) + len(of["right"]) + of["slips"]
        for path in proof
        for of in json.loads(path.read_text(encoding="utf-8")).values()
    ]
    assert "met dozens of wrong and right solutions" in PAGE
    assert min(met) >= 24
    assert "all\ntests together have met more than a thousand" in PAGE
    assert sum(met) > 1000


@pytest.mark.needs("sandbox")
def test_late_work_costs_what_nbgrader_says(make_course):
    course = make_course()
    course.configure(quoted("c.LateSubmissionPlugin"))
    course.submit("anna", solved())
    course.submit("ben", solved())
    course.submit("carl", solved())
    course.submit("anna", b"2030-04-30 10:00:00 UTC", "timestamp.txt")
    course.submit("ben", b"2030-05-02 10:00:00 UTC", "timestamp.txt")
    course.env["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    command = quoted(".venv/bin/nbgrader db assignment add").removeprefix(".venv/bin/")
    course.run(*shlex.split(command))
    course.grade()
    rows = course.rows()
    assert [rows[s]["late_penalty"] for s in ("anna", "ben")] == ["0", f"{TOTAL:g}"]
    assert [rows[s]["score"] for s in ("anna", "ben")] == [f"{TOTAL:g}", "0"]
    assert rows["ben"]["reason"] == "handed in at 2030-05-02 10:00 UTC, as its timestamp.txt says"
    assert rows["carl"]["reason"] == "taken as handed in on time: there is no timestamp.txt"
