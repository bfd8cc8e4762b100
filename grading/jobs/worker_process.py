"""A worker process: how it starts, what it may use, and that it ends with its parent."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Collection
from multiprocessing.queues import SimpleQueue

from ..course import SetupError
from ..sandbox.process import shared_sandbox
from ..sandbox.settings import SandboxError, SandboxSettings

PDEATHSIG = 1
FILES = 64  # that a worker may open: its own, its sandbox's, its submissions'
WORKER_MEMORY = (
    2 << 30
)  # bytes beside a submission's: a student's result may make the judge's arrays large


def start_worker(settings: SandboxSettings, cores: "SimpleQueue[int] | None") -> None:
    """Prepare a worker process: it ignores Ctrl-C, and ends when the main process ends.

    It shares one core with its sandbox: they take turns, so that each finds its data in the cache,
    and no submission takes a core from another worker, however many threads it starts. On a Dask
    worker the cores are not ours to choose.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    chosen = [cores.get()] if cores else []
    if sys.platform == "linux":
        end_with_parent()
        _limit_memory(WORKER_MEMORY + (settings.memory_mb << 20))  # submissions inherit it
    if chosen:
        keep_to(chosen)
    with contextlib.suppress(SandboxError, OSError):  # the first task will say so
        shared_sandbox(settings).start()


def start_reader() -> None:
    """Prepare a worker that only reads files: it ignores Ctrl-C, and ends with the main process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        end_with_parent()


def end_with_parent() -> None:
    """Let the kernel end this process when its parent ends; end now if it has ended already."""
    ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)


def _limit_memory(most: int) -> None:
    """Limit the memory of this process; a lower limit that is set already stays."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if soft == resource.RLIM_INFINITY or soft > most:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def allow_files() -> None:
    """Let this process open as many files as it needs; raise SetupError where it may not."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < FILES:
        raise SetupError(f"grading needs {FILES} open files, and this user may have {hard}")
    if soft != resource.RLIM_INFINITY and soft < FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, hard))


def keep_to(cores: Collection[int]) -> None:
    """Keep this process to some cores; where the system does not allow it, grading goes on."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, cores)


def usable_cores() -> list[int]:
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))
