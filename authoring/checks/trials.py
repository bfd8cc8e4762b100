"""Trials: calls of a wrong function with other arguments, from which families of mistakes show.

What a trial shows is so: the function gives the right results for these other arguments, or the
same results whatever one of them is. A call that stops shows nothing.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .calls import call
from .comparison import close, same
from .examples import DATA, Case
from .returned import Outcome

Values = dict[str, Any]
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
        return [
            name
            for name, change in _changed_arrays(outcome.case.arguments)
            if (came := self.came(outcome, change)) and alike(came, outcome)
        ]


def _gave_right(came: Outcome, view: Callable[[Any], Any]) -> bool:
    """Tell whether a call gave the right results, each seen in a way."""
    if isinstance(came.returned, dict) or len(came.results) != len(came.case.expected):
        return False
    expected = came.case.expected
    return all(close(view(came.results[name]), right) for name, right in expected.items())


def alike(a: Outcome, b: Outcome) -> bool:
    """Tell whether two calls returned the same."""
    if a.results.keys() != b.results.keys() or not a.results:
        return False
    return a.miscounted == b.miscounted and all(same(a.results[n], b.results[n]) for n in a.results)


def _changed_arrays(arguments: Values) -> Iterator[tuple[str, Values]]:
    """Yield for each array, also of a dict, its name and the arguments with another one."""
    for name, value in arguments.items():
        if isinstance(value, dict):
            for key, array in value.items():
                yield f"{name}['{key}']", {name: {**value, key: another(array)}}
        elif isinstance(value, np.ndarray):
            yield name, {name: another(value)}


def another(array: Any) -> Any:
    """Return another array of the same shape, of numbers as large, and between 0 and 1 as well."""
    small = array.size and array.min() >= 0 and array.max() <= 1
    return 0.9 - 0.8 * array if small else 0.3 - 0.7 * array
