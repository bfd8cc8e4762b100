"""The judge's request and results for one submission, as data that crosses processes."""

import base64
import pickle
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from nbformat import NotebookNode

from ..read.printable import shown

MOST = 50_000_000  # bytes of a graded notebook: its sources, pictures and outputs
MANY = 100  # notes of a submission; how long each may be, printable.py says


@dataclass(frozen=True)
class GradeRequest:
    """One submission: its notebooks by name, as they were parsed, and its other files.

    packed: the notebooks, pickled by the worker that has parsed them.
    """

    student: str
    fingerprint: str
    packed: bytes
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()

    @property
    def notebooks(self) -> dict[str, NotebookNode]:
        found: dict[str, NotebookNode] = pickle.loads(self.packed)
        return found


@dataclass(frozen=True)
class NotebookResult:
    """One notebook, graded: its packed text, score by test (None: not run), comments, calls.

    findings: test -> the key of what it has found; of earlier versions there is none.
    """

    packed: bytes
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    calls: dict[str, int]
    seed: int
    findings: dict[str, str] = field(default_factory=dict)

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
    """Return notes, each once; of very many the first ones, and how many more."""
    each = list(dict.fromkeys(notes))
    return (*each[:MANY], *[f"and {len(each) - MANY} more notes"] * (len(each) > MANY))


@dataclass(frozen=True)
class SubmissionResult:
    """The result of one submission. failed: why it could not be graded, if it could not.

    Its words are made printable here, before any of them is written anywhere.

    held_up: that may have been the machine, and another try may help.
    """

    student: str
    assignment: str
    fingerprint: str
    notebooks: dict[str, NotebookResult] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    failed: str = ""
    held_up: bool = False
    seconds: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", tuple(map(shown, self.notes)))
        object.__setattr__(self, "failed", shown(self.failed))

    @property
    def findings(self) -> dict[str, str]:
        """Return what the tests of all notebooks have found."""
        return {t: key for each in self.notebooks.values() for t, key in each.findings.items()}

    def to_json(self) -> dict[str, Any]:
        made = asdict(self)
        del made["held_up"]  # such a result is tried again or has failed; neither is kept
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
