"""The protections of the sandbox, and the limits of one submission."""

import os
from dataclasses import dataclass, field
from typing import Any

BUBBLEWRAP = "bubblewrap"  # no network, a file system with nothing of the course in it
NAMESPACES = "namespaces"  # each submission alone with its own processes and mounts
DISK = "disk"  # a small disk of its own, gone afterwards
LIMITS = "limits"  # memory, processor time, processes, size of files
LANDLOCK = "landlock"  # nothing is written outside of the small disk
SECCOMP = "seccomp"  # no program, no process, no socket
SANDBOX = (BUBBLEWRAP, NAMESPACES, DISK, LIMITS, LANDLOCK, SECCOMP)

NOBODY = 64999  # a user without an account, for instructors who are root


@dataclass(frozen=True)
class SandboxSettings:
    """The protections and limits of a submission. In a course nbgrader_config.py may change them.

    cell_seconds: in a course it is c.Execute.timeout. output: characters that a cell may print;
    total_output: all cells of a notebook together, figures included. files, processes: how many.
    packages: names of those that a submission may import.
    """

    protections: tuple[str, ...] = SANDBOX
    cell_seconds: float = 30
    notebook_seconds: float = 600
    output: int = 200_000
    total_output: int = 5_000_000
    memory_mb: int = 1024
    disk_mb: int = 64
    files: int = 1000
    processes: int = 32
    packages: tuple[str, ...] = field(default=("numpy", "ipython", "matplotlib", "scipy", "pandas"))

    def for_student(self, work: str, plots: bool = False) -> dict[str, Any]:
        """Return the settings that the process in the sandbox needs, as JSON can hold them."""
        return {
            "protections": list(self.protections),
            "uid": NOBODY if BUBBLEWRAP in self.protections else None,
            "work": work,
            "plots": plots,
            "output": self.output,
            "memory_mb": self.memory_mb,
            "disk_mb": self.disk_mb,
            "files": self.files,
            "processes": self.processes,
            # Enough for threads on all cores and for the end: the judge's deadlines come first.
            "cpu_seconds": (int(self.notebook_seconds) + 60) * (os.cpu_count() or 1),
        }


class SandboxError(Exception):
    """There is no sandbox here, or it broke; the message says what to do."""


class KilledBySystemError(Exception):
    """The system killed the sandbox or the submission in it, as when memory is short."""
