"""An object of the other side, as it is seen here: each use of it is asked there.

Its type has the name of its own type there, and those special methods that it has there. What
comes of a use is plain data or another such object. Both sides use this module.
"""

import functools
from collections.abc import Callable
from typing import Any, Protocol

from .handles import Mine
from .operations import REFLECTED, SPECIAL, UNHASHABLE, methods

SHOWN = ("_ipython", "_repr_")  # what IPython looks for: nothing of this is asked there
ASKED = {  # other special names that a program reads
    *("__name__", "__qualname__", "__doc__", "__dict__", "__annotations__", "__defaults__"),
    *("__kwdefaults__", "__bases__", "__mro__", "__wrapped__", "__abstractmethods__", "__code__"),
    *("__closure__", "__init__", "__str__", "__repr__", "__members__"),
}


class Link(Protocol):
    """What a remote object knows of the other side."""

    mine: Mine

    def ask(self, operation: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Ask the other side for an operation on the object, and return what comes of it."""

    def disguise(self) -> type:
        """Return the class of this side that the object passes for."""


class Remote:
    """An object of the other side."""

    __slots__ = ("_Remote__link", "__weakref__")
    __array_ufunc__ = None  # NumPy's arrays leave an operator to this side

    def __init__(self, link: Link) -> None:
        object.__setattr__(self, "_Remote__link", link)

    def __getattr__(self, name: str) -> Any:
        link = link_of(self)
        if name in ("__name__", "__qualname__") and link.mine.kind != "object":
            return link.mine.name
        of_class = name in SPECIAL and link.mine.kind == "class"  # else its own type would have it
        special = name.startswith("__") and name not in ASKED and not of_class
        if special or name.startswith(SHOWN):
            raise AttributeError(f"{link.mine.name!r} object has no attribute {name!r}")
        return link.ask("getattr", (self, name), {})

    def __setattr__(self, name: str, value: Any) -> None:
        link_of(self).ask("setattr", (self, name, value), {})

    def __delattr__(self, name: str) -> None:
        link_of(self).ask("delattr", (self, name), {})

    def __str__(self) -> str:
        return str(link_of(self).ask("str", (self,), {}))

    def __repr__(self) -> str:
        return str(link_of(self).ask("repr", (self,), {}))

    def __format__(self, spec: str) -> str:
        return str(link_of(self).ask("format", (self, spec), {}))

    def __dir__(self) -> Any:
        return link_of(self).ask("dir", (self,), {})

    def __copy__(self) -> Any:
        return link_of(self).ask("copy", (self,), {})

    def __deepcopy__(self, memo: Any) -> Any:
        return link_of(self).ask("deepcopy", (self,), {})

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"cannot pickle {type(self).__name__!r} object of another process")

    @property
    def __class__(self) -> Any:
        return link_of(self).disguise() or type(self)

    @__class__.setter
    def __class__(self, kind: Any) -> None:
        raise TypeError("__class__ assignment is for objects of this process")


class RemoteClass(Remote):
    """A class of the other side."""

    __slots__ = ()

    def __instancecheck__(self, value: Any) -> bool:
        return bool(link_of(self).ask("isinstance", (value, self), {}))

    def __subclasscheck__(self, kind: Any) -> bool:
        return bool(link_of(self).ask("issubclass", (kind, self), {}))


class _Named(type):
    """The type of remote types: type(a) == Vector holds where Vector is the remote class of a."""

    def __eq__(cls, other: Any) -> Any:
        if isinstance(type(other), _Named) and issubclass(type(other), RemoteClass):
            return link_of(other).mine.name == cls.__name__
        return cls is other

    __hash__ = type.__hash__


def is_remote(value: Any) -> bool:
    return issubclass(type(value), Remote)


def link_of(remote: Remote) -> Any:
    link = object.__getattribute__(remote, "_Remote__link")
    return link


def remote(link: Link) -> Remote:
    """Return the object of the other side that a link leads to."""
    mine = link.mine
    kind = "class" if mine.kind in ("class", "error") else "object"
    name = mine.name if mine.kind == "object" else TYPE_NAMES.get(mine.kind, mine.kind)
    made = _type(name, kind, mine.kind == "object", mine.traits)(link)
    return made


@functools.lru_cache(maxsize=500)
def _type(name: str, kind: str, plain: bool, traits: int) -> type[Remote]:
    """Return the type of remote objects that can do just this."""
    space: dict[str, Any] = {"__slots__": (), "__doc__": property(_words)}
    space |= {method: _method(method) for method in methods(traits)}
    if "__eq__" in space and "__ne__" not in space:
        space["__ne__"] = _method("__ne__")
    if "__hash__" not in space:
        space["__hash__"] = None if traits & UNHASHABLE else Remote.__hash__
    if not plain:
        space["raises"] = Exception  # what the checks take for the student's error
    base = RemoteClass if kind == "class" else Remote
    made: Any = _Named(name, (base,), space)
    return made


TYPE_NAMES = {"class": "type", "error": "type"}


def _words(remote: Remote) -> Any:
    return link_of(remote).ask("getattr", (remote, "__doc__"), {})


@functools.cache
def _method(name: str) -> Callable[..., Any]:
    """Return a method that asks the other side."""
    operation = SPECIAL.get(name) or REFLECTED[name]
    if name in REFLECTED:

        def ask(self: Remote, other: Any) -> Any:
            return link_of(self).ask(operation, (other, self), {})

    elif operation == "call":

        def ask(self: Remote, /, *args: Any, **kwargs: Any) -> Any:  # type: ignore[misc]
            return link_of(self).ask("call", (self, *args), kwargs)

    elif operation in ("array", "exit"):  # NumPy's wishes, and an error of this side, stay here

        def ask(self: Remote, *given: Any, **wishes: Any) -> Any:  # type: ignore[misc]
            return link_of(self).ask(operation, (self,), {})

    else:

        def ask(self: Remote, *args: Any) -> Any:  # type: ignore[misc]
            return link_of(self).ask(operation, (self, *args), {})

    ask.__name__ = name
    # A test quotes the first line of a traceback that it can read: never this one.
    ask.__code__ = ask.__code__.replace(co_filename="<judge>")
    return ask
