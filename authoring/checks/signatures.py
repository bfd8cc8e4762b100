"""Signatures: the arguments that a learner's def line takes, beside those that a test gives.

Renamed arguments are as good as the first names. Other ones, or another order, are not: the tests
call by position. A function that calls this one by its own names must not pay for that.
"""

import contextlib
import inspect
from collections.abc import Iterable
from types import FunctionType
from typing import Any

from .examples import DATA

STARRED = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
ArgumentNames = tuple[str, ...]


def asked(function: str) -> ArgumentNames:
    """Return the arguments of an exercise function, as its cell was handed out."""
    return tuple(DATA["signatures"][function])


def parameters(function: Any) -> ArgumentNames | None:
    """Return the arguments of a learner's function; None where they are not known.

    Where a grader calls it in another process, its code says the names there, too.
    """
    with contextlib.suppress(Exception):  # an object may answer anything
        if not isinstance(function, FunctionType):
            return None
        own = inspect.unwrap(function) if type(function) is FunctionType else function
        code = own.__code__
        if not code.co_flags & STARRED and not code.co_kwonlyargcount:
            return code.co_varnames[: code.co_argcount]
    return None


def is_changed(function: str, own: ArgumentNames | None) -> bool:
    return own is not None and own != asked(function)


def is_reordered(function: str, own: ArgumentNames | None) -> bool:
    """Tell whether a def line takes the same arguments in another order."""
    return own is not None and is_changed(function, own) and set(own) == set(asked(function))


def in_order(
    function: str, own: ArgumentNames | None, args: Iterable[Any], kwargs: dict[str, Any]
) -> Any:
    """Return the arguments of a call in the order in which they were asked for.

    The names are those of the first def line, or else of the learner's own, place by place.
    """
    signature, first = DATA["signatures"][function], asked(function)
    if own and not set(kwargs) <= set(first):
        kwargs = {dict(zip(own, first, strict=False)).get(n, n): v for n, v in kwargs.items()}
    args = tuple(args)
    return *args, *(kwargs.get(name, signature[name]) for name in first[len(args) :])


def reordered(
    function: str, own: ArgumentNames, args: Iterable[Any], kwargs: dict[str, Any]
) -> Any:
    """Return the arguments of a call that gives them in the order of the learner's def line."""
    return in_order(function, None, (), {**dict(zip(own, args, strict=False)), **kwargs})
