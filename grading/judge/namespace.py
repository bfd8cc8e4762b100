"""The global names of the tests: the instructor's own, and those of the submission.

A name that a cell of the instructor's solution binds is the submission's: a test sees what it is
there. A name that a given cell or a test binds is the instructor's. A name that the instructor's
cells import is what the judge itself imports.
"""

import builtins
import functools
from typing import Any

from nbformat import NotebookNode

from ..languages import say
from ..stage.names import BUILT_IN, CellNames, names_of, split
from ..wire.remote import is_remote, link_of
from .cell_runner import OWN_PYPLOT, PYPLOT, is_pyplot
from .cells import cell_name, is_given, is_test
from .magics import JudgesShell
from .session import Session
from .texts import Texts

REPLACEABLE = ("input", "print", "open")
ORIGINAL = {name: getattr(builtins, name) for name in REPLACEABLE}
MISSING = object()
Replaced = tuple[dict[str, Any], list[str]]


class TestNamespace(dict[str, Any]):
    """The names of one submission's tests. functions: those that the instructor's solution binds.

    imports: name -> the statement that binds it, of those that a solution imports.
    """

    def __init__(
        self,
        session: Session,
        functions: tuple[str, ...] = (),
        imports: dict[str, str] | None = None,
    ) -> None:
        super().__init__(__name__="__main__")
        self.session, self.functions, self.imports = session, functions, imports or {}
        self._texts = Texts(lambda: self.fetched, session.language)
        self.update(self._texts.names)
        self["get_ipython"] = functools.partial(JudgesShell, self)
        self.disabled: dict[str, DisabledFunction] = {}
        self.fetched: dict[str, Any] = {}
        self._later: frozenset[str] = frozenset()
        self._bound: set[str] = set()
        self._known: dict[str, Any] = {}
        self._imported: dict[str, str] = {}
        self._figures: dict[str, Any] = {}
        self._callers: set[str] = set()  # functions of given cells that use the submission's names
        self._handed: set[str] = set()  # variables of given cells that were handed to functions
        self._own: dict[str, Any] = {}  # what they were before
        session.names = self
        session.replaced, session.renew = self.replaced, self._renew

    def disable(self, function: str) -> None:
        """Call a function no more: it never ended, or it stopped the process."""
        if function in self.functions:
            self.disabled[function] = DisabledFunction(function, self.session.language)

    def begin(self, cell: NotebookNode) -> str:
        """Take note of a cell of the instructor's; return the part of it that is to run here.

        What a given cell makes of the submission's names is the submission's; what it imports or
        defines, and what else has nothing to do with them, stays the instructor's.
        """
        names = names_of(cell.source)
        self._texts.sources.append(cell.source)
        self._later |= names.later
        self._imported |= dict(names.imports)
        theirs = set(self.functions) - self.imports.keys()
        if not is_given(cell) or not (names.read | names.later) & (theirs | self._callers):
            self._bound |= names.bound
            return cell.source
        parts = split(cell.source, theirs | self._callers)
        self.functions = (*self.functions, *parts.made, *parts.read)
        self._bound |= names.bound - parts.made - parts.read
        self._handed |= parts.read
        self._callers |= parts.callers
        return parts.own

    def wanted(self, cell: NotebookNode) -> list[str]:
        """Return the names that a test needs from the submission."""
        names = names_of(cell.source)
        if names.sees_all:
            own = set(self.functions)
        else:
            read = names.read | names.later | self._later
            own = {n for n in self.functions if n in read or n in names.bound}
        foreign = (names.read | names.later | self._later) - set(self.functions) - self._bound
        graded = cell_name(cell).removeprefix("test_")
        own |= {graded} & set(self.functions)
        foreign -= BUILT_IN | (self.keys() - self.fetched.keys()) | names.bound
        wanted = {n for n in own | foreign if not n.startswith("__")} - self.imports.keys()
        return [*sorted(wanted), *[PYPLOT] * bool(is_test(cell) and self._pyplot(cell))]

    def renew(self, cell: NotebookNode) -> None:
        """Give a test what the submission has of its names by now, and nothing else of it."""
        self.update(self._figures)
        for name in self._handed & self.keys():
            if self[name] is not self.fetched.get(name):
                self._own[name] = self[name]
        for name in {*self.functions, *self.fetched, OWN_PYPLOT} - self.imports.keys():
            self.pop(name, None)
        self._known = known = self.session.values
        own = set(self.functions)  # what a given cell has bound by now stays the instructor's
        theirs = [n for n in known if n in own or n not in self]
        self.fetched = {n: self.disabled.get(n, known[n]) for n in theirs}
        for name in self._own.keys() & self.fetched.keys():
            if not self.session.may_have_changed(name, self._own[name], self.fetched[name]):
                self[name] = self._own[name]
                del self.fetched[name]
        self.update(self.fetched)
        self._import(names_of(cell.source))
        self._draw(cell)

    def _draw(self, cell: NotebookNode) -> None:
        """Let a test's pyplot be that of the submission: its figures are there."""
        own = self.session.values.get(PYPLOT)
        names = self._pyplot(cell) if is_test(cell) else []
        self._figures = {name: self[name] for name in names if name in self}
        if own is not None:
            self.update(dict.fromkeys([*names, OWN_PYPLOT], own))

    def _pyplot(self, cell: NotebookNode) -> list[str]:
        """Return the names under which a cell uses pyplot."""
        names = names_of(cell.source)
        lines = {**self.imports, **self._imported, **dict(names.imports)}
        used = names.read | names.later | self._later | dict(names.imports).keys()
        return sorted(n for n in used if is_pyplot(lines.get(n, "")))

    def _import(self, names: CellNames) -> None:
        """Import here what the instructor's own solution imports, and a test uses."""
        for name in (names.read | names.later | self._later) & self.imports.keys():
            if name not in self:
                try:
                    exec(self.imports[name], self)
                except ImportError:  # the test says so where it uses the name
                    continue

    def replaced(self) -> Replaced:
        """Return what replaces the submission's own names during a call, and which are absent.

        A test puts its own functions there, or deletes a name; a disabled function raises an error.
        """
        values: dict[str, Any] = dict(self.disabled)
        absent = []
        for name in [name for name in self.functions if name not in self.imports]:
            own, now = self.fetched.get(name, MISSING), dict.get(self, name, MISSING)
            if now is MISSING and own is not MISSING:
                absent.append(name)
            elif now is not own:
                values[name] = now
        for name in REPLACEABLE:
            here = self.get(name, getattr(builtins, name))
            if here is not ORIGINAL[name]:
                values[name] = here
        return values, absent

    def _renew(self, renewed: dict[str, Any]) -> None:
        """Take over variables that a call has changed, unless the test has put others there."""
        for name, value in renewed.items():
            if name in self.fetched and self.get(name) is self.fetched[name]:
                self[name] = self.fetched[name] = value

    def evidence(self, names: CellNames) -> set[str]:
        """Return which variables of the submission a test reads."""
        read = (names.read | names.later) - names.bound
        own = [n for n in self.functions if n in read]
        found = {n for n in own if n in self.fetched and _is_data(self.fetched[n])}
        gone = {n for n in own if n not in self._known and n not in self.imports}
        return found | set(filter(self.session.decisions.may_be_absent, gone))

    def is_about(self, function: str, names: CellNames) -> bool:
        """Say whether a test is about a function of this name, which then has to answer."""
        known = function in self.functions and function not in self.imports
        used = names.sees_all or function in names.read | names.later
        return known and used and not _is_data(self.fetched.get(function, type))


def _is_data(value: Any) -> bool:
    """Say whether a value is one that somebody has written, not a function to be called."""
    if is_remote(value):
        return bool(link_of(value).mine.kind == "object")
    return not callable(value)  # a function of a test's that the submission has kept is no answer


class DisabledFunction:
    """A function that is no longer called: who calls it gets an error, and goes on."""

    raises = Exception

    def __init__(self, name: str, language: str) -> None:
        self.words = say(language, "disabled", function=name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(self.words)
