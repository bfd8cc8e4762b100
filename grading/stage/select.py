"""Select what is to be graded of a submission; the submission itself is never changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from ..read.notebook import parse_notebook
from ..read.submissions import NotGradedError, Submission, SubmittedFile, is_archive, shown
from .notebook_spec import NotebookSpec

MAX_EXTRA_BYTES = 30_000_000  # half of the disk that a submission has in the sandbox
TIMESTAMP = "timestamp.txt"


@dataclass
class StagedSubmission:
    """The notebooks of a submission by name, its other files, and what deserves a look.

    timestamp: when it was handed in, where the submission says so.
    """

    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    timestamp: datetime | None = None


def stage(
    submission: Submission,
    found: Sequence[SubmittedFile],
    specs: Collection[NotebookSpec],
    owned: Collection[str],
) -> StagedSubmission:
    """Return what is to be graded. found: the files of the submission.

    owned: names of files that come from the assignment, never from the learner.
    """
    if not submission.path.is_dir():
        raise NotGradedError(f"{shown(submission.path.name)} is a file where a folder should be")
    notebooks = [file for file in found if file.name.suffix.lower() == ".ipynb"]
    staged = StagedSubmission()
    used = {_take_notebook(spec, submission.path, found, staged) for spec in specs}
    extra = [shown(str(file.name)) for file in notebooks if file.name not in used]
    if extra:
        staged.notes.append(f"not graded, an extra notebook: {', '.join(extra)}")
    _take_others(found, owned, staged)
    return staged


def _take_notebook(
    spec: NotebookSpec, folder: Path, found: Sequence[SubmittedFile], staged: StagedSubmission
) -> Path:
    """Take the notebook of a spec; return the name of its file."""
    file, notebook = _choose(spec, folder, found, staged.notes)
    staged.notes += [f"{f} is defined nowhere" for f in spec.undefined_in(notebook)]
    late = spec.too_late_in(notebook)
    staged.notes += [f"{f} is written only below its test" for f in late]
    staged.notebooks[spec.name] = notebook
    return file.name


def _choose(
    spec: NotebookSpec, folder: Path, found: Sequence[SubmittedFile], notes: list[str]
) -> tuple[SubmittedFile, NotebookNode]:
    """Return the notebook of the right name, or the only one with the right content."""
    if (folder / spec.file).is_symlink():
        raise NotGradedError(f"{spec.file} is a link, not a file")
    file = next((file for file in found if file.name == Path(spec.file)), None)
    if file is None:
        return _choose_other(spec, folder, found, notes)
    notebook, its_notes = parse_notebook(file)
    if not spec.is_in(notebook):
        raise NotGradedError(
            f"{spec.file} holds no test and no function of this assignment: another notebook?"
        )
    notes += its_notes
    return file, notebook


def _choose_other(
    spec: NotebookSpec, folder: Path, found: Sequence[SubmittedFile], notes: list[str]
) -> tuple[SubmittedFile, NotebookNode]:
    missing = f"{spec.file} is missing"
    if (folder / spec.file).is_dir():
        missing = f"{spec.file} is a folder, not a file"
    fitting, reasons = _fitting(spec, found)
    names = [shown(str(file.name)) for file, _, _ in fitting]
    if len(fitting) > 1:
        raise NotGradedError(f"{missing}, and more than one could stand for it: {', '.join(names)}")
    if not fitting:
        packed = [shown(file.name.name) for file in found if is_archive(file.name)]
        reasons += [f"{name} is packed: unpack it" for name in packed]
        raise NotGradedError("; ".join([missing, *reasons]))
    file, notebook, its_notes = fitting[0]
    notes += [f"{missing}, graded {names[0]}", *its_notes]
    return file, notebook


def _fitting(
    spec: NotebookSpec, found: Sequence[SubmittedFile]
) -> tuple[list[tuple[SubmittedFile, NotebookNode, list[str]]], list[str]]:
    """Return the notebooks that could be the one of a spec, and why others cannot be read."""
    fitting, reasons = [], []
    for file in found:
        if file.name.suffix.lower() != ".ipynb":
            continue
        try:
            notebook, its_notes = parse_notebook(file)
        except NotGradedError as error:
            reasons.append(shown(str(error)))
            continue
        if spec.is_in(notebook):
            fitting.append((file, notebook, its_notes))
    return fitting, reasons


def _take_others(
    found: Sequence[SubmittedFile], owned: Collection[str], staged: StagedSubmission
) -> None:
    """Take the learner's other files, as nbgrader does, up to a total size."""
    space = MAX_EXTRA_BYTES
    for file in found:
        if file.name.suffix.lower() == ".ipynb" or file.name.parts[0] in owned:
            continue
        time = None
        if file.name.name == TIMESTAMP:
            try:
                time = _time(file)
            except (ValueError, OverflowError, TypeError):
                staged.notes.append(f"{TIMESTAMP} is no date: taken as handed in on time")
                continue
        space -= file.size
        if space < 0:
            name = shown(str(file.name))
            staged.notes.append(f"{name} left out: more than {MAX_EXTRA_BYTES} bytes")
            continue
        staged.files[str(file.name)] = file.content
        if file.name == Path(TIMESTAMP):
            staged.timestamp = time


def _time(file: SubmittedFile) -> datetime | None:
    """Return the time that a file holds; raise where it holds something else."""
    time: datetime | None = parse_utc(file.content.decode("utf-8").strip() or None)
    return time
