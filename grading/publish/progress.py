"""The progress of a long run: how far it is, how fast, how long it will take."""

import sys
from time import monotonic
from typing import TextIO

from ..read.printable import shown

WIDTH = 30


class Progress:
    """A progress bar on a terminal; in a file, a line now and then."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total, self.stream = total, stream or sys.stderr
        self.tty = self.stream.isatty()
        self.every = max(1, total // 10)
        self.done, self.start = 0, monotonic()

    def step(self, what: object) -> None:
        """Count a submission that is done."""
        self.done += 1
        text = f"{self.done}/{self.total} {shown(str(what))[:60]}"
        if self.tty:
            full = WIDTH * self.done // max(1, self.total)
            bar = "#" * full + "." * (WIDTH - full)
            self._write(f"\r\x1b[K[{bar}] {text} {self._pace()}")
        elif self.done % self.every == 0:
            self._write(f"{text} {self._pace()}\n")

    def _pace(self) -> str:
        seconds = max(1e-3, monotonic() - self.start)
        rate = self.done / seconds
        left = round((self.total - self.done) / rate)
        return f"({60 * rate:.0f} a minute, {left // 60}:{left % 60:02d} left)"

    def clear(self) -> None:
        if self.tty:
            self._write("\r\x1b[K")

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self.clear()
        print(text, flush=True)

    def _write(self, text: str) -> None:
        encoding = self.stream.encoding or "utf-8"
        self.stream.write(text.encode(encoding, "replace").decode(encoding))
        self.stream.flush()
