"""A time limit for code of ours that works on what a student handed in or returned."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class TooLongError(BaseException):
    """The time is over. A BaseException, so that `except Exception` does not catch it."""


@contextlib.contextmanager
def at_most(seconds: float, error: BaseException | None = None) -> Iterator[None]:
    """Raise the error (TooLongError, if none is given) within the block after some seconds.

    Only a process's main thread can be stopped: elsewhere, as on a Dask worker, nothing is. One
    call into C code is not stopped; what comes after it is.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise error or TooLongError

    before = signal.signal(signal.SIGALRM, stop) or signal.SIG_DFL
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)  # again, should somebody swallow it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
