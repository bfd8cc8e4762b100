"""What goes to a worker and what comes back: plain data."""

import base64
import zlib
from dataclasses import asdict, dataclass, field


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
    """One notebook, graded: its text, score by test (None: not run), comment by solution."""

    text: str
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    calls: dict[str, int]
    seed: int


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

    def to_json(self) -> dict[str, object]:
        """Return the result for the journal; notebooks are packed, they repeat a lot."""
        made = asdict(self)
        for notebook in made["notebooks"].values():
            packed = zlib.compress(notebook["text"].encode("utf-8"), 1)
            notebook["text"] = base64.b85encode(packed).decode("ascii")
        return made

    @staticmethod
    def from_json(made: dict[str, object]) -> "Result":
        notebooks = {}
        for name, scored in dict(made["notebooks"]).items():  # type: ignore[call-overload]
            text = zlib.decompress(base64.b85decode(scored["text"])).decode("utf-8")
            notebooks[name] = Scored(**{**scored, "text": text})
        rest = {**made, "notebooks": notebooks, "notes": tuple(made["notes"])}  # type: ignore[arg-type]
        return Result(**rest)  # type: ignore[arg-type]


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

