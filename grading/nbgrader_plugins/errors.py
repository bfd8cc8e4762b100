"""What nbgrader says of an error: it does so in its log, and its exception says "see above"."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

START = "Traceback (most recent call last):"
MODULE = re.compile(r"^(\w+\.)+(?=\w+: )")


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def errors_of(log: logging.Logger) -> Iterator[list[str]]:
    """Keep what a log says of errors in the block; nothing of it is shown."""
    kept, level, handlers, up = _Kept(), log.level, log.handlers[:], log.propagate
    log.handlers, log.propagate = [kept], False
    log.setLevel(logging.ERROR)
    try:
        yield kept.said
    finally:
        log.handlers, log.propagate = handlers, up
        log.setLevel(level)


def cause(said: list[str], error: Exception) -> str:
    """Return the exception that the last traceback in the log is of, or else the error itself."""
    words = f"{type(error).__name__}: {error}"
    for text in said:
        if START in text:
            lines = text.rpartition(START)[2].split("\n")
            words = next((line for line in lines if line and line[0] != " "), words)
    return MODULE.sub("", words.split("\n")[0])
