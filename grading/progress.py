"""Say how far a long run is."""

import sys
from typing import TextIO

from .submissions import shown

WIDTH = 30


class Progress:
    """A bar where somebody watches, now and then a line where the output goes to a file."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total, self.stream = total, stream or sys.stderr
        self.tty = self.stream.isatty()
        self.every = max(1, total // 10)

    def at(self, number: int, what: object) -> None:
        """Show that the submission of this number, counted from 0, is being worked on."""
        if self.tty:
            full = WIDTH * number // max(1, self.total)
            bar = "#" * full + "." * (WIDTH - full)
            self._write(f"\r\x1b[K[{bar}] {number + 1}/{self.total} {shown(str(what))[:60]}")
        elif number % self.every == 0:
            self._write(f"{number + 1}/{self.total} {shown(str(what))}\n")

    def clear(self) -> None:
        if self.tty:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        encoding = self.stream.encoding or "utf-8"
        self.stream.write(text.encode(encoding, "replace").decode(encoding))
        self.stream.flush()
