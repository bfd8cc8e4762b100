"""What the messages of cell_state, hidden_state and lstm_step claim."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .seen import Claim, Formula, gives
from .squashed_sums import sigmoid

CELL_STATE: dict[str, Formula] = {
    "added-to-f": lambda f, C, i, g: f + i * g,
    "f-scales-all": lambda f, C, i, g: f * C + f * i * g,
    "sum-times-C": lambda f, C, i, g: f * C + i * g * C,
    "i-f-swapped": lambda f, C, i, g: i * C + f * g,
    "one-minus-f": lambda f, C, i, g: C - f * C + i * g,
    "one-gate": lambda f, C, i, g: f * C + (1 - f) * g,
    "no-C_prev": lambda f, C, i, g: i * g,
    "no-new": lambda f, C, i, g: f * C,
    "no-f": lambda f, C, i, g: C + i * g,
    "no-i": lambda f, C, i, g: f * C + g,
    "no-g": lambda f, C, i, g: f * C + i,
    "minus": lambda f, C, i, g: f * C - i * g,
    "i-plus-g": lambda f, C, i, g: f * C + i + g,
    "squashed-and-added": lambda f, C, i, g: f * C + sigmoid(i) + np.tanh(g),
    "product": lambda f, C, i, g: f * i * g * C,
    "tanh-C": lambda f, C, i, g: np.tanh(f * C + i * g),
}
HIDDEN_STATE: dict[str, Formula] = {
    "no-tanh": lambda o, C: o * C,
    "tanh-outside": lambda o, C: np.tanh(o * C),
    "sigmoid-C": lambda o, C: o * sigmoid(C),
    "no-o": lambda o, C: np.tanh(C),
    "no-C": lambda o, C: o,
    "one-minus-o": lambda o, C: np.tanh(C) - o * np.tanh(C),
    "added": lambda o, C: o + np.tanh(C),
    "sigmoid-o": lambda o, C: sigmoid(o) * np.tanh(C),
    "tanh-o": lambda o, C: np.tanh(o) * C,
    "both-tanh": lambda o, C: np.tanh(o) * np.tanh(C),
}


SQUASHED: dict[str, Formula] = {
    "s": sigmoid,
    "t": np.tanh,
    "n": lambda z: z,
    "r": lambda z: z * (z > 0),
    "h": lambda z: np.minimum(np.maximum(z / 5 + 1 / 2, 0), 1),
    "k": lambda z: np.minimum(np.maximum(z + 3, 0), 6) / 6,
}


@dataclass(frozen=True)
class Cell:
    """One step of an LSTM from its equations, some of them written in another way.

    weights: whose weights each of i, f, g, o works with. squashed: its function.
    sums: the sum from x, h, C and three arrays. cell, hidden: from C, C_prev and the gates.
    """

    weights: str = "ifgo"
    squashed: str = "ssts"  # for i, f, g, o
    sums: Callable[..., Any] = lambda x, h, C, W, U, b: x @ W + h @ U + b
    cell: Callable[..., Any] = lambda C_prev, i, f, g, o: f * C_prev + i * g
    hidden: Callable[..., Any] = lambda C, C_prev, i, f, g, o: o * np.tanh(C)

    def __call__(self, x: Any, h: Any, C_prev: Any, params: Any) -> tuple[Any, Any]:
        gates = [
            SQUASHED[kind](
                self.sums(x, h, C_prev, *(params[name + a] for name in ("W_x", "W_h", "b_")))
            )
            for kind, a in zip(self.squashed, self.weights, strict=True)
        ]
        C = self.cell(C_prev, *gates)
        return self.hidden(C, C_prev, *gates), C


RIGHT = Cell()
OTHER_SQUASHES = {
    "i-bare": "nsts",
    "f-bare": "snts",
    "o-bare": "sstn",
    "gates-bare": "nntn",
    "g-bare": "ssns",
    "g-relu": "ssrs",
    "hard-sigmoid": "hhth",
    "hard-sigmoid-6": "kktk",
}


def through_relu(C: Any, old: Any, i: Any, f: Any, g: Any, o: Any) -> Any:
    return o * C * (C > 0)


# What is the same in one step and in each step of a layer.
WRONG_CELLS: dict[str, Cell] = {
    "i-f-swapped": replace(RIGHT, weights="figo"),
    "i-o-swapped": replace(RIGHT, weights="ofgi"),
    "g-sigmoid": replace(RIGHT, squashed="ssss"),
    "gates-tanh": replace(RIGHT, squashed="tttt"),
    "one-minus-f": replace(RIGHT, cell=lambda C, i, f, g, o: C - f * C + i * g),
    "added-to-f": replace(RIGHT, cell=lambda C, i, f, g, o: f + i * g),
    "no-i": replace(RIGHT, cell=lambda C, i, f, g, o: f * C + g),
    "no-tanh": replace(RIGHT, hidden=lambda C, old, i, f, g, o: o * C),
    "tanh-outside": replace(RIGHT, hidden=lambda C, old, i, f, g, o: np.tanh(o * C)),
    "old-C": replace(RIGHT, hidden=lambda C, old, i, f, g, o: o * np.tanh(old)),
    "gates-see-C": replace(RIGHT, sums=lambda x, h, C, W, U, b: x @ W + C @ U + b),
    **{key: replace(RIGHT, squashed=kinds) for key, kinds in OTHER_SQUASHES.items()},
    "h-relu": replace(RIGHT, hidden=through_relu),
    "both-relu": replace(RIGHT, squashed="ssrs", hidden=through_relu),
    "i-plus-g": replace(RIGHT, cell=lambda C, i, f, g, o: f * C + i + g),
    "g-shown": replace(RIGHT, hidden=lambda C, old, i, f, g, o: o * g),
    "sigmoid-C": replace(RIGHT, hidden=lambda C, old, i, f, g, o: o * sigmoid(C)),
    "C-squashed-early": replace(RIGHT, cell=lambda C, i, f, g, o: np.tanh(f * C + i * g)),
    "no-h": replace(RIGHT, sums=lambda x, h, C, W, U, b: x @ W + b),
    "no-bias": replace(RIGHT, sums=lambda x, h, C, W, U, b: x @ W + h @ U),
    "h-transposed": replace(RIGHT, sums=lambda x, h, C, W, U, b: x @ W + (U @ h.T).T + b),
}
IN_ONE_STEP: dict[str, Cell] = {
    **WRONG_CELLS,
    "f-o-swapped": replace(RIGHT, weights="iogf"),
    "g-weights": replace(RIGHT, weights="ifio"),
    "same-weights": replace(RIGHT, weights="iiii"),
    "no-C_prev": replace(RIGHT, cell=lambda C, i, f, g, o: i * g),
    "no-x": replace(RIGHT, sums=lambda x, h, C, W, U, b: h @ U + b),
    "gate-order": replace(RIGHT, weights="igof"),
}


def order(x_t: Any, h_prev: Any, C_prev: Any, params: Any) -> list[Any]:
    h, C = RIGHT(x_t, h_prev, C_prev, params)
    return [C, h]


def squashed_state(x_t: Any, h_prev: Any, C_prev: Any, params: Any) -> list[Any]:
    h, C = RIGHT(x_t, h_prev, C_prev, params)
    return [h, np.tanh(C)]


def swapped_states(x_t: Any, h_prev: Any, C_prev: Any, params: Any) -> list[Any]:
    return list(RIGHT(x_t, C_prev, h_prev, params))


def in_step(cell: Cell) -> Claim:
    return gives(lambda **a: list(cell(*a.values())))


LSTM_STEP: dict[str, Claim] = {
    **{key: in_step(cell) for key, cell in IN_ONE_STEP.items()},
    "order": gives(order),
    "C-squashed": gives(squashed_state),
    "states-swapped": gives(swapped_states),
}


def by_position(formulas: dict[str, Formula]) -> dict[str, Claim]:
    """Return claims about arguments in the order of the function."""

    def claim(formula: Formula) -> Claim:
        return gives(lambda **arguments: formula(*arguments.values()))

    return {key: claim(formula) for key, formula in formulas.items()}


CELLS: dict[str, dict[str, Claim]] = {
    "cell_state": by_position(CELL_STATE),
    "hidden_state": by_position(HIDDEN_STATE),
    "lstm_step": LSTM_STEP,
}
