"""What is needed to grade one notebook of an assignment, as plain data that can be sent away."""

import ast
import contextlib
import hashlib
import importlib
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..sandbox.layers import Setting

Cells = dict[str, NotebookNode]


@dataclass(frozen=True)
class Material:
    """The instructor's cells by name, in order, and the files beside the notebook.

    translations: language -> the cells with their words in it.
    """

    assignment: str
    notebook: str
    cells: dict[str, dict[str, Any]]
    files: dict[str, bytes]
    setting: Setting
    config: str = "{}"  # of nbgrader's own steps, as JSON
    translations: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def under(self, setting: Setting, config: str = "{}") -> "Material":
        """Return the same material with other limits and settings."""
        return replace(self, setting=setting, config=config)

    @cached_property
    def originals(self) -> Cells:
        return _notebook_cells(self.cells)

    @cached_property
    def _translated(self) -> dict[str, Cells]:
        return {language: _notebook_cells(c) for language, c in self.translations.items()}

    def originals_in(self, language: str) -> Cells:
        """Return the cells as a learner got them in a language."""
        return self._translated.get(language, self.originals)

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """Return the names that a student may define: those of the instructor's own solutions."""
        names: dict[str, None] = {}
        for cell in self.originals.values():
            if cell.metadata.nbgrader.solution and cell.cell_type == "code":
                names |= dict.fromkeys(_defined(cell.source))
        return tuple(names)

    @cached_property
    def key(self) -> str:
        total = hashlib.sha256(repr((self.cells, sorted(self.files.items()))).encode())
        return total.hexdigest()


def _notebook_cells(cells: dict[str, dict[str, Any]]) -> Cells:
    return {name: nbformat.from_dict(cell) for name, cell in cells.items()}


def _defined(source: str) -> Iterator[str]:
    """Yield the names that a cell defines at its outermost level."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


class Desk:
    """A folder in which the instructor's files lie while tests run, with their modules loaded."""

    def __init__(self, material: Material) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="judge")
        self.path = Path(self._folder.name)
        for name, content in material.files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_bytes(content)
        importlib.invalidate_caches()
        self._modules: dict[str, ModuleType] = {}
        self._names = {Path(name).stem for name in material.files if name.endswith(".py")}

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Make the files importable for a while, in the place of whatever has their names."""
        others = {name: sys.modules.pop(name) for name in self._names if name in sys.modules}
        sys.modules.update(self._modules)
        sys.path.insert(0, str(self.path))
        before = os.getcwd()
        os.chdir(self.path)
        try:
            yield
        finally:
            os.chdir(before)
            sys.path.remove(str(self.path))
            self._modules = {n: sys.modules.pop(n) for n in self._names if n in sys.modules}
            sys.modules.update(others)

    def close(self) -> None:
        self._folder.cleanup()
