"""The judge's request and results for one submission, as data that crosses processes."""

import base64
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from nbformat import NotebookNode

MOST = 50_000_000  # bytes of a graded notebook: its sources, pictures and outputs
MANY, LONGEST = 100, 1000  # notes of a submission, and characters of each


@dataclass(frozen=True)
class GradeRequest:
    """One submission: its notebooks by name, as they were parsed, and its other files."""

    student: str
    fingerprint: str
    notebooks: dict[str, NotebookNode]
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotebookResult:
    """One notebook, graded: its packed text, score by test (None: not run), comments, calls."""

    packed: bytes
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    calls: dict[str, int]
    seed: int

    @property
    def text(self) -> bytes:
        return zlib.decompress(self.packed)


def packed(text: str) -> bytes:
    """Return a notebook compressed, as a worker sends it and the journal keeps it."""
    raw = text.encode("utf-8")
    if len(raw) > MOST:
        raise ValueError(f"the graded notebook has {len(raw):_} bytes, expected at most {MOST:_}")
    return zlib.compress(raw, 1)


def few(notes: Iterable[str]) -> tuple[str, ...]:
    """Return notes, each once and none too long; of very many the first ones, and how many more."""
    each = list(dict.fromkeys(notes))
    kept = [note if len(note) <= LONGEST else f"{note[:LONGEST]} ..." for note in each[:MANY]]
    return (*kept, *[f"and {len(each) - MANY} more notes"] * (len(each) > MANY))


@dataclass(frozen=True)
class SubmissionResult:
    """The result of one submission. failed: why it could not be graded, if it could not."""

    student: str
    assignment: str
    fingerprint: str
    notebooks: dict[str, NotebookResult] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    failed: str = ""
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        made = asdict(self)
        for notebook in made["notebooks"].values():
            notebook["packed"] = base64.b64encode(notebook["packed"]).decode("ascii")
        return made

    @staticmethod
    def from_json(made: dict[str, Any]) -> "SubmissionResult":
        notebooks = {
            name: NotebookResult(**{**graded, "packed": base64.b64decode(graded["packed"])})
            for name, graded in made["notebooks"].items()
        }
        return SubmissionResult(**{**made, "notebooks": notebooks, "notes": tuple(made["notes"])})
