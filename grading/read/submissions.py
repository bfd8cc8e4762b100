"""What was handed in: submitted/STUDENT/ASSIGNMENT/, found and read."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SKIPPED = {".ipynb_checkpoints", "__pycache__", "__MACOSX"}
ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"}
MAX_KEPT = 100_000_000  # bytes of one folder that stay in memory between hash and grading


class NotGradedError(Exception):
    """A submission cannot be graded; the message says why, to its instructor."""


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment; it may be anything on the disk."""

    student: str
    assignment: str
    path: Path

    def __str__(self) -> str:
        return shown(f"{self.student} {self.assignment}".rstrip())


@dataclass(frozen=True)
class SubmittedFile:
    """A file as it was when it was hashed. kept: its bytes; None where they are too many."""

    folder: Path
    name: Path
    size: int
    digest: bytes
    kept: bytes | None = field(default=None, repr=False)

    @property
    def content(self) -> bytes:
        """Return the bytes that were hashed; a large file is read again and compared."""
        if self.kept is not None:
            return self.kept
        content = (self.folder / self.name).read_bytes()
        if hashlib.sha256(content).digest() != self.digest:
            raise NotGradedError(f"{shown(str(self.name))} changed while it was being read")
        return content


def shown(text: str) -> str:
    """Return a text that can be printed and stored, even of a folder with an illegible name."""
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def is_archive(path: Path) -> bool:
    """Say whether a file is one that other files are packed in, by its name."""
    return path.suffix.lower() in ARCHIVES


def find(submitted: Path) -> Iterator[Submission]:
    """Yield every submission by name; what lies in the wrong place comes with its own name."""
    for student in _entries(submitted):
        inside = _entries(student)
        if not inside:  # a file, or an empty folder
            yield Submission(student.name, "", student)
        for assignment in inside:
            yield Submission(student.name, assignment.name, assignment)


def files(folder: Path) -> Iterator[Path]:
    """Yield the regular files of a submission in a fixed order; no links, no hidden ones."""
    for entry in _entries(folder):
        if entry.is_symlink():
            continue
        if entry.is_dir():
            yield from files(entry)
        elif entry.is_file():
            yield entry


def read_files(folder: Path) -> tuple[SubmittedFile, ...]:
    """Read each file of a folder once."""
    found, space = [], MAX_KEPT
    for path in files(folder):
        file = _read(folder, path, space)
        space -= len(file.kept or b"")
        found.append(file)
    return tuple(found)


def _read(folder: Path, path: Path, most: int) -> SubmittedFile:
    name = path.relative_to(folder)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            return SubmittedFile(folder, name, size, hashlib.file_digest(file, "sha256").digest())
        kept = file.read()
    return SubmittedFile(folder, name, len(kept), hashlib.sha256(kept).digest(), kept)


def fingerprint(found: Iterable[SubmittedFile]) -> str:
    """Return a hash of the names and contents of files, to see whether any has changed."""
    total = hashlib.sha256()
    for file in found:
        name = os.fsencode(file.name)
        total.update(b"%d:%b" % (len(name), name))
        total.update(file.digest)
    return total.hexdigest()


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.name not in SKIPPED and p.name[0] != ".")
