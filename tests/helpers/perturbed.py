"""A right function whose results are changed a little, and an oracle that knows by how much.

The oracle compares by itself: it shares no line with the checks.
"""

import pickle
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

TOLERANCE = 1e-5
SLACK = 1e-7  # the examples' right results are rounded


def _size(rng):
    """Draw how far a change goes: from well within the tolerance to far beyond it."""
    return rng.choice([-1, 1]) * 10 ** rng.uniform(-7, 3)


def scale(a, size, place):
    return a * (1 + size)


def offset(a, size, place):
    return a + size


def one_element(a, size, place):
    changed = a.astype(np.result_type(a, size))
    changed.flat[int(place * a.size)] += size
    return changed


def imaginary(a, size, place):
    return a + 1j * size


def one_imaginary(a, size, place):
    return one_element(a, 1j * size, place)


def one_unknown(a, size, place):
    return one_element(a, np.nan if size > 0 else np.inf, place)


def one_step(a, size, place):
    """Change one time step: of a sequence it is the second axis, of norms the first."""
    axis = 1 if a.ndim == 3 else 0
    changed = a.copy()
    np.moveaxis(changed, axis, 0)[int(place * a.shape[axis])] += size
    return changed


def swapped_steps(a, size, place):
    axis = 1 if a.ndim == 3 else 0
    order = np.arange(a.shape[axis])
    first = int(place * len(order))
    order[[first, -1]] = order[[-1, first]]
    return np.take(a, order, axis)


def dtype(a, size, place):
    kinds = ["f2", "f4", "i8", "i1", "?", "c8", "U", "g"]
    return a.astype(kinds[int(place * len(kinds))])


def decimals(a, size, place):
    digits = 1 + int(place * 9)
    rounded = [Decimal(str(round(float(n), digits))) for n in a.flat]
    return np.array(rounded, dtype=object).reshape(a.shape)


def noise(a, size, place):
    return a + size * np.random.default_rng(int(place * 1000)).normal(size=a.shape)


def turned(a, size, place):
    return a.T if a.ndim > 1 else a[::-1]


def mean(a, size, place):
    return np.broadcast_to(a.mean(axis=0), a.shape)


CHANGES = (
    *(scale, offset, one_element, imaginary, one_imaginary, one_unknown),
    *(one_step, swapped_steps, dtype, decimals, noise, turned, mean),
)


@dataclass(frozen=True)
class Far:
    """A result beyond the tolerance: was it an example, with which flags, the elements that are."""

    visible: bool
    flags: list[bool]
    first: bool
    name: str
    where: Any


class Perturbed:
    """A function that gives another's results, one of them changed in the same way at each call.

    visible: the arguments of the examples. far: what the first `most` calls gave of that kind.
    """

    def __init__(self, right, names, visible, most, change, rng):
        self.right, self.names, self.left, self.change = right, list(names), most, change
        self.visible = {pickle.dumps(list(map(plain, arguments))) for arguments in visible}
        self.size, self.place, self.which = _size(rng), rng.uniform(), rng.uniform()
        self.hidden_only, self.listed = rng.uniform() < 0.2, rng.uniform() < 0.2
        self.far = []

    def __str__(self):
        where = "hidden only" if self.hidden_only else "everywhere"
        return f"{self.change.__name__}, {self.size:g}, {self.place:g}, {self.which:g}, {where}"

    def __call__(self, *args):
        seen = pickle.dumps(list(map(plain, args))) in self.visible
        returned = self.right(*args)
        self.left -= 1
        if seen and self.hidden_only:
            return returned
        results = list(returned.values()) if isinstance(returned, dict) else returned
        names = list(returned) if isinstance(returned, dict) else self.names
        several = isinstance(results, (list, tuple))
        results = list(results) if several else [results]
        k = int(self.which * len(results))
        is_shape = isinstance(results[k], tuple)
        before = np.asarray(results[k], dtype=float)
        results[k] = self.change(before, self.size, self.place)
        if self.left >= 0:
            self._note(Far(seen, flags_of(args), k == 0, names[k], distant(before, results[k])))
        results[k] = self._as_returned(results[k], is_shape)
        if isinstance(returned, dict):
            return dict(zip(returned, results, strict=True))
        return results if several else results[0]

    def _as_returned(self, array, is_shape):
        if is_shape:
            return tuple(array.tolist())
        return array.tolist() if self.listed else array

    def _note(self, far):
        if far.where.any():
            self.far.append(far)


def flags_of(arguments):
    return [value for value in arguments if isinstance(value, bool)]


def plain(value):
    """Return an argument so that equal ones have equal bytes."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, np.ndarray):
        return value.shape, value.astype(float).tobytes()
    return value


def distant(right, other):
    """Return which elements are further off than the tolerance; all, where the shape differs."""
    if other.shape != right.shape:
        return np.ones(right.shape, dtype=bool)
    numbers = np.array([complex(n) for n in other.flat]).reshape(other.shape)
    return ~(np.abs(numbers - right) <= TOLERANCE * (1 + np.abs(right)) * 1.001 + SLACK)


LOOKS = {  # part of the points -> does it look at any of these elements?
    "shape": lambda far: False,
    "value": lambda far: True,
    "first_step": lambda far: far.first and far.where[:, :1].any(),
    "one_step_back": lambda far: far.first and far.where[-2:].any(),
    "last_output": lambda far: far.first and not far.flags[0],
    "sequence": lambda far: far.first and far.flags[0],
    "states": lambda far: not far.first,
    "forward_half": lambda far: far.where[..., : far.where.shape[-1] // 2].any(),
    "backward_half": lambda far: far.where[..., far.where.shape[-1] // 2 :].any(),
    "kernel": lambda far: far.name.startswith("W_x"),
    "recurrent_kernel": lambda far: far.name.startswith("W_h"),
    "bias": lambda far: far.name.startswith("b_"),
}


def is_looked_at(part, far):
    return LOOKS[part](far) if part in LOOKS else far.name == part
