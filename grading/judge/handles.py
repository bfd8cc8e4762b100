"""The objects of a submission that tests use, and those of tests that a submission uses.

What a test hands over stays here: the submission may call it, and may use an object of a class
that the notebook's cells define. It never gets at anything behind that.
"""

import builtins
import inspect
import io
import sys
import types
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from ..languages import say
from ..wire import operations, values
from ..wire.codec import Deep, Odd
from ..wire.frames import WireError
from ..wire.handles import Known, Mine, Yours
from ..wire.operations import BINARY, COMPARED, IN_PLACE
from ..wire.remote import Remote, is_remote, link_of, remote, unquoted
from . import errors

CELLS = "__main__"
READERS = (io.StringIO, io.BytesIO)
FUNCTIONS = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.BuiltinMethodType,
)
ON_OBJECTS = {*BINARY, *IN_PLACE, *COMPARED, "call", "getattr", "setattr", "getitem", "setitem"}
ON_OBJECTS |= {"delitem", "contains", "len", "iter", "next", "str", "repr", "bool", "hash", "enter"}
ON_OBJECTS |= {"exit", "neg", "pos", "abs", "invert", "float", "int", "index", "reversed"}
CALLS: set[str] = {"call"}
MAX_LENT = 100_000
MAX_KNOWN, MAX_TYPES = 200_000, 1000  # objects of a submission at once; their types in all


class LearnersObject:
    """The link to an object of the submission's. roots: the names that it came from."""

    def __init__(self, handles: "Handles", mine: Mine, roots: frozenset[str]) -> None:
        self.handles, self.mine, self.roots = handles, mine, roots

    @unquoted
    def ask(self, operation: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self.handles.ask(self, operation, args, kwargs)

    def disguise(self) -> Any:
        """Return the class that it has here as well: of a library, or of given cells."""
        mine = self.mine
        if mine.kind in ("function", "generator"):
            return types.FunctionType if mine.kind == "function" else types.GeneratorType
        space = self.handles.names if mine.module == CELLS else vars(_module(mine.module))
        found = space.get(mine.name) if mine.kind == "object" else None
        return found if issubclass(type(found), type) else None


class Handles:
    """Both tables of one process of a submission."""

    def __init__(self, ask: Callable[..., Any], names: dict[str, Any], language: str) -> None:
        self.ask, self.names, self.language = ask, names, language
        self._lent: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._known: weakref.WeakValueDictionary[int, Remote] = weakref.WeakValueDictionary()
        self._types: set[tuple[str, str, int]] = set()
        self._errors: dict[type, int] = {}
        self.roots: frozenset[str] = frozenset()

    # --- from the submission ---------------------------------------------------------------------

    def resolve(self, marker: Mine | Yours | Known) -> Any:
        """Return what the submission means."""
        if isinstance(marker, Yours):
            if marker.number >= len(self._lent):
                raise WireError("an object that was never handed over")
            return self._lent[marker.number]
        if isinstance(marker, Known):
            return _of_library(marker)
        if marker.kind == "error":
            made = errors.class_of(marker.bases)
            self._errors[made] = marker.number
            return made
        found = self._known.get(marker.number)
        if found is None or link_of(found).mine != marker:
            self._types.add((marker.kind, marker.name, marker.traits))
            if len(self._known) >= MAX_KNOWN or len(self._types) > MAX_TYPES:
                raise WireError("more objects than a test can hold")
            found = remote(LearnersObject(self, marker, self.roots))
            self._known[marker.number] = found
        return found

    # --- from the tests --------------------------------------------------------------------------

    def lend(self, value: Any) -> Any:
        """Return what is sent in the place of a value that does not travel as it is."""
        if is_remote(value):
            if link_of(value).handles is not self:
                raise RuntimeError(say(self.language, "ended_object"))
            return Yours(link_of(value).mine.number)
        if value in self._errors if isinstance(value, type) else False:
            return Yours(self._errors[value])
        if simpler := _simpler(value):
            return simpler[0]
        if named := _named(value):
            return named
        kind = _kind(value)
        if not kind:
            raise TypeError(say(self.language, "cannot_cross", kind=type(value).__name__))
        return self._lend(value, kind)

    def _lend(self, value: Any, kind: str) -> Mine:
        number = self._numbers.get(id(value))
        if number is None:
            if len(self._lent) >= MAX_LENT:
                raise MemoryError(say(self.language, "many_objects", most=MAX_LENT))
            number = self._numbers[id(value)] = len(self._lent)
            self._lent.append(value)
        called = getattr(value, "__name__", "") if kind != "object" else type(value).__name__
        name = str(called or type(value).__name__)
        traits = operations.traits_of(type(value))
        if kind in ("function", "class"):
            traits &= operations.traits_of(types.FunctionType) | 1 << CALL
        return Mine(number, kind, "judge", name, traits)

    def check(self, operation: str, args: list[Any]) -> None:
        """Raise WireError for what a submission may not do with what was handed over."""
        target = args[1] if len(args) == 2 and id(args[0]) not in self._numbers else args[0]
        if id(target) not in self._numbers:
            raise WireError("a question that nobody expects")
        kind = _kind(target)
        allowed = {"object": ON_OBJECTS, "generator": {"next", "iter"}}.get(kind, CALLS)
        if operation == "getattr" and args[1] == "__doc__":
            return
        if operation == "getattr" and operation not in allowed:  # functools.wraps looks for some
            raise AttributeError("a test's function has no such attribute here")
        if operation not in allowed:
            kind_of_error = AttributeError if operation == "getattr" else TypeError
            raise kind_of_error(f"a {kind} of a test cannot be used in this way: {operation}")
        if operation in ("getattr", "setattr") and not _is_public(args[1]):
            raise AttributeError("a name that begins with _ stays with the test")
        if operation == "setattr" and callable(getattr(type(target), args[1], None)):
            raise AttributeError("a method of a test's object stays as it is")


CALL = operations.METHODS.index("__call__")


def _is_public(name: Any) -> bool:
    return type(name) is str and not name.startswith("_")


def _simpler(value: Any) -> list[Any]:
    """Return simpler data for a value that only is of another type; nothing if it is another."""
    if type(value) is Deep:
        raise WireError("a value is too deep")
    if values.is_named(value):
        return [Odd("named", values.named_apart(value))]
    if type(value) is np.ndarray and value.dtype.kind == "O":
        return [Odd("objects", (values.array_apart(value) or ("", []))[1])]
    kinds: tuple[Any, ...] = (bool, int, float, complex, str, bytes, list, tuple, dict)
    for kind in kinds:
        if isinstance(value, kind) and type(value) is not kind:
            return [kind(value)]
    if isinstance(value, np.ndarray) and type(value) is not np.ndarray:
        return [np.array(value, subok=False)]
    kind = values.kind_of(value)
    return [kind(value)] if kind in values.APART and type(value) is not kind else []


def _named(value: Any) -> Known | None:
    """Return the name of a function or class of a library, which the submission has as well."""
    module = getattr(value, "__module__", None)
    name = getattr(value, "__qualname__", getattr(value, "__name__", None))
    if isinstance(value, np.ufunc):
        module, name = "numpy", value.__name__
    if not isinstance(module, str) or not isinstance(name, str) or module == CELLS:
        return None
    if not (isinstance(value, (type, np.ufunc)) or inspect.isroutine(value)):
        return None
    root = module.partition(".")[0]
    if root not in (*sys.stdlib_module_names, "numpy", "scipy", "pandas", "matplotlib"):
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return Known(module, name) if found is value else None


def _kind(value: Any) -> str:
    """Return as what an object of a test is handed over; nothing for one that is not."""
    if isinstance(value, types.GeneratorType):
        return "generator"
    if isinstance(value, types.ModuleType):
        return ""
    if isinstance(value, type):
        return "class" if value.__module__ == CELLS else ""
    if isinstance(value, FUNCTIONS):
        return "function"
    if type(value).__module__ == CELLS or isinstance(value, READERS):
        return "object"
    if callable(value):
        return "function"
    return "generator" if hasattr(type(value), "__next__") else ""


def _module(name: str) -> Any:
    """Return a module of a library, if it is loaded here."""
    root = name.partition(".")[0]
    found = sys.modules.get(name) if root not in ("builtins", "grading") else None
    return found or types.ModuleType("none")


TYPES: dict[tuple[str, str], type] = {
    ("builtins", name): kind for name, kind in vars(builtins).items() if isinstance(kind, type)
}
TYPES |= {("numpy", kind.__name__): kind for kind in np.sctypeDict.values()}


def _of_library(known: Known) -> type:
    """Return a type of Python or NumPy by its name; no submission names anything else."""
    try:
        return TYPES[known.module, known.name]
    except KeyError:
        raise WireError("expected a known type") from None
