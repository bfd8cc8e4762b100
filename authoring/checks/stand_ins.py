"""Stand-ins: right functions in the place of a learner's own, whose mistakes then cost nothing.

Only a composite has them: a function whose exercise is to put earlier ones together. A gate that
calls another gate is right where that one is right: a formula must stand somewhere.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from .calls import OtherCall, is_interrupt, raised_by
from .comparison import same
from .examples import DATA, value
from .signatures import Names, in_order, is_changed, is_reordered, parameters, reordered
from .words import language, say

Functions = dict[str, Callable[..., Any]]


def stand_ins(
    formulas: Functions | None, function: str, namespace: dict[str, Any]
) -> list[Functions]:
    """Return right functions for those that this one is put together from.

    They are called as the first def lines say, or by the learner's own names. Where a learner's
    def line is another one, there is a second choice: it is called as that line says.
    """
    rows = DATA["functions"][function]["calls"]
    if not rows:
        return []
    if formulas is None:
        formulas = {name: _table(name, rows[name], namespace) for name in rows}
    own = {name: parameters(namespace.get(name)) for name in formulas}
    first = {name: _named(name, f, own[name]) for name, f in formulas.items()}
    changed = {name for name in first if is_changed(name, own[name])}
    second = {name: each for name, each in first.items() if name not in changed}
    for name in changed:
        names = own[name]
        if names and is_reordered(name, names):
            second[name] = _called_in(names, name, formulas[name])
    return [first, second] if changed and second else [first]


def _table(name: str, rows: list[Any], namespace: dict[str, Any]) -> Callable[..., Any]:
    """Return a function that looks up the right results of the examples."""
    own: Any = namespace.get(name)

    def look_up(*args: Any) -> Any:
        for row, result in rows:
            if all(map(same, args, map(value, row))):
                several = isinstance(result, list)
                return [value(r) for r in result] if several else value(result)
        try:
            return own(*args)
        except raised_by(own) as error:
            if is_interrupt(error):
                raise
            words = say("other_arguments", language(), name=name)
            raise OtherCall(words, name) from error

    return look_up


def _named(function: str, formula: Callable[..., Any], own: Names | None) -> Callable[..., Any]:
    """Return formula, callable with the argument names of the named exercise function."""

    def answer(*args: Any, **kwargs: Any) -> Any:
        return formula(*in_order(function, own, args, kwargs))

    return answer


def _called_in(own: Names, function: str, formula: Callable[..., Any]) -> Callable[..., Any]:
    """Return formula, callable with the arguments in the order of the learner's def line."""

    def answer(*args: Any, **kwargs: Any) -> Any:
        return formula(*reordered(function, own, args, kwargs))

    return answer


@contextlib.contextmanager
def replaced(namespace: dict[str, Any], functions: Functions) -> Iterator[None]:
    """Put functions into a namespace for a while; give the learner's own back in any case."""
    own = {name: namespace[name] for name in functions if name in namespace}
    try:
        namespace.update(functions)
        yield
    finally:
        for name in functions:
            namespace.pop(name, None)
        namespace.update(own)
