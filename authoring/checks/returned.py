"""Outcomes: what a function returned, as results by name; or why they do not even fit."""

import contextlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .comparison import TOO_LARGE, close, numbers
from .examples import DATA, Case
from .findings import Finding, Series

FEW = 20  # results that a function may be said to give
LONGEST_KEY = 20  # letters of a key that is quoted


@dataclass(eq=False)  # compared by identity: the results are arrays
class Outcome:
    """What came of one call: results by name, and a finding if they do not even fit.

    integers: the names of those results that came as whole numbers, as an array of int does.
    """

    case: Case
    results: dict[str, Any]
    problem: Finding | None = None
    stopped: bool = False
    unwritten: bool = False
    interrupted: bool = False
    miscounted: bool = False
    returned: Any = None
    raw: Any = None  # just as it came
    integers: set[str] = field(default_factory=set)
    _known: dict[str, bool] = field(default_factory=dict, repr=False)

    @property
    def right(self) -> bool:
        return not self.problem and all(self.is_right(name) for name in self.case.expected)

    def is_right(self, name: str) -> bool:
        if name not in self._known:  # asked for by several parts of the points
            self._known[name] = self.is_right_in(name, ...)
        return self._known[name]

    def is_right_in(self, name: str, view: Any) -> bool:
        if name not in self.results:
            return False
        got, expected = self.results[name], self.case.expected[name]
        if isinstance(expected, tuple):  # a shape, not an array
            return bool(got == expected)
        return got.shape == expected.shape and close(got[view], expected[view])

    def add(self, name: str, came: Any) -> None:
        """Add a result as numbers; raise an error where it is no array of numbers."""
        self.results[name] = numbers(came)
        if np.asarray(came).dtype.kind in "biu":
            self.integers.add(name)

    def keep_first(self) -> None:
        """Forget all results but the first: there are too many or too few of them."""
        self.miscounted = True
        first = next(iter(self.case.expected))
        self.results = {k: v for k, v in self.results.items() if k == first}


def outcome_of(case: Case, returned: Any) -> Outcome:
    """Name the returned arrays, or find what came instead."""
    outcome = _named_results(case, returned)
    outcome.raw = returned
    return outcome


def _named_results(case: Case, returned: Any) -> Outcome:
    if returned is None:
        return Outcome(case, {}, Finding("nothing"))
    if type(returned).__name__ == TOO_LARGE:
        first = next(iter(case.expected))
        return Outcome(case, {}, Finding("too_large", {"name": first}))
    kind = DATA["functions"][case.function]["kind"]
    return {"dict": _from_dict, "shapes": _from_shapes}.get(kind, _from_arrays)(case, returned)


def _from_arrays(case: Case, returned: Any) -> Outcome:
    names = list(case.expected)
    returned = _as_list(returned) if len(names) > 1 else returned
    several = len(names) > 1 and _several(case, returned)
    values = list(returned[: len(names)]) if several else [returned]
    count = len(returned) if several else 1
    outcome = Outcome(case, {}, returned=returned)
    for name, value in zip(names, values, strict=False):
        try:
            outcome.add(name, value)
        except Exception as error:
            outcome.problem = _no_array(name, value, error)
            if len(names) == 1:
                outcome.problem = outcome.problem.followed_by(*_counted(value))
            outcome.results.clear()
            break
    if count != len(names):
        one = Finding("one", {"kind": type(returned).__name__})
        came = Finding("results", {"count": count}) if several else one
        outcome.problem = _miscounted(names, came)
        outcome.keep_first()
    outcome.problem = outcome.problem or _wrong_shape(outcome)
    return outcome


def _no_array(name: str, value: Any, error: Exception) -> Finding:
    if isinstance(error, OverflowError):
        return Finding("too_large", {"name": name})
    return Finding("no_array", {"name": name, "kind": _kind(value)})


def _counted(value: Any) -> list[Finding]:
    """Say how many results came in the place of one, where there are several."""
    several = isinstance(value, (tuple, list)) and len(value) > 1
    return [Finding("holds_several", {"count": len(value)})] if several else []


def _miscounted(names: list[str], came: Finding) -> Finding:
    order = Series(tuple(names), by="and_then" if len(names) < 3 else "")
    return Finding("miscounted", {"count": len(names), "names": order, "came": came})


def _as_list(returned: Any) -> Any:
    """Return the parts of a learner's own sequence, as of a named tuple; all else as it is.

    Where a grader calls the function, an object of such a class stays in the other process.
    """
    if isinstance(returned, (tuple, list, np.ndarray, str, bytes, dict, set, frozenset)):
        return returned
    with contextlib.suppress(Exception):  # an object may answer anything
        if 0 < (count := len(returned)) <= FEW:
            return [returned[place] for place in range(count)]
    return returned


def _several(case: Case, returned: Any) -> bool:
    """Tell several results from one: a tuple, a list, or one array that stacks them."""
    if isinstance(returned, np.ndarray):
        shapes = {array.shape for array in case.expected.values()}
        return shapes == {returned.shape[1:]}
    return isinstance(returned, (tuple, list))


def _from_dict(case: Case, returned: Any) -> Outcome:
    if not isinstance(returned, dict):
        return Outcome(case, {}, Finding("no_dict", {"kind": _kind(returned)}))
    missing = [name for name in case.expected if name not in returned]
    outcome = Outcome(case, {})
    for name in case.expected:
        with contextlib.suppress(Exception):
            outcome.add(name, returned[name])
    outcome.returned = list(outcome.results.values())
    if missing:
        found = Finding("missing", {"names": Series(tuple(missing))})
        outcome.problem = found.followed_by(*_other_keys(case, returned))
    elif len(outcome.results) < len(case.expected):
        outcome.problem = Finding("no_arrays")
    else:
        outcome.problem = _wrong_shape(outcome)
    return outcome


def _other_keys(case: Case, returned: dict[Any, Any]) -> list[Finding]:
    """Name what a dict holds in the place of what is missing; a name of any length is none."""
    strings = (name for name in returned if isinstance(name, str) and name not in case.expected)
    names = tuple(name for name in strings if name.isidentifier() and len(name) <= LONGEST_KEY)
    few = Series(names[: len(case.expected)])
    return [Finding("other_keys", {"names": few})] if names else []


def _from_shapes(case: Case, returned: Any) -> Outcome:
    """Take a list of tuples; a bare tuple of numbers is a shape, but no list of shapes."""
    if not isinstance(returned, (list, tuple)):
        return Outcome(case, {}, Finding("no_list", {"kind": _kind(returned)}))
    try:
        shapes = [tuple(map(_whole, shape)) for shape in returned]
    except Exception:
        return Outcome(case, {}, _no_shapes(returned))
    results = dict(zip(case.expected, shapes, strict=False))
    outcome = Outcome(case, results, returned=shapes)
    if len(shapes) != len(case.expected):
        key = "one_shape" if len(shapes) == 1 else "shapes"
        outcome.problem = Finding(key, {"count": len(shapes)})
        outcome.keep_first()
    return outcome


def _no_shapes(returned: Any) -> Finding:
    """Say what stands in a list of shapes that is none."""
    if not all(isinstance(shape, (tuple, list)) for shape in returned):
        one = returned and all(np.ndim(size) == 0 for size in returned)
        return Finding("no_tuples_but_one" if one else "no_tuples")
    for size in (size for shape in returned for size in shape):
        try:
            int(size)
        except Exception:
            found = Finding("no_size", {"kind": _kind(size)})
            return found.followed_by(Finding("none_size")) if size is None else found
    return Finding("no_tuples")


def _whole(number: Any) -> Any:
    """Return a whole number as an int; any other as it is: 2.5 is no 2."""
    whole = int(number)
    return whole if whole == number else number


def _wrong_shape(outcome: Outcome) -> Finding | None:
    """Find the first result of a wrong shape."""
    for name, got in outcome.results.items():
        expected = outcome.case.expected[name].shape
        if got.shape == expected:
            continue
        wrong = {"name": name, "expected": expected, "got": got.shape}
        finding = Finding("wrong_shape", wrong)
        if DATA["functions"][outcome.case.function]["kind"] == "dict":
            return finding  # weights: their rows are no samples
        if len(expected) == 2 and got.shape == expected[::-1]:
            return finding.followed_by(Finding("on_its_side"))
        if len(expected) == 2 and got.ndim < 2:
            return finding.followed_by(Finding("too_flat"))
        return finding
    return None


def _kind(value: Any) -> Finding:
    """Return the type of a value, with its article."""
    name = type(value).__name__
    return Finding("an" if name[0] in "aeiou" or name == "ndarray" else "a", {"name": name})
