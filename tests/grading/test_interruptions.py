"""Whatever ends a run, the same command goes on: nothing lost, nothing graded twice."""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from grading.jobs import worker_process
from grading.judge import results
from grading.judge.notebook_runner import TRIES
from grading.judge.results import NotebookResult, SubmissionResult, few, packed
from grading.record import journal as journal_file
from grading.record.journal import FILE, Journal
from tests.helpers.course_folder import POINTS, TOTAL, rewritten, solved
from tests.helpers.holding import HOLDS, children, holding, let_go, wait_for, wait_until_gone
from tests.helpers.new_process import in_new_process

pytestmark = pytest.mark.needs("sandbox")

SLOW = "import time\ntime.sleep(0.3)\ndef hidden_state(o_t, C_t):\n    return o_t * np.tanh(C_t)\n"
STUDENTS = [f"student-{number}" for number in range(6)]


def journal(course):
    path = course.root / FILE
    return path.read_bytes().splitlines() if path.exists() else []


def graded_in(course):
    return Counter(json.loads(line)["student"] for line in journal(course))


def scores(course):
    return {student: float(row["score"]) for student, row in course.rows().items()}


def below(pid):
    """Return all processes that descend from one, each with the time of its start."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(folder.name)] = (int(fields[1]), fields[19])
    found, queue = {}, [pid]
    while queue:
        here = queue.pop()
        children = {p: start for p, (parent, start) in parents.items() if parent == here}
        found |= children
        queue += children
    return found


def alive(processes):
    """Return which of these processes still run."""
    left = []
    for pid, start in processes.items():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[19] == start and fields[0] != "Z":
            left.append(pid)
    return left


@contextmanager
def locked(course, how="EXCLUSIVE"):
    """Hold the gradebook as another program would: nobody reads it, or nobody writes."""
    connection = sqlite3.connect(course.root / "gradebook.db", isolation_level=None, timeout=30)
    try:
        connection.execute(f"BEGIN {how}")
        yield
    finally:
        connection.close()


def handed_in(course):
    """Hand in six submissions that take a while, the last one until it is told to go on."""
    for student in STUDENTS[:-1]:
        course.submit(student, rewritten(hidden_state=SLOW))
    course.submit(STUDENTS[-1], rewritten(hidden_state=HOLDS))
    return course


@pytest.fixture
def course(make_checked):
    return handed_in(make_checked())


@pytest.mark.parametrize("lines", [1, pytest.param(3, marks=pytest.mark.slow), 5])
def test_killed_at_once_and_started_again(make_course, lines):
    course = handed_in(make_course())  # in its first run
    process = course.start("grading")
    wait_for(lambda: len(journal(course)) >= lines)
    family = below(process.pid)
    assert len(family) > 3  # workers, and what each has in its sandbox
    process.kill()
    process.communicate()
    wait_for(lambda: not alive(family))
    process = course.start("grading")
    out, err = let_go(process)
    assert process.returncode == 0, out + err
    assert scores(course) == dict.fromkeys(STUDENTS, TOTAL)
    assert graded_in(course) == Counter(STUDENTS)
    check = sqlite3.connect(course.root / "gradebook.db")
    assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    check.close()
    notebooks = sorted((course.root / "autograded").rglob("*.ipynb"))
    assert len(notebooks) == len(STUDENTS)
    assert all(json.loads(path.read_bytes())["cells"] for path in notebooks)


def test_killed_between_journal_and_gradebook(make_checked):
    """What is in the journal is not graded again; it reaches the gradebook with the next run."""
    course = make_checked()
    for student in STUDENTS[:2]:
        course.submit(student, rewritten(hidden_state=HOLDS))
    process = course.start("grading")
    holding(process)  # it has opened the gradebook, and only read so far
    with locked(course, "IMMEDIATE"):
        said = threading.Thread(target=let_go, args=[process])
        said.start()
        wait_for(lambda: graded_in(course))
        process.kill()
        said.join()
        assert marks(course) == 0
    process = course.start("grading")
    out, err = let_go(process)
    assert process.returncode == 0, out + err
    assert graded_in(course) == Counter(STUDENTS[:2])
    assert scores(course) == dict.fromkeys(STUDENTS[:2], TOTAL)


def marks(course):
    connection = sqlite3.connect(course.root / "gradebook.db")
    try:
        return connection.execute("SELECT count(*) FROM grade").fetchone()[0]
    finally:
        connection.close()


def test_a_locked_gradebook_is_waited_for(make_checked):
    course = make_checked()
    course.submit("anna", solved())
    with locked(course):
        process = course.start("grading")
        said = ""
        while "waiting for the gradebook" not in said:
            said = process.stderr.readline()
            assert said, "it ended without a word"
    out, err = process.communicate()
    assert process.returncode == 0, out + err
    assert scores(course) == {"anna": TOTAL}


def test_a_worker_that_is_killed_costs_nothing(course):
    process = course.start("grading", "--jobs", "2")
    wait_for(lambda: len(journal(course)) >= 1)
    workers = children(process.pid)
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    out, err = let_go(process)
    assert process.returncode == 0, out + err
    assert scores(course) == dict.fromkeys(STUDENTS, TOTAL)
    assert graded_in(course) == Counter(STUDENTS)


@pytest.mark.parametrize("who", ["bubblewrap", "first", "warm", "submission"])
def test_what_the_system_kills_costs_nothing(course, who):
    """It does so when memory is short, and takes whom it likes."""
    with started(course) as process:
        os.kill(holding(process)[who], signal.SIGKILL)
        out, err = let_go(process)
    assert process.returncode == 0, out + err
    assert scores(course) == dict.fromkeys(STUDENTS, TOTAL), out + err
    assert graded_in(course) == Counter(STUDENTS)


@pytest.mark.parametrize("limit", [8, 20, 40])
def test_too_few_open_files_are_said(make_course, limit):
    course = make_course()
    course.submit("anna", solved())
    few = f"import resource as r; r.setrlimit(r.RLIMIT_NOFILE, ({limit}, {limit}))"
    (course.root / "sitecustomize.py").write_text(few)
    course.env["PYTHONPATH"] = str(course.root)
    printed = course.run("grading", code=2)
    due = f"grading needs {worker_process.FILES} open files, and this user may have {limit}"
    assert printed.strip() == f"Not graded: {due}"


def test_more_open_files_are_allowed_where_that_needs_no_rights(make_course):
    course = make_course()
    course.submit("anna", solved())
    few = "import resource as r; r.setrlimit(r.RLIMIT_NOFILE, (20, 4096))"
    (course.root / "sitecustomize.py").write_text(few)
    course.env["PYTHONPATH"] = str(course.root)
    course.run("grading")
    assert scores(course) == {"anna": TOTAL}


DYING = """
import os, sys
from grading.__main__ import main
from grading.sandbox.process import SandboxProcess
SandboxProcess.start = lambda self: os.kill(os.getpid(), 9)
sys.exit(main())
"""


def test_workers_that_die_while_they_start_are_said(course):
    (course.root / "dying.py").write_text(DYING)
    printed = course.run("dying", code=2)
    assert printed.startswith("Not graded: the workers end while they start.")
    assert len(printed.splitlines()) == 1


def orphan():
    """See that a worker ends itself if its parent had ended before it asked for a signal."""
    for parent, due in ((os.getpid(), 7), (-1, 1)):
        child = os.fork()
        if child == 0:
            multiprocessing.parent_process = lambda pid=parent: mock.Mock(pid=pid)
            worker_process.end_with_parent()
            os._exit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == due


def test_a_worker_without_its_parent_ends():
    in_new_process(orphan)


LIMITED = "c.Execute.timeout = 1"  # and three times as much on the wall


def test_a_worker_that_is_stopped_for_longer_than_the_limit_costs_nothing(make_checked):
    course = make_checked(LIMITED)
    course.submit("anna", rewritten(hidden_state=HOLDS))
    course.submit("ben", solved())
    with started(course) as process:
        worker = holding(process)["worker"]
        os.kill(worker, signal.SIGSTOP)
        time.sleep(1 + 3 * 1 + 1)  # over both limits
        os.kill(worker, signal.SIGCONT)
        out, err = let_go(process)
    assert process.returncode == 0, out + err
    assert scores(course) == {"anna": TOTAL, "ben": TOTAL}, out + err


@pytest.mark.parametrize("again", [False, True], ids=["once", "each time"])
def test_a_submission_that_is_stopped_from_outside_gets_no_0(make_checked, again):
    course = make_checked(LIMITED)
    course.submit("anna", rewritten(hidden_state=HOLDS))
    with started(course) as process:
        for _ in range(1 + again):
            stop_for_good(holding(process)["submission"])
        out, err = let_go(process)
    assert process.returncode == again, out + err
    if again:
        assert "anna 03-lstm-gates: failed: it could not be run here" in out
        assert course.rows()["anna"]["score"] == ""
    else:
        assert scores(course) == {"anna": TOTAL}, out + err
    assert "Traceback" not in out + err


def stop_for_good(pid):
    """Stop a process; return when somebody has ended it."""
    os.kill(pid, signal.SIGSTOP)
    wait_until_gone(pid)


def test_what_sleeps_is_tried_again_after_all_others_and_gets_0(make_checked):
    course = make_checked(LIMITED)
    sleeper = "import time\ndef hidden_state(o_t, C_t):\n    time.sleep(100)\n"
    course.submit("anna", rewritten(hidden_state=sleeper))
    for student in STUDENTS[:3]:
        course.submit(student, solved())
    printed = course.grade("--jobs", "1")
    assert "test_hidden_state slept or waited for 3 s" in printed
    found = scores(course)
    assert found.pop("anna") == TOTAL - POINTS["hidden_state"]
    assert found == dict.fromkeys(STUDENTS[:3], TOTAL)
    order = [json.loads(line)["student"] for line in journal(course)]
    assert sorted(order) == [*sorted({"anna", *STUDENTS[:3]})]
    assert order[-1] == "anna"
    (path,) = (course.root / "autograded").rglob("anna/**/*.ipynb")
    assert "not done after 3 seconds, in which it hardly computed" in path.read_text()


def test_who_loses_every_sandbox_fails_alone_and_without_a_mark(make_checked):
    course = make_checked()
    course.submit("anna", rewritten(hidden_state=HOLDS))
    with started(course) as process:
        for who in ["bubblewrap", "warm", "submission"][-TRIES:]:
            there = holding(process)
            os.kill(there[who], signal.SIGKILL)
            wait_until_gone(there["submission"])
        out, err = process.communicate()
    assert process.returncode == 1, out + err
    assert "anna 03-lstm-gates: failed: the system has ended its process each time" in out
    assert "Traceback" not in out + err
    assert course.rows()["anna"]["score"] == ""


@contextmanager
def started(course):
    """Run the command with one worker; end it if the test fails meanwhile."""
    process = course.start("grading", "--jobs", "1")
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


GRADED = NotebookResult(
    packed("{}"), {"test_a": 1.0}, {"a": None}, {"test_a": 3}, 7, findings={"test_a": "a.no-b"}
)


def result(student, fingerprint="f"):
    return SubmissionResult(student, "one", fingerprint, {"n": GRADED}, ("note",), seconds=0.5)


def test_the_journal_keeps_what_it_was_given(tmp_path):
    Journal(tmp_path, "db").append([result("anna"), result("ben")])
    again = Journal(tmp_path, "db")
    assert again.find("one", "anna", "f") == result("anna")
    assert again.find("one", "anna", "another version") is None
    assert Journal(tmp_path, "another gradebook").find("one", "anna", "f") is None


def test_a_line_that_a_power_cut_tore_is_left_out(tmp_path):
    Journal(tmp_path, "db").append([result("anna"), result("ben")])
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes()[:-20])
    torn = Journal(tmp_path, "db")
    assert torn.find("one", "ben", "f") is None
    torn.append([result("cleo")])
    again = Journal(tmp_path, "db")
    assert again.find("one", "anna", "f") == result("anna")
    assert again.find("one", "cleo", "f") == result("cleo")


@pytest.mark.parametrize("most", [300, 900])
def test_a_line_is_bounded_and_kept(tmp_path, monkeypatch, most):
    """What is too large is graded again after an interruption; its points are still there."""
    monkeypatch.setattr(journal_file, "MAX_LINE", most)
    noise = random.Random(1).randbytes(2000).hex()
    large = replace(result("anna"), notebooks={"n": replace(GRADED, packed=packed(noise))})
    long = replace(result("ben"), notes=tuple(f"{number}" * 250 for number in range(4)))
    Journal(tmp_path, "db").append([large, long, result("cleo")])
    lines = (tmp_path / FILE).read_bytes().splitlines()
    assert [json.loads(line)["student"] for line in lines] == ["anna", "ben", "cleo"]
    assert max(map(len, lines)) <= most
    again = Journal(tmp_path, "db")
    assert again.find("one", "anna", "f") is None
    assert again.find("one", "ben", "f") is None
    if most == 900:
        assert json.loads(lines[0])["notebooks"]["n"]["scores"] == {"test_a": 1.0}
        assert again.find("one", "cleo", "f") == result("cleo")


def test_a_notebook_that_is_too_large_is_not_recorded(monkeypatch):
    monkeypatch.setattr(results, "MOST", 1000)
    assert packed("x" * 1000)
    with pytest.raises(ValueError, match="the graded notebook has 1_002 bytes"):
        packed("크" * 334)


def test_of_many_notes_the_first_are_kept_and_the_rest_is_counted():
    assert few(["a", "b", "a"]) == ("a", "b")
    kept = few(f"note {number}" for number in range(150))
    assert (len(kept), kept[-1]) == (101, "and 50 more notes")
    (note,) = replace(result("anna"), notes=("x" * 5000,)).notes
    assert note == "x" * 296 + " ..."
