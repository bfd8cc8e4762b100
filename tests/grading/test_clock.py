"""CPU time decides: who computes or waits for too long is to blame, who was held up is not."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from grading.judge.clock import HELD_UP, LATE, SLEPT, CellClock, Countdown, OverTimeError
from grading.judge.session import ProcessLostError
from grading.student.usage import UsageMeter
from grading.time_limit import PATIENCE, TICK, TooLongError, at_most
from tests.helpers.holding import read, wait_for

LIMIT = 2.0


@pytest.fixture
def clock(monkeypatch):
    """Return a function that lets a cell wait, by a clock of the test's own, until time is up.

    rates: what its process uses in each second. It returns why, and after how long.
    """
    now = [100.0]
    monkeypatch.setattr("grading.judge.clock.monotonic", lambda: now[0])

    def wait(stopped_after=None, **rates):
        usage = {"cpu": 5.0, "starved": 0.0, "stopped": 0.0}  # from the cells before

        def sleep(seconds):
            now[0] += seconds
            for name in usage:
                usage[name] += rates.get(name, 0.0) * seconds

        made = CellClock(lambda: usage.copy() if rates else {}, LIMIT, PATIENCE * LIMIT)
        begun = now[0]
        while True:
            try:
                sleep(made())
            except OverTimeError as over:
                return over.why, now[0] - begun
            if stopped_after and now[0] - begun > stopped_after:
                now[0] += 1000
                begun += 1000
                stopped_after = None

    return wait


def test_what_computes_is_late_at_the_limit(clock):
    why, after = clock(cpu=1.0)
    assert why == LATE
    assert LIMIT <= after <= LIMIT + 2 * TICK


def test_what_sleeps_is_ended_at_three_times_the_limit(clock):
    why, after = clock(cpu=0.1)
    assert why == SLEPT
    assert after == pytest.approx(PATIENCE * LIMIT, abs=2 * TICK)


@pytest.mark.parametrize("how", ["starved", "stopped"])
def test_what_something_else_holds_up_is_not_to_blame(clock, how):
    assert clock(**{"cpu": 0.1, how: 0.5})[0] == HELD_UP
    assert clock(**{"cpu": 0.1, how: 0.05})[0] == SLEPT


def test_what_gets_little_of_a_processor_has_more_time(clock):
    why, after = clock(cpu=0.5, starved=0.5)
    assert why == LATE
    assert after == pytest.approx(2 * LIMIT, abs=2 * TICK)


def test_where_nothing_can_be_seen_time_on_the_wall_counts(clock):
    why, after = clock()
    assert why == LATE
    assert after == pytest.approx(LIMIT, abs=2 * TICK)


def test_the_time_in_which_the_judge_was_stopped_does_not_count(clock):
    assert clock(stopped_after=1.0, cpu=0.1) == pytest.approx((SLEPT, PATIENCE * LIMIT), abs=0.75)


def test_a_countdown_stands_still_while_its_process_is_stopped(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("grading.judge.clock.monotonic", lambda: now[0])
    countdown = Countdown(8 * TICK)
    for waited in (TICK, TICK, 1000.0):
        now[0] += waited
        assert countdown() == TICK
    assert countdown.left == 4 * TICK
    for _ in range(3):
        now[0] += TICK
        countdown()
    now[0] += TICK
    with pytest.raises(OverTimeError):
        countdown()


SPIN = "while True:\n    pass"


@contextlib.contextmanager
def running(code, niceness=0):
    """Run some Python in a process that keeps to one core with all others of this test."""
    core = min(os.sched_getaffinity(0))
    settled = f"import os\nos.sched_setaffinity(0, {{{core}}})\nos.nice({niceness})\n"
    started = "print('started', flush=True)\n"
    line = [sys.executable, "-c", settled + started + code]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "started\n"
            yield process
        finally:
            process.kill()


def measured(pid, seconds=1.5):
    """Return what a process uses in some seconds."""
    meter = UsageMeter(pid)
    first = meter.look()
    for _ in range(5):
        time.sleep(seconds / 5)
        last = meter.look()
    return {name: last[name] - first[name] for name in last}


@pytest.mark.needs("sandbox")
class TestUsageMeter:
    def test_a_busy_neighbour_starves_a_process(self):
        with running(SPIN), running(SPIN, niceness=19) as starved:
            used = measured(starved.pid)
        assert used["starved"] > 4 * used["cpu"]
        assert used["stopped"] == 0

    def test_its_own_threads_do_not(self, monkeypatch):
        """Three threads in turn on one core: each waits for the two others, none for a stranger."""
        meter = UsageMeter(os.getpid())
        second = 10**9
        monkeypatch.setattr(meter, "_threads", dict.fromkeys("abc", (0, 0)))
        threads = dict.fromkeys("abc", (second, 2 * second))
        assert meter._starved(threads, used=3.0, passed=3.0, state="R") == 0
        threads["c"] = (second, 5 * second)
        assert meter._starved(threads, used=3.0, passed=6.0, state="R") == 3

    def test_who_never_gets_a_turn_is_starved_all_the_time(self, monkeypatch):
        meter = UsageMeter(os.getpid())
        monkeypatch.setattr(meter, "_threads", {"a": (1, 1)})
        monkeypatch.setattr(meter, "_state", "R")
        assert meter._starved({"a": (1, 1)}, used=0.0, passed=2.0, state="R") == 2
        assert meter._starved({"a": (1, 1)}, used=0.0, passed=2.0, state="S") == 0

    def test_who_sleeps_is_not_starved(self):
        with running("import signal\nsignal.pause()") as asleep:
            wait_for(lambda: ") S " in read(f"/proc/{asleep.pid}/stat"))
            used = measured(asleep.pid)
        assert used["cpu"] < 0.1
        assert used["starved"] < 0.1

    def test_who_is_stopped_is_seen(self):
        with running(SPIN) as stopped:
            os.kill(stopped.pid, signal.SIGSTOP)
            wait_for(lambda: ") T " in read(f"/proc/{stopped.pid}/stat"))
            used = measured(stopped.pid)
        assert used["stopped"] > 1
        assert used["cpu"] == used["starved"] == 0

    def test_who_is_gone_has_used_nothing(self):
        with running(SPIN) as gone:
            meter = UsageMeter(gone.pid)
        assert meter.look() == {}


def spin():
    while True:
        pass


def test_a_limit_is_of_cpu_time():
    waited, busy = ProcessLostError(HELD_UP), 1000  # this machine may be that
    with pytest.raises(TooLongError), at_most(0.2, waited=waited, patience=busy):
        spin()


def test_who_waits_meets_another_limit_and_another_error():
    begun = time.monotonic()
    with pytest.raises(ProcessLostError), at_most(0.2, waited=ProcessLostError(HELD_UP)):
        threading.Event().wait(60)
    assert time.monotonic() - begun >= 0.2 * (PATIENCE - 1)
