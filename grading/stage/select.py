"""Take what is to be graded out of a submission; the submission itself is never touched."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from .reading import NotGradedError, read_notebook
from .submissions import Submission, files, is_archive, shown

UNWRITTEN = "raise NotImplementedError"  # what a cell holds until somebody writes it
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
        """Say whether a notebook holds a test or an answer of this one, or half of its functions.

        Other assignments have a cell of the same name as well, such as setup, or one such function.
        """
        if {*self.functions, *self.tests} & {_id(cell) for cell in notebook.cells}:
            return True
        return 2 * len(self.undefined_in(notebook)) <= len(self.functions)

    def undefined_in(self, notebook: NotebookNode) -> list[str]:
        """Return the functions that no cell defines: renamed, or deleted."""
        return [f for f in self.functions if not self._cells_with(f, notebook)]

    def too_late_in(self, notebook: NotebookNode) -> list[str]:
        """Return the functions that are written only below their tests, which do not see them."""
        at = {_id(cell): place for place, cell in enumerate(notebook.cells)}
        late = []
        for function in self.functions:
            test = at.get(f"test_{function}", len(notebook.cells))
            cells = self._cells_with(function, notebook)
            above = [cell for place, cell in cells if place < test and UNWRITTEN not in cell.source]
            below = [cell for place, cell in cells if place > test and UNWRITTEN not in cell.source]
            late += [function] * bool(below and not above)
        return late

    def _cells_with(self, function: str, notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
        """Return the cells that define a function; one of ours is code, whatever it has become."""
        return [
            (place, cell)
            for place, cell in enumerate(notebook.cells)
            if (cell.cell_type == "code" or _id(cell) in self.cells)
            and defines(cell.source, function)
        ]


@dataclass
class Taken:
    """The notebooks of a submission by name, its other files, and what deserves a look."""

    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def defines(source: str, function: str) -> bool:
    """Say whether code gives the name a meaning, as a function or otherwise."""
    if function not in source:
        return False
    pattern = rf"^\s*(async )?(def|class) {function}\b|^\s*{function}\s*(:[^=]*)?=|as {function}\b"
    return bool(re.search(pattern, source, re.MULTILINE))


def _id(cell: NotebookNode) -> str:
    """Return what a cell was called when it was handed out, where it says so."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", cell.id))


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
        late = outline.too_late_in(notebook)
        taken.notes += [f"{f} is written only below its test" for f in late]
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
                f"{path.name} holds no test and no function of this assignment: another notebook?"
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
        packed = [shown(path.name) for path in files(folder) if is_archive(path)]
        reasons += [f"{name} is packed: unpack it" for name in packed]
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
