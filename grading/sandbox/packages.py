"""Which Python packages a submission can import: those named, with all that they need."""

import functools
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@functools.cache
def entries(names: tuple[str, ...]) -> tuple[Path, ...]:
    """Return the files and folders, beside each other in site-packages, of these packages."""
    found: set[Path] = set()
    for package in _closure(names):
        for first in {file.parts[0] for file in package.files or []}:  # of thousands, a few
            if first not in ("..", "__pycache__") and not first.endswith(".pth"):
                found.add(Path(str(package.locate_file(first))))
    return tuple(sorted(path for path in found if path.exists()))


def _closure(names: Iterable[str]) -> list[Distribution]:
    queue, seen, found = list(names), set(), []
    while queue:
        name = canonicalize_name(queue.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        found.append(package)
        needed = [Requirement(line) for line in package.requires or []]
        queue += [r.name for r in needed if not r.marker or r.marker.evaluate({"extra": ""})]
    return found
