"""What a browser and all its processes use: processor time and memory."""

from __future__ import annotations

import psutil


class ProcessTree:
    """The processes that this one has started since, and what theirs have started.

    A browser has a process for each page, each worker's page and the network; and some end while
    it runs, so what they used until they were last seen is kept.
    """

    def __init__(self) -> None:
        self.before = set(psutil.Process().children(recursive=True))
        self.used: dict[psutil.Process, float] = {}

    def members(self) -> set[psutil.Process]:
        """Return the processes as they are now."""
        return set(psutil.Process().children(recursive=True)) - self.before

    def cpu(self) -> float:
        """Return the seconds of processor time used so far, by user and system."""
        for process in self.members():
            try:
                times = process.cpu_times()
            except psutil.Error:  # it has just ended
                continue
            self.used[process] = times.user + times.system
        return sum(self.used.values())

    def memory(self) -> float:
        """Return the memory in megabytes; what processes share is counted once (PSS)."""
        return sum(map(own_megabytes, self.members()))


def own_megabytes(process: psutil.Process) -> float:
    """Return the memory of one process, with its part of what it shares."""
    try:
        found = process.memory_full_info()
    except psutil.Error:  # it has just ended
        return 0.0
    # Only Linux knows PSS; elsewhere what would be freed if the process ended (USS) is nearest.
    return getattr(found, "pss", found.uss) / 1e6
