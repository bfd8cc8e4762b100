"""Executors for the jobs: processes on this machine, or a Dask cluster."""

import contextlib
import gc
import itertools
import multiprocessing
import random
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass

from ..course import SetupError
from ..sandbox import program
from ..sandbox.settings import BUBBLEWRAP, SandboxSettings
from .dask_process import OwnProcessExecutor
from .worker_process import allow_files, keep_to, start_reader, start_worker, usable_cores

# As many submissions in a task as keep everyone busy; on a cluster each task costs more.
LOCAL_BATCH, CLUSTER_BATCH = 8, 50
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


def processes(count: int, settings: SandboxSettings) -> Workers:
    """Return workers on this machine, on as many cores; the command keeps to these as well."""
    allow_files()

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


def dask(address: str, settings: SandboxSettings) -> Workers:
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
            yield OwnProcessExecutor(executor, settings)
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
