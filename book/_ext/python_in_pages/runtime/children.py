"""Processes that work for a build: none outlives it, and it says how far they are."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence

POLL = 0.1  # seconds


def wait_for(processes: Sequence[subprocess.Popen[bytes]], look: Callable[[], None]) -> None:
    """Wait until all have ended, and look meanwhile. An interruption ends them first."""
    try:
        while any(process.poll() is None for process in processes):
            look()
            time.sleep(POLL)
    except BaseException:
        for process in processes:
            process.kill()
            process.wait()
        raise
