"""Make a clean copy of a submission for nbgrader; the submission itself is never touched."""

import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from .reading import NotGradedError, read_notebook
from .submissions import Submission, files, shown

MAX_EXTRA_BYTES = 100_000_000


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


def defines(cell: NotebookNode, function: str) -> bool:
    """Say whether a code cell gives the name a meaning, as a function or otherwise."""
    pattern = rf"^\s*(async )?(def|class) {function}\b|^\s*{function}\s*(:[^=]*)?=|as {function}\b"
    return cell.cell_type == "code" and bool(re.search(pattern, cell.source, re.MULTILINE))


def stage(
    submission: Submission, outlines: Collection[Outline], owned: Collection[str], target: Path
) -> list[str]:
    """Write the notebooks and the other files of a submission; return what deserves a look.

    owned: names of files that come from the assignment, never from the learner.
    """
    if not submission.path.is_dir():
        raise NotGradedError(f"{shown(submission.path.name)} is a file where a folder should be")
    found = [p for p in files(submission.path) if p.suffix.lower() == ".ipynb"]
    target.mkdir(parents=True)
    notes: list[str] = []
    used = set()
    for outline in outlines:
        path, notebook = _choose(outline, submission.path, found, notes)
        notes += [f"{f} is defined nowhere" for f in outline.undefined_in(notebook)]
        nbformat.write(notebook, target / outline.file)
        used.add(path)
    extra = [shown(str(p.relative_to(submission.path))) for p in found if p not in used]
    if extra:
        notes.append(f"not graded, an extra notebook: {', '.join(extra)}")
    _copy_others(submission.path, owned, target, notes)
    return notes


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


def _copy_others(folder: Path, owned: Collection[str], target: Path, notes: list[str]) -> None:
    """Copy the learner's other files, as nbgrader does, up to a total size."""
    room = MAX_EXTRA_BYTES
    for path in files(folder):
        relative = path.relative_to(folder)
        if path.suffix.lower() == ".ipynb" or relative.parts[0] in owned:
            continue
        if relative.name == "timestamp.txt" and not _is_time(path):
            notes.append("timestamp.txt is no date: taken as handed in on time")
            continue
        room -= path.stat().st_size
        if room < 0:
            notes.append(f"{shown(str(relative))} left out: more than {MAX_EXTRA_BYTES} bytes")
            continue
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / relative)


def _is_time(path: Path) -> bool:
    try:
        parse_utc(path.read_text(encoding="utf-8").strip() or None)
    except (ValueError, OverflowError, TypeError):
        return False
    return True
