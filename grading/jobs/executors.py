"""Executors for the jobs: processes on this machine, or a Dask cluster."""

import contextlib
import ctypes
import gc
import itertools
import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue

from ..course import SetupError
from ..sandbox import program
from ..sandbox.process import shared_sandbox
from ..sandbox.settings import BUBBLEWRAP, SandboxError, SandboxSettings

# As many submissions in a task as keep everyone busy; on a cluster each task costs more.
LOCAL_BATCH, CLUSTER_BATCH = 8, 50
PDEATHSIG = 1
WORKER_MEMORY = (
    2 << 30
)  # bytes beside a submission's: a student's result may make the judge's arrays large
HOW_TO_GET_DASK = "--dask needs the package distributed: pip install -c requirements.lock '.[dask]'"


@dataclass(frozen=True)
class Workers:
    """How to make an executor, how many jobs it does at once, and how large one should be.

    local: workers on this machine, where the others are elsewhere.
    """

    make: Callable[[], contextlib.AbstractContextManager[Executor]]
    count: int
    batch: int
    local: "Workers | None" = None


def start_worker(settings: SandboxSettings, cores: "SimpleQueue[int]") -> None:
    """Prepare a worker process: it ignores Ctrl-C, and ends when the main process ends.

    It shares one core with its sandbox: they take turns, so that each finds its data in the cache,
    and no submission takes a core from another worker, however many threads it starts.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    core = cores.get()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
        _limit_memory(WORKER_MEMORY + (settings.memory_mb << 20))  # submissions inherit it
    keep_to([core])
    with contextlib.suppress(SandboxError):  # the first task will say so
        shared_sandbox(settings).start()


def _limit_memory(most: int) -> None:
    """Limit the memory of this process; a lower limit that is set already stays."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if soft == resource.RLIM_INFINITY or soft > most:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def keep_to(cores: Collection[int]) -> None:
    """Keep this process to some cores; where the system does not allow it, grading goes on."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, cores)


def usable_cores() -> list[int]:
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def processes(count: int, settings: SandboxSettings) -> Workers:
    """Return workers on this machine, on as many cores; the command keeps to these as well."""

    @contextlib.contextmanager
    def make() -> Iterator[Executor]:
        if BUBBLEWRAP in settings.protections:
            program.find()  # once, for all workers: forks know what was found before them
        # A fork has all that it needs imported; it never touches the gradebook that it inherits.
        kind = "fork" if sys.platform == "linux" else "spawn"
        context = multiprocessing.get_context(kind)
        gc.freeze()  # what is imported so far is not searched for garbage again, nor copied for it
        cores = context.SimpleQueue()
        with _kept_to(count) as chosen:
            for core in itertools.islice(itertools.cycle(chosen), count):
                cores.put(core)
            pool = ProcessPoolExecutor(count, context, start_worker, (settings, cores))
            try:
                yield pool
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
                for process in multiprocessing.active_children():
                    process.terminate()

    return Workers(make, count, LOCAL_BATCH)


@contextlib.contextmanager
def _kept_to(count: int) -> Iterator[list[int]]:
    """Keep this process to some of its cores for a while: any, as two commands may run at once."""
    before = usable_cores()
    chosen = random.sample(before, min(count, len(before)))
    keep_to(chosen)
    try:
        yield chosen
    finally:
        keep_to(before)


def dask(address: str) -> Workers:
    try:
        from distributed import Client
    except ImportError:
        raise SetupError(HOW_TO_GET_DASK) from None
    try:
        client = Client(address, timeout="20s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise SetupError(f"no Dask scheduler answers at {address}: {error}") from None
    count = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))

    @contextlib.contextmanager
    def make() -> Iterator[Executor]:
        # Grading has no effect on anything else, so Dask may run a task again; one result counts.
        executor: Executor = client.get_executor(pure=False, retries=3)
        try:
            yield executor
        finally:
            client.close()

    return Workers(make, count, CLUSTER_BATCH, local=readers())


def readers() -> Workers:
    """Return a worker on this machine that only reads files; it never forks a client's threads."""

    @contextlib.contextmanager
    def make() -> Iterator[Executor]:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(1, context, start_reader)
        try:
            yield pool
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    return Workers(make, 1, LOCAL_BATCH)


def start_reader() -> None:
    """Prepare a worker that only reads files: it ignores Ctrl-C, and ends with the main process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
