"""What the pages for instructors say is so: tables, settings, numbers, words."""

import json
import os
import re
import shlex
import sys
from pathlib import Path
from zipfile import ZipFile

import nbformat
import nbgrader
import pytest
from nbgrader.plugins import FileNameCollectorPlugin, LateSubmissionPlugin

from grading.judge import files as files_of_tests
from grading.nbgrader_plugins.judge import Judge
from grading.publish.feedback_page import SECONDS
from grading.stage import releases
from grading.stage.refused import refused
from grading.wire.cell_outputs import MAX_OUTPUTS
from tests.helpers.bad_input import TABLES
from tests.helpers.course_folder import ASSIGNMENT, NAME, ROOT, TOTAL, rewritten, solved
from tests.helpers.instructor_pages import PAGE, REFERENCE, TERM, blocks, quoted

AUTOTEST = Path(nbgrader.__file__).parent / "docs/source/user_guide/source/ps1_autotest"


@pytest.mark.parametrize("title", TABLES)
def test_each_table_has_a_row_for_every_case_and_no_other(title):
    table = REFERENCE.split(f"### {title}\n\n")[1].split("\n|---|---|\n")[1].split("\n\n")[0]
    due = [f"| {case.what} | {case.gets} |" for case in TABLES[title]]
    assert table.splitlines() == list(dict.fromkeys(due))


def test_the_limits_are_the_ones_named():
    settings = dict(re.findall(r"^c\.\w+\.(\w+) = (\d+)", REFERENCE, re.MULTILINE))
    assert settings == {"timeout": "60", "notebook_timeout": "1200", "memory_mb": "2048"}
    execute = Judge()
    assert "after 30 seconds, a notebook after 10 minutes" in PAGE
    assert (execute.timeout, execute.notebook_timeout) == (30, 600)
    assert "Its memory (1 GB), its files (64 MB in\n  all)" in PAGE
    assert (execute.memory_mb, execute.disk_mb) == (1024, 64)
    assert f"may show {MAX_OUTPUTS:,} outputs" in PAGE
    assert execute.packages == ["numpy", "ipython", "matplotlib", "scipy", "pandas"]
    assert "may import NumPy, IPython, Matplotlib, SciPy and pandas" in PAGE
    assert "at most 200 files, 8 MB together" in PAGE
    assert (files_of_tests.MOST_FILES, files_of_tests.MOST_BYTES) == (200, 8_000_000)
    assert "newest 10 releases" in PAGE.replace("\n", " ")
    assert releases.MOST == 10
    assert f"takes more than {SECONDS:g} seconds to format" in PAGE


def test_nothing_sends_mail_or_asks_a_server():
    assert "Nothing sends it: mail it" in PAGE
    outward = r"^\s*(?:import|from) (?:smtplib|ftplib|http|urllib|requests|httpx|aiohttp)\b"
    modules = {path: path.read_text(encoding="utf-8") for path in (ROOT / "grading").rglob("*.py")}
    assert len(modules) > 50
    assert [path for path, code in modules.items() if re.search(outward, code, re.M)] == []


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


def with_zip(course, *folders):
    """Put a zip of a learning platform where nbgrader looks; return the command that sorts it."""
    course.configure(quoted("c.FileNameCollectorPlugin"))
    archive = course.root / "downloaded" / ASSIGNMENT / "archive"
    archive.mkdir(parents=True)
    with ZipFile(archive / "all.zip", "w") as zipped:
        for folder in folders:
            zipped.writestr(f"{folder}/{NAME} (1).ipynb", json.dumps(solved()))
    course.env["PATH"] = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    return shlex.split(quoted(".venv/bin/nbgrader zip_collect").removeprefix(".venv/bin/"))


@pytest.mark.needs("sandbox")
def test_a_zip_of_a_learning_platform_is_sorted_and_graded(make_checked):
    course = make_checked()
    folders = ("Anna Kim_101_assignsubmission_file", "박 벤_102_assignsubmission_file_")
    command = with_zip(course, *folders)
    for _ in range(2):  # again, with a newer zip
        course.run(*command)
    course.grade()
    scores = {student: row["score"] for student, row in course.rows().items()}
    assert scores == {"Anna Kim": f"{TOTAL:g}", "박 벤": f"{TOTAL:g}"}


def test_two_students_of_one_name_are_told_apart_by_their_numbers(make_checked):
    course = make_checked()
    command = with_zip(course, "Anna Kim_101_file", "Anna Kim_103_file")
    assert "Duplicate submission file" in course.run(*command, code=1)
    both, one = quoted("(?P<student_id>[^/]+_"), r"(?P<student_id>[^/]+)_\\d+_[^/]+/"
    setting = quoted("c.FileNameCollectorPlugin")
    assert one in setting
    course.configure(setting.replace(one, both))
    course.run(*command)
    submitted = sorted(path.name for path in (course.root / "submitted").iterdir())
    assert submitted == ["Anna Kim_101", "Anna Kim_103"]


@pytest.mark.needs("sandbox")
def test_late_work_costs_what_nbgrader_says(make_checked):
    course = make_checked()
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


def test_an_autotest_cell_is_refused_in_these_words():
    sentences = refused(nbformat.read(AUTOTEST / "problem1.ipynb", 4))
    (block,) = [text for text in blocks("text") if "AUTOTEST" in text]
    assert block.strip() in sentences


@pytest.mark.needs("sandbox")
def test_what_could_not_run_is_said_in_these_words(make_checked):
    course = make_checked()
    course.submit("anna", rewritten(input_gate="import torch\ndef input_gate(*args): return 0\n"))
    course.configure('c.Judge.packages = ["numpy"]')
    course.grade(code=1)
    (block,) = [text for text in blocks("text") if "torch" in text]
    assert block.strip() in course.rows()["anna"]["reason"]


def test_each_setting_is_one():
    classes = {"Judge": Judge, "Execute": Judge, "LateSubmissionPlugin": LateSubmissionPlugin}
    classes["FileNameCollectorPlugin"] = FileNameCollectorPlugin
    settings = re.findall(r"^c\.(\w+)\.(\w+) = (.*?)(?:  #.*)?$", PAGE, re.MULTILINE)
    assert len(settings) == PAGE.count("\nc.")
    for name, setting, value in settings:
        setattr(classes[name](), setting, json.loads(value.replace("False", "false")))


# What may cross: row of the table -> rows of test_boundary.py, pages of other_courses/.
CROSSES = {
    "variables: numbers, texts, lists, dicts, sets, dates": "values ciphers",
    "arrays, DataFrames, Series": "frame flights roots",
    "classes and instances: attributes, methods, operators": "method operators instance boxes",
    "functions, generators, iterators, as arguments and as results": "callback closure generator",
    "arguments changed in place": "in-place capacitor",
    "an error that the test expects": "own-error built-in-error",
    "names that were deleted or bound anew": "deleted rebound ciphers",
    "modules, and files beside the notebook": "mastermind flights",
    "printed text, `%%capture`": "printed captured logbook",
    "plain files that the learner's code writes": "file-that-a-cell-wrote files-both-ways",
    "numbers in a Matplotlib figure": "figure walks",
}


def test_each_row_of_what_may_cross_is_tried():
    table = TERM.split("| in a test | what happens |\n|---|---|\n")[1].split("\n\n")[0]
    assert [row.split(" | ")[0] for row in table.splitlines()] == [f"| {row}" for row in CROSSES]
    here = Path(__file__).parent
    tried = set(re.findall(r'Row\(\s*"([\w-]+)"', (here / "test_boundary.py").read_text("utf-8")))
    tried |= {path.stem for path in (here / "other_courses").glob("*.md")}
    assert set(" ".join(CROSSES.values()).split()) - tried == set()
