"""What the messages of jacobian_norms claim."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .seen import Claim, Values, gives

Matrices = Sequence[Any]


def slope(row: Any) -> Any:
    return 1 - row**2


def largest(J: Any) -> float:
    return float(np.linalg.svd(J, compute_uv=False)[0])


def one_step(W_h: Any, h: Any, t: int) -> Any:
    """Return dh_{t+1} / dh_t; the rows of W_h belong to the state before the step."""
    return W_h * slope(h[t + 1])


def products(steps: Matrices) -> Matrices:
    """Return for each time step the product of what comes after it, the next step on the left."""
    found = [np.eye(len(steps[0]))]
    for step in steps[::-1]:
        found.insert(0, step @ found[0])
    return found


def norms(
    factor: Callable[[Any, Any, int], Any] = one_step,
    size: Callable[[Any], float] = largest,
    multiply: Callable[[Matrices], Matrices] = products,
) -> Callable[..., Any]:
    """Return a formula: factors of the steps, multiplied, and the size of each product."""

    def formula(W_h: Any, h: Any) -> Any:
        steps = [factor(W_h, h, t) for t in range(len(h) - 1)]
        return np.array([size(J) for J in multiply(steps)])

    return formula


RIGHT = norms()
LAST_IS_1 = 1.0


def but_for_the_last(formula: Callable[..., Any]) -> Callable[..., Any]:
    """Return a formula whose last entry is 1, as it should be."""
    return lambda W_h, h: np.append(formula(W_h, h)[:-1], LAST_IS_1)


def other_order(steps: Matrices) -> Matrices:
    """Multiply with the next step on the right."""
    found = [np.eye(len(steps[0]))]
    for step in steps[::-1]:
        found.insert(0, found[0] @ step)
    return found


def from_the_start(steps: Matrices) -> Matrices:
    found = [np.eye(len(steps[0]))]
    for step in steps:
        found.append(found[-1] @ step)
    return found


def together(join: Callable[[Any, Any], Any]) -> Callable[[Matrices], Matrices]:
    """Return what puts a step and all later ones together in another way."""

    def put(steps: Matrices) -> Matrices:
        found = [steps[-1]]
        for step in steps[-2::-1]:
            found.insert(0, join(step, found[0]))
        return [*found, np.eye(len(steps[0]))]

    return put


def with_factor(factor: Callable[[Any, Any, int], Any]) -> Callable[..., Any]:
    return norms(factor)


def with_size(size: Callable[[Any], float]) -> Callable[..., Any]:
    return but_for_the_last(norms(size=size))


def extra_factor(W_h: Any, h: Any) -> Any:
    steps = [one_step(W_h, h, t) for t in range(len(h) - 1)]
    after = W_h * slope(h[-1])
    return np.array([largest(J) for J in products([*steps, after])[:-1]])


def norms_multiplied(W_h: Any, h: Any) -> Any:
    each = [largest(one_step(W_h, h, t)) for t in range(len(h) - 1)]
    return np.array([np.prod(each[t:]) for t in range(len(h))])


def bracket_missing(W_h: Any, h: Any) -> Any:
    found = [np.eye(len(W_h))]
    for row in h[:0:-1]:
        found.insert(0, W_h @ found[0] - np.diag(row**2))
    return np.array([largest(J) for J in found])


def last_missing(said: Values, seen: Any) -> bool:
    """All entries but the last are there."""
    return bool(gives(lambda W_h, h: RIGHT(W_h, h)[:-1])(said, seen))


NORMS: dict[str, Claim] = {
    "no-W": gives(with_factor(lambda W, h, t: np.diag(slope(h[t + 1])))),
    "no-slope": gives(with_factor(lambda W, h, t: W)),
    "one-minus-h": gives(with_factor(lambda W, h, t: W * (1 - h[t + 1]))),
    "h-as-slope": gives(with_factor(lambda W, h, t: W * h[t + 1])),
    "h-squared": gives(with_factor(lambda W, h, t: W * h[t + 1] ** 2)),
    "tanh-again": gives(with_factor(lambda W, h, t: W * slope(np.tanh(h[t + 1])))),
    "plus-square": gives(with_factor(lambda W, h, t: W * (1 + h[t + 1] ** 2))),
    "slope-of-tan": gives(with_factor(lambda W, h, t: W / np.cos(h[t + 1]) ** 2)),
    "sum-squared": gives(with_factor(lambda W, h, t: W * (1 - np.arctanh(h[t + 1]) ** 2))),
    "slope-of-inverse": gives(with_factor(lambda W, h, t: W / slope(h[t + 1]))),
    "slope-of-sigmoid": gives(with_factor(lambda W, h, t: W * (h[t + 1] - h[t + 1] ** 2))),
    "bracket-missing": gives(bracket_missing),
    "W-transposed": gives(with_factor(lambda W, h, t: W.T * slope(h[t + 1]))),
    "slope-before-W": gives(with_factor(lambda W, h, t: W * slope(h[t + 1])[:, None])),
    "order": gives(norms(multiply=other_order)),
    "late": gives(with_factor(lambda W, h, t: W * slope(h[t]))),
    "extra-factor": gives(extra_factor),
    "frobenius": gives(norms(size=lambda J: float(np.sqrt((J**2).sum())))),
    "frobenius-but-for-the-last": gives(with_size(lambda J: float(np.sqrt((J**2).sum())))),
    "row-sum-norm": gives(with_size(lambda J: float(np.abs(J).sum(axis=1).max()))),
    "eigenvalue": gives(with_size(lambda J: float(np.abs(np.linalg.eigvals(J)).max()))),
    "max-norm": gives(with_size(lambda J: float(np.abs(J).max()))),
    "sum-norm": gives(with_size(lambda J: float(np.abs(J).sum(axis=0).max()))),
    "squared": gives(with_size(lambda J: largest(J) ** 2)),
    "smallest": gives(with_size(lambda J: float(np.linalg.svd(J, compute_uv=False)[-1]))),
    "singles": gives(norms(multiply=together(lambda step, later: step))),
    "added": gives(norms(multiply=together(lambda step, later: step + later))),
    "norms-multiplied": gives(norms_multiplied),
    "element-by-element": gives(norms(multiply=together(lambda step, later: step * later))),
    "backwards": gives(lambda W_h, h: RIGHT(W_h, h)[::-1]),
    "from-the-start": gives(norms(multiply=from_the_start)),
    "from-the-start-reversed": gives(
        lambda W_h, h: norms(multiply=from_the_start)(W_h, h)[::-1],
    ),
    "last-missing": last_missing,
}
