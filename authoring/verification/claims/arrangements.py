"""What the messages of the other functions claim: they put arrays, blocks or sizes in order."""

from collections.abc import Callable
from typing import Any

import numpy as np

from .cells import by_position
from .seen import Claim, Formula, Seen, Values, gives, is_near

# --- reverse_time ------------------------------------------------------------------------------


def turned(*axes: int) -> Formula:
    return lambda x: np.flip(x, axes)


def first_turned(x: Any) -> Any:
    return np.concatenate([np.flip(x[:1], 1), x[1:]])


REVERSE_TIME: dict[str, Formula] = {
    "unchanged": lambda x: x,
    "batch-axis": turned(0),
    "feature-axis": turned(2),
    "time-and-features": turned(1, 2),
    "time-and-batch": turned(0, 1),
    "all-axes": turned(0, 1, 2),
    "batch-and-features": turned(0, 2),
    "time-first": lambda x: np.moveaxis(np.flip(x, 1), 1, 0),
    "axes-swapped": lambda x: np.moveaxis(x, 1, 0),
    "transposed": lambda x: np.transpose(x, (2, 1, 0)),
    "rolled": lambda x: np.concatenate([x[:, -1:], x[:, :-1]], 1),
    "rolled-back": lambda x: np.concatenate([x[:, 1:], x[:, :1]], 1),
    "one-missing": lambda x: np.flip(x, 1)[:, :-1],
    "last-step": lambda x: x[:, -1],
    "sorted": lambda x: -np.sort(-x, axis=1),
    "first-turned": first_turned,
    "both-in-one": lambda x: np.concatenate([x, np.flip(x, 1)], 1),
}

# --- concatenate_directions --------------------------------------------------------------------


def joined(axis: int, ahead: Formula, back: Formula, first: str = "ahead") -> Formula:
    """Return a formula: the halves, each changed, joined along an axis."""

    def formula(f: Any, b: Any) -> Any:
        halves = [ahead(f), back(b)]
        return np.concatenate(halves if first == "ahead" else halves[::-1], axis)

    return formula


AS_IT_WAS: Formula = lambda a: a  # noqa: E731
IN_TIME = turned(1)
CONCATENATE_DIRECTIONS: dict[str, Formula] = {
    "not-reversed": joined(2, AS_IT_WAS, AS_IT_WAS),
    "batch-reversed": joined(2, AS_IT_WAS, turned(0)),
    "features-reversed": joined(2, AS_IT_WAS, turned(2)),
    "all-reversed": joined(2, AS_IT_WAS, turned(0, 1, 2)),
    "forward-reversed": joined(2, IN_TIME, AS_IT_WAS),
    "both-reversed": joined(2, IN_TIME, IN_TIME),
    "halves-swapped": joined(2, AS_IT_WAS, IN_TIME, "back"),
    "halves-swapped-not-reversed": joined(2, AS_IT_WAS, AS_IT_WAS, "back"),
    "time-axis": joined(1, AS_IT_WAS, IN_TIME),
    "time-axis-not-reversed": joined(1, AS_IT_WAS, AS_IT_WAS),
    "batch-axis": joined(0, AS_IT_WAS, IN_TIME),
    "batch-axis-not-reversed": joined(0, AS_IT_WAS, AS_IT_WAS),
    "added": lambda f, b: f + IN_TIME(b),
    "added-not-reversed": lambda f, b: f + b,
    "averaged": lambda f, b: f / 2 + IN_TIME(b) / 2,
    "multiplied": lambda f, b: f * IN_TIME(b),
    "swapped-both-reversed": joined(2, IN_TIME, IN_TIME, "back"),
    "stacked": lambda f, b: np.stack([f, IN_TIME(b)]),
    "stacked-last": lambda f, b: np.stack([f, IN_TIME(b)], -1),
    "interleaved": lambda f, b: np.stack([f, IN_TIME(b)], -1).reshape(*f.shape[:2], -1),
    "last-rows": lambda f, b: np.concatenate([f[:, -1], b[:, -1]], 1),
    "forward-twice": lambda f, b: np.concatenate([f, f], 2),
}

# --- split_keras_weights -----------------------------------------------------------------------


def split(
    kernel: Any, recurrent_kernel: Any, bias: Any, at: Callable[[Any, int], Any] | None = None
) -> dict[str, Any]:
    """Return twelve blocks: those of i, f, g, o. at: the block k of an array."""
    cut = at or (lambda array, k: np.split(array, 4, axis=-1)[k])
    arrays = {"W_x": kernel, "W_h": recurrent_kernel, "b_": bias}
    return {name + a: cut(array, k) for k, a in enumerate("ifgo") for name, array in arrays.items()}


def in_order(order: str) -> Formula:
    """Return a formula: block k is that of the letter k."""
    return lambda **arrays: split(
        **arrays, at=lambda array, k: np.split(array, 4, axis=-1)[order.index("ifgo"[k])]
    )


def changed(prefix: str, change: Callable[[Any], Any]) -> Formula:
    """Return a formula: the blocks whose names begin so are changed."""
    return lambda **arrays: {
        name: change(block) if name.startswith(prefix) else block
        for name, block in split(**arrays).items()
    }


def kernels_swapped(kernel: Any, recurrent_kernel: Any, bias: Any) -> dict[str, Any]:
    return split(recurrent_kernel, kernel, bias)


def biases_first(kernel: Any, recurrent_kernel: Any, bias: Any) -> dict[str, Any]:
    blocks = split(kernel, recurrent_kernel, bias)
    return {name: blocks["b_i"] if name[0] == "b" else block for name, block in blocks.items()}


def two_biases(kernel: Any, recurrent_kernel: Any, bias: Any) -> dict[str, Any]:
    blocks, longer = split(kernel, recurrent_kernel, bias), np.pad(bias, (0, len(bias)))
    return blocks | {f"b_{a}": half for a, half in zip("ifgo", np.split(longer, 4), strict=True)}


def three_blocks(said: Values, seen: Seen) -> bool:
    """The blocks of i, f and g are thirds of the arrays; o has none."""
    for call in seen.visible:
        thirds = split(**call.arguments, at=lambda array, k: np.split(array, 3, axis=-1)[k % 3])
        names = [name for name in thirds if not name.endswith("o")]
        came = call.returned
        if set(came) != set(names) or not all(is_near(came[n], thirds[n]) for n in names):
            return False
    return True


ORDERS = ("ifog", "iofg", "figo", "fgio", "fiog", "igfo", "gifo")
BLOCKS: dict[str, Formula] = {
    **{f"order-{order}": in_order(order) for order in ORDERS},
    "order-reversed": in_order("ogfi"),
    "interleaved": lambda **a: split(**a, at=lambda array, k: array[..., k::4]),
    "all-first": lambda **a: split(**a, at=lambda array, k: np.split(array, 4, axis=-1)[0]),
    "whole": lambda **a: split(**a, at=lambda array, k: array),
    "units-from-bias": lambda **a: split(
        **a, at=lambda array, k: array if k == 0 else array[..., :0]
    ),
    "two-biases": two_biases,
    "recurrent-transposed": changed("W_h", np.transpose),
    "kernel-transposed": changed("W_x", np.transpose),
    "kernels-swapped": kernels_swapped,
    "biases-first": biases_first,
    "forget-bias-added": changed("b_f", lambda block: block + 1),
}

# --- simple_rnn_shapes -------------------------------------------------------------------------


def shapes(
    sequence: str = "BTH", last: str = "BH", state: str = "BH", *, sequences: Any = None
) -> Formula:
    """Return a formula: the sizes of the sequence, of one output and of the state, as letters.

    sequences: from the two flags to whether the output is a sequence.
    """

    def formula(*values: Any) -> list[Any]:
        *sizes, whole, also = values
        size = dict(zip("BTDH", sizes, strict=True))
        first = whole if sequences is None else sequences(whole, also)
        letters = [sequence if first else last, *([state] if also else [])]
        return [tuple(size[letter] for letter in one) for one in letters]

    return formula


def with_flags(change: Callable[[Any, Any], tuple[Any, Any]]) -> Formula:
    """Return a formula: right shapes, for other flags."""
    return lambda *values: shapes()(*values[:4], *change(*values[4:]))


def output_twice(*values: Any) -> list[Any]:
    output, *state = shapes()(*values)
    return [output, *([output] if state else [])]


def two_states(*values: Any) -> list[Any]:
    output, *state = shapes()(*values)
    return [output, *state, *state]


SHAPES: dict[str, Formula] = {
    "time-first": shapes("TBH"),
    "B-T-swapped": shapes("TBH", "TH", "TH"),
    "D-for-H": shapes("BTD", "BD", "BD"),
    "D-in-sequence": shapes("BTD"),
    "sequence-as-state": shapes(state="BTH"),
    "state-like-output": output_twice,
    "always-sequence": shapes(last="BTH"),
    "always-last": shapes("BH"),
    "sequences-inverted": shapes("BH", "BTH"),
    "flags-swapped": with_flags(lambda sequences, state: (state, sequences)),
    "never-state": with_flags(lambda sequences, state: (sequences, False)),
    "always-state": with_flags(lambda sequences, state: (sequences, True)),
    "states-first": lambda *values: shapes()(*values)[::-1],
    "two-states": two_states,
    "no-batch": shapes("TH", "H", "H"),
    "units-first": shapes("HTB", "HB", "HB"),
}

ARRANGEMENTS: dict[str, dict[str, Claim]] = {
    "reverse_time": by_position(REVERSE_TIME),
    "concatenate_directions": by_position(CONCATENATE_DIRECTIONS),
    "split_keras_weights": {
        **{key: gives(formula) for key, formula in BLOCKS.items()},
        "three-blocks": three_blocks,
    },
    "simple_rnn_shapes": by_position(SHAPES),
}
