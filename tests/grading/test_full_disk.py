"""A disk that is full and a folder that is closed, for real: small mounts of bubblewrap."""

import csv
import io
import subprocess
import sys

import pytest

from grading.sandbox import program
from tests.helpers.course_folder import TOTAL, solved

pytestmark = pytest.mark.needs("sandbox")

STUDENTS = ("anna", "ben", "cho")
# In a course on a small disk: fill it up to some KB, grade, make room, grade again.
FULL = """
set -e
cp -r "$1/." course
cd course
python=$2
head -c 1G /dev/zero > filler 2> /dev/null || true
truncate -s -"$3"K filler
code=0
$python -m grading --jobs 1 || code=$?
echo "code $code; left: $(ls -d .grading grades.csv* 2> /dev/null | tr '\\n' ' ')"
rm filler
$python -m grading --jobs 1
echo table:
cat grades.csv
"""
CLOSED = "cd $1\ncode=0\n$2 -m grading --jobs 1 || code=$?\necho code $code"


def shell(script, course, *arguments, mounts):
    """Run a script with mounts of its own."""
    line = [program.find().path, "--bind", "/", "/", "--dev-bind", "/dev", "/dev", *mounts]
    line += ["--", "/bin/sh", "-c", script, "sh", str(course.root), sys.executable, *arguments]
    done = subprocess.run(line, env=course.env, capture_output=True, encoding="utf-8")
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr + done.stdout


@pytest.fixture
def course(make_course):
    made = make_course()
    for student in STUDENTS:
        made.submit(student, solved())
    return made


@pytest.mark.parametrize(
    "kilobytes",
    [0, *(pytest.param(left, marks=pytest.mark.slow) for left in (700, 1200))],
)
def test_a_full_disk_is_said_and_the_next_run_goes_on(course, tmp_path, kilobytes):
    small = ["--size", str(8 << 20), "--tmpfs", str(tmp_path), "--chdir", str(tmp_path)]
    printed = shell(FULL, course, str(kilobytes), mounts=small)
    assert "code 2; left: \n" in printed
    assert "space left" in printed or "disk is full" in printed
    table = csv.DictReader(io.StringIO(printed.partition("table:\n")[2].lstrip("\ufeff")))
    found = {row["student"]: (row["state"], row["score"]) for row in table}
    assert found == dict.fromkeys(STUDENTS, ("graded", f"{TOTAL:g}"))


def test_a_folder_that_cannot_be_written_is_said(course):
    (course.root / "autograded").mkdir()
    there = str(course.root / "autograded")
    printed = shell(CLOSED, course, mounts=["--ro-bind", there, there])
    assert "Stopped: [Errno 30] Read-only file system" in printed
    assert "code 2" in printed
    course.grade()
    assert [row["score"] for row in course.rows().values()] == [f"{TOTAL:g}"] * len(STUDENTS)
