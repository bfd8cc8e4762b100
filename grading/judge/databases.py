"""SQLite in tests: a test may run a query that a submission has written, as a string.

Such a query gets at the database of the test, and at no file: none is attached, and none written.
One without an end ends when the time of the test is over.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

STEPS = 100_000  # of SQLite's machine between two looks at the time

connect = sqlite3.connect


class Confined(sqlite3.Connection):
    """A connection to one database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self.set_progress_handler(_go_on, STEPS)


def _go_on() -> None:
    """Let Python see a signal meanwhile."""


def _connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
    return connect(*args, **{"factory": Confined, **kwargs})


@contextlib.contextmanager
def confined() -> Iterator[None]:
    """Let each connection that is made meanwhile be confined to its database."""
    with (
        patch.object(sqlite3, "connect", _connect),
        patch.object(sqlite3.dbapi2, "connect", _connect),
        patch.object(sqlite3, "Connection", Confined),
    ):
        yield
