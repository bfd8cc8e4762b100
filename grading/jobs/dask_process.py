"""A process of its own for the calls on a Dask worker, under the limits that hold here as well.

Dask calls in threads, where Python can stop nothing, of a process that may be others' too, whose
memory is not ours to limit. So each Dask worker keeps one process of ours.
"""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from ..sandbox.settings import SandboxSettings
from .worker_process import start_worker

_lock = threading.Lock()
_kept: dict[Any, Any] = {}  # the keeper, and a process for the settings of each course


class ProcessLostError(Exception):
    """The process of ours on a Dask worker has ended during a call."""


class OwnProcessExecutor(Executor):
    """Calls functions by another executor, each in the process that a Dask worker keeps."""

    def __init__(self, executor: Executor, settings: SandboxSettings) -> None:
        self._executor, self._settings = executor, settings

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._executor.submit(call, self._settings, fn, *args, **kwargs)


def call(settings: SandboxSettings, function: Callable[..., Any], *args: Any) -> Any:
    """Call a function in the process of this Dask worker; the calls wait for each other."""
    with _lock:
        # The kernel ends a process with the thread that has started it: this one stays.
        keeper = _kept.setdefault("keeper", ThreadPoolExecutor(1))
    return keeper.submit(_call, settings, function, args).result()


def _call(settings: SandboxSettings, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    if settings not in _kept:
        multiprocessing.current_process().daemon = False  # Dask's are, and such start no process
        context = multiprocessing.get_context("spawn")  # a fork would lack Dask's threads
        _kept[settings] = ProcessPoolExecutor(1, context, start_worker, (settings, None))
    try:
        return _kept[settings].submit(function, *args).result()
    except BrokenProcessPool as error:
        _kept.pop(settings).shutdown(wait=False)
        raise ProcessLostError(str(error)) from None
