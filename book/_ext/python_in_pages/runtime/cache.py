"""A cache of the user's, shared by every clone: files by their hash, and what was made of them.

Everything is written beside its place, checked, and renamed: a build that is interrupted, or a
second one at the same time, leaves nothing half written.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

FOLDER = "PYTHON_IN_PAGES_CACHE"


def sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def user_folder() -> Path:
    """Return the folder of the cache: of the environment, or where the system keeps such."""
    given = os.environ.get(FOLDER)
    return Path(given).absolute() if given else platformdirs.user_cache_path("python-in-pages")


class Cache:
    """Files by hash in ``files/``, folders by key in ``made/``."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_folder()

    def file(self, digest: str, name: str) -> Path | None:
        """Return a kept file, or None. A file whose bytes have changed is removed."""
        path = self.folder / "files" / digest / name
        if not path.is_file():
            return None
        if sha256(path) == digest:
            return path
        shutil.rmtree(path.parent, ignore_errors=True)
        return None

    def keep(self, digest: str, name: str, source: Path) -> Path | None:
        """Move a file into the cache; return None, and keep nothing, if it is not the file."""
        if sha256(source) != digest:
            return None
        target = self.folder / "files" / digest
        with self.beside() as scratch:
            shutil.move(source, scratch / name)
            _settle(scratch, target)
        return target / name

    def made(self, key: str) -> Path | None:
        """Return the folder that was made under a key, or None."""
        folder = self.folder / "made" / key
        return folder if folder.is_dir() else None

    def make(self, key: str, fill: Callable[[Path], None]) -> Path:
        """Return the folder under a key after filling it. If ``fill`` raises, there is none."""
        target = self.folder / "made" / key
        with self.beside() as scratch:
            fill(scratch)
            _settle(scratch, target)
        return target

    def forget(self, key: str) -> None:
        """Remove what was made under a key."""
        shutil.rmtree(self.folder / "made" / key, ignore_errors=True)

    @contextmanager
    def beside(self) -> Iterator[Path]:
        """Give a folder of this process's own on the cache's disk; it is removed at the end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix="unfinished-", dir=self.folder))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _settle(scratch: Path, target: Path) -> None:
    """Give a finished folder its name, unless another build was first: its bytes are the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        scratch.rename(target)
    except OSError:
        if not target.is_dir():
            raise
