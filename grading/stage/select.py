"""Select what is to be graded of a submission; the submission itself is never changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from ..read.notebook import parse_notebook
from ..read.printable import legible
from ..read.submissions import NotGradedError, Submission, SubmittedFile, is_archive
from ..read.times import TIMESTAMP, NoDateError, as_text, time_in
from .notebook_spec import NotebookSpec
from .other_kinds import NOTE, RENAMED, instead, renamed

Candidate = tuple[SubmittedFile, NotebookNode, list[str]]  # a notebook and what is to say of it


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
    notebooks = [file for file in found if file.name.suffix.lower() == ".ipynb"]
    staged = StagedSubmission()
    used = {_take_notebook(spec, submission.path, found, staged) for spec in specs}
    extra = [str(file.name) for file in notebooks if file.name not in used]
    if extra:
        staged.notes.append(f"not graded, an extra notebook: {', '.join(extra)}")
    names = {name.name for name in used if name.suffix.lower() in RENAMED}
    pages = names | {f"{spec.name}.{kind}" for spec in specs for kind in ("ipynb", "html")}
    taken = {name.casefold() for name in {*owned, *pages}}
    _take_others(found, taken, staged)
    for folder in sorted({name.parent for name in used} - {Path()}):
        _take_beside(folder, taken, staged)
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
    """Return the notebook of the right name, or another with the right content.

    Another one counts where there is none of this name, or where nothing is written in that one.
    """
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
    if not spec.has_work(notebook) and (others := _with_work(spec, file, found)):
        nothing = f"{spec.file} holds no work"
        return _only(spec, others, nothing, notes)
    notes += its_notes
    return file, notebook


def _choose_other(
    spec: NotebookSpec, folder: Path, found: Sequence[SubmittedFile], notes: list[str]
) -> tuple[SubmittedFile, NotebookNode]:
    missing = f"{spec.file} is missing"
    if (folder / spec.file).is_dir():
        missing = f"{spec.file} is a folder, not a file"
    fitting, reasons = _fitting(spec, found)
    fitting = fitting or renamed(spec, found)
    if not fitting:
        packed = [file.name.name for file in found if is_archive(file.name)]
        reasons += instead(spec, found)
        reasons += [f"{name} is packed: unpack it" for name in packed]
        raise NotGradedError("; ".join([missing, *reasons]))
    return _only(spec, fitting, missing, notes)


def _with_work(
    spec: NotebookSpec, blank: SubmittedFile, found: Sequence[SubmittedFile]
) -> list[Candidate]:
    """Return the notebooks with work in them beside a blank one; of equal copies the first."""
    fitting, _ = _fitting(spec, [file for file in found if file is not blank])
    with_work = [one for one in fitting if spec.has_work(one[1])]
    return with_work[:1] if with_work and _are_alike(with_work) else with_work


def _only(
    spec: NotebookSpec, fitting: list[Candidate], why: str, notes: list[str]
) -> tuple[SubmittedFile, NotebookNode]:
    """Return the only notebook that could be meant, or the only one with work in it."""
    if len(fitting) > 1:
        fitting = [one for one in fitting if spec.has_work(one[1])] or fitting
    names = [str(file.name) for file, _, _ in fitting]
    if len(fitting) > 1:
        raise NotGradedError(f"{why}, and more than one could stand for it: {', '.join(names)}")
    file, notebook, its_notes = fitting[0]
    ending = file.name.suffix
    name = NOTE.format(name=names[0], ending=ending) if ending.lower() in RENAMED else names[0]
    notes += [f"{why}, graded {name}", *its_notes]
    return file, notebook


def _are_alike(fitting: list[Candidate]) -> bool:
    """Say whether notebooks hold the same cells, as copies do that were only opened."""
    texts = [[(c.cell_type, c.source) for c in notebook.cells] for _, notebook, _ in fitting]
    return all(text == texts[0] for text in texts)


def _fitting(
    spec: NotebookSpec, found: Sequence[SubmittedFile]
) -> tuple[list[Candidate], list[str]]:
    """Return the notebooks that could be the one of a spec, and why others cannot be read."""
    fitting, reasons = [], []
    for file in found:
        if file.name.suffix.lower() != ".ipynb":
            continue
        try:
            notebook, its_notes = parse_notebook(file)
        except NotGradedError as error:
            reasons.append(str(error))
            continue
        if spec.is_in(notebook):
            fitting.append((file, notebook, its_notes))
    return fitting, reasons


def _take_others(
    found: Sequence[SubmittedFile], taken: Collection[str], staged: StagedSubmission
) -> None:
    """Take the learner's other files, as nbgrader does; taken: names that grading itself needs."""
    for file in found:
        if file.name.suffix.lower() == ".ipynb":
            continue
        if file.name.parts[0].casefold() in taken:
            if len(file.name.parts) > 1 and str(file.name).casefold() not in taken:
                staged.notes.append(f"left out, a name that grading needs: {file.name.parts[0]}/")
        elif file.name.name == TIMESTAMP:
            _take_time(file, staged)
        else:
            staged.files[legible(str(file.name))] = file.content


def _take_beside(folder: Path, taken: Collection[str], staged: StagedSubmission) -> None:
    """Let the files beside a notebook in a folder of its own be found as they were there."""
    for name, content in list(staged.files.items()):
        if folder not in Path(name).parents:
            continue
        beside = Path(name).relative_to(folder)
        if beside.parts[0].casefold() in taken or beside.name == TIMESTAMP:
            continue
        if _is_free(beside, staged.files):
            if staged.files.get(str(beside), content) != content:
                staged.notes.append(f"of two files {beside} the one in {folder}/ is taken")
            staged.files[str(beside)] = content


def _is_free(name: Path, files: Collection[str]) -> bool:
    """Say whether a file can lie there: no file has the name of a folder, or the other way."""
    is_folder = any(name in Path(other).parents for other in files)
    return not is_folder and not any(str(parent) in files for parent in name.parents)


def _take_time(file: SubmittedFile, staged: StagedSubmission) -> None:
    """Take the time that a file says, and leave the file so that all programs read the same."""
    try:
        time = time_in(file.content)
    except NoDateError:
        staged.notes.append(f"{TIMESTAMP} is no date: taken as handed in on time")
        return
    staged.files[str(file.name)] = as_text(time)
    if file.name == Path(TIMESTAMP):
        staged.timestamp = time
