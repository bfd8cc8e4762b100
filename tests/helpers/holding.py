"""A submission that says it is there and holds until it is told: a test need not hit the moment.

It blocks a signal, and waits for another one. The kernel shows in /proc which signals a process
blocks, to everyone: so a test sees through the sandbox that the learner's code has come there. It
does not show the one that is waited for. Who starts a thread or a process blocks all for a moment.
"""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

TOLD, SIGN = signal.SIGUSR1, signal.SIGUSR2
HOLDS = f"""import signal
signal.pthread_sigmask(signal.SIG_BLOCK, [{TOLD:d}, {SIGN:d}])
signal.sigwait([{TOLD:d}])
def hidden_state(o_t, C_t):
    return o_t * np.tanh(C_t)
"""
NAMES = ("worker", "bubblewrap", "first", "warm", "submission")


def wait_for(true, seconds=120.0):
    """Return what a function returns as soon as that is true."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return found


def holding(process):
    """Wait for a submission of a command that holds; return its processes, by NAMES."""

    def found():
        assert process.poll() is None, process.communicate()
        return next(paths_to_holding(process.pid), None)

    return dict(zip(NAMES, wait_for(found), strict=True))


def paths_to_holding(pid):
    """Yield the way from a process to each of its descendants that holds."""
    for child in children(pid):
        if holds(child):
            yield [child]
        yield from ([child, *rest] for rest in paths_to_holding(child))


def holds(pid):
    lines = read(f"/proc/{pid}/status").splitlines()
    blocked = next((line.split()[1] for line in lines if line.startswith("SigBlk:")), "0")
    return int(blocked, 16) == 1 << (SIGN - 1)


def let_go(process):
    """Tell each submission that holds to go on, until the command ends; return what it printed."""
    while True:
        for *_, pid in paths_to_holding(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, TOLD)
        try:
            return process.communicate(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue


def wait_until_gone(pid):
    wait_for(lambda: is_gone(pid))


def children(pid):
    """Ask the kernel: a look through all processes comes too late.

    It lists the children of each thread: in the order of their start where the parent has one.
    """
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for path in lists for child in read(path).split()]
    return [child for child in found if not is_gone(child)]


def descendants(pid):
    """Return all processes below one; those of one parent as `children` lists them."""
    below = children(pid)
    return below + [each for child in below for each in descendants(child)]


def is_gone(pid):
    """Say whether a process has ended, though nobody may have asked for its exit code yet."""
    return read(f"/proc/{pid}/stat").rpartition(")")[2][1:2] in ("", "Z")


def read(path):
    try:
        return Path(path).read_text()
    except OSError:  # it has ended meanwhile
        return ""
