"""Items: what a learner's folder is given, in pieces that belong together.

An assignment is one item: its notebook, checks.py and fixtures.json. The checks of one release
need not know the tests of another, so the three are renewed together or stay together. A chapter
is an item of one file. English items stand at the top, those of another language in its folder.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.utils import compute_checksum

from ..generate import files

FIRST = "en"
CHAPTERS, EXERCISES = "chapters", "exercises"


@dataclass(frozen=True)
class Item:
    """What is renewed or kept as a whole.

    files: path below the learner's folder -> content, what the learner works on first.
    edited: somebody has written into the project's own files. A learner may have worked in
    exercises/ itself, and even committed that: it goes along, but as the learner's.
    in_git: git was there to be asked.
    """

    name: str
    language: str
    files: dict[str, bytes]
    edited: bool
    in_git: bool

    @property
    def is_released(self) -> bool:
        """Tell whether this content is certainly the project's own."""
        return self.in_git and not self.edited


def items(root: Path) -> list[Item]:
    """Return the chapters and the assignments, in every language."""
    changed = _changed(root)
    found = [*_chapters(root), *_assignments(root)]
    return [
        Item(
            name,
            language,
            content,
            edited=bool(sources & (changed or set())) or _is_answered(content),
            in_git=changed is not None,
        )
        for name, language, content, sources in found
    ]


Found = tuple[str, str, dict[str, bytes], set[str]]  # name, language, files, their sources


def _chapters(root: Path) -> Iterator[Found]:
    for edition in sorted((root / "book").glob("*/edition.yml")):
        language = edition.parent.name
        for page in sorted(edition.parent.glob("*.md")):
            name = f"{_place(CHAPTERS, language)}/{page.name}"
            yield name, language, {name: page.read_bytes()}, {f"book/{language}/{page.name}"}


def _assignments(root: Path) -> Iterator[Found]:
    for folder in sorted((root / EXERCISES).glob("**/[0-9]*/")):
        parts = folder.relative_to(root / EXERCISES).parts
        name = "/".join((EXERCISES, *parts))
        content = {f"{name}/{path}": each for path, each in files(folder).items()}
        ordered = sorted(content, key=lambda path: not path.endswith(".ipynb"))
        language = parts[0] if parts[1:] else FIRST
        yield name, language, {path: content[path] for path in ordered}, set(content)


def _place(folder: str, language: str) -> str:
    return folder if language == FIRST else f"{folder}/{language}"


def _changed(root: Path) -> set[str] | None:
    """Return the files that are not as git has them; None where git cannot say."""
    asked = ["git", "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"]
    try:
        done = subprocess.run(
            [*asked, "--", EXERCISES, "book"], cwd=root, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    lines = done.stdout.decode(errors="surrogateescape").split("\0")
    return {line[3:] for line in lines if line}


def _is_answered(content: dict[str, bytes]) -> bool:
    """Tell whether a notebook's cell for an answer is not as nbgrader has made it."""
    try:
        return any(
            _changed_cells(each) for name, each in content.items() if name.endswith(".ipynb")
        )
    except Exception:  # a notebook that cannot be read is not as nbgrader has made it, either
        return True


def _changed_cells(content: bytes) -> list[str]:
    """Return the ids of the cells that differ from what nbgrader has noted of them."""
    cells = nbformat.reads(content.decode(), as_version=4).cells
    marked = (cell for cell in cells if "checksum" in cell.metadata.get("nbgrader", {}))
    return [c.id for c in marked if compute_checksum(c) != c.metadata.nbgrader.checksum]
