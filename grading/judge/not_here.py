"""What a notebook needs that is not where it is graded, and which tests depend on it.

A package that is not installed or not allowed, a platform such as Google Colab, syntax of a newer
Python: that is decided here, from the sources of the cells, the packages of the settings and the
version of Python; never by what the learner's code has raised. What depends on it is decided
conservatively: the names that such a cell would have given a meaning to, and all that reads them.

The test of such a function waits for the instructor, who reads why; it gets no 0. A learner can use
that to put a 0 off, with an import of anything. It earns no point: what waits has none, and a test
that has earned all of its points keeps them.
"""

import ast
import builtins
import functools
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from ..languages import ENGLISH, say
from ..sandbox import packages
from ..sandbox.settings import SandboxSettings
from ..stage import syntax

PLATFORMS = {  # modules and folders that only one platform has
    "google.colab": "Google Colab",
    "kaggle_secrets": "Kaggle",
    "kaggle_datasets": "Kaggle",
    "pyodide": "JupyterLite",
    "pyodide_js": "JupyterLite",
    "piplite": "JupyterLite",
    "micropip": "JupyterLite",
    "js": "JupyterLite",
    "/content/": "Google Colab",
    "/kaggle/": "Kaggle",
}
PLATFORM_FOLDER = re.compile(r"/(content|kaggle)/")
EXCUSING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
STAR = "*"
MOST_DEEP = 5  # files of the learner's that import each other
HERE = "{}.{}".format(*sys.version_info)


@dataclass(frozen=True)
class Reason:
    """Why a cell could not run here: a phrase of languages.py and what to fill into it."""

    key: str
    names: tuple[tuple[str, Any], ...]

    def words(self, language: str) -> str:
        return say(language, self.key, **dict(self.names))

    @staticmethod
    def of(key: str, **names: Any) -> "Reason":
        return Reason(key, tuple(sorted(names.items())))


@dataclass
class NotHere:
    """Follows the cells of a notebook in their order. files: those beside the notebook."""

    settings: SandboxSettings
    files: Mapping[str, bytes]
    _known: dict[str, Reason] = field(default_factory=dict)  # name -> why it has no meaning
    _reads: dict[str, set[str]] = field(default_factory=dict)  # name -> what it reads when called
    _waiting: list[tuple[str, str, bool]] = field(default_factory=list)
    _stopped: dict[Reason, list[str]] = field(default_factory=dict)  # the cells that it stopped
    _tests: dict[Reason, list[str]] = field(default_factory=dict)  # that wait because of it

    def ran(self, cell: str, source: str, ok: bool) -> None:
        """Take note of a cell; ok: it has ended well, so that nothing was missing in it."""
        self._waiting.append((cell, source, ok))

    def look(self) -> None:
        """Look at the cells so far. To look costs time, so that it is done when it matters."""
        for cell, source, ok in self._waiting:
            self._follow(cell, syntax.parsed(source), ok)
        self._waiting.clear()

    def why(self, name: str, function: str, source: str) -> Reason | None:
        """Return why a test could not be run here; function: what it is about, or nothing."""
        self.look()
        if reason := self._behind(function, source):
            self._tests.setdefault(reason, []).append(name)
        return reason

    def notes(self) -> Iterator[str]:
        """Say for each reason which cells it has stopped, and which tests wait."""
        if any(not ok for _, _, ok in self._waiting):
            self.look()
        for reason in {**self._stopped, **self._tests}:
            cells, tests = self._stopped.get(reason, ()), self._tests.get(reason, ())
            where = f" ({', '.join(dict.fromkeys(cells))})" if cells else ""
            waits = f"; for your marks: {', '.join(tests)}" if tests else ""
            words = reason.words(ENGLISH).removesuffix(".")
            yield f"could not be run here: {words}{where}{waits}"

    def _behind(self, function: str, test: str) -> Reason | None:
        """Return the reason behind a name that a test reads, or that such a name reads."""
        waiting, seen = [function, *_read_by(test, not function)], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if reason := self._known.get(name) or self._of_a_star(name):
                return reason
            waiting += self._reads.get(name, ())
        return None

    def _of_a_star(self, name: str) -> Reason | None:
        """Return why there is no such name, if any module that could have brought it is missing."""
        known = not name or name in self._reads or hasattr(builtins, name)
        return None if known else self._known.get(STAR)

    def _follow(self, cell: str, parsed: syntax.Parsed, ok: bool) -> None:
        if parsed.tree is None:
            return
        stopped = None
        if parsed.newer and not ok:
            line, python = parsed.newer.line, parsed.newer.python
            stopped = Reason.of("newer_syntax", line=line, python=python, here=HERE)
        for statement in parsed.tree.body:
            if not ok and not stopped:
                stopped = self._needed_now(statement)
            self._bind(statement, stopped)
        if stopped:
            self._stopped.setdefault(stopped, []).append(cell)

    def _needed_now(self, statement: ast.stmt) -> Reason | None:
        """Return what a statement needs that is not here."""
        if reason := self._missing(syntax.within(statement)):
            return reason
        names = sorted(syntax.loads_now(statement))
        return next((self._known[name] for name in names if name in self._known), None)

    def _bind(self, statement: ast.stmt, stopped: Reason | None) -> None:
        """Keep what the names of a statement mean from now on."""
        later = stopped or self._missing(_bodies(statement))
        for name in syntax.bound(statement):
            self._reads[name] = syntax.loads_later(statement)
            if later:
                self._known[name] = later
            else:
                self._known.pop(name, None)

    def _missing(self, nodes: Iterator[ast.AST]) -> Reason | None:
        return next(filter(None, map(self._reason, _not_excused(nodes))), None)

    def _reason(self, node: ast.AST) -> Reason | None:
        """Return why a part of a statement can mean nothing here."""
        for module in _imported(node):
            if missing := self._not_found(module):
                return _of_module(missing)
        text = node.value if isinstance(node, ast.Constant) else None
        found = PLATFORM_FOLDER.match(text) if isinstance(text, str) else None
        return found and Reason.of("platform", name=found[0], platform=PLATFORMS[found[0]])

    def _not_found(self, module: str, depth: int = 0) -> str:
        """Return which module is not here: this one, or one that a file of the learner's needs."""
        first = module.partition(".")[0]
        if (source := self.files.get(f"{first}.py")) is not None:
            tree = syntax.parsed(source.decode("utf-8", "replace")).tree
            nodes = (node for each in (tree.body if tree else []) for node in syntax.within(each))
            needed = [name for node in _not_excused(nodes) for name in _imported(node)]
            found = (self._not_found(name, depth + 1) for name in needed if depth < MOST_DEEP)
            return next(filter(None, found), "")
        if any(PurePath(name).parts[0].partition(".")[0] == first for name in self.files):
            return ""
        return "" if packages.can_import(module, self.settings) else module


def _of_module(module: str) -> Reason:
    for name, platform in PLATFORMS.items():
        if module == name or module.startswith(f"{name}."):
            return Reason.of("platform", name=name, platform=platform)
    return Reason.of("no_module", module=module.partition(".")[0])


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _not_excused(nodes: Iterator[ast.AST]) -> Iterator[ast.AST]:
    """Yield nodes, but for those that may fail: in a `try` that expects it."""
    excused: set[ast.AST] = set()
    for node in nodes:
        if node in excused:
            excused.update(ast.iter_child_nodes(node))
            continue
        if isinstance(node, ast.Try) and any(map(_expects_it, node.handlers)):
            excused.update(node.body)
        yield node


def _expects_it(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(n, ast.Name) and n.id in EXCUSING for n in ast.walk(handler.type))


def _bodies(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield what runs only when a function of a statement is called."""
    for function in syntax.functions(statement):
        yield from ast.walk(function)


@functools.lru_cache(maxsize=500)
def _read_by(test: str, with_strings: bool) -> frozenset[str]:
    """Return the names that a test reads, as names; or as strings too, as getattr takes them."""
    tree = syntax.parsed(test).tree or ast.Module([], [])
    own = {name for statement in tree.body for name in syntax.bound(statement)}
    names = {name for s in tree.body for name in syntax.loads_now(s) | syntax.loads_later(s)}
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)} if with_strings else ()
    words = {text for text in texts if isinstance(text, str) and text.isidentifier()}
    return frozenset(name for name in (names - own) | words if not hasattr(builtins, name))
