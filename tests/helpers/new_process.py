"""Runs a test's function in a new Python.

Workers of the grading are forks. A fork of a process in which another test has imported JAX, whose
threads it does not have, may wait for them without an end.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]


def in_new_process(function: Callable[[], None]) -> None:
    """Call a function of a module, which asserts something; fail with its traceback."""
    call = f"from {function.__module__} import {function.__name__} as check; check()"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", call],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
