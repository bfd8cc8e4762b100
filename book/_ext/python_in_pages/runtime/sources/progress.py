"""Says how far a download is: nothing in its first second, then a line every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

FIRST, NEXT = 1.0, 5.0
WORTH_SAYING = 50_000  # bytes


class Progress:
    """A download that may take long. total: its bytes, or 0 where nobody said."""

    def __init__(self, say: Callable[[str], None], title: str, total: int) -> None:
        self.say, self.title, self.total = say, title, total
        self.due = time.monotonic() + FIRST

    def at(self, done: int) -> None:
        """Say how many bytes there are, if it is time to."""
        if done > WORTH_SAYING and time.monotonic() >= self.due:
            self.due = time.monotonic() + NEXT
            of = f" of {_megabytes(self.total)}" if self.total else ""
            self.say(f"{self.title}: {_megabytes(done)}{of} MB")


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f}"
