"""The folder that is laid, while it is filled: each file once, with its sizes and its hash."""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .cache import Cache, sha256

PACKED = (".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm")  # by a static host
UNFINISHED = ".unfinished-python-"


class Tree:
    """A folder with one version in it; ``files`` lists what ``runtime.json`` says of them."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self.root, self.cache = root, cache
        self.version = root / "version"  # until its name is known
        self.version.mkdir()
        self.files: list[dict[str, Any]] = []

    def add(self, source: Path, place: str, group: str, digest: str = "") -> str:
        """Copy a file to a place, as the version's folder sees it; return the place."""
        target = self.version / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        self.list(place, group, digest or sha256(source))
        return place

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Write JSON into the version's folder, in one form for one content."""
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        (self.version / name).write_text(text, encoding="utf-8")

    def list(self, place: str, group: str, digest: str) -> None:
        """Note a file that is there."""
        path = self.version / place
        size = {"bytes": path.stat().st_size, "wire": wire(path, digest, self.cache)}
        self.files.append({"path": place, **size, "sha256": digest, "group": group})

    def name(self, version: str) -> None:
        """Give the version's folder its name: it is whole."""
        self.version = self.version.rename(self.root / version)


def wire(path: Path, digest: str, cache: Cache) -> int:
    """Return the bytes that a static host sends for a file: it packs text and WebAssembly."""
    if path.suffix not in PACKED:
        return path.stat().st_size

    def fill(folder: Path) -> None:
        size = len(gzip.compress(path.read_bytes(), 6, mtime=0))
        (folder / "bytes").write_text(str(size), encoding="ascii")

    def read(folder: Path) -> int:
        return int((folder / "bytes").read_text(encoding="ascii"))

    return cache.read(f"wire-{digest}", fill, read)


@contextmanager
def in_place_of(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of another one once it is filled.

    What a killed build has left beside it is removed: a site would serve it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder.parent) as scratch:
        new, old = Path(scratch, "new"), Path(scratch, "old")
        new.mkdir()
        yield new
        try:
            with suppress(FileNotFoundError):
                folder.rename(old)
            new.rename(folder)
        except BaseException:
            if old.exists() and not folder.exists():
                old.rename(folder)
            raise
