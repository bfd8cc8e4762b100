"""A time limit for code of ours that works on what a student handed in or returned."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from time import process_time
from types import FrameType

PATIENCE = 3  # the limit of time on the wall, in limits of CPU time
TICK, AGAIN = 0.25, 1.0  # seconds between two looks; until the error comes again, if swallowed
MERCY = 20.0  # seconds of CPU time after the limit; then the system ends this process


class TooLongError(BaseException):
    """The time is over. A BaseException, so that `except Exception` does not catch it."""


@contextlib.contextmanager
def at_most(
    seconds: float,
    error: BaseException | None = None,
    waited: BaseException | None = None,
    patience: float | None = None,
) -> Iterator[None]:
    """Raise the error (TooLongError, if none is given) in the block after some CPU time.

    waited: the error after `patience` times as much on the wall (PATIENCE, where it is None); while
    this process is stopped, none passes. Only a process's main thread can be stopped: elsewhere
    nothing is. One call into C code is not stopped, but what comes after it; a call that goes on
    for MERCY ends the process.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return
    wall = seconds * (PATIENCE if patience is None else patience)
    tick, start, passed = min(TICK, seconds / 4), process_time(), 0.0

    def look(number: int, frame: FrameType | None) -> None:
        nonlocal passed
        passed += tick  # signals of a timer do not add up while the process is stopped
        over = process_time() - start >= seconds
        if over or passed >= wall:
            signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
            raise (error if over else waited or error) or TooLongError

    before = signal.signal(signal.SIGALRM, look) or signal.SIG_DFL
    signal.setitimer(signal.ITIMER_REAL, tick, tick)
    signal.setitimer(signal.ITIMER_PROF, seconds + MERCY)  # its signal's default is to end
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
