"""What can go wrong, in words for the author of a book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class RuntimeFailure(ValueError):  # noqa: N818  what is below is one kind each
    """Python for the pages could not be made; the message says what to do."""


class LockError(RuntimeFailure):
    """The book's lock does not fit: to its settings, to Pyodide, or to itself."""


class CompileError(RuntimeFailure):
    """Pyodide did not run here, or did not compile a file."""


class CacheError(RuntimeFailure):
    """The user's cache cannot be written."""


class SourceError(Exception):
    """A source has not given a file; the text is the reason, without the source's name.

    gone: nothing more is to be had there, so it is not asked again in this build.
    """

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


@dataclass(frozen=True)
class Tried:
    """A source that was asked, and why it has not given the file."""

    source: str
    reason: str


@dataclass(frozen=True)
class Missing:
    """A file that no source had."""

    file: str
    tried: tuple[Tried, ...]


class MissingError(RuntimeFailure):
    """Some files could not be had from any source.

    missing: each of them, with every source and its reason. sentences: the same, to be read.
    """

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        self.sentences = told(self.missing)
        super().__init__("\n".join(self.sentences))


def told(missing: Sequence[Missing]) -> list[str]:
    """Return lines: the files, and for each source its reasons; a reason for all names no file."""
    reasons: dict[Tried, list[str]] = {}
    for each in missing:
        for tried in each.tried:
            reasons.setdefault(tried, []).append(each.file)
    lines = [f"No source has {', '.join(each.file for each in missing)}. Tried:"]
    for tried, files in reasons.items():
        short = ("-".join(file.split("-")[:2]) for file in files)
        which = "" if len(files) == len(missing) else f" ({', '.join(short)})"
        lines.append(f"  {tried.source}: {tried.reason}{which}")
    return lines
