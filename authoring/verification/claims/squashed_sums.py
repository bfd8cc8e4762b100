"""What the messages of one squashed sum claim: the gates, the candidate, the step of an RNN."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .seen import Claim, Formula, gives


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def of_sum(formula: Callable[..., Any], *squash: Any) -> Claim:
    """Return a claim about x_t, h_prev, W, U, b, as the function gets them in this order."""
    return gives(lambda **arguments: formula(*squash, *arguments.values()))


# S: the right squashing function, T: the other one; x, h: x_t and h_prev; W, U, b: the weights.
FORMULAS: dict[str, Formula] = {
    "other-squash": lambda S, T, x, h, W, U, b: T(x @ W + h @ U + b),
    "no-squash": lambda S, T, x, h, W, U, b: x @ W + h @ U + b,
    "no-bias": lambda S, T, x, h, W, U, b: S(x @ W + h @ U),
    "bias-outside": lambda S, T, x, h, W, U, b: S(x @ W + h @ U) + b,
    "bias-twice": lambda S, T, x, h, W, U, b: S(x @ W + h @ U + 2 * b),
    "minus-bias": lambda S, T, x, h, W, U, b: S(x @ W + h @ U - b),
    "no-h": lambda S, T, x, h, W, U, b: S(x @ W + b),
    "no-x": lambda S, T, x, h, W, U, b: S(h @ U + b),
    "h-transposed": lambda S, T, x, h, W, U, b: S(x @ W + (U @ h.T).T + b),
    "squash-each": lambda S, T, x, h, W, U, b: S(x @ W) + S(h @ U) + S(b),
    "squash-twice": lambda S, T, x, h, W, U, b: S(S(x @ W + h @ U + b)),
    "terms-multiplied": lambda S, T, x, h, W, U, b: S((x @ W) * (h @ U) + b),
    "first-sample": lambda S, T, x, h, W, U, b: np.stack([S(x @ W + h @ U + b)[0]] * len(x)),
}
GATE: dict[str, Formula] = {"one-minus": lambda S, T, x, h, W, U, b: 1 - S(x @ W + h @ U + b)}
SIGNED: dict[str, Formula] = {"minus": lambda S, T, x, h, W, U, b: -S(x @ W + h @ U + b)}
STEP: dict[str, Formula] = {"added-to-h": lambda S, T, x, h, W, U, b: h + S(x @ W + h @ U + b)}


def gate() -> dict[str, Claim]:
    return claims(FORMULAS | GATE, sigmoid, np.tanh)


def claims(formulas: dict[str, Formula], *squash: Formula) -> dict[str, Claim]:
    return {key: of_sum(formula, *squash) for key, formula in formulas.items()}


SQUASHED_SUMS: dict[str, dict[str, Claim]] = {
    "input_gate": gate(),
    "forget_gate": gate(),
    "output_gate": gate(),
    "candidate": claims(FORMULAS | SIGNED, np.tanh, sigmoid),
    "rnn_step": claims(FORMULAS | SIGNED | STEP, np.tanh, sigmoid),
}
