"""A worker keeps to its memory, whatever a student's numbers make the judge compute."""

import ast
import subprocess
import sys

import numpy as np
import pytest

from grading.jobs.executors import processes
from grading.jobs.worker_process import WORKER_MEMORY
from grading.sandbox.settings import SandboxSettings
from tests.helpers.new_process import in_new_process


def outer(size):
    """Return what a gate computes from a column and a row: few numbers that make many."""
    return np.ones((size, 1)) @ np.ones((1, size))


def few_numbers():
    """Compute in a worker what fits into its memory, and what does not."""
    fits, does_not = 1000, int((4 * WORKER_MEMORY // 8) ** 0.5)
    with processes(1, SandboxSettings()).make() as pool:
        assert pool.submit(outer, fits).result().shape == (fits, fits)
        with pytest.raises(MemoryError):
            pool.submit(outer, does_not).result()
        assert pool.submit(outer, fits).result().shape == (fits, fits)


@pytest.mark.needs("sandbox")
def test_few_numbers_do_not_make_too_many():
    in_new_process(few_numbers)


def test_a_worker_knows_no_gradebook():
    code = "import sys, grading.jobs.worker; print([m for m in sys.modules if 'grading.re' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = ast.literal_eval(done.stdout)
    assert [name for name in loaded if name.startswith("grading.record")] == []
