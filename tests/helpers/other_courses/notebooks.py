"""The notebooks of another course: as it is written, as it is handed out, as it is handed in."""

import copy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from tests.helpers.other_courses.reading import Answers, Cell, OtherCourse, SourceNotebook

RELEASE = (LockCells, ClearSolutions, ClearOutput, ClearHiddenTests, ClearMarkScheme)
RELEASE += (ComputeChecksums,)
TEXT = ("answer", "task")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
COPY = "copy of "
MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")

Notebooks = dict[str, NotebookNode]


def source(course: OtherCourse) -> Notebooks:
    """Return the notebooks as the instructor has written them."""
    return {notebook.name: _source(notebook) for notebook in course.notebooks}


def released(notebooks: Notebooks) -> Notebooks:
    """Return the notebooks as nbgrader hands them out."""
    made = copy.deepcopy(notebooks)
    for notebook in made.values():
        for step in RELEASE:
            step().preprocess(notebook, {})
    return made


def handed_in(course: OtherCourse, answers: Answers | None) -> Notebooks:
    """Return the released notebooks with these answers, and the solution for all else.

    None: as they were released.
    """
    written = source(course)
    made = released(written)
    for name, notebook in made.items():
        if answers is not None:
            for cell, original in zip(notebook.cells, written[name].cells, strict=True):
                _answer(cell, original, answers)
            _copy(notebook.cells, answers)
    return made


def _answer(cell: NotebookNode, original: NotebookNode, answers: Answers) -> None:
    meta = cell.metadata.get("nbgrader", {})
    if meta.get("solution"):
        lines = answers.cells.get(meta["grade_id"], original.source).splitlines()
        cell.source = "\n".join(line for line in lines if line.strip() not in MARKERS)


def _copy(cells: list[NotebookNode], answers: Answers) -> None:
    """Copy cells as an editor does, with their metadata, to the end of the notebook."""
    wanted = [name.removeprefix(COPY) for name in answers.cells if name.startswith(COPY)]
    for cell in [c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") in wanted]:
        again = copy.deepcopy(cell)
        again.id = f"copy-of-{cell.id}"
        cells.append(again)


def _source(notebook: SourceNotebook) -> NotebookNode:
    if notebook.path:
        made = nbformat.read(notebook.path, 4)
        made.metadata.kernelspec = KERNEL
        return MetadataValidator().upgrade_notebook_metadata(nbformat.v4.upgrade(made))
    cells = [_cell(cell, number) for number, cell in enumerate(notebook.cells)]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _cell(cell: Cell, number: int) -> NotebookNode:
    graded = cell.kind in ("test", "answer", "code-answer")
    meta = {
        "schema_version": 3,
        "grade_id": cell.name,
        "grade": graded,
        "solution": cell.kind in ("solution", "answer", "code-answer"),
        "task": cell.kind == "task",
        "locked": cell.kind in ("given", "test", "task"),
    }
    if graded or cell.kind == "task":
        meta["points"] = cell.points
    make = new_markdown_cell if cell.kind in TEXT else new_code_cell
    return make(cell.source, id=f"cell-{number}", metadata={"nbgrader": meta})


def write(folder: Path, notebooks: Notebooks, files: dict[str, bytes]) -> None:
    """Write notebooks and files into a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    folder.mkdir(parents=True, exist_ok=True)
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
