"""Trials: calls of a wrong function with other arguments, from which families of mistakes show.

What a trial shows is so: the function gives the right results for these other arguments, or the
same results whatever one of them is. A call that stops shows nothing.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .calls import call
from .comparison import close, numbers
from .examples import DATA, Case
from .returned import Outcome

Values = dict[str, Any]
Change = Callable[[Any], Any]
NEARLY = 1e-7  # a stand-in's table holds eight digits
ENOUGH = 3.0  # seconds for all trials of one function


class Trials:
    """Calls of one function with changed arguments of its visible examples."""

    def __init__(self, function: Callable[..., Any], visible: list[Outcome]) -> None:
        self.function, self.visible = function, visible
        self.until = time.monotonic() + ENOUGH
        self.kind = DATA["functions"][visible[0].case.function]["kind"]

    def came(self, outcome: Outcome, changed: Values) -> Outcome | None:
        """Return what comes with some arguments replaced; nothing if that shows nothing."""
        if time.monotonic() > self.until:
            return None
        case = outcome.case
        other = Case(case.function, {**case.arguments, **changed}, case.expected)
        result = call(self.function, other, quiet=True)
        return None if result.stopped or result.returned is None else result

    def gives(self, change: Callable[[Values], Values], view: Callable[[Any], Any]) -> bool:
        """Tell whether changed arguments give the right results, seen in a way, everywhere."""
        for outcome in self.visible:
            came = self.came(outcome, change(outcome.case.arguments))
            if came is None or not _gave_right(came, view):
                return False
        return True

    def ignored(self, outcome: Outcome) -> list[str]:
        """Return the names of the arrays that can change without any change of the results."""
        changes = zip(*(_changed_arrays(outcome.case.arguments, way) for way in OTHER), strict=True)
        return [
            ways[0][0]
            for ways in changes
            if all((came := self.came(outcome, way)) and alike(came, outcome) for _, way in ways)
        ]


def _gave_right(came: Outcome, view: Callable[[Any], Any]) -> bool:
    """Tell whether a call gave the right results, each seen in a way."""
    if isinstance(came.returned, dict) or len(came.results) != len(came.case.expected):
        return False
    expected = came.case.expected
    return all(close(view(came.results[name]), right) for name, right in expected.items())


def alike(a: Outcome, b: Outcome) -> bool:
    """Tell whether two calls returned just the same."""
    return b.raw is not None and _alike_values(a.raw, b.raw)


def _alike_values(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_alike_values(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(_alike_values, a, b))
    try:
        one, other = numbers(a), numbers(b)
    except Exception:  # no numbers, or too many
        return False
    return one.shape == other.shape and _nearly(one, other)


def _nearly(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, NEARLY, NEARLY, equal_nan=True))


def _changed_arrays(arguments: Values, way: Change) -> Iterator[tuple[str, Values]]:
    """Yield for each array, also of a dict, its name and the arguments with another one."""
    for name, value in arguments.items():
        if isinstance(value, dict):
            for key, array in value.items():
                yield f"{name}['{key}']", {name: {**value, key: way(array)}}
        elif isinstance(value, np.ndarray):
            yield name, {name: way(value)}


def another(array: Any) -> Any:
    """Return another array of the same shape, of numbers as large, and between 0 and 1 as well."""
    small = array.size and array.min() >= 0 and array.max() <= 1
    return 0.9 - 0.8 * array if small else 0.3 - 0.7 * array


def flipped(array: Any) -> Any:
    """Return one more: its numbers in another order, and some of them larger."""
    small = array.size and array.min() >= 0 and array.max() <= 1
    return np.sqrt(np.flip(array)) if small else np.flip(1.3 * array + 0.2)


OTHER: tuple[Change, ...] = (another, flipped)
