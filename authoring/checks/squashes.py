"""Squashed sums: what a wrong result shows of the sum, and of the function around it.

The right sum comes out of the right result: the inverse of the right function gives it back.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from .comparison import close
from .findings import Finding
from .returned import Outcome
from .trials import Trials

Function = Callable[[Any], Any]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def softmax(z: Any, axis: int | None = -1) -> Any:
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)


def relu(z: Any) -> Any:
    return np.maximum(z, 0)


SQUASHES: dict[str, tuple[Function, Function]] = {  # a function and its inverse
    "sigmoid": (sigmoid, lambda p: np.log(p / (1 - p))),
    "tanh": (np.tanh, np.arctanh),
}
SQUASHED: dict[str, Function] = {"f_sigmoid_z": sigmoid, "f_tanh_z": np.tanh}
# What may stand around the sum, from simple to rare; the words of each are its key's.
AROUND: dict[str, Function] = {
    "f_relu": relu,
    "f_softmax": softmax,
    "f_exp": np.exp,
    "f_exp_minus": lambda z: np.exp(-z),
    "f_hard_sigmoid": lambda z: np.clip(0.2 * z + 0.5, 0, 1),
    "f_hard_sigmoid_6": lambda z: np.clip(z / 6 + 0.5, 0, 1),
    "f_clip_1": lambda z: np.clip(z, -1, 1),
    "f_clip_01": lambda z: np.clip(z, 0, 1),
    "f_clip_6": lambda z: np.clip(z / 6, 0, 1),
    "f_relu6": lambda z: np.clip(z, 0, 6),
    "f_x_sigmoid": lambda z: z * sigmoid(z),
    "f_x_tanh": lambda z: z * np.tanh(z),
    "f_2_sigmoid": lambda z: 2 * sigmoid(z) - 1,
    "f_tan": np.tan,
    "f_sin": np.sin,
    "f_arctan": np.arctan,
    "f_coth": lambda z: 1 / np.tanh(z),
    "f_sinh": np.sinh,
    "f_cosh": np.cosh,
    "f_softplus": lambda z: np.log1p(np.exp(z)),
    "f_softsign": lambda z: z / (1 + np.abs(z)),
    "f_leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "f_elu": lambda z: np.where(z > 0, z, np.exp(z) - 1),
    "f_abs": np.abs,
    "f_square": np.square,
    "f_sigmoid_tanh": lambda z: sigmoid(np.tanh(z)),
    "f_tanh_sigmoid": lambda z: np.tanh(sigmoid(z)),
    "f_sigmoid_slope": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "f_tanh_slope": lambda z: 1 - np.tanh(z) ** 2,
    "f_softmax_batch": lambda z: softmax(z, axis=0),
    "f_softmax_all": lambda z: softmax(z, axis=None),
}


def of_sum(outcome: Outcome, squash: str, trials: Trials) -> Finding | None:
    """Find which function of the right sum came, or what is wrong with the sum."""
    (name, right), *_ = outcome.case.expected.items()
    got = outcome.results.get(name)
    if got is None or got.shape != right.shape or outcome.problem or not np.isfinite(got).all():
        return None
    with np.errstate(all="ignore"):
        z = SQUASHES[squash][1](right)
        named = next((key for key, f in AROUND.items() if _is(got, f, z)), "")
        if named:
            return Finding("function_of_sum", {"what": Finding(named)})
        return _other_sum(outcome, got, z, squash) or _other_function(
            outcome, name, got, z, squash, trials
        )


def of_state(outcome: Outcome) -> Finding | None:
    """Find which function came around the cell state, where the gate before it is right."""
    gate, state = (outcome.case.arguments.get(name) for name in ("o_t", "C_t"))
    got = outcome.results.get("h_t")
    if gate is None or state is None or got is None or got.shape != state.shape:
        return None
    with np.errstate(all="ignore"):
        key = next(
            (key for key, f in AROUND.items() if _is(got, lambda z, f=f: gate * f(z), state)), ""
        )
    values = {"argument": "C_t", "what": Finding(key)}
    return Finding("function_of_state", values) if key else None


def function_first(outcome: Outcome, squash: str, trials: Trials) -> Finding | None:
    """Find another function where the bias alone is in the sum, whatever else is wrong."""
    x, h, _, _, bias = outcome.case.arguments
    z = np.linspace(-1.7, 2.3, len(outcome.case.arguments[bias]))
    zeros = {key: 0 * outcome.case.arguments[key] for key in (x, h)}
    came = trials.came(outcome, {**zeros, bias: z})
    (name, right), *_ = outcome.case.expected.items()
    got = came.results.get(name) if came else None
    if got is None or got.shape != right.shape:
        return None
    others = {key: f for key, f in SQUASHED.items() if key != f"f_{squash}_z"}
    known = {"f_bare": lambda z: z, **others, **AROUND}
    rows = np.stack([z] * len(got))
    for key, function in known.items():
        hears = not _is(function(0 * rows), function, rows)  # of equal rows, some give one number
        if hears and _is(got, function, rows):
            values = {"x": x, "h": h, "bias": bias, "squash": squash, "what": Finding(key)}
            return Finding("function_first", values)
    return None


def _is(got: Any, function: Function, z: Any) -> bool:
    gives = function(z)
    return bool(np.isfinite(gives).all() and close(got, gives))


def _other_sum(outcome: Outcome, got: Any, z: Any, squash: str) -> Finding | None:
    """Find a sum that is off by one number, by a factor, or by the same numbers in every row."""
    sums = SQUASHES[squash][1](got)
    if not np.isfinite(sums).all():
        return None
    off, times = sums - z, (sums / z)
    if _one(off):
        return Finding("number_added", {"squash": squash, "number": _short(off)})
    if _one(times):
        return Finding("sum_times", {"squash": squash, "number": _short(times)})
    if len(off) > 1 and np.ptp(off, axis=0).max() < 1e-4:
        return Finding("rows_off", {"bias": list(outcome.case.arguments)[4]})
    return None


def _one(numbers: Any) -> bool:
    return bool(np.isfinite(numbers).all() and np.ptp(numbers) < 1e-4)


def _short(numbers: Any) -> str:
    return f"{round(float(numbers.mean()), 3):g}"


def _other_function(
    outcome: Outcome, name: str, got: Any, z: Any, squash: str, trials: Trials
) -> Finding | None:
    """Find a function of the right sum that has no name here, or terms that do not meet in it."""
    values = {"name": name, "squash": squash}
    x, h, _, _, bias = outcome.case.arguments
    zeros = {key: 0 * outcome.case.arguments[key] for key in (x, h)}
    rows = [trials.came(outcome, {**zeros, bias: row}) for row in z]
    if all(
        came and _all_rows(came.results.get(name), row) for came, row in zip(rows, got, strict=True)
    ):
        return Finding("function_of_sum_other", values)
    zeros[bias] = 0 * outcome.case.arguments[bias]
    parts = [
        trials.came(outcome, {k: v for k, v in zeros.items() if k not in own})
        for own in ((), (x,), (h,), (bias,))
    ]
    arrays = [each.results.get(name) if each else None for each in parts]
    if any(each is None or each.shape != got.shape for each in arrays):
        return None
    none, *alone = arrays
    heard = sum(not close(each, none) for each in alone)  # one term alone meets no other
    apart = heard > 1 and close(sum(alone) - 2 * none, got)
    return Finding("terms_apart", values) if apart else None


def _all_rows(came: Any, row: Any) -> bool:
    return came is not None and came.shape[1:] == row.shape and close(came, row + 0 * came)
