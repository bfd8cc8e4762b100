"""A time limit for code of others: some texts keep its patterns busy for minutes, or for days."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class TooLongError(BaseException):
    """The time is over; a BaseException, so that nobody on the way takes it for their own."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooLongError within the block after some seconds.

    Only a process's main thread can be stopped: elsewhere, as on a Dask worker, nothing is.
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLongError
