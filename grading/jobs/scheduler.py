"""The scheduler: sends jobs to an executor, never too many at once, and again when workers die."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Protocol

from ..course import SetupError
from ..sandbox.settings import SandboxError, SandboxSettings
from .executors import Workers
from .worker import check

AHEAD = 2  # jobs for each worker that wait beside the one it does
MAX_BYTES = 20_000_000  # for each worker, of the jobs under way; then no new one is begun
MAX_TRIES = 3
DYING = (
    "the workers end while they start. The system may have killed them, as it does when memory is "
    "short, or it allows this user too few processes or open files (ulimit -a shows it)"
)


class Job(Protocol):
    """A call of a function with plain data; parts: smaller jobs that together do the same.

    local: it needs the files of this machine. size: the bytes that it holds.
    held_up: jobs for what a busy machine may have held up; it is taken out of the results.
    """

    tries: int
    local: bool

    @property
    def size(self) -> int: ...

    def call(self) -> tuple[Callable[..., Any], tuple[Any, ...]]: ...
    def parts(self) -> Sequence["Job"]: ...
    def held_up(self, result: Any) -> Sequence["Job"]: ...


class Scheduler:
    """Runs jobs on workers. A context manager: at its end the workers are stopped."""

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self._open_ones: dict[Workers, tuple[Executor, ExitStack]] = {}
        self._running: dict[Future[Any], tuple[Any, Executor]] = {}
        self._again: deque[Any] = deque()
        self._last: list[Any] = []  # what was held up is tried again when all else is done
        self._later: deque[Any] = deque()
        self._first: Future[Any] = Future()

    def __enter__(self) -> "Scheduler":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        for workers in list(self._open_ones):
            self._close(workers)

    def start(self, settings: SandboxSettings) -> None:
        """Start the workers; they warm up while this process opens the gradebook."""
        self._settings = settings
        self._first = self._open(self.workers).submit(check, settings)

    def run(self, jobs: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
        """Run all jobs, and those that are added meanwhile, to the end.

        Yield each with its result: the value of its call, or the exception with which it failed.
        """
        self._await_first()
        more = True
        while more or self._running or self._again or self._later or self._last:
            while (more or self._later) and self._has_room():
                job = self._later.popleft() if self._later else next(jobs, None)
                more = more and job is not None
                if job is not None:
                    self.add([job])
            yield from self._finished()
            if not (more or self._running or self._again or self._later):
                last, self._last = self._last, []
                self.add(last)

    def _await_first(self) -> None:
        """Wait until a worker has warmed up; one that dies meanwhile is replaced, some times."""
        for left in reversed(range(MAX_TRIES)):
            try:
                return self._first.result()
            except BrokenProcessPool:
                self._close(self.workers)
                if not left:
                    raise SetupError(DYING) from None
                self.start(self._settings)

    def add(self, jobs: Iterable[Any]) -> None:
        for job in jobs:
            function, arguments = job.call()
            workers = self._workers_for(job)
            try:
                future = self._open(workers).submit(function, *arguments)
            except BrokenProcessPool:
                self._close(workers)
                future = self._open(workers).submit(function, *arguments)
            self._running[future] = job, self._open(workers)

    def postpone(self, job: Any) -> None:
        """Run a job when there is room for it, before new ones are begun."""
        self._later.append(job)

    def _workers_for(self, job: Any) -> Workers:
        return (self.workers.local or self.workers) if job.local else self.workers

    def _has_room(self) -> bool:
        """Say whether a new job may be begun; what was lost and waits for its next try counts."""
        waiting = [*(job for job, _ in self._running.values()), *self._again]
        few = len(waiting) < self.workers.count * (1 + AHEAD)
        return few and sum(job.size for job in waiting) < MAX_BYTES * self.workers.count

    def _finished(self) -> Iterator[tuple[Any, Any]]:
        """Yield what is done. What was lost with its worker is tried again, when all else is done.

        It is retried alone: a job that killed its worker takes no other job with it.
        """
        if self._running:
            done, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                job, executor = self._running.pop(future)
                error = future.exception()
                if error is None:
                    result = future.result()
                    self._last += job.held_up(result)
                    yield job, result
                elif not self._is_retried(job, error, executor):
                    yield job, error
        if self._again and not self._running:
            self.add([self._again.popleft()])

    def _is_retried(self, job: Any, error: BaseException, executor: Executor) -> bool:
        """Say whether a job is tried again: in parts, or as it is when its worker was lost."""
        workers = self._workers_for(job)
        if isinstance(error, BrokenProcessPool) and self._is_open(workers, executor):
            self._close(workers)
        parts = job.parts()
        if len(parts) == 1 and (not _is_loss(error) or job.tries >= MAX_TRIES):
            return False
        for part in parts:
            part.tries = job.tries + 1
            self._again.append(part)
        return True

    def _open(self, workers: Workers) -> Executor:
        if workers not in self._open_ones:
            stack = ExitStack()
            self._open_ones[workers] = stack.enter_context(workers.make()), stack
        return self._open_ones[workers][0]

    def _is_open(self, workers: Workers, executor: Executor) -> bool:
        return workers in self._open_ones and self._open_ones[workers][0] is executor

    def _close(self, workers: Workers) -> None:
        if workers in self._open_ones:
            self._open_ones.pop(workers)[1].close()


def _is_loss(error: BaseException) -> bool:
    """Say whether a worker was lost, here or on a cluster."""
    lost = isinstance(error, (BrokenProcessPool, SandboxError))
    return lost or type(error).__name__ in ("KilledWorker", "ProcessLostError")
