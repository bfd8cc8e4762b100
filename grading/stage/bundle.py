"""All that an assignment brings to grading, as plain data that can be sent to a worker."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.utils import is_solution

from ..read.folder import MAX_EXTRA_BYTES
from ..read.submissions import files
from .names import bound_by, imported_by
from .notebook_spec import NotebookSpec, digest
from .restore_cells import original_cells
from .translations import Cells, folders, translated

PlainCells = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class NotebookBundle:
    """The instructor's cells of one notebook by grade_id, in order.

    translations: language -> the cells with their words in it. sources: those of the solutions
    as they are written, and of the code cells that nbgrader knows nothing of. decisions: test
    cell -> what a learner's own code may decide in it, as the solution does. earlier: the texts
    that each cell had in earlier releases, as far as they are known. solution: a digest of the
    worked solution.
    """

    name: str
    cells: PlainCells
    translations: dict[str, PlainCells] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    decisions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    earlier: dict[str, tuple[str, ...]] = field(default_factory=dict)
    solution: str = ""

    @cached_property
    def originals(self) -> Cells:
        return _as_cells(self.cells)

    @cached_property
    def _translated(self) -> dict[str, Cells]:
        return {language: _as_cells(cells) for language, cells in self.translations.items()}

    def originals_in(self, language: str) -> Cells:
        """Return the cells as a learner got them in a language."""
        return self._translated.get(language, self.originals)

    @cached_property
    def _solutions(self) -> list[str]:
        """Return the sources in which the instructor writes what a learner is to write."""
        own = [c for c in self.originals.values() if c.cell_type == "code"]
        return [*self.sources, *[c.source for c in own if c.metadata.nbgrader.solution]]

    @cached_property
    def answers(self) -> dict[str, frozenset[str]]:
        """Return of each answer the digests of what it held when it was handed out."""
        forms = [self.originals, *self._translated.values()]
        return {
            name: frozenset(digest(form[name].source) for form in forms if name in form)
            | frozenset(map(digest, self.earlier.get(name, ())))
            for name, cell in self.originals.items()
            if cell.metadata.nbgrader.solution
        }

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """Return the names that a student may bind: those that the instructor's solutions bind."""
        return bound_by(self._solutions)

    @cached_property
    def imports(self) -> dict[str, str]:
        """Return those of them that an import binds, each with its statement."""
        return imported_by(self._solutions)


@dataclass(frozen=True)
class AssignmentBundle:
    """The notebooks of an assignment, and the files beside them."""

    assignment: str
    notebooks: tuple[NotebookBundle, ...]
    files: dict[str, bytes]

    @cached_property
    def key(self) -> str:
        """Return a hash of the contents, by which a worker knows the bundle again."""
        cells = [
            (each.name, each.cells, *[each.sources] * bool(each.sources)) for each in self.notebooks
        ]
        return hashlib.sha256(repr((cells, sorted(self.files.items()))).encode()).hexdigest()


def load_bundle(
    gradebook: Gradebook, source: Path, release: Path, specs: Iterable[NotebookSpec]
) -> AssignmentBundle:
    """Load an assignment that nbgrader's gradebook knows.

    source, release: its folders, as it is written and as it is handed out.
    """
    return bundle_of(
        source, release, specs, lambda spec: gradebook.find_notebook(spec.name, source.name)
    )


def bundle_of(
    source: Path, release: Path, specs: Iterable[NotebookSpec], find: Callable[[NotebookSpec], Any]
) -> AssignmentBundle:
    """Return the bundle of an assignment. find: returns a notebook as the gradebook has it."""
    notebooks = tuple(_notebook(source, release, spec, find(spec)) for spec in specs)
    return AssignmentBundle(source.name, notebooks, files_beside(source))


def _notebook(source: Path, release: Path, spec: NotebookSpec, registered: Any) -> NotebookBundle:
    originals = original_cells(registered, spec.cells)
    translations = {
        language: _as_plain(translated(originals, folder / spec.file))
        for language, folder in folders(release).items()
    }
    return NotebookBundle(
        spec.name,
        _as_plain(originals),
        translations,
        _sources(source / spec.file),
        solution=_solution(source / spec.file),
    )


def _sources(path: Path) -> tuple[str, ...]:
    """Return the sources of the solutions, which the gradebook has not, and of other cells."""
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    metas = [cell.metadata.get("nbgrader", {}) for cell in cells]
    pairs = zip(cells, metas, strict=True)
    return tuple(cell.source for cell, meta in pairs if meta.get("solution") or not meta)


def _solution(path: Path) -> str:
    """Return a digest of the answers in a notebook with solutions."""
    cells = nbformat.read(path, as_version=4).cells
    return digest("\n".join(cell.source for cell in cells if is_solution(cell)))


def files_beside(folder: Path) -> dict[str, bytes]:
    """Return the files of an assignment that are no notebooks, up to a total size."""
    found, space = {}, MAX_EXTRA_BYTES
    for path in files(folder):
        space -= path.stat().st_size
        if path.suffix != ".ipynb" and space > 0:
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def _as_cells(cells: PlainCells) -> Cells:
    return {name: nbformat.from_dict(cell) for name, cell in cells.items()}


def _as_plain(cells: Cells) -> PlainCells:
    return {name: dict(nbformat.from_dict(cell)) for name, cell in cells.items()}
