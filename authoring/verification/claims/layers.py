"""What the messages of rnn_forward, simple_rnn, lstm and bidirectional_lstm claim."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .cells import RIGHT, WRONG_CELLS, Cell
from .seen import Call, Claim, Seen, Values, gives, is_near
from .squashed_sums import sigmoid

Results = list[Any]


@dataclass(frozen=True)
class Layer:
    """What a layer has computed: all its outputs (B, T, ...), the one shown, its states."""

    sequence: Any
    last: Any
    states: Results

    def shown(self, sequences: bool, state: bool) -> Results:
        """Return what it gives with these flags."""
        return [self.sequence if sequences else self.last, *(self.states if state else [])]


Run = Callable[..., Layer]  # from the arguments but the flags


def with_flags(run: Run, show: Callable[[Layer, bool, bool], Results] = Layer.shown) -> Claim:
    """Return the claim that this is computed, and shown in this way."""

    def formula(return_sequences: bool, return_state: bool, **arguments: Any) -> Results:
        return show(run(**arguments), return_sequences, return_state)

    return gives(formula)


def only(run: Run, change: Callable[[Layer], Layer]) -> Claim:
    """Return the claim that what is computed right is shown with a change."""
    return with_flags(lambda **arguments: change(run(**arguments)))


def zeros_first(sequence: Any) -> Any:
    return np.concatenate([0 * sequence[:, :1], sequence], axis=1)


def in_a_list(said: Values, seen: Seen) -> bool:
    """One result has an axis of length 1 in front, as in a list, and is right behind it."""

    def listed(call: Call) -> bool:
        right = next(iter(call.expected.values()))
        one = not call.arguments["return_state"]
        return is_near(call.returned, np.asarray(right)[None]) if one else call.right

    return all(map(listed, seen.visible))


def flags_of(run: Run) -> dict[str, Claim]:
    """Return the claims about the flags, and about what is shown of a right layer."""
    shows: dict[str, Callable[[Layer, bool, bool], Results]] = {
        "always-sequence": lambda layer, sequences, state: layer.shown(True, state),
        "always-last": lambda layer, sequences, state: layer.shown(False, state),
        "sequences-inverted": lambda layer, sequences, state: layer.shown(not sequences, state),
        "flags-swapped": lambda layer, sequences, state: layer.shown(state, sequences),
        "never-state": lambda layer, sequences, state: layer.shown(sequences, False),
        "always-state": lambda layer, sequences, state: layer.shown(sequences, True),
        "state-with-sequences-only": lambda layer, sequences, state: layer.shown(
            sequences, state and sequences
        ),
        "states-first": lambda layer, sequences, state: (
            layer.states * state + layer.shown(sequences, False)
        ),
    }
    changes: dict[str, Callable[[Layer], Layer]] = {
        "states-as-sequence": lambda a: replace(a, states=[a.sequence, *a.states[1:]]),
        "states-of-zeros": lambda a: replace(a, states=[0 * each for each in a.states]),
        "first-step": lambda a: replace(a, last=a.sequence[:, 0]),
        "time-first": lambda a: replace(a, sequence=np.moveaxis(a.sequence, 1, 0)),
        "zeros-included": lambda a: replace(a, sequence=zeros_first(a.sequence)),
        "rows-backward": lambda a: replace(a, sequence=np.flip(a.sequence, 1)),
    }
    return {
        **{key: with_flags(run, show) for key, show in shows.items()},
        **{key: only(run, change) for key, change in changes.items()},
        "list-of-one": in_a_list,
    }


# --- a vanilla RNN -----------------------------------------------------------------------------

Sum = Callable[..., Any]


def rnn_sum(x_t: Any, h: Any, W: Any, U: Any, b: Any) -> Any:
    return x_t @ W + h @ U + b


def hidden_states(
    x: Any,
    h: Any,
    weights: Results,
    total: Sum = rnn_sum,
    squash: Callable[[Any], Any] = np.tanh,
    carried: Callable[[Any, Any, Any], Any] = lambda z, new, start: new,
    steps: Callable[[int], Iterable[int]] = range,
) -> Results:
    """Return the hidden states of an RNN, with parts of it changed.

    carried: what the next step gets, of the sum, the new state and the start. steps: the indices
    of the inputs.
    """
    found, start = [], h
    for t in steps(x.shape[1]):
        z = total(x[:, t], h, *weights)
        state = squash(z)
        found.append(state)
        h = carried(z, state, start)
    return found


def backward(count: int) -> range:
    return range(count - 1, -1, -1)


def first_twice(count: int) -> list[int]:
    return [0, *range(count)]


def same_input(x: Any) -> Any:
    return np.repeat(x[:, :1], x.shape[1], axis=1)


# What a loop over time does wrong in rnn_forward and in simple_rnn: arguments of hidden_states.
WRONG_STEPS: dict[str, dict[str, Any]] = {
    "no-bias": {"total": lambda x, h, W, U, b: x @ W + h @ U},
    "h-transposed": {"total": lambda x, h, W, U, b: x @ W + (U @ h.T).T + b},
    "sigmoid": {"squash": sigmoid},
    "no-tanh": {"squash": lambda z: z},
    "relu": {"squash": lambda z: z * (z > 0)},
    "carried-unsquashed": {"carried": lambda z, new, start: z},
    "read-backward": {"steps": backward},
}


def forward(**changes: Any) -> Callable[..., Any]:
    """Return a formula of rnn_forward."""
    return lambda x, h_0, W_x, W_h, b: np.stack(
        hidden_states(x, h_0, [W_x, W_h, b], **changes), axis=1
    )


def shown_as(show: Callable[[Any, Any], Any], **changes: Any) -> Claim:
    """Return the claim that the hidden states are shown in some way; it gets them, and h_0."""
    run = forward(**changes)
    return gives(lambda **arguments: show(run(**arguments), arguments["h_0"]))


RNN_FORWARD: dict[str, Claim] = {
    **{key: gives(forward(**changes)) for key, changes in WRONG_STEPS.items()},
    "h_0-included": shown_as(lambda h, h_0: np.concatenate([h_0[:, None], h], axis=1)),
    "one-late": shown_as(lambda h, h_0: np.concatenate([h_0[:, None], h[:, :-1]], axis=1)),
    "first-input-twice": shown_as(lambda h, h_0: h[:, 1:], steps=first_twice),
    "last-only": shown_as(lambda h, h_0: h[:, -1]),
    "last-missing": shown_as(lambda h, h_0: h[:, :-1]),
    "time-first": shown_as(lambda h, h_0: np.moveaxis(h, 1, 0)),
    "time-last": shown_as(lambda h, h_0: np.moveaxis(h, 1, 2)),
    "side-by-side": shown_as(lambda h, h_0: h.reshape(len(h), -1)),
    "rows-backward": shown_as(lambda h, h_0: np.flip(h, 1)),
    "not-carried": gives(forward(carried=lambda z, new, start: start)),
    "from-zeros": gives(lambda h_0, **a: forward()(h_0=0 * h_0, **a)),
    "read-backward-turned": shown_as(lambda h, h_0: np.flip(h, 1), steps=backward),
    "first-input": gives(lambda x, **a: forward()(x=same_input(x), **a)),
    "no-h": gives(lambda W_h, **a: forward()(W_h=0 * W_h, **a)),
    "added-up": shown_as(lambda h, h_0: np.cumsum(h, axis=1)),
}


def rnn(x: Any, W_x: Any, W_h: Any, b: Any, **changes: Any) -> Layer:
    states = hidden_states(x, np.zeros((len(x), len(b))), [W_x, W_h, b], **changes)
    return Layer(np.stack(states, axis=1), states[-1], [states[-1]])


def rnn_with(**changes: Any) -> Claim:
    return with_flags(lambda **arguments: rnn(**arguments, **changes))


def but_first(layer: Layer) -> Layer:
    """Return a layer without the first output of its sequence."""
    return replace(layer, sequence=layer.sequence[:, 1:])


SIMPLE_RNN: dict[str, Claim] = {
    **flags_of(rnn),
    **{key: rnn_with(**changes) for key, changes in WRONG_STEPS.items()},
    "not-carried": with_flags(lambda W_h, **a: rnn(W_h=0 * W_h, **a)),
    "last-step-missing": rnn_with(steps=lambda T: range(T - 1)),
    "first-step-missing": rnn_with(steps=lambda T: range(1, T)),
    "first-input": with_flags(lambda x, **a: rnn(same_input(x), **a)),
    "first-input-twice": with_flags(lambda **a: but_first(rnn(**a, steps=first_twice))),
    "mean": only(rnn, lambda layer: replace(layer, last=layer.sequence.mean(axis=1))),
}

# --- an LSTM -----------------------------------------------------------------------------------

Pair = tuple[Any, Any]


@dataclass(frozen=True)
class Loop:
    """An LSTM over time, with parts of it changed.

    carried: what a step gets, of the state before the first one and the newest. shown: what is
    collected of h and C.
    """

    cell: Cell = RIGHT
    carried: Callable[[Pair, Pair], Pair] = lambda start, new: new
    steps: Callable[[int], Iterable[int]] = range
    unpacked: Callable[[Any, Any], Pair] = lambda h, C: (h, C)
    filled: float = 0.0

    def __call__(self, x: Any, params: Any) -> Layer:
        start = (np.full((len(x), len(params["b_i"])), self.filled),) * 2
        now, states = start, []
        for t in self.steps(x.shape[1]):
            now = self.unpacked(*self.cell(x[:, t], *self.carried(start, now), params))
            states.append(now[0])
        return Layer(np.stack(states, axis=1), states[-1], list(now))


LAYER = Loop()


def cell_states(x: Any, params: Any) -> Layer:
    """Return a right layer, with the cell states of all steps for a sequence."""
    start = (np.zeros((len(x), len(params["b_i"]))),) * 2
    now, cells = start, []
    for t in range(x.shape[1]):
        now = RIGHT(x[:, t], *now, params)
        cells.append(now[1])
    return Layer(np.stack(cells, axis=1), now[1], list(now))


def states_as(order: Callable[[Any, Any], Results]) -> Claim:
    """Return the claim that the states of a right layer come in this way."""
    return only(LAYER, lambda layer: replace(layer, states=order(*layer.states)))


def last_cells(x: Any, params: Any) -> Layer:
    right = LAYER(x, params)
    return replace(right, states=[right.states[0], cell_states(x, params).sequence])


def cells_as_output(x: Any, params: Any) -> Layer:
    return replace(cell_states(x, params), states=LAYER(x, params).states)


# The keys of a layer are other ones where it does what only looks like the mistake in one step.
IN_LAYER = {"i-f-swapped": "order-figo", "no-h": "h-not-carried"}
LSTM: dict[str, Claim] = {
    **flags_of(LAYER),
    **{IN_LAYER.get(key, key): with_flags(Loop(cell)) for key, cell in WRONG_CELLS.items()},
    "no-f": with_flags(Loop(replace(RIGHT, cell=lambda C, i, f, g, o: C + i * g))),
    **{
        f"order-{order}": with_flags(Loop(replace(RIGHT, weights=weights)))
        for order, weights in {"ifog": "ifog", "iofg": "igof", "fgio": "gifo"}.items()
    },
    "state-order": states_as(lambda h, C: [C, h]),
    "no-C": states_as(lambda h, C: [h]),
    "h-missing": states_as(lambda h, C: [C]),
    "h-twice": states_as(lambda h, C: [h, h]),
    "cells-as-output": with_flags(cells_as_output),
    "C-sequence": with_flags(last_cells),
    "not-carried": with_flags(Loop(carried=lambda start, new: start)),
    "C-not-carried": with_flags(Loop(carried=lambda start, new: (new[0], start[1]))),
    "states-mixed-up": with_flags(Loop(carried=lambda start, new: (new[1], new[0]))),
    "unpacked-wrongly": with_flags(Loop(unpacked=lambda h, C: (C, h))),
    "h-for-both": with_flags(Loop(carried=lambda start, new: (new[0], new[0]))),
    "last-step-missing": with_flags(Loop(steps=lambda T: range(T - 1))),
    "first-step-missing": with_flags(Loop(steps=lambda T: range(1, T))),
    "from-ones": with_flags(Loop(filled=1.0)),
    "read-backward": with_flags(Loop(steps=backward)),
    "first-input": with_flags(lambda x, params: LAYER(same_input(x), params)),
    "first-input-twice": with_flags(lambda **a: but_first(Loop(steps=first_twice)(**a))),
    "C-squashed": with_flags(Loop(carried=lambda start, new: (new[0], np.tanh(new[1])))),
}

# --- two directions ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Directions:
    """Both directions: what each reads, of x, and how their outputs are put together."""

    ahead: Callable[[Any], Any] = lambda x: x
    back: Callable[[Any], Any] = lambda x: np.flip(x, 1)
    turned: Callable[[Any], Any] = lambda rows: np.flip(rows, 1)
    weights: Callable[[Any, Any], Pair] = lambda ahead, back: (ahead, back)
    joined: Callable[[Any, Any], Any] = lambda ahead, back: np.concatenate([ahead, back], -1)
    sequence: Callable[[Any, Any], Any] | None = None

    def __call__(self, x: Any, forward_params: Any, backward_params: Any) -> Layer:
        weights = self.weights(forward_params, backward_params)
        ahead, back = LAYER(self.ahead(x), weights[0]), LAYER(self.back(x), weights[1])
        rows = (self.sequence or self.joined)(ahead.sequence, self.turned(back.sequence))
        return Layer(rows, self.joined(ahead.last, back.last), [*ahead.states, *back.states])


BOTH = Directions()
NOT: Callable[[Any], Any] = lambda a: a  # noqa: E731, not turned around
WRONG_DIRECTIONS: dict[str, Directions] = {
    "same-weights": Directions(weights=lambda ahead, back: (ahead, ahead)),
    "backward-weights": Directions(weights=lambda ahead, back: (back, back)),
    "weights-swapped": Directions(weights=lambda ahead, back: (back, ahead)),
    "input-not-reversed": Directions(back=NOT),
    "nothing-reversed": Directions(back=NOT, turned=NOT),
    "not-turned-back": Directions(turned=NOT),
    "both-backward": Directions(ahead=lambda x: np.flip(x, 1)),
    "turned-along-batch": Directions(turned=lambda rows: rows[::-1]),
    "batch-reversed": Directions(back=lambda x: x[::-1], turned=lambda rows: rows[::-1]),
    "input-batch-reversed": Directions(back=lambda x: x[::-1], turned=NOT),
    "features-reversed": Directions(
        back=lambda x: x[..., ::-1], turned=lambda rows: rows[..., ::-1]
    ),
    "input-features-reversed": Directions(back=lambda x: x[..., ::-1], turned=NOT),
    "halves-swapped": Directions(joined=lambda a, b: np.concatenate([b, a], -1)),
    "time-axis": Directions(sequence=lambda a, b: np.concatenate([a, b], 1)),
    "added": Directions(joined=lambda a, b: a + b),
    "forward-alone": Directions(joined=lambda a, b: a),
}


def both_states(order: Callable[..., Results]) -> Claim:
    """Return the claim that the four states of two right directions come in this way."""
    return only(BOTH, lambda layer: replace(layer, states=order(*layer.states)))


def joined_states(ahead_h: Any, ahead_C: Any, back_h: Any, back_C: Any) -> Results:
    return [np.concatenate(pair, axis=1) for pair in ((ahead_h, back_h), (ahead_C, back_C))]


def handed_over(x: Any, forward_params: Any, backward_params: Any) -> Layer:
    """Return both directions; the backward one starts from the last states of the forward one."""
    ahead, rows = LAYER(x, forward_params), []
    now = tuple(ahead.states)
    for t in range(x.shape[1])[::-1]:
        now = RIGHT(x[:, t], *now, backward_params)
        rows.insert(0, now[0])
    whole = np.concatenate([ahead.sequence, np.stack(rows, axis=1)], -1)
    return Layer(whole, np.concatenate([ahead.last, now[0]], -1), [*ahead.states, *now])


def last_read_first(layer: Layer) -> Layer:
    """Return a layer whose backward h is the one that has read the last time step only."""
    states = list(layer.states)
    states[2] = layer.sequence[:, -1, states[2].shape[1] :]
    return replace(layer, states=states)


def all_hidden_states(layer: Layer) -> Layer:
    return replace(layer, states=[layer.sequence, *layer.states[1:]])


BIDIRECTIONAL_LSTM: dict[str, Claim] = {
    **flags_of(BOTH),
    **{key: with_flags(run) for key, run in WRONG_DIRECTIONS.items()},
    "states-handed-over": with_flags(handed_over),
    "last-row": only(BOTH, lambda layer: replace(layer, last=layer.sequence[:, -1])),
    "backward-state-at-T": only(BOTH, last_read_first),
    "h-h-C-C": both_states(lambda fh, fC, bh, bC: [fh, bh, fC, bC]),
    "state-order": both_states(lambda fh, fC, bh, bC: [fC, fh, bC, bh]),
    "backward-first": both_states(lambda fh, fC, bh, bC: [bh, bC, fh, fC]),
    "forward-states": both_states(lambda fh, fC, bh, bC: [fh, fC]),
    "h-states": both_states(lambda fh, fC, bh, bC: [fh, bh]),
    "states-joined": both_states(joined_states),
    "states-as-sequence": only(BOTH, all_hidden_states),
}

LAYERS: dict[str, dict[str, Claim]] = {
    "rnn_forward": RNN_FORWARD,
    "simple_rnn": SIMPLE_RNN,
    "lstm": LSTM,
    "bidirectional_lstm": BIDIRECTIONAL_LSTM,
}
