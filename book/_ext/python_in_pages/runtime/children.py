"""Processes that work for a build: none outlives it, and it says how far they are."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterable

POLL = 0.1  # seconds
Process = subprocess.Popen[bytes]


def wait_for(starting: Iterable[Process], look: Callable[[], None]) -> list[Process]:
    """Wait until all have ended, and look meanwhile; return them.

    An interruption ends them first, and so does one that cannot be started: ``starting`` may be a
    generator that starts them.
    """
    started: list[Process] = []
    try:
        for process in starting:
            started.append(process)
        while any(process.poll() is None for process in started):
            look()
            time.sleep(POLL)
    except BaseException:
        for process in started:
            process.kill()
            process.wait()
        raise
    return started
