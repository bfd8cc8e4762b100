"""Send work to an executor, never too much at once; when workers die, send it again."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from typing import Any, Protocol

from ..sandbox.layers import SandboxError, Setting
from .executors import Workers
from .worker import check

AHEAD = 2  # tasks for each worker that wait beside the one it does
MAX_TRIES = 3


class Work(Protocol):
    """A function of plain data, and what to do with its value, or with its failure."""

    tries: int

    def call(self) -> tuple[Callable[..., Any], tuple[Any, ...]]: ...
    def done(self, value: Any) -> None: ...
    def failed(self, error: BaseException) -> None: ...
    def parts(self) -> Sequence["Work"]: ...


class Flow:
    """Runs works; their results are handled here, one after the other."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self._stack = ExitStack()
        self._executor: Executor | None = None
        self._running: dict[Future[Any], Work] = {}
        self._again: deque[Work] = deque()
        self._first: Future[Any] = Future()

    def start(self, setting: Setting) -> None:
        """Start the workers; they warm up while this process opens the gradebook."""
        self._first = self._open().submit(check, setting)

    def run(self, works: Iterator[Any]) -> None:
        """Run all works, and those that are added meanwhile, to the end."""
        with self._stack:  # closed again whenever a worker was lost
            self._first.result()
            more = True
            while more or self._running or self._again:
                while more and self._has_room():
                    work = next(works, None)
                    more = work is not None
                    if work is not None:
                        self.add(work)
                self._collect()

    def add(self, work: Work) -> None:
        function, arguments = work.call()
        try:
            future = self._open().submit(function, *arguments)
        except BrokenProcessPool:
            self._close()
            future = self._open().submit(function, *arguments)
        self._running[future] = work

    def _has_room(self) -> bool:
        return len(self._running) < self.workers.count * (1 + AHEAD)

    def _collect(self) -> None:
        """Handle what is done; send again, alone, what was lost with its worker."""
        if self._running:
            done, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                self._handle(self._running.pop(future), future)
        if self._again and not self._running:  # whoever kills a worker takes no other along
            self.add(self._again.popleft())

    def _handle(self, work: Work, future: "Future[Any]") -> None:
        error = future.exception()
        if error is None:
            work.done(future.result())
        elif _is_loss(error):
            if isinstance(error, BrokenProcessPool):
                self._close()
            self._lost(work, error)
        else:
            work.failed(error)

    def _lost(self, work: Work, error: BaseException) -> None:
        parts = work.parts()
        if len(parts) == 1 and work.tries >= MAX_TRIES:
            work.failed(error)
            return
        for part in parts:
            part.tries = work.tries + 1
            self._again.append(part)

    def _open(self) -> Executor:
        if self._executor is None:
            self._executor = self._stack.enter_context(self.workers.make())
        return self._executor

    def _close(self) -> None:
        self._executor = None
        self._stack.close()


def _is_loss(error: BaseException) -> bool:
    """Say whether a worker was lost, here or on a cluster."""
    lost = isinstance(error, (BrokenProcessPool, SandboxError))
    return lost or type(error).__name__ == "KilledWorker"
