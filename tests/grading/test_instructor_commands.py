"""The commands on the page for instructors, run in its order, and what they print."""

import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys

import pytest

from grading.publish.grades_csv import NOTHING
from grading.publish.mark_changes import NONE
from grading.sandbox import advice
from tests.helpers.course_folder import ASSIGNMENT, NAME, ROOT, find, rewritten, solved
from tests.helpers.instructor_pages import PAGE, TERM, blocks, quoted

NOT_RUN = {  # command -> why it is not run here, and what tests it
    "make sandbox": "installs: test_make_sandbox_installs_what_is_pinned_by_hash",
    "make lay": "installs: tests/project/test_install.py",
    ".venv/bin/python -m grading doctor": "half a minute: tests/grading/test_not_here.py",
    ".venv/bin/nbgrader zip_collect 03-lstm-gates --force": "tests/grading/test_instructor_page.py",
    'docker run -it --rm --privileged -v "$PWD":/course -w /course python:3.11-bookworm bash': (
        "a container: the page says that it is not tested"
    ),
    "apt-get update && apt-get install -y bubblewrap make": "in that container",
    "make grade PYTHON=python3": "in that container",
    "make lab LAB=.": "a server: test_make_lab_opens_the_project_itself",
    ".venv/bin/python -m pip install -c requirements.lock -e '.[postgres]'": "installs",
    "export NBGRADER_DB=postgresql://teacher@localhost/lstm": "tests/grading/test_postgres.py",
    ".venv/bin/python -m pip install -c requirements.lock -e '.[exercises,dask]'": "installs",
    "PYTHONPATH=. .venv/bin/dask scheduler": "a cluster: tests/grading/test_dask.py",
    "PYTHONPATH=. .venv/bin/dask worker tcp://HOST:8786 --nworkers=-1 --nthreads 1": (
        "a cluster: tests/grading/test_dask.py"
    ),
    ".venv/bin/python -m grading --dask tcp://HOST:8786": "a cluster: tests/grading/test_dask.py",
    (
        'echo "add_header Content-Security-Policy '
        '\\"$(cat _build/html/python-content-security-policy.txt)\\";" > csp.conf'
    ): "a built site: tests/python_in_pages/test_policy.py",
    "sudo nginx -t && sudo nginx -s reload": "a web server, which the tests do not have",
}
ELSEWHERE = {  # what stands in a sentence
    "apt install bubblewrap": "with root",
    "make book": "tests/project/test_readme.py",
    "make exercises": "tests/authoring/test_release.py",
    "make lab": "tests/authoring/test_workspace.py",
    "make lab LAB=.": "a block of the page",
    "make grade": "a block of the page",
    "make sandbox": "a block of the page",
    "nbgrader autograde": "tests/grading/test_solution_first.py",
    "python -m grading": "a block of the page",
    "python -m grading --db URL": "tests/grading/test_postgres.py",
    ".venv/bin/python -m grading doctor": "a block of the page",
}
NOT_PRINTED = ("submitted/anna/", "submitted/ben/", "id,first_name", "anna,Anna", "ben,Ben")
COMMANDS = [line for block in blocks("bash") for line in block.splitlines()]
RUN = [line for line in COMMANDS if line not in NOT_RUN]
WRONG = (
    "def candidate(x_t, h_prev, W_xg, W_hg, b_g):\n    return x_t @ W_xg + h_prev @ W_hg + b_g\n"
)
ROSTER = "\n".join(block for block in blocks("text") if block.startswith("id,")) + (
    "cleo,Cleo,Han,cleo@example.com,103\nminji,Minji,Choi,minji@example.com,104\n"
)


class Term:
    """A course through a term. Each method brings about what stands on the page above a command."""

    def __init__(self, course):
        self.course, self.printed = course, ""
        shutil.copytree(ROOT / "exercises" / ASSIGNMENT, course.root / "exercises" / ASSIGNMENT)
        self.path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
        self.right = self.path.read_text(encoding="utf-8")

    def a_slip(self):
        self.course.submit("anna", solved())
        self.change("test_input_gate", "np.einsum", "np.einsun")
        self.run(".venv/bin/python -m grading", 2)

    def a_roster(self):
        self.path.write_text(self.right, encoding="utf-8")
        (self.course.root / "students.csv").write_text(ROSTER, encoding="utf-8")

    def work(self):
        self.course.submit("ben", rewritten(candidate=WRONG))
        self.course.submit("cleo", b"Dear teacher")

    def another_name(self):
        self.course.submit("minjy", solved())

    def the_right_name(self):
        submitted = self.course.root / "submitted"
        (submitted / "minjy").rename(submitted / "minji")

    def a_mended_test(self):
        self.change("test_candidate", "shape=0.5, value=(1, 1.5)", "shape=1, value=(1, 1)")

    def who_leaves(self):
        self.course.submit("cleo", solved())
        self.run(".venv/bin/python -m grading")
        roster = self.course.root / "students.csv"
        roster.write_text(re.sub("cleo.*\n", "", ROSTER), encoding="utf-8")

    def an_exchange(self):
        exchange = self.course.root / "exchange"
        exchange.mkdir(mode=0o777)
        exchange.chmod(0o777)
        self.course.configure(f"c.Exchange.root = {str(exchange)!r}")

    def change(self, cell, old, new):
        """Change the source of a cell of the solution."""
        notebook = json.loads(self.path.read_text(encoding="utf-8"))
        source = "".join(find(notebook, cell)["source"])
        assert old in source
        find(notebook, cell)["source"] = source.replace(old, new, 1)
        self.path.write_text(json.dumps(notebook), encoding="utf-8")

    def run(self, line, code=0):
        """Run a command of the page; keep what it prints."""
        words = shlex.split("" if line == "make grade" else line)
        if line == "make grade" or words[1:3] == ["-m", "grading"]:
            self.printed += self.course.grade(*words[3:], code=code)
            return
        words[0] = words[0].replace(".venv/bin", os.path.dirname(sys.executable))
        done = subprocess.run(
            words, cwd=self.course.root, env=self.course.env, capture_output=True, text=True
        )
        assert done.returncode == code, done.stderr
        self.printed += done.stdout + done.stderr


BEFORE = {
    ".venv/bin/python -m grading --unchecked 03-lstm-gates": Term.a_slip,
    ".venv/bin/nbgrader db student import students.csv": Term.a_roster,
    "make grade": Term.work,
    ".venv/bin/python -m grading --jobs 2": Term.another_name,
    ".venv/bin/python -m grading 03-lstm-gates": Term.the_right_name,
    ".venv/bin/python -m grading check 03-lstm-gates": Term.a_mended_test,
    "rm -r submitted/cleo": Term.who_leaves,
    ".venv/bin/nbgrader release_assignment 03-lstm-gates": Term.an_exchange,
}
NOT_ALL_GRADED = {  # the exit code is 1: cleo has handed in a letter
    *("make grade", ".venv/bin/python -m grading --jobs 2", ".venv/bin/python -m grading --force"),
    *(f".venv/bin/python -m grading {which}" for which in ("03-lstm-gates", "--dry-run")),
}


@pytest.fixture(scope="module")
def term(make_course):
    """Run the page; a command that stands on it again, such as `make grade`, runs once."""
    made = Term(make_course())
    for line in dict.fromkeys(RUN):
        BEFORE.get(line, lambda term: None)(made)
        made.run(line, code=int(line in NOT_ALL_GRADED))
    return made


def test_each_command_that_is_not_run_has_a_reason():
    assert set(NOT_RUN) <= set(COMMANDS)
    assert set(BEFORE) | NOT_ALL_GRADED <= set(RUN)
    paths = re.findall(r"tests/\S+\.py", " ".join([*NOT_RUN.values(), *ELSEWHERE.values()]))
    assert [path for path in paths if not (ROOT / path).is_file()] == []
    tests = re.findall(r"test_make_\w+", " ".join(NOT_RUN.values()))
    assert [name for name in tests if name not in globals()] == []


def test_each_command_in_a_sentence_is_known():
    prose = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", prose)
    starts = (".venv/bin/", "make ", "python -m ", "nbgrader ", "apt ")
    assert {text for text in inline if text.startswith(starts)} == set(ELSEWHERE)


@pytest.mark.needs("sandbox")
def test_the_commands_of_the_page_print_what_the_page_says(term):
    lines = [line.strip() for block in blocks("text", TERM) for line in block.splitlines()]
    wanted = [line for line in lines if not line.startswith((*NOT_PRINTED, "correct_squares"))]
    assert len(wanted) >= 10
    printed = term.printed
    assert [line for line in wanted if line.removesuffix("...") not in printed] == []
    assert "graded without a checked solution" in printed
    assert f"`{NONE}`" in PAGE
    assert NONE in printed


@pytest.mark.needs("sandbox")
def test_the_term_ends_with_the_marks_of_everybody(term):
    rows = term.course.rows()
    assert {"anna", "ben", "minji"} <= set(rows)
    assert "cleo" not in rows
    assert (rows["ben"]["candidate"], rows["ben"]["first_name"]) == ("1", "Ben")
    assert f"| {NOTHING} |" in TERM
    for name in ("nbgrader-grades.csv", "grades.csv", "gradebook.db", "grading-journal.jsonl"):
        assert (term.course.root / name).is_file()
        assert f"`{name}`" in TERM


@pytest.mark.needs("make")
def test_make_grade_is_the_command():
    fresh = "--assume-old=.venv/exercises.installed"
    # Without the lines "Entering directory" that make adds below another make.
    command = ["make", "--dry-run", "--no-print-directory", fresh, "grade"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == [".venv/bin/python", "-m", "grading"]


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


@pytest.mark.needs("make")
def test_make_lab_opens_the_project_itself():
    done = ["--assume-old=.venv/lab.installed", "--assume-old=.venv/exercises.installed"]
    command = [
        "make",
        "--dry-run",
        "--no-print-directory",
        *done,
        *quoted("make lab LAB").split()[1:],
    ]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1] == ".venv/bin/jupyter lab --ServerApp.root_dir=."
