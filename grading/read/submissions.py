"""What was handed in: submitted/STUDENT/ASSIGNMENT/."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SKIPPED = {".ipynb_checkpoints", "__pycache__", "__MACOSX"}
ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"}


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment; it may be anything on the disk."""

    student: str
    assignment: str
    path: Path

    def __str__(self) -> str:
        return shown(f"{self.student} {self.assignment}".rstrip())


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


def fingerprint(*folders: Path) -> str:
    """Return a hash of the names and contents of all files, to see whether any has changed."""
    total = hashlib.sha256()
    for folder in folders:
        for path in files(folder):
            name = os.fsencode(path.relative_to(folder))
            total.update(b"%d:%b" % (len(name), name))
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.name not in SKIPPED and p.name[0] != ".")
