"""Honest work keeps what it has earned, whatever else goes wrong in its notebook."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from grading.sandbox.settings import HeldUpError
from tests.helpers.attacks.attack import Attack
from tests.helpers.attacks.bench import Bench
from tests.helpers.attacks.fairness import FAIR, submitted
from tests.helpers.attacks.places import PLACES
from tests.helpers.attacks.reported import REPORTED as REPORTED_HERE
from tests.helpers.attacks.reported import STOPS
from tests.helpers.attacks.reported_elsewhere import REPORTED_ELSEWHERE
from tests.helpers.course_folder import POINTS
from tests.helpers.holding import descendants

REPORTED = [*REPORTED_HERE, *REPORTED_ELSEWHERE]
HONEST = [*FAIR, *REPORTED, *PLACES]
pytestmark = pytest.mark.needs("sandbox")


def test_there_are_enough():
    assert len(FAIR) >= 20
    assert len(REPORTED) >= 120
    assert len({fair.seen for fair in REPORTED} - {""}) >= 40  # reports of different kinds
    assert len(PLACES) >= 20
    assert len({fair.name for fair in HONEST}) == len(HONEST)


@pytest.mark.parametrize("fair", HONEST, ids=lambda fair: fair.name)
def test_honest_work_keeps_what_it_has_earned(bench, fair):
    found, notes = bench.grade(submitted(fair))
    assert found == {f: p for f, p in POINTS.items() if f not in fair.loses}, notes


EXITS = [fair for fair in REPORTED if "exits" in fair.name]


@pytest.mark.parametrize("fair", [*STOPS, *EXITS], ids=lambda fair: fair.name)
def test_what_is_raised_or_too_large_costs_no_process(bench, fair):
    """There is nothing to note then, and no cell is run again."""
    _, notes = bench.grade(submitted(fair))
    assert notes == []


COMPUTES = """
import time
end = time.process_time() + 1.8
while time.process_time() < end:
    pass
"""


@contextmanager
def starved(sandbox):
    """Let many busy processes share the core of a sandbox, each with more right to it."""
    core = min(os.sched_getaffinity(0))
    for pid in descendants(sandbox._process.pid):
        os.sched_setaffinity(pid, {core})
        os.setpriority(os.PRIO_PROCESS, pid, 19)
    busy = [
        sys.executable,
        "-S",
        "-c",
        f"import os; os.sched_setaffinity(0, {{{core}}})\nwhile 1: 1",
    ]
    # Sessions of their own: some kernels share a core between sessions first.
    neighbours = [subprocess.Popen(busy, start_new_session=True) for _ in range(10)]
    try:
        yield
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.wait()


@pytest.fixture
def own_bench():
    made = Bench(tries=1)
    yield made
    made.close()


def test_who_gets_no_processor_time_gets_no_0(own_bench):
    with starved(own_bench.sandbox), pytest.raises(HeldUpError, match="could not be run here"):
        own_bench.grade(Attack("computes", COMPUTES))


def test_who_sleeps_on_a_busy_machine_is_not_excused(own_bench):
    with starved(own_bench.sandbox):
        found, notes = own_bench.grade(Attack("sleeps", "import time\ntime.sleep(100)"))
    assert found == {"cell_state": 4.0}
    assert notes == ["the cell 'import time' slept or waited for 6 s"]
