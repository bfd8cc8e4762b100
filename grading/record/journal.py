"""An append-only file of all results: on disk before they are in the gradebook.

One line of JSON a submission: its hash, versions, points and calls by test, what each test has
found, reasons, times, the seed of the random numbers, and the graded notebook. After an
interruption the results that are not in the gradebook yet are taken from here, and nothing is
graded twice. Every line is kept, and none is longer than MAX_LINE: a larger notebook stays out of
it, and is graded again.
"""

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..judge.results import SubmissionResult

ABOUT = ("time", "gradebook", "versions")
FILE = "grading-journal.jsonl"
MAX_LINE = 30_000_000
VERSIONS = {name: version(name) for name in ("nbgrader", "numpy", "ipython")} | {
    "python": platform.python_version()
}


class Journal:
    """The file, open for one run, and where in it the newest result of each submission is."""

    def __init__(self, folder: Path, gradebook: str) -> None:
        self.path = folder / FILE
        self.gradebook = hashlib.sha256(gradebook.encode()).hexdigest()[:16]  # no password
        self._places = dict(self._index())

    def append(self, results: Iterable[SubmissionResult]) -> None:
        """Write results; when this returns they survive a power cut."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        about = {"time": now, "gradebook": self.gradebook, "versions": VERSIONS}
        text = b"".join(_line({**about, **result.to_json()}) for result in results)
        left = b"\n" * self._is_torn() + text
        with self.path.open("ab", buffering=0) as file:
            before = file.tell()
            try:
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError:  # the disk is full: no half a line is left
                file.truncate(before)
                raise

    def find(self, assignment: str, student: str, fingerprint: str) -> SubmissionResult | None:
        """Return the result of exactly this submission, where it was meant for this gradebook."""
        place = self._places.get((assignment, student))
        if place is None or place[0] != fingerprint:
            return None
        with self.path.open("rb") as file:
            file.seek(place[1])
            made = json.loads(file.readline())
        return SubmissionResult.from_json({k: v for k, v in made.items() if k not in ABOUT})

    def _is_torn(self) -> bool:
        """Say whether the last line was cut off, as a power cut leaves it."""
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() != b"\n"

    def _index(self) -> Iterator[tuple[tuple[str, str], tuple[str, int]]]:
        """Yield who, and which version and place; lines that were cut off are left out."""
        if not self.path.exists():
            return
        place = 0
        with self.path.open("rb") as file:
            for text in file:
                try:
                    made = json.loads(text)
                    who = made["assignment"], made["student"]
                    ours = made["gradebook"] == self.gradebook
                    if ours and not made["failed"] and not made.get("shortened"):
                        yield who, (made["fingerprint"], place)
                except (ValueError, KeyError, TypeError):
                    pass
                place += len(text)


def _line(value: dict[str, Any]) -> bytes:
    line = _as_json(value)
    if len(line) <= MAX_LINE:
        return line
    graded = {name: each | {"packed": ""} for name, each in value["notebooks"].items()}
    line = _as_json({**value, "notebooks": graded, "shortened": True})
    if len(line) <= MAX_LINE:
        return line
    about = {key: value[key] for key in (*ABOUT, "student", "assignment", "fingerprint")}
    return _as_json({**about, "failed": "", "shortened": True})


def _as_json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
