"""For each exercise function: random arguments, and the results that lstm_ref gives for them."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

import lstm_ref
from lstm_ref import LSTM, Bidirectional, SimpleRNN

Arguments = dict[str, Any]
Case = tuple[Arguments, Any]  # arguments, and what is right for them
FLAGS = list(itertools.product([False, True], repeat=2))


def draw(function: str, seed: int, B: int, T: int, D: int, H: int) -> list[Arguments]:
    """Return random arguments; where a function has flags, once for each setting."""
    drawn = _drawn(np.random.default_rng(seed), B, T, D, H)[function]
    if function not in ("simple_rnn", "simple_rnn_shapes", "lstm", "bidirectional_lstm"):
        return [drawn]
    names = ("return_sequences", "return_state")
    return [drawn | dict(zip(names, flags, strict=True)) for flags in FLAGS]


def _drawn(rng: np.random.Generator, B: int, T: int, D: int, H: int) -> dict[str, Arguments]:
    """Draw the arguments of every function. A seed gives the same ones only in this order."""
    x_t, h_prev, C_prev = (rng.normal(size=(B, n)) for n in (D, H, H))
    x, h_all, back = (rng.normal(size=(B, T, n)) for n in (D, H, H))
    W_x, W_h, b = _params(rng, D, H, "_").values()
    step, rnn = {"x_t": x_t, "h_prev": h_prev}, {"W_x": W_x, "W_h": W_h, "b": b}
    f_t, i_t = (rng.uniform(size=(B, H)) for _ in range(2))
    arguments: dict[str, Arguments] = {}
    arguments["jacobian_norms"] = {"W_h": W_h, "h": np.tanh(rng.normal(size=(T, H)))}
    arguments["rnn_step"] = step | rnn
    arguments["rnn_forward"] = {"x": x, "h_0": h_prev, **rnn}
    g_t = rng.uniform(-1, 1, size=(B, H))
    arguments["cell_state"] = {"f_t": f_t, "C_prev": C_prev, "i_t": i_t, "g_t": g_t}
    arguments["hidden_state"] = {"o_t": f_t, "C_t": 2 * C_prev}
    arguments["lstm_step"] = step | {"C_prev": C_prev, "params": _params(rng, D, H)}
    arguments["simple_rnn"] = {"x": x, **rnn}
    sizes = {"batch_size": B, "timesteps": T, "input_dim": D, "units": H}
    arguments["simple_rnn_shapes"] = sizes
    fused = {"kernel": (D, 4 * H), "recurrent_kernel": (H, 4 * H), "bias": (4 * H,)}
    arguments["split_keras_weights"] = {n: rng.normal(size=shape) for n, shape in fused.items()}
    arguments["lstm"] = {"x": x, "params": _params(rng, D, H)}
    arguments["reverse_time"] = {"x": x}
    arguments["concatenate_directions"] = {"forward_h": h_all, "backward_h": back}
    both = {f"{way}_params": _params(rng, D, H) for way in ("forward", "backward")}
    arguments["bidirectional_lstm"] = {"x": x, **both}
    return arguments | {name: step | _params(rng, D, H, a) for a, name in LETTERS.items()}


def _params(rng: np.random.Generator, D: int, H: int, letters: str = "ifgo") -> Arguments:
    """Draw three arrays for each letter: those of the gates, or one set of a vanilla RNN."""
    drawn: Arguments = {}
    for a in letters:
        shapes = {f"W_x{a}": (D, H), f"W_h{a}": (H, H), f"b_{a}": (H,)}
        drawn |= {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return drawn


LETTERS = {"i": "input_gate", "g": "candidate", "f": "forget_gate", "o": "output_gate"}


def jacobian_norms(W_h: Any, h: Any) -> Any:
    """Differentiate the network itself: a complex step through its recursion, unit by unit."""
    T, H = h.shape
    tiny = 1e-30
    norms = []
    for t in range(T):
        rows = []
        for k in range(H):
            state = h[t].astype(complex)
            state[k] += 1j * tiny
            for s in range(t + 1, T):
                state = np.tanh(np.arctanh(h[s]) + (state - h[s - 1]) @ W_h)
            rows.append(state.imag / tiny)
        norms.append(np.linalg.norm(rows, 2))
    return np.array(norms)


def gate(letter: str) -> Callable[..., Any]:
    """Take one gate out of a whole step."""

    def value(x_t: Any, h_prev: Any, W_x: Any, W_h: Any, b: Any) -> Any:
        zeros: Arguments = {}
        D, H = W_x.shape
        for a in "ifgo":
            zeros |= {f"W_x{a}": np.zeros((D, H)), f"W_h{a}": np.zeros((H, H)), f"b_{a}": b * 0}
        own = {f"W_x{letter}": W_x, f"W_h{letter}": W_h, f"b_{letter}": b}
        fused = lstm_ref.join_gates(zeros | own)
        *_, cache = lstm_ref.lstm_step(x_t, h_prev, np.zeros_like(h_prev), *fused)
        return getattr(cache, f"{letter}_t")

    return value


def through_a_step(i: Any, f: Any, g: Any, o: Any, C_prev: Any) -> list[Any]:
    """Run lstm_step sample by sample with biases that give these gate values."""
    h, C = np.empty_like(C_prev), np.empty_like(C_prev)
    H = C_prev.shape[1]
    for n in range(len(C_prev)):
        logits = [np.log(p[n] / (1 - p[n])) for p in (i, f, o)]
        bias = np.concatenate([*logits[:2], np.arctanh(g[n]), logits[2]])
        zeros = np.zeros((1, 1)), np.zeros((1, H)), C_prev[[n]]
        h[[n]], C[[n]], _ = lstm_ref.lstm_step(
            *zeros, np.zeros((1, 4 * H)), np.zeros((H, 4 * H)), bias
        )
    return [h, C]


def cell_state(f_t: Any, C_prev: Any, i_t: Any, g_t: Any) -> Any:
    return through_a_step(i_t, f_t, g_t, np.full_like(f_t, 0.5), C_prev)[1]


def hidden_state(o_t: Any, C_t: Any) -> Any:
    open_, shut = np.full_like(o_t, 1 - 1e-12), np.full_like(o_t, 1e-12)
    return through_a_step(shut, open_, np.zeros_like(o_t), o_t, C_t)[0]


def layer(x: Any, weights: Any, kind: Any, state: Any = None, **flags: Any) -> Any:
    made = kind(weights[1].shape[0], **flags)
    made.set_weights(weights)
    return made(x, initial_state=state)


def rnn_forward(x: Any, h_0: Any, W_x: Any, W_h: Any, b: Any) -> Any:
    return layer(x, [W_x, W_h, b], SimpleRNN, [h_0], return_sequences=True)


def simple_rnn(x: Any, W_x: Any, W_h: Any, b: Any, **flags: Any) -> Any:
    return layer(x, [W_x, W_h, b], SimpleRNN, **flags)


def simple_rnn_shapes(
    batch_size: int, timesteps: int, input_dim: int, units: int, **flags: Any
) -> Any:
    returned = SimpleRNN(units, **flags)(np.zeros((batch_size, timesteps, input_dim)))
    return [a.shape for a in (returned if isinstance(returned, tuple) else [returned])]


def bidirectional_lstm(x: Any, forward_params: Any, backward_params: Any, **flags: Any) -> Any:
    weights = [lstm_ref.join_gates(p) for p in (forward_params, backward_params)]
    made = Bidirectional(LSTM(weights[0][1].shape[0], **flags))
    made.set_weights([*weights[0], *weights[1]])
    return made(x)


REFERENCES: dict[str, Callable[..., Any]] = {
    "jacobian_norms": jacobian_norms,
    "rnn_step": lambda x_t, h_prev, W_x, W_h, b: lstm_ref.rnn_step(x_t, h_prev, W_x, W_h, b)[0],
    "rnn_forward": rnn_forward,
    "cell_state": cell_state,
    "hidden_state": hidden_state,
    "lstm_step": lambda x_t, h_prev, C_prev, params: lstm_ref.lstm_step(
        x_t, h_prev, C_prev, *lstm_ref.join_gates(params)
    )[:2],
    "simple_rnn": simple_rnn,
    "simple_rnn_shapes": simple_rnn_shapes,
    "split_keras_weights": lstm_ref.split_gates,
    "lstm": lambda x, params, **flags: layer(x, lstm_ref.join_gates(params), LSTM, **flags),
    "reverse_time": lambda x: np.stack([x[:, -1 - t] for t in range(x.shape[1])], axis=1),
    "concatenate_directions": lambda forward_h, backward_h: np.stack(
        [np.hstack([forward_h[:, t], backward_h[:, -1 - t]]) for t in range(forward_h.shape[1])],
        axis=1,
    ),
    "bidirectional_lstm": bidirectional_lstm,
    **{name: gate(a) for a, name in LETTERS.items()},
}


def cases(function: str, seed: int, B: int, T: int, D: int, H: int) -> list[Case]:
    """Return random arguments, and what lstm_ref gives for them."""
    drawn = draw(function, seed, B, T, D, H)
    return [(arguments, expected(function, arguments)) for arguments in drawn]


def expected(function: str, arguments: Arguments) -> Any:
    positional = {k: v for k, v in arguments.items() if not k.startswith("return_")}
    flags = {k: v for k, v in arguments.items() if k.startswith("return_")}
    return REFERENCES[function](*positional.values(), **flags)


def difference(got: Any, right: Any) -> str | None:
    """Return what is different: "form", "shape" or "values"; None where nothing is."""
    if isinstance(right, dict):
        if not isinstance(got, dict) or set(got) != set(right):
            return "form"
        pairs = [(got[name], right[name]) for name in right]
    elif isinstance(right, list):  # of shapes
        same = isinstance(got, (list, tuple)) and [*map(as_tuple, got)] == right
        return None if same else "values"
    elif isinstance(right, tuple):
        if not isinstance(got, (list, tuple)) or len(got) != len(right):
            return "form"
        pairs = list(zip(got, right, strict=True))
    else:
        pairs = [(got, right)]
    try:
        pairs = [(np.asarray(a, dtype=float), b) for a, b in pairs]
    except (TypeError, ValueError):
        return "form"
    if any(a.shape != b.shape for a, b in pairs):
        return "shape"
    return None if all(np.allclose(a, b, 1e-4, 1e-4) for a, b in pairs) else "values"


def as_tuple(shape: Any) -> Any:
    return tuple(shape) if isinstance(shape, (list, tuple)) else None


def copied(arguments: Arguments) -> list[Any]:
    """Return fresh arguments for one call."""

    def fresh(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: v.copy() for k, v in value.items()}
        return value.copy() if isinstance(value, np.ndarray) else value

    return [fresh(value) for value in arguments.values()]


def deviation(function: Callable[..., Any], cases: list[Case]) -> str | None:
    """Return how a function first differs from what is right, or "error"; None where it agrees."""
    for arguments, right in cases:
        try:
            got = function(*copied(arguments))
        except Exception:
            return "error"
        if found := difference(got, right):
            return found
    return None
