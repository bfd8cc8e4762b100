"""A cache of the user's, shared by every clone: files by their hash, and what was made of them.

Everything is written beside its place, checked, and renamed: a build that is interrupted, or a
second one at the same time, leaves nothing half written.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import platformdirs

from .failures import CacheError

FOLDER = "PYTHON_IN_PAGES_CACHE"
NAME = "python-in-pages"
OURS = ("files", "made", "npm")  # the folders in it; npm/ is of pages/laying.py
UNFINISHED = "unfinished-"
DAY = 86400
KEPT_UNUSED = 60 * DAY  # a book that is built now and then needs no second download
Content = TypeVar("Content")


def sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def user_folder() -> Path:
    """Return the folder of the cache: where the system keeps such, or in the environment's folder.

    It has a name of its own there, for the given folder may hold other things.
    Raises CacheError where it cannot be written.
    """
    given = os.environ.get(FOLDER)
    folder = Path(given).absolute() / NAME if given else platformdirs.user_cache_path(NAME)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise CacheError(
            f"The folder for downloads cannot be written: {folder}. Set {FOLDER} to another one."
        )
    return folder


class Cache:
    """Files by hash in ``files/``, folders by key in ``made/``; others may keep more beside them.

    What is used is marked so.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_folder()

    def file(self, digest: str, name: str) -> Path | None:
        """Return a kept file, or None. A file whose bytes have changed is removed."""
        folder = self.folder / "files" / digest
        path = folder / name
        if path.is_file() and sha256(path) == digest:
            return _used(folder) / name
        shutil.rmtree(folder, ignore_errors=True)
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
        return _used(folder) if folder.is_dir() else None

    def make(self, key: str, fill: Callable[[Path], None]) -> Path:
        """Return the folder under a key after filling it. If ``fill`` raises, there is none."""
        target = self.folder / "made" / key
        with self.beside() as scratch:
            fill(scratch)
            _settle(scratch, target)
        return target

    def read(
        self, key: str, fill: Callable[[Path], None], read: Callable[[Path], Content]
    ) -> Content:
        """Return what ``read`` finds under a key; make it first where it is not there, or broken.

        ``read`` raises OSError, ValueError, KeyError or TypeError at a folder that is broken.
        """
        folder = self.made(key)
        if folder:
            with suppress(OSError, ValueError, KeyError, TypeError):
                return read(folder)
            self.forget(key)
        return read(self.make(key, fill))

    def forget(self, key: str) -> None:
        """Remove what was made under a key."""
        shutil.rmtree(self.folder / "made" / key, ignore_errors=True)

    @contextmanager
    def beside(self) -> Iterator[Path]:
        """Give a folder of this process's own on the cache's disk; it is removed at the end."""
        scratch = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.folder))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def prune(self) -> None:
        """Remove what no build has used for long, and what a killed one has left."""
        now = time.time()
        old = [(path, KEPT_UNUSED) for name in OURS for path in self.folder.glob(f"{name}/*")]
        left = [(path, DAY) for path in self.folder.glob(f"{UNFINISHED}*")]
        for path, limit in left + old:
            with suppress(OSError):
                if now - path.stat().st_mtime > limit:
                    shutil.rmtree(path, ignore_errors=True)

    def uses(self, path: Path) -> None:
        """Mark a folder of the cache, or what is in one: ``prune`` keeps it."""
        if self.folder in path.parents:
            _used(self.folder.joinpath(*path.relative_to(self.folder).parts[:2]))


def _used(folder: Path) -> Path:
    with suppress(OSError):  # of another user, who shares it
        os.utime(folder)
    return folder


def _settle(scratch: Path, target: Path) -> None:
    """Give a finished folder its name, unless another build was first: its bytes are the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        scratch.rename(target)
    except OSError:
        if not target.is_dir():
            raise
