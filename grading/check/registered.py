"""The cells of an assignment as nbgrader will register them, made in memory.

`nbgrader generate_assignment` takes a notebook through a list of steps. One of them writes its
cells into the gradebook: here they are taken there, and nothing is written.
"""

import copy
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets.utils.importstring import import_item

from ..stage.bundle import AssignmentBundle, bundle_of
from ..stage.notebook_spec import NotebookSpec


@dataclass
class RegisteredNotebook:
    """A notebook as the gradebook would have it, with the names of nbgrader's own class."""

    source_cells: list[Any] = field(default_factory=list)
    grade_cells: list[Any] = field(default_factory=list)
    task_cells: list[Any] = field(default_factory=list)
    solution_cells: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Generated:
    """registered: the notebook where nbgrader saves its cells; released: what it hands out."""

    registered: NotebookNode
    released: NotebookNode


def generate(maker: GenerateAssignment, folder: Path, spec: NotebookSpec) -> Generated:
    """Take a source notebook through nbgrader's steps; raise what a step raises."""
    notebook = nbformat.read(folder / spec.file, as_version=4)
    names = {"student": ".", "assignment": folder.name, "notebook": spec.name, "db_url": ""}
    resources = ResourcesDict(nbgrader=names, metadata={"path": str(folder)})
    registered = notebook
    for kind in maker.preprocessors:
        step = import_item(kind) if isinstance(kind, str) else kind
        if issubclass(step, SaveCells):
            registered = copy.deepcopy(notebook)
        else:
            notebook, resources = step(parent=maker).preprocess(notebook, resources)
    return Generated(registered, notebook)


def bundle(
    source: Path, release: Path, specs: list[NotebookSpec], made: dict[str, Generated]
) -> AssignmentBundle:
    """Return the bundle that the gradebook would give."""
    return bundle_of(source, release, specs, lambda spec: _saved(made[spec.name].registered))


def _saved(notebook: NotebookNode) -> RegisteredNotebook:
    """Return what nbgrader's SaveCells writes of a notebook."""
    saved = RegisteredNotebook()
    for cell in notebook.cells:
        if not (is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell)):
            continue
        meta = cell.metadata.nbgrader
        one = SimpleNamespace(name=meta.grade_id, source=cell.source, cell_type=cell.cell_type)
        one.locked, one.checksum = is_locked(cell), meta.get("checksum")
        one.max_score = float(meta.get("points", 0))
        saved.source_cells.append(one)
        saved.grade_cells += [one] * is_grade(cell)
        saved.solution_cells += [one] * is_solution(cell)
        saved.task_cells += [one] * is_task(cell)
    return saved
