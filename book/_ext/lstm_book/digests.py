"""Hashes of files, and folders that keep what was made from one state of them."""

from __future__ import annotations

import hashlib
import platform
import shutil
from collections.abc import Iterable
from pathlib import Path


def digest_of(files: Iterable[Path], root: Path) -> str:
    """Return a short hash of files, of their names and of Python's version."""
    digest = hashlib.sha256(platform.python_version().encode())
    for path in sorted(files):
        digest.update(f"\n{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def files_below(folder: Path) -> list[Path]:
    """Return the files in a folder and its folders, without what tools leave there."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not _is_left_by_a_tool(path.relative_to(folder)))


def _is_left_by_a_tool(path: Path) -> bool:
    return any(part[0] == "." or part == "__pycache__" for part in path.parts)


def package_files(root: Path) -> list[Path]:
    """Return every file of ``lstm_ref``: its code, and the data that it carries."""
    return files_below(root / "lstm_ref")


def remove_all_but(kept: str, folder: Path) -> None:
    """Remove from a folder what belongs to earlier states."""
    for path in folder.glob("*"):
        if path.name == kept:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
