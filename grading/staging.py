"""Take what is to be graded out of a submission; the submission itself is never touched."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from .reading import NotGradedError, read_notebook
from .submissions import Submission, files, shown

MAX_EXTRA_BYTES = 30_000_000  # half of the disk that a submission has in the sandbox


@dataclass(frozen=True)
class Outline:
    """A notebook of an assignment: its name, and its cells that nbgrader knows, in their order."""

    name: str
    cells: tuple[str, ...]
    functions: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"{self.name}.ipynb"

    def is_in(self, notebook: NotebookNode) -> bool:
        """Say whether a notebook holds any cell or any function of this one."""
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", cell.id)
            if grade_id in self.cells or any(defines(cell, f) for f in self.functions):
                return True
        return False

    def undefined_in(self, notebook: NotebookNode) -> list[str]:
        """Return the functions that no cell defines: renamed, or deleted."""
        cells = notebook.cells
        return [f for f in self.functions if not any(defines(cell, f) for cell in cells)]


@dataclass
class Taken:
    """The notebooks of a submission by name, its other files, and what deserves a look."""

    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def defines(cell: NotebookNode, function: str) -> bool:
    """Say whether a code cell gives the name a meaning, as a function or otherwise."""
    pattern = rf"^\s*(async )?(def|class) {function}\b|^\s*{function}\s*(:[^=]*)?=|as {function}\b"
    return cell.cell_type == "code" and bool(re.search(pattern, cell.source, re.MULTILINE))


def take(submission: Submission, outlines: Collection[Outline], owned: Collection[str]) -> Taken:
    """Return what is to be graded.

    owned: names of files that come from the assignment, never from the learner.
    """
    if not submission.path.is_dir():
        raise NotGradedError(f"{shown(submission.path.name)} is a file where a folder should be")
    found = [p for p in files(submission.path) if p.suffix.lower() == ".ipynb"]
    taken = Taken()
    used = set()
    for outline in outlines:
        path, notebook = _choose(outline, submission.path, found, taken.notes)
        taken.notes += [f"{f} is defined nowhere" for f in outline.undefined_in(notebook)]
        taken.notebooks[outline.name] = notebook
        used.add(path)
    extra = [shown(str(p.relative_to(submission.path))) for p in found if p not in used]
    if extra:
        taken.notes.append(f"not graded, an extra notebook: {', '.join(extra)}")
    _take_others(submission.path, owned, taken)
    return taken


def _choose(
    outline: Outline, folder: Path, found: list[Path], notes: list[str]
) -> tuple[Path, NotebookNode]:
    """Return the notebook of the right name, or the only one with the right content."""
    path = folder / outline.file
    if path in found or path.is_symlink():
        notebook, its_notes = read_notebook(path)
        if not outline.is_in(notebook):
            raise NotGradedError(
                f"{path.name} holds no cell and no function of this assignment: another notebook?"
            )
        notes += its_notes
        return path, notebook
    return _choose_other(outline, folder, found, notes)


def _choose_other(
    outline: Outline, folder: Path, found: list[Path], notes: list[str]
) -> tuple[Path, NotebookNode]:
    missing = f"{outline.file} is missing"
    if (folder / outline.file).is_dir():
        missing = f"{outline.file} is a folder, not a file"
    fitting, reasons = [], []
    for path in found:
        try:
            notebook, its_notes = read_notebook(path)
        except NotGradedError as error:
            reasons.append(shown(str(error)))
            continue
        if outline.is_in(notebook):
            fitting.append((path, notebook, its_notes))
    names = [shown(str(path.relative_to(folder))) for path, _, _ in fitting]
    if len(fitting) > 1:
        raise NotGradedError(f"{missing}, and more than one could stand for it: {', '.join(names)}")
    if not fitting:
        raise NotGradedError("; ".join([missing, *reasons]))
    path, notebook, its_notes = fitting[0]
    notes += [f"{missing}, graded {names[0]}", *its_notes]
    return path, notebook


def _take_others(folder: Path, owned: Collection[str], taken: Taken) -> None:
    """Take the learner's other files, as nbgrader does, up to a total size."""
    room = MAX_EXTRA_BYTES
    for path in files(folder):
        relative = path.relative_to(folder)
        if path.suffix.lower() == ".ipynb" or relative.parts[0] in owned:
            continue
        if relative.name == "timestamp.txt" and not _is_time(path):
            taken.notes.append("timestamp.txt is no date: taken as handed in on time")
            continue
        room -= path.stat().st_size
        if room < 0:
            taken.notes.append(
                f"{shown(str(relative))} left out: more than {MAX_EXTRA_BYTES} bytes"
            )
            continue
        taken.files[str(relative)] = path.read_bytes()


def _is_time(path: Path) -> bool:
    try:
        parse_utc(path.read_text(encoding="utf-8").strip() or None)
    except (ValueError, OverflowError, TypeError):
        return False
    return True
