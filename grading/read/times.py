"""When a submission was handed in, as its timestamp.txt says: read once, by this reader alone."""

import re
import warnings
from datetime import datetime

from dateutil.parser import parse
from dateutil.tz import gettz
from nbgrader.utils import parse_utc

from .encodings import decoded

SEOUL = re.compile(r"\s(KST|대한민국 표준시)$")  # as programs and Windows call its zone
TIMESTAMP = "timestamp.txt"
MAX_BYTES = 100
DAYS = datetime(2000, 1, 1), datetime(2001, 2, 2)  # a part that is left out differs between them


class NoDateError(Exception):
    """A timestamp.txt holds something else than a date."""


def time_in(content: bytes) -> datetime | None:
    """Return the time that a file holds, in UTC; None where it is empty."""
    if len(content) > MAX_BYTES:
        raise NoDateError
    try:
        text = decoded(content).strip()
        words = SEOUL.sub(" Asia/Seoul", text).split()
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a date that is only guessed is none
            return _time(words) if words else None
    except Exception:  # whatever a parser of dates says of a text that it does not know
        raise NoDateError from None


def _time(words: list[str]) -> datetime:
    """Read a date with nbgrader's parser, which completes "5 am" by the date of today.

    It also takes the time of a zone that nobody knows for UTC: here that is no date.
    """
    without_zone = " ".join(words[:2] if len(words) == 3 else words)
    days = {parse(without_zone, ignoretz=True, default=day).date() for day in DAYS}
    if len(days) > 1 or (len(words) == 3 and not _is_zone(words[2])):
        raise NoDateError
    time: datetime = parse_utc(" ".join(words))
    return time


def _is_zone(word: str) -> bool:
    return word.lstrip("+-").isdecimal() or gettz(word) is not None


def as_text(time: datetime | None) -> bytes:
    """Return a time as nbgrader writes it, so that all later readers read the same."""
    return f"{time.isoformat(' ')} UTC".encode("ascii") if time else b""
