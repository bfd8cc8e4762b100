"""Look through the folder of a submission: no links, and no more than a submission can need.

Whatever lies in it, a look takes little time: the folders at the top come first, and what is
beyond a limit is left out, with a note.
"""

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from .printable import is_legible, legible

SKIPPED = {".ipynb_checkpoints", "__pycache__", "__MACOSX"}
MAX_DEPTH = 20  # folders within each other
MAX_NAME = 1000  # bytes of a path below the submission
MAX_ENTRIES = 20_000  # files and folders that are looked at
MAX_EXTRA_FILES = 500
MAX_EXTRA_BYTES = 30_000_000  # half of the disk that a submission has in the sandbox
VENV = "pyvenv.cfg"
NAMED = 3  # of all that is left out for one reason


@dataclass
class Look:
    """The files of a folder with their sizes, by name; left: reason -> what was left out."""

    sizes: dict[Path, int] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    entries: int = 0

    def leave(self, why: str, name: object) -> None:
        self.left.setdefault(why, []).append(str(name))

    @property
    def notes(self) -> list[str]:
        """Return a note for each reason, with some of the names."""
        return [
            f"left out, {why}: {', '.join(sorted(names)[:NAMED])}"
            + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
            for why, names in self.left.items()
        ]


def look(folder: Path) -> Look:
    """Return what a submission holds, one folder after the other, those at the top first."""
    found, waiting = Look(), deque([Path()])
    while waiting:
        here = waiting.popleft()
        entries = _entries(folder / here, MAX_ENTRIES - found.entries)
        found.entries += len(entries)
        if found.entries >= MAX_ENTRIES:
            found.leave(f"more than {MAX_ENTRIES} files and folders", here)
            continue
        if here != Path() and any(entry.name == VENV for entry in entries):
            found.leave("a virtual environment", here)
            continue
        for entry in entries:
            _take(entry, here / entry.name, found, waiting)
    _keep_to_the_limits(found)
    return found


def _entries(folder: Path, most: int) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        some = islice((e for e in entries if e.name not in SKIPPED and e.name[0] != "."), most)
        return sorted(some, key=lambda entry: entry.name)


def _take(entry: os.DirEntry[str], name: Path, found: Look, waiting: deque[Path]) -> None:
    """Take a file, or go into a folder later."""
    if entry.is_symlink():
        found.leave("a link", name)
    elif not is_legible(legible(entry.name)) and name.suffix.lower() != ".ipynb":
        found.leave("a name that is no text", name)
    elif len(os.fsencode(name)) > MAX_NAME or len(name.parts) > MAX_DEPTH:
        found.leave("a path that is too long", "/".join(name.parts[:2]) + "/...")
    elif entry.is_dir(follow_symlinks=False):
        waiting.append(name)
    elif entry.is_file(follow_symlinks=False):
        found.sizes[name] = entry.stat(follow_symlinks=False).st_size
    else:
        found.leave("neither a file nor a folder", name)


def _keep_to_the_limits(found: Look) -> None:
    """Leave out what is too much: single files first come first, folders whole or not at all."""
    files, space = MAX_EXTRA_FILES, MAX_EXTRA_BYTES
    for top, names in _groups(found.sizes):
        size = sum(found.sizes[name] for name in names)
        if len(names) > files or size > space:
            limit = f"more than {MAX_EXTRA_FILES} files or {MAX_EXTRA_BYTES // 10**6} MB together"
            found.leave(limit, top)
            for name in names:
                del found.sizes[name]
        else:
            files, space = files - len(names), space - size


def _groups(sizes: dict[Path, int]) -> Iterator[tuple[Path, list[Path]]]:
    """Yield what is kept or left out together; notebooks are always kept."""
    groups: dict[Path, list[Path]] = {}
    for name in sorted(sizes, key=lambda name: (len(name.parts) > 1, name)):
        if name.suffix.lower() != ".ipynb":
            groups.setdefault(Path(name.parts[0]), []).append(name)
    yield from groups.items()
