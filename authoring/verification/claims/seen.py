"""What a claim is tested against: the calls of a function, with what came and what is right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

Values = Mapping[str, Any]
NEAR = 2e-5  # a little more than the checks allow


@dataclass(frozen=True)
class Call:
    """One call: its arguments, the right results by name, what came: results or an error."""

    arguments: Values
    expected: Values
    returned: Any = None
    error: BaseException | None = None

    @cached_property
    def results(self) -> dict[str, Any]:
        """Return what came by name, as far as it can be named; nothing where that is not clear."""
        if self.error is not None:
            return {}
        names = list(self.expected)
        if self.in_dict:
            came = self.returned if isinstance(self.returned, dict) else {}
            return {name: came[name] for name in names if name in came}
        return dict(zip(names, self.listed, strict=False))

    @property
    def listed(self) -> list[Any]:
        """Return the results one by one: several are a list, a tuple, or arrays in a stack."""
        several = len(self.expected) > 1 or self.are_shapes
        if several and isinstance(self.returned, (list, tuple)):
            return list(self.returned)
        if several and isinstance(self.returned, np.ndarray):
            shapes = {np.shape(each) for each in self.expected.values()}
            if len(shapes) == 1 and self.returned.shape[1:] == shapes.pop():
                return list(self.returned)
        return [self.returned]

    @property
    def are_shapes(self) -> bool:
        return all(isinstance(each, tuple) for each in self.expected.values())

    @property
    def in_dict(self) -> bool:
        """Tell whether the results belong into a dict: the blocks of the gates do."""
        return "b_i" in self.expected

    @property
    def right(self) -> bool:
        whole = self.in_dict or len(self.listed) == len(self.expected)
        return self.error is None and whole and all(map(self.is_right, self.expected))

    def is_right(self, name: str) -> bool:
        return name in self.results and is_near(self.results[name], self.expected[name])


@dataclass(frozen=True)
class Seen:
    """All that was looked at: calls with the examples, with simpler ones, with other numbers.

    simpler: what is simple about it, in English -> the call; of the first wrong example.
    """

    function: str
    visible: list[Call]
    simpler: dict[str, Call] = field(default_factory=dict)
    hidden: list[Call] = field(default_factory=list)
    defined: bool = True
    run: Callable[[Values, Call], Call] | None = None  # calls the function with other arguments

    def again(self, arguments: Values, call: "Call | None" = None) -> Call:
        """Return what comes for other arguments; what is right for them is what was, before."""
        if self.run is None:
            raise LookupError("the function is not here")
        return self.run(arguments, call or self.first)

    @property
    def first(self) -> Call:
        """Return the first wrong example: what is said is about it."""
        return next(call for call in self.visible if not call.right)


Claim = Callable[[Values, Seen], bool]  # the values in the gaps of the words, and what was seen
Formula = Callable[..., Any]  # from the arguments, by name, to what a mistake gives


def is_near(came: Any, right: Any) -> bool:
    """Compare two results of any kind."""
    if isinstance(right, tuple):
        return isinstance(came, (tuple, list)) and tuple(came) == right
    try:
        array = np.asarray(came, dtype=complex)
    except Exception:
        return False
    right = np.asarray(right)
    if array.shape != right.shape:
        return False
    return bool(np.all(np.abs(array - right) <= NEAR * (1 + np.abs(right))))


def gives(formula: Formula) -> Claim:
    """Return the claim that the function gives what a formula gives, in every example."""
    return lambda _, seen: all(came_as(call, formula(**call.arguments)) for call in seen.visible)


def came_as(call: Call, given: Any) -> bool:
    """Tell whether exactly this was returned: an array, several, a dict of them, shapes."""
    if call.error is not None:
        return False
    if isinstance(given, dict):
        found = {name: call.results.get(name) for name in call.expected}
        return all(name in given and is_near(found[name], given[name]) for name in found)
    if not isinstance(given, list):
        return is_near(call.returned, given)
    if len(given) == 1 and not call.are_shapes:
        return is_near(call.returned, given[0])
    came = call.returned
    same = isinstance(came, (list, tuple, np.ndarray)) and len(came) == len(given)
    return same and all(map(is_near, came, given))
