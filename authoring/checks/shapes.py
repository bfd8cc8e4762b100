"""Shapes: the right numbers in another order or shape, and numbers that were rounded."""

from collections.abc import Callable, Iterable
from itertools import permutations
from typing import Any

import numpy as np

from .comparison import close, same
from .findings import Finding, Series
from .returned import Outcome

HALF = 1e-3  # what float16 leaves of a number: three digits

OVER_STEPS: dict[str, Callable[[Any], Any]] = {
    "f_mean": lambda steps: steps.mean(axis=1),
    "f_sum": lambda steps: steps.sum(axis=1),
    "f_max": lambda steps: steps.max(axis=1),
    "f_step_before": lambda steps: steps[:, -2],
    "f_last_sample": lambda steps: steps[-1],
    "f_in_one_row": lambda steps: steps.reshape(len(steps), -1),
    "f_last_unit": lambda steps: steps[:, :, -1],
}


def arranged(first: Outcome, visible: list[Outcome]) -> Finding | None:
    """Find how the wrong results come from the right ones, all in the same way."""
    if nested := _nested(first):
        return nested
    wrong = [name for name in first.results if not first.is_right(name)]
    found = [_from_right(name, first, visible) for name in wrong]
    keys = {each.key for each in found if each}
    if not found or not all(found) or len(keys) > 1:
        return None
    return found[0]


def sizes(first: Outcome) -> Finding | None:
    """Find which sizes are missing in the first wrong shape of a list, and which do not belong."""
    own = {n: v for n, v in first.case.arguments.items() if type(v) is int}
    name = next((n for n in first.results if not first.is_right(n)), "")
    if not name or len(set(own.values())) < len(own) or first.miscounted:
        return None
    got, right = first.results[name], first.case.expected[name]
    missing = [n for n, v in own.items() if v in right and v not in got]
    odd = [str(size) for size in got if size not in right]
    key = "sizes_missing" if len(missing) == 1 else "sizes_missing_some"
    said = [Finding(key, {"names": Series(tuple(missing))})] if missing else []
    said += [Finding("sizes_odd", {"sizes": Series(tuple(odd))})] if odd else []
    start = Finding("sizes", {"name": name, "got": got})
    return start.followed_by(*said) if said else None


def _from_right(name: str, outcome: Outcome, visible: list[Outcome]) -> Finding | None:
    got, right = outcome.results[name], outcome.case.expected[name]
    if isinstance(right, tuple) or right.size < 3 or np.iscomplexobj(got):
        return None
    return (
        _moved(name, got, right)
        or _rounded(name, got, right)
        or _too_long(name, got, right)
        or _of_steps(name, got, right)
        or _over_steps(name, got, right, visible)
    )


def _nested(outcome: Outcome) -> Finding | None:
    """Find a list of arrays where one array belongs; what belongs there may be in it."""
    if len(outcome.case.expected) == 1:
        return _in_a_list(outcome)
    came = outcome.returned
    if not isinstance(came, (tuple, list)):
        return None
    for each in came[: len(outcome.case.expected)]:
        if isinstance(each, (tuple, list)) and any(isinstance(one, np.ndarray) for one in each):
            return Finding("nested", {"kind": type(each).__name__})
    return None


def _in_a_list(outcome: Outcome) -> Finding | None:
    (name, right), *_ = outcome.case.expected.items()
    if not isinstance(outcome.raw, (tuple, list)) or isinstance(right, tuple):
        return None
    arrays = [each for each in outcome.raw if isinstance(each, np.ndarray)]
    if any(each.shape == right.shape and same(each, right) for each in arrays):
        return Finding("in_a_list", {"name": name, "kind": type(outcome.raw).__name__})
    return None


def _moved(name: str, got: Any, right: Any) -> Finding | None:
    """Find the right numbers in another shape, or in other places."""
    if got.size != right.size:
        return None
    if got.shape != right.shape and close(got.reshape(right.shape), right):
        new = got.ndim == right.ndim + 1 and 1 not in got.shape
        return Finding("new_axis" if new else "another_shape", {"name": name})
    for order in _orders(right.ndim):
        if close(got, right.transpose(order)):
            return Finding("axes_moved", {"name": name, "order": order})
    if any(_is_reshaped(got, each) for each in _split(right)):
        return Finding("joined_up" if got.ndim < right.ndim else "reshaped", {"name": name})
    if got.shape == right.shape and _varied(right) and _same_numbers(got, right):
        return Finding("other_places", {"name": name})
    return None


def _same_numbers(got: Any, right: Any) -> bool:
    return close(np.sort(got.ravel()), np.sort(right.ravel()))


def _too_long(name: str, got: Any, right: Any) -> Finding | None:
    longer = got.ndim == right.ndim and got.shape[-1] > (width := right.shape[-1])
    begins = longer and close(got[..., :width], right)
    return Finding("too_long", {"name": name}) if begins else None


def _of_steps(name: str, got: Any, right: Any) -> Finding | None:
    """Find every time step where the last one belongs, or the last one where each belongs."""
    if right.ndim == 3 and got.shape == right.shape and right.shape[1] > 1:
        again = np.repeat(right[:, -1:], right.shape[1], axis=1)
        return Finding("last_step_again", {"name": name}) if close(got, again) else None
    if right.ndim == 2 and got.ndim == 3 and close(got[:, -1], right):
        return Finding("every_step", {"name": name})
    return None


def _over_steps(name: str, got: Any, right: Any, visible: list[Outcome]) -> Finding | None:
    """Find what was made of all outputs where the last one belongs."""
    every = (outcome.case.expected.get(name) for outcome in visible)
    sequence = next((each for each in every if np.ndim(each) == 3), None)
    if sequence is None or right.ndim != 2:
        return None
    for key, function in OVER_STEPS.items():
        if close(got, function(sequence)):
            return Finding("over_steps", {"name": name, "what": Finding(key)})
    return None


def _varied(right: Any) -> bool:
    """Tell whether no two numbers are nearly equal: else places could not be told apart."""
    return bool(np.diff(np.sort(right.ravel())).min(initial=1) > 1e-4)


def _orders(axes: int) -> Iterable[tuple[int, ...]]:
    return [order for order in permutations(range(axes)) if order != tuple(range(axes))]


def _split(right: Any) -> list[Any]:
    """Return a result, and the same with its last axis cut into two halves."""
    if right.shape[-1] % 2:
        return [right]
    return [right, right.reshape(*right.shape[:-1], 2, -1)]


def _is_reshaped(got: Any, right: Any) -> bool:
    return any(close(got, right.transpose(o).reshape(got.shape)) for o in _orders(right.ndim))


def _rounded(name: str, got: Any, right: Any) -> Finding | None:
    """Find numbers that are right to a few decimals, or as far as float16 goes."""
    if got.shape != right.shape:
        return None
    for digits in (1, 2, 3, 4):
        unit = 10.0**-digits
        if np.abs(got - right).max() <= 0.501 * unit and _is_whole(got / unit):
            return Finding("rounded_off", {"name": name, "digits": digits})
    near = np.abs(got - right) <= HALF * (0.01 + np.abs(right))
    if near.all() and np.array_equal(got.astype(np.float16).astype(float), got):
        return Finding("float16", {"name": name})
    return None


def _is_whole(numbers: Any) -> bool:
    return bool(np.abs(numbers - np.round(numbers)).max() < 1e-4 and np.any(numbers))
