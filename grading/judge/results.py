"""What goes to a worker and what comes back: plain data."""

import base64
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Task:
    """One submission: its notebooks as JSON by name, and its other files."""

    student: str
    fingerprint: str
    notebooks: dict[str, str]
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
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
    """Return a notebook as a worker sends it and the journal keeps it: they repeat a lot."""
    return zlib.compress(text.encode("utf-8"), 1)


@dataclass(frozen=True)
class Result:
    """What came of one submission. failed: why it could not be graded, if it could not."""

    student: str
    assignment: str
    fingerprint: str
    notebooks: dict[str, Scored] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    failed: str = ""
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        made = asdict(self)
        for notebook in made["notebooks"].values():
            notebook["packed"] = base64.b64encode(notebook["packed"]).decode("ascii")
        return made

    @staticmethod
    def from_json(made: dict[str, Any]) -> "Result":
        notebooks = {
            name: Scored(**{**scored, "packed": base64.b64decode(scored["packed"])})
            for name, scored in made["notebooks"].items()
        }
        return Result(**{**made, "notebooks": notebooks, "notes": tuple(made["notes"])})


@dataclass(frozen=True)
class Page:
    """A graded notebook to be shown to its student, with the marks and comments as they are."""

    student: str
    assignment: str
    notebook: str
    text: str
    scores: dict[str, tuple[float, float]]
    comments: dict[str, str | None]
    late_penalty: float


@dataclass(frozen=True)
class Shown:
    """A page as HTML. note: what an instructor should know of it."""

    html: str
    note: str = ""
