"""The objects of a submission that the judge knows by number, and those of the judge's known here.

What is lent keeps its number as long as the process lives: the same object, the same number.
"""

import builtins
import importlib
import types
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from ..wire import operations
from ..wire.frames import WireError
from ..wire.handles import Known, Mine, Yours
from ..wire.remote import Remote, is_remote, link_of, remote

Ask = Callable[[str, Any, Any], Any]
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType)
METHODS = (types.MethodType, types.BuiltinMethodType, types.MethodWrapperType)


class Handles:
    """Both tables of one process. ask: asks the judge for an operation."""

    def __init__(self, ask: Ask, names: dict[str, Any]) -> None:
        self.ask, self.names = ask, names
        self._lent: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._traits: dict[type, int] = {}
        self._borrowed: weakref.WeakValueDictionary[int, Remote] = weakref.WeakValueDictionary()

    def lend(self, value: Any) -> Mine | Yours | Known:
        """Return the marker of a value that does not travel."""
        if is_remote(value):
            return Yours(link_of(value).mine.number)
        if isinstance(value, type) and _has_everybody(value):
            return Known(value.__module__, value.__name__)
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._lent)
            self._lent.append(value)
        kind, name, bases = _kind(value)
        module = str(type(value).__module__)[:80]
        return Mine(number, kind, module, name[:80], self._traits_of(type(value)), bases)

    def _traits_of(self, kind: type) -> int:
        if kind not in self._traits:
            self._traits[kind] = operations.traits_of(kind)
        return self._traits[kind]

    def resolve(self, marker: Mine | Yours | Known) -> Any:
        """Return what the judge means."""
        if isinstance(marker, Yours):
            return self._lent[marker.number]
        if isinstance(marker, Known):
            return _of_library(marker)
        found = self._borrowed.get(marker.number)
        if found is None:
            found = self._borrowed[marker.number] = remote(JudgesObject(self, marker))
        return found


class JudgesObject:
    """The link to an object of the judge's: of a test, or of the cells that were given."""

    def __init__(self, handles: Handles, mine: Mine) -> None:
        self._handles, self.mine = handles, mine

    def ask(self, operation: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self._handles.ask(operation, args, kwargs)

    def disguise(self) -> Any:
        """Return the class of the same name that the given cells have made here."""
        own = self._handles.names.get(self.mine.name) if self.mine.kind == "object" else None
        return own if issubclass(type(own), type) else None  # isinstance would ask an object again


def _has_everybody(kind: type) -> bool:
    """Say whether a class is one of Python's own names, or a number of NumPy's."""
    if kind.__module__ == "numpy":
        return issubclass(kind, np.generic) and np.sctypeDict.get(kind.__name__) is kind
    return kind.__module__ == "builtins" and vars(builtins).get(kind.__name__) is kind


def _kind(value: Any) -> tuple[str, str, tuple[str, ...]]:
    """Return the kind of an object, its name, and the classes above an error class."""
    if isinstance(value, type):
        if issubclass(value, BaseException):
            return "error", value.__name__, tuple(kind.__name__ for kind in value.__mro__[:30])
        return "class", value.__name__, ()
    if isinstance(value, types.ModuleType):
        return "module", str(value.__name__).rpartition(".")[2], ()
    if isinstance(value, FUNCTIONS):
        return "function", value.__name__, ()
    if isinstance(value, METHODS):
        return "method", value.__name__, ()
    kind = "generator" if isinstance(value, types.GeneratorType) else "object"
    return kind, type(value).__name__, ()


def _of_library(known: Known) -> Any:
    found: Any = importlib.import_module(known.module)
    for part in known.name.split("."):
        found = getattr(found, part)
    if found is None:
        raise WireError(f"{known.module} has no {known.name} here")
    return found
