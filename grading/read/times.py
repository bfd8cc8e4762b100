"""When a submission was handed in, as its timestamp.txt says: read once, by this reader alone."""

import warnings
from datetime import datetime

from nbgrader.utils import parse_utc

TIMESTAMP = "timestamp.txt"
MAX_BYTES = 100


class NoDateError(Exception):
    """A timestamp.txt holds something else than a date."""


def time_in(content: bytes) -> datetime | None:
    """Return the time that a file holds, in UTC; None where it is empty."""
    if len(content) > MAX_BYTES:
        raise NoDateError
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a date that is only guessed is none
            time: datetime | None = parse_utc(" ".join(content.decode("utf-8").split()) or None)
    except Exception:  # whatever a parser of dates says of a text that it does not know
        raise NoDateError from None
    return time


def as_text(time: datetime | None) -> bytes:
    """Return a time as nbgrader writes it, so that all later readers read the same."""
    return f"{time.isoformat(' ')} UTC".encode("ascii") if time else b""
