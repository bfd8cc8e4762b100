"""Files that a submission writes and a test reads, and the other way round: plain files, few.

A folder of this submission alone holds copies of the assignment's files while its tests run. What
the submission's process has written in its work folder is copied into it, within limits; it takes
the place of no file of the assignment, and nothing of it is ever imported or unpickled. The folder
is gone afterwards.
"""

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from ..wire.frames import WireError

USES = re.compile(  # what a test says that reads or writes files
    r"\bopen\(|\bread_(csv|text|table|json|excel|fwf|parquet)|\bto_csv|\b(load|save)txt\b|\bgenfrom"
    r"|\bnp\.(load|save|fromfile)|\bPath\(|\bos\.(path|listdir|remove|stat|mkdir)|\bglob\b|\bimread"
    r"|\bsqlite|\bcreate_engine\b|\bjson\.load\(|\bexists\("
)
NAME = re.compile(r"[^\x00-\x1f/\\:*?\"<>|.][^\x00-\x1f/\\:*?\"<>|]{0,99}")
NEVER = {".py", ".pyc", ".pyo", ".pyd", ".pyw", ".pyi", ".pth", ".so", ".dll", ".dylib", ".egg"}
NEVER |= {".pkl", ".pickle", ".joblib", ".zip", ".whl"}
MOST_FILES, MOST_BYTES, MOST_DEEP = 200, 8_000_000, 5
_current: "SharedFiles | None" = None


class SharedFiles:
    """The folder of one submission's tests."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._own = {name.casefold() for name in files}
        self._files = files
        self._seen: dict[str, tuple[int, int]] = {}
        self._received: dict[str, int] = {}
        self.opened: set[str] = set()  # of the submission's files, by the test that runs

    @contextlib.contextmanager
    def folder(self) -> Iterator[None]:
        """Let tests run in the folder. Nothing is imported from it."""
        before, path = os.getcwd(), sys.path[:]
        with tempfile.TemporaryDirectory(prefix="files") as folder, self._watched():
            self.path = Path(folder).resolve()
            for name, content in self._files.items():
                _write(self.path / name, content)
            self._seen = dict(self._look())
            os.chdir(self.path)
            sys.path[:] = [each for each in path if each]
            try:
                yield
            finally:
                sys.path[:] = path
                os.chdir(before)

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        global _current
        if not _hooked:
            sys.addaudithook(_guard)
            _hooked.append(True)
        before, _current = _current, self
        try:
            yield
        finally:
            _current = before

    def note_opened(self, path: str) -> None:
        name = os.path.relpath(os.path.join(self.path, path), self.path)
        if name in self._received:
            self.opened.add(name)

    def written_here(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files that the test has written since they were last looked at."""
        for name, stamp in self._look():
            if self._seen.get(name) != stamp:
                self._seen[name] = stamp
                yield name, (self.path / name).read_bytes()

    def receive(self, told: Any, blob: bytes) -> None:
        """Keep the files that the submission's process tells of: paths and sizes."""
        if not isinstance(told, list) or len(told) > MOST_FILES:
            raise WireError("expected few files")
        start = 0
        for name, size in told:
            if type(name) is not str or type(size) is not int or size < 0:
                raise WireError("expected the name and size of a file")
            content = blob[start : start + size]
            start += size
            if self._may_be(name, size):
                self._keep(name, content)

    def _may_be(self, name: str, size: int) -> bool:
        """Say whether a file is taken: a plain name, no code, within the limits."""
        parts = PurePosixPath(name).parts
        plain = len(parts) <= MOST_DEEP and all(NAME.fullmatch(part) for part in parts)
        suffixes = {suffix.lower() for suffix in PurePosixPath(name).suffixes}
        if not plain or not parts or suffixes & NEVER or name.casefold() in self._own:
            return False
        rest = sum(self._received.values()) - self._received.get(name, 0)
        few = len({*self._received, name}) <= MOST_FILES
        return few and rest + size <= MOST_BYTES

    def _keep(self, name: str, content: bytes) -> None:
        self._received[name] = len(content)
        with contextlib.suppress(OSError):  # a file of the test's is in its way
            _write(self.path / name, content)
            found = os.lstat(self.path / name)
            self._seen[name] = found.st_mtime_ns, found.st_size

    def _look(self) -> Iterator[tuple[str, tuple[int, int]]]:
        for number, path in enumerate(sorted(self.path.rglob("*"))):
            if number > 5 * MOST_FILES:
                return
            if path.is_file() and not path.is_symlink():
                found = path.stat()
                if found.st_size <= MOST_BYTES:
                    yield str(path.relative_to(self.path)), (found.st_mtime_ns, found.st_size)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)


_hooked: list[bool] = []


def _guard(event: str, args: Any) -> None:
    """See what is opened while tests run."""
    if _current is not None and event == "open" and isinstance(args[0], str):
        _current.note_opened(args[0])
