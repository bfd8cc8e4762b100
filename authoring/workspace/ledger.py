"""The ledger: which contents of the project were laid out in a learner's folder.

A file with one of these contents is the project's, and may be renewed. Every other file is the
learner's. It is written before the files are: a run that stops in between has then overwritten
nothing it would not know.
"""

import hashlib
import json
from pathlib import Path

from ..lay import put
from .items import Item

NAME = ".laid.json"


class Ledger:
    """Path -> the hashes of what was laid out there, the newest last."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.hashes: dict[str, list[str]] = _read(self.path)

    def knows(self, name: str, content: bytes) -> bool:
        """Tell whether this content of a file is the project's."""
        return _hash(content) in self.hashes.get(name, [])

    def has_newest(self, item: Item) -> bool:
        """Tell whether what was laid out last is this release."""
        newest = {name: _hash(content) for name, content in item.files.items()}
        return all(self.hashes.get(name, [""])[-1] == each for name, each in newest.items())

    def add(self, item: Item) -> None:
        """Take in the files of an item, unless somebody has written into them."""
        for name, content in item.files.items() if item.is_released else ():
            others = [each for each in self.hashes.get(name, []) if each != _hash(content)]
            self.hashes[name] = [*others, _hash(content)]

    def save(self) -> None:
        put(self.path, json.dumps(self.hashes, indent=0, sort_keys=True) + "\n")


def _read(path: Path) -> dict[str, list[str]]:
    """Return what is written; nothing where it cannot be read: then all is the learner's."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: list(map(str, each)) for name, each in read.items() if isinstance(each, list)}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
