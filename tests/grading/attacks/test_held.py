"""No submission holds a worker for longer than its limits and 30 s, whatever it is made of."""

import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from time import process_time

import nbformat
import pytest

from grading.jobs import worker
from grading.judge.results import GradeRequest
from grading.publish.feedback_page import SECONDS, FeedbackRequest, render_batch
from grading.read.notebook import rebuilt
from grading.sandbox.settings import SandboxSettings
from grading.time_limit import PATIENCE
from tests.helpers.attacks import bench
from tests.helpers.attacks.fairness import Fair, submitted

pytestmark = pytest.mark.needs("sandbox")

SETTINGS = SandboxSettings(cell_seconds=1, notebook_seconds=4, memory_mb=400)
LIMIT, MORE = PATIENCE * SETTINGS.notebook_seconds, 30
DIES = "import os\nos._exit(1)"
SLEEPS = "import time\ntime.sleep(100)"
STUBBORN = """
import time
while True:
    try:
        while True:
            pass
    except BaseException:
        time.sleep(1.9)
"""


def cells(*sources):
    """Put cells of the learner's own above the exercises."""

    def add(there):
        there[4:4] = [bench.own_cell(text, f"own-{n}") for n, text in enumerate(sources)]

    return add


HOLDS = {
    "sleeps": cells(*[SLEEPS] * 50),
    "will-not-end": cells(*[STUBBORN] * 50),
    "dies": cells(*[DIES] * 5000),
    # What was right has to run again after each loss.
    "makes-another-cell-run-again": cells("import time\ntime.sleep(2.8)", *[DIES] * 60),
    "many-cells": cells(*["x = 1"] * 9000),
    "prints": cells(*["print('x' * 200_000)"] * 1000),
    "shows-tracebacks": cells(*["for _ in range(999): get_ipython().showtraceback()"] * 100),
}


LAST = True  # of the two tries
QUICK = [("sleeps", not LAST), ("will-not-end", not LAST), ("makes-another-cell-run-again", LAST)]
SLOW = [(how, last) for how in HOLDS for last in (not LAST, LAST) if (how, last) not in QUICK]


@pytest.mark.parametrize(
    ("how", "last"), [*QUICK, *(pytest.param(*row, marks=pytest.mark.slow) for row in SLOW)]
)
def test_a_worker_is_free_again(how, last):
    attack = replace(submitted(Fair(how, cells=HOLDS[how])), seconds=SETTINGS.cell_seconds)
    notebook = rebuilt("it.ipynb", bench.submission(attack) | {"nbformat": 4}, [])
    packed = pickle.dumps({bench.NOTEBOOK: notebook})
    request = GradeRequest("anna", "", packed, {})
    (result,) = worker.grade_batch(bench.bundle(), SETTINGS, "{}", [request], last)
    assert result.seconds < LIMIT + MORE


# Each of these once took hours in one call, which no limit of ours can stop.
BRACKETS = "[" * 1_000_000
WORDS = {
    "markdown": nbformat.v4.new_markdown_cell(BRACKETS),
    "shown-markdown": nbformat.v4.new_code_cell(
        "1",
        outputs=[nbformat.v4.new_output("display_data", {"text/markdown": BRACKETS})],
    ),
}


@pytest.mark.parametrize("where", WORDS)
def test_a_feedback_page_holds_no_worker(where):
    notebook = nbformat.v4.new_notebook(cells=[WORDS[where]])
    text = nbformat.v4.writes(notebook)
    request = FeedbackRequest("anna", bench.ASSIGNMENT, bench.NOTEBOOK, text, {}, {}, 0.0)
    start = process_time()
    (page,) = render_batch("{}", [request])
    assert BRACKETS in page.html
    assert process_time() - start < 2 * SECONDS + MORE


ENDLESS = """
from collections import deque
from itertools import repeat
from grading import time_limit
time_limit.MERCY = 0.2
with time_limit.at_most(0.1):
    deque(repeat(None), maxlen=0)
"""


def test_one_call_that_does_not_end_ends_its_worker():
    """It looks at no signal. The scheduler then tries its job again, alone, some times."""
    line = [sys.executable, "-c", ENDLESS]
    done = subprocess.run(line, cwd=bench.ROOT, timeout=MORE, check=False)
    assert done.returncode == -signal.SIGPROF
