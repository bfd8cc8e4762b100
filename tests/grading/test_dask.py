"""The same course on a Dask cluster: a real scheduler, real workers, one of them killed."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from grading.jobs import dask_process, executors, worker_process
from grading.record.journal import FILE
from grading.sandbox.settings import SandboxSettings
from tests.helpers.course_folder import POINTS, TOTAL, rewritten, solved
from tests.helpers.new_process import in_new_process

SLOW = "import time\ntime.sleep(0.2)\ndef hidden_state(o_t, C_t):\n    return o_t * np.tanh(C_t)\n"
RIGHT = "def hidden_state(o_t, C_t):\n    return o_t * np.tanh(C_t)\n"
WRONG = "def hidden_state(o_t, C_t):\n    return 0.5\n"
COUNT = 24


def start(course, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
        cwd=course.root,
        env=course.env
        | {"PYTHONPATH": str(course.root), "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def cluster(make_course):
    """Start a scheduler and two workers; return the course, its address and the workers."""
    course = make_course()
    processes = [
        start(course, "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    ]
    address = ""
    while not address:
        line = processes[0].stderr.readline()
        assert line, "the scheduler ended"
        found = re.search(r"Scheduler at: +(tcp://\S+)", line)
        address = found.group(1) if found else ""
    more = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    processes += [start(course, "dask_worker", address, *more) for _ in range(2)]
    for worker in processes[1:]:
        while "Registered to" not in (line := worker.stderr.readline()):
            assert line, "a worker ended"
    yield course, address, processes[1:]
    for process in processes:
        process.kill()
        process.communicate()


def journal(course):
    path = course.root / FILE
    return path.read_bytes().splitlines() if path.exists() else []


@pytest.mark.needs("sandbox")
def test_a_cluster_that_loses_a_worker_loses_nothing(cluster):
    course, address, workers = cluster
    for number in range(COUNT):
        function = WRONG if number % 2 else SLOW
        course.submit(f"student-{number:02}", rewritten(hidden_state=function))
    process = course.start("grading", "--dask", address)
    end = time.monotonic() + 120
    while not journal(course):
        assert time.monotonic() < end
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    os.kill(workers[0].pid, signal.SIGKILL)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, out + err
    assert f"{COUNT} submissions: {COUNT} graded; {COUNT} graded in this run." in out
    graded = Counter(json.loads(line)["student"] for line in journal(course))
    assert graded == Counter(f"student-{number:02}" for number in range(COUNT))
    scores = {student: float(row["score"]) for student, row in course.rows().items()}
    assert [scores[f"student-{number:02}"] for number in range(4)] == [
        *(TOTAL, TOTAL - POINTS["hidden_state"]),
        *(TOTAL, TOTAL - POINTS["hidden_state"]),
    ]
    assert len(set(scores.values())) == 2


@pytest.mark.needs("sandbox")
def test_the_packages_of_a_course_hold_on_a_cluster(cluster):
    """The same submission, with a package that the course does not allow, and then does."""
    course, address, _ = cluster
    course.submit("anna", rewritten(hidden_state=f"import yaml\n{RIGHT}"))
    course.run("grading", "--dask", address, code=1)
    assert "the module yaml is not there" in course.rows()["anna"]["reason"]
    course.configure("c.Judge.packages = ['numpy', 'yaml']")
    course.run("grading", "--dask", address, "--force")
    assert course.rows()["anna"]["score"] == f"{TOTAL:g}"


@pytest.mark.needs("sandbox")
def test_the_limits_on_a_worker_are_those_of_a_worker_here(cluster):
    """What a limit of time needs is a main thread; nothing of a course's code is on the workers."""
    _, address, workers = cluster
    settings = SandboxSettings()
    due = worker_process.WORKER_MEMORY + (settings.memory_mb << 20)
    with executors.dask(address, settings).make() as executor:
        assert executor.submit(resource.getrlimit, resource.RLIMIT_DATA).result()[0] == due
        with pytest.raises(MemoryError):
            executor.submit(bytearray, 2 * due).result()
        assert executor.submit(signal.signal, signal.SIGUSR1, signal.SIG_DFL).result() == 0
        ours = {executor.submit(os.getpid).result()}
        assert not ours & {worker.pid for worker in workers}


def lost():
    """See that the loss of the process is said, and that another one takes its place."""
    settings = SandboxSettings()
    with pytest.raises(dask_process.ProcessLostError):
        dask_process.call(settings, os.abort)
    assert dask_process.call(settings, abs, -1) == 1


@pytest.mark.needs("sandbox")
def test_the_process_on_a_worker_is_replaced_when_it_is_lost():
    in_new_process(lost)


def test_no_scheduler_is_said(make_course):
    course = make_course()
    course.submit("anna", solved())
    course.env["DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT"] = "2s"
    printed = course.run("grading", "--dask", "tcp://127.0.0.1:9", code=2)
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in printed
