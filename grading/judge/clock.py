"""The time of a cell: it is up when the submission has computed, or waited, for too long.

CPU time decides who is to blame. What has computed for the limit is late. What is not done after
three times the limit either waited of its own accord, or something outside has kept it from
computing: a busy machine, a signal. Then it is no one's fault here.
"""

from collections.abc import Callable
from time import monotonic

from ..time_limit import TICK
from ..wire.frames import TooLateError

HELD_UP_SHARE = 0.1  # of the time on the wall: kept from computing for longer, it is not to blame
LATE, SLEPT, HELD_UP = "late", "slept or waited", "held up from outside"

Usage = dict[str, float]


class OverTimeError(TooLateError):
    """The time is up; why: LATE, SLEPT or HELD_UP."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Countdown:
    """Seconds that run out. They stand still while this process is stopped.

    Called, it says how long to wait now, or raises OverTimeError.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds, self.passed = seconds, 0.0
        self._last = monotonic()

    @property
    def left(self) -> float:
        return self.seconds - self.passed

    def __call__(self) -> float:
        since = monotonic() - self._last
        if since < TICK:  # most messages come at once, and cost no more than this
            return TICK - since
        self.count()
        self._check()
        return TICK

    def count(self) -> None:
        """Count what has passed. Nobody waits here for longer than a tick, unless stopped."""
        now = monotonic()
        self.passed += min(now - self._last, 2 * TICK)
        self._last = now

    def _check(self) -> None:
        if self.left <= 0:
            raise OverTimeError(LATE)


class CellClock(Countdown):
    """The time of one cell: two limits. usage: what its process has used so far, from UsageMeter.

    A cell that ends within a tick costs no look. Where there is nothing to see, all its time counts
    as CPU time.
    """

    def __init__(self, usage: Callable[[], Usage], cpu_seconds: float, wall_seconds: float) -> None:
        super().__init__(wall_seconds)
        self._usage, self.cpu_seconds = usage, cpu_seconds
        self.cpu = self.held_up = self._unseen = 0.0
        self._first: Usage = {}

    @property
    def left(self) -> float:
        return min(self.seconds - self.passed, self.cpu_seconds - self.cpu)

    def _check(self) -> None:
        self._look()
        if self.cpu >= self.cpu_seconds:
            raise OverTimeError(LATE)
        if self.passed >= self.seconds:
            raise OverTimeError(HELD_UP if self._was_held_up() else SLEPT)

    def _look(self) -> None:
        now = self._usage()
        if not now:
            self.cpu = self.passed
            return
        if not self._first:
            self._first, self._unseen = now, self.passed
        since = {name: now[name] - self._first[name] for name in now}
        self.cpu = self._unseen + since["cpu"]
        self.held_up = since["starved"] + since["stopped"]

    def _was_held_up(self) -> bool:
        return self.held_up > HELD_UP_SHARE * self.seconds
