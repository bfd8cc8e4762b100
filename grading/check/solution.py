"""An assignment's own notebooks as submissions: its solution, and what it hands out."""

import json
import pickle
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from ..judge.results import GradeRequest
from ..languages import KEY, language_of
from ..read.notebook import rebuilt
from ..stage.notebook_spec import NotebookSpec
from ..stage.translations import folders
from .registered import Generated

SOLUTION, RELEASE = "solution", "release"


def solutions(source: Path, release: Path, specs: list[NotebookSpec]) -> dict[str, GradeRequest]:
    """Return language -> the solution: as it is written, and the translated release filled in."""
    own = {spec.name: _read(source / spec.file) for spec in specs}
    found = {_language(own): _request(SOLUTION, own)}
    for language, folder in folders(release).items():
        filled = {s.name: _filled(folder / s.file, source / s.file, language) for s in specs}
        found[language] = _request(SOLUTION, filled)
    return found


def releases(
    release: Path, specs: list[NotebookSpec], made: dict[str, Generated]
) -> dict[str, GradeRequest]:
    """Return language -> the untouched release."""
    own = {name: _rebuilt(name, nbformat.writes(one.released)) for name, one in made.items()}
    found = {_language(own): _request(RELEASE, own)}
    for language, folder in folders(release).items():
        files = {spec.name: folder / spec.file for spec in specs}
        there = {name: _read(path) for name, path in files.items() if path.is_file()}
        found[language] = _request(RELEASE, {**own, **there})
    return found


def _request(kind: str, notebooks: dict[str, NotebookNode]) -> GradeRequest:
    packed = pickle.dumps(notebooks, pickle.HIGHEST_PROTOCOL)
    return GradeRequest(kind, "", packed, {}, is_solution=kind == SOLUTION)


def _language(notebooks: dict[str, NotebookNode]) -> str:
    first = next(iter(notebooks.values()))
    return language_of(first.metadata, first.cells)


def _filled(path: Path, source: Path, language: str) -> NotebookNode:
    """Return a translated notebook with the solution's own cells; the source where it has none."""
    if not path.is_file():
        notebook = _read(source)
        notebook.metadata[KEY] = language
        return notebook
    answers = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.read(source, as_version=4).cells
        if is_solution(cell)
    }
    notebook = _read(path)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    return notebook


def _read(path: Path) -> NotebookNode:
    return _rebuilt(path.name, path.read_text(encoding="utf-8"))


def _rebuilt(name: str, text: str) -> NotebookNode:
    return rebuilt(name, json.loads(text), [])
