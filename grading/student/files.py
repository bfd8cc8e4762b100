"""The plain files in the work folder of a submission, as far as a test may ask for them."""

import os
import stat
from collections.abc import Iterator

MOST_FILES, MOST_BYTES = 200, 8_000_000
OTHERS = "fontlist-"  # of Matplotlib


class WorkFolder:
    """The work folder: which of its files were written since the last look."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._seen: dict[str, tuple[int, int]] = {}

    def seen(self, path: str) -> None:
        """Take note of a file that the judge has stored."""
        found = os.lstat(path)
        self._seen[path] = found.st_mtime_ns, found.st_size

    def written(self) -> tuple[list[list[object]], bytes]:
        """Return the names and sizes of new files, and what they hold, one after the other."""
        told: list[list[object]] = []
        parts: list[bytes] = []
        space = MOST_BYTES
        for path in self._new():
            space -= os.lstat(path).st_size
            if space < 0 or len(told) >= MOST_FILES:
                break
            with open(path, "rb") as file:
                parts.append(file.read())
            self.seen(path)
            told.append([os.path.relpath(path, self.path), len(parts[-1])])
        return told, b"".join(parts)

    def _new(self) -> Iterator[str]:
        for folder, folders, names in os.walk(self.path):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in sorted(names):
                path = os.path.join(folder, name)
                found = os.lstat(path)
                plain = stat.S_ISREG(found.st_mode) and not name.startswith((".", OTHERS))
                if plain and self._seen.get(path) != (found.st_mtime_ns, found.st_size):
                    yield path
