"""What was handed in: submitted/STUDENT/ASSIGNMENT/, found and read."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .folder import SKIPPED, look
from .printable import MOST_TOGETHER, shown

ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"}
MAX_KEPT = 100_000_000  # bytes of one folder that stay in memory between hash and grading
MAX_BYTES = 300_000_000  # of a notebook, with all that is stored in it


class NotGradedError(Exception):
    """A submission cannot be graded; the message says why, to its instructor."""

    def __init__(self, message: str) -> None:
        super().__init__(shown(message, MOST_TOGETHER))


@dataclass(frozen=True)
class Submission:
    """One student's folder for one assignment; it may be anything on the disk.

    others: folders whose names are the same in another form of Unicode.
    """

    student: str
    assignment: str
    path: Path
    others: tuple[Path, ...] = ()


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
        if self.name.suffix.lower() == ".ipynb" and self.size > MAX_BYTES:
            raise NotGradedError(f"{self.name} is too large: {self.size // 10**6} MB")
        content = (self.folder / self.name).read_bytes()
        if hashlib.sha256(content).digest() != self.digest:
            raise NotGradedError(f"{self.name} changed while it was being read")
        return content


def is_archive(path: Path) -> bool:
    """Say whether a file is one that other files are packed in, by its name."""
    return path.suffix.lower() in ARCHIVES


def find(submitted: Path) -> Iterator[Submission]:
    """Yield every submission by name; what lies in the wrong place comes with its own name.

    submitted may be a link; no link below it is followed.
    """
    for student in _entries(submitted):
        inside = [] if student.is_symlink() else _entries_if_open(student)
        if not inside:  # a file, a link, or an empty folder
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


def read_submission(folder: Path) -> tuple[tuple[SubmittedFile, ...], list[str]]:
    """Read a submission's files once, in the order of read_files; say what is left out of it."""
    if not folder.is_dir():
        raise NotGradedError(f"{folder.name} is a file where a folder should be")
    found, space, seen = [], MAX_KEPT, look(folder)
    for name in sorted(seen.sizes):
        if seen.sizes[name] > MAX_BYTES:  # a notebook: it is named, not read
            digest = hashlib.sha256(b"%d" % seen.sizes[name]).digest()
            found.append(SubmittedFile(folder, name, seen.sizes[name], digest))
            continue
        file = _read(folder, folder / name, space)
        space -= len(file.kept or b"")
        found.append(file)
    return tuple(found), seen.notes


def read_beside(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Read what is no notebook of a submission, within the same limits; say what is left out."""
    seen = look(folder)
    names = [name for name in sorted(seen.sizes) if name.suffix.lower() != ".ipynb"]
    return {str(name): _read(folder, folder / name, MAX_KEPT).content for name in names}, seen.notes


def _open(path: str, flags: int) -> int:
    """Open a file that is neither a link nor a pipe, whatever it has become meanwhile."""
    descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotGradedError(f"{os.path.basename(path)} is not a file")
    return descriptor


def _read(folder: Path, path: Path, most: int) -> SubmittedFile:
    name = path.relative_to(folder)
    with open(path, "rb", opener=_open) as file:
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


def _entries_if_open(folder: Path) -> list[Path]:
    """Return what is in a folder; nothing, if it may not be opened."""
    try:
        return _entries(folder)
    except OSError:
        return []


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.name not in SKIPPED and p.name[0] != ".")
