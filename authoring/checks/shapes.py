"""Shapes: the right numbers in another order or shape, and numbers that were rounded."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

import numpy as np

from .comparison import close
from .findings import Finding
from .returned import Outcome

HALF = 1e-3  # what float16 leaves of a number: three digits


def arranged(outcome: Outcome) -> Finding | None:
    """Find how the first wrong result comes from the right one; all others must be right."""
    wrong = [name for name in outcome.case.expected if not outcome.is_right(name)]
    if nested := _nested(outcome):
        return nested
    if len(wrong) != 1 or wrong[0] not in outcome.results:
        return None
    name = wrong[0]
    got, right = outcome.results[name], outcome.case.expected[name]
    if isinstance(right, tuple) or right.size < 4 or np.iscomplexobj(got):
        return None
    return _moved(name, got, right) or _rounded(outcome, name, got, right)


def _nested(outcome: Outcome) -> Finding | None:
    """Find a list of arrays where one array belongs."""
    came = outcome.returned
    if not isinstance(came, (tuple, list)):
        return None
    for each in came:
        if isinstance(each, (tuple, list)) and any(isinstance(one, np.ndarray) for one in each):
            several = len(outcome.case.expected) > 1
            return Finding("nested", {"kind": type(each).__name__}) if several else None
    return None


def _moved(name: str, got: Any, right: Any) -> Finding | None:
    """Find the right numbers in another shape, or in other places."""
    if got.size != right.size or not _varied(right):
        return None
    if got.shape != right.shape and close(got.reshape(right.shape), right):
        return Finding("another_shape", {"name": name})
    for order in _orders(right.ndim):
        if close(got, right.transpose(order)):
            return Finding("axes_moved", {"name": name, "order": order})
    if any(_is_reshaped(got, each) for each in _split(right)):
        return Finding("reshaped", {"name": name})
    if got.shape == right.shape and close(np.sort(got.ravel()), np.sort(right.ravel())):
        return Finding("other_places", {"name": name})
    return None


def _varied(right: Any) -> bool:
    """Tell whether no two numbers are nearly equal: else places could not be told apart."""
    return bool(np.diff(np.sort(right.ravel())).min(initial=1) > 1e-4)


def _orders(axes: int) -> Iterable[tuple[int, ...]]:
    return [order for order in permutations(range(axes)) if order != tuple(range(axes))]


def _split(right: Any) -> list[Any]:
    """Return a result, and the same with its last axis cut into two halves."""
    even = right.shape[-1] % 2 == 0
    halves = right.reshape(*right.shape[:-1], 2, -1)
    return [right, halves] if even else [right]


def _is_reshaped(got: Any, right: Any) -> bool:
    return any(close(got, right.transpose(o).reshape(got.shape)) for o in _orders(right.ndim))


def _rounded(outcome: Outcome, name: str, got: Any, right: Any) -> Finding | None:
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
