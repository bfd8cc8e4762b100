"""Run the command in forks of a process that has imported it: the imports take most of a run.

Started by conftest.py. A line of JSON on stdin is a job: where, environment, arguments, and the
files for the two outputs. The exit code comes back as a line on stdout.
"""

import functools
import json
import os
import resource
import runpy
import sys
from pathlib import Path

from nbgrader import api

from grading.__main__ import main
from grading.sandbox import packages
from grading.sandbox.settings import SandboxSettings
from tests.helpers.faults import put_in, take_away


def look_up_once():
    """Keep for all forks what each would find out anew, for a second, and find the same."""
    api.get_alembic_version = functools.cache(api.get_alembic_version)
    api.get_alembic_version()  # starts a process; nbgrader asks it for each new gradebook
    packages.entries(SandboxSettings().packages)


def child(job):
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    for number, path in ((1, job["out"]), (2, job["err"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    if job["env"].get("PYTHONPATH") == job["cwd"]:  # what Python does when it starts
        runpy.run_path("sitecustomize.py")
    if faults := job.get("faults"):
        put_in(faults)
    if guard := job.get("without"):
        take_away(guard)
    try:
        return main(job["arguments"])
    finally:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KB, of this process alone
        Path(job["memory"]).write_text(str(most), encoding="ascii")


def fork(job):
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 70
    try:
        code = child(job)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    look_up_once()
    for line in sys.stdin:
        print(fork(json.loads(line)), flush=True)
