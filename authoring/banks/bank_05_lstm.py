"""Wrong and right solutions of assignment 05: Keras's weights by name, and what LSTM returns."""

import textwrap

from . import lstm_cells
from .entries import Bank, add_copied_answer
from .over_time import FLAGS_LISTED, FLAGS_WRONG, LOOPS, SEQUENCES, loop

ASSIGNMENT, NOTEBOOK = "05-lstm", "lstm"

# --- split_keras_weights -----------------------------------------------------------------------

split_keras_weights = Bank("split_keras_weights")


def split(
    order: str = "ifgo",
    W_x: str = "kernel[:, k * H : (k + 1) * H]",
    W_h: str = "recurrent_kernel[:, k * H : (k + 1) * H]",
    b: str = "bias[k * H : (k + 1) * H]",
    H: str = "recurrent_kernel.shape[0]",
    names: str = "'W_x' + a, 'W_h' + a, 'b_' + a",
    returned: str = "params",
) -> str:
    """Return the body of the function, with a few parts written in another way."""
    return f"""
        H = {H}
        params = {{}}
        for k, a in enumerate("{order}"):
            W_x, W_h, b = {names}
            params[W_x] = {W_x}
            params[W_h] = {W_h}
            params[b] = {b}
        return {returned}
    """


for order in ("ifog", "iofg", "figo", "fgio", "igfo", "gifo", "ogfi"):
    split_keras_weights.listed(f"order-{order}", f"takes the blocks as {order}", split(order))
for name, mistake, parts in [
    (
        "recurrent-transposed",
        "transposes the W_h",
        {"W_h": "recurrent_kernel[:, k * H : (k + 1) * H].T"},
    ),
    (
        "interleaved",
        "takes every fourth column",
        {
            "W_x": "kernel[:, k::4]",
            "W_h": "recurrent_kernel[:, k::4]",
            "b": "bias[k::4]",
        },
    ),
    (
        "kernels-swapped",
        "swaps the two kernels",
        {
            "W_x": "recurrent_kernel[:, k * H : (k + 1) * H]",
            "W_h": "kernel[:, k * H : (k + 1) * H]",
        },
    ),
    ("forget-bias-added", "adds 1 to b_f again", {"b": "bias[k * H : (k + 1) * H] + (a == 'f')"}),
]:
    split_keras_weights.listed(name, mistake, split(**parts))
for name, mistake, parts in [
    ("kernel-transposed", "transposes the W_x", {"W_x": "kernel[:, k * H : (k + 1) * H].T"}),
    (
        "all-first",
        "gives all four the first block",
        {
            "W_x": "kernel[:, :H]",
            "W_h": "recurrent_kernel[:, :H]",
            "b": "bias[:H]",
        },
    ),
    ("biases-first", "gives all four the first bias", {"b": "bias[:H]"}),
    ("biases-reversed", "takes the biases from the end", {"b": "bias[::-1][k * H : (k + 1) * H]"}),
    (
        "rows",
        "cuts the rows in the place of the columns",
        {
            "W_x": "kernel[k * H : (k + 1) * H]",
            "W_h": "recurrent_kernel[k * H : (k + 1) * H]",
        },
    ),
    ("one-off", "starts one column too late", {"W_x": "kernel[:, k * H + 1 : (k + 1) * H + 1]"}),
    (
        "one-short",
        "stops one column too early",
        {
            "W_x": "kernel[:, k * H : (k + 1) * H - 1]",
            "W_h": "recurrent_kernel[:, k * H : (k + 1) * H - 1]",
            "b": "bias[k * H : (k + 1) * H - 1]",
        },
    ),
    (
        "overlapping",
        "moves on by one column only",
        {
            "W_x": "kernel[:, k : k + H]",
            "W_h": "recurrent_kernel[:, k : k + H]",
            "b": "bias[k : k + H]",
        },
    ),
    ("inputs-as-units", "takes the number of inputs for the units", {"H": "kernel.shape[0]"}),
    ("units-fixed", "writes the example's number of units", {"H": "3"}),
    ("three-blocks", "cuts into three, as a GRU has them", {"H": "len(bias) // 3", "order": "ifg"}),
    (
        "whole",
        "gives every gate the whole arrays",
        {
            "W_x": "kernel",
            "W_h": "recurrent_kernel",
            "b": "bias",
        },
    ),
    ("copied-kernel", "takes W_h from the kernel too", {"W_h": "kernel[:H, k * H : (k + 1) * H]"}),
    ("names-swapped", "swaps the names W_x and W_h", {"names": "'W_h' + a, 'W_x' + a, 'b_' + a"}),
    ("names-of-keras", "calls the candidate c", {"order": "ifco"}),
    (
        "names-upper",
        "writes the letters large",
        {"names": "'W_x' + a.upper(), 'W_h' + a.upper(), 'b_' + a.upper()"},
    ),
    ("names-short", "leaves x and h out", {"names": "'W_' + a, 'U_' + a, 'b_' + a"}),
    ("bias-row", "makes each bias a row of its own", {"b": "bias[None, k * H : (k + 1) * H]"}),
    ("one-bias-number", "gives each gate one number of the bias", {"b": "bias[k]"}),
    (
        "no-bias",
        "leaves the biases out",
        {"returned": "{n: w for n, w in params.items() if n[0] == 'W'}"},
    ),
    (
        "biases-halved",
        "shares the bias out, as for two biases",
        {"b": "bias[k * H : (k + 1) * H] / 2"},
    ),
    (
        "negative",
        "turns the sign of the forget gate",
        {
            "b": "bias[k * H : (k + 1) * H] * (1 - 2 * (a == 'f'))",
        },
    ),
    ("tuple", "returns the arrays without names", {"returned": "tuple(params.values())"}),
    (
        "nested",
        "returns one dict for each gate",
        {
            "returned": "{a: {n[:-1]: w for n, w in params.items() if n[-1] == a} for a in 'ifgo'}",
        },
    ),
    (
        "integers",
        "makes whole numbers of them",
        {
            "returned": "{n: w.astype(int) for n, w in params.items()}",
        },
    ),
    ("first-gate-only", "names the first gate only", {"order": "i"}),
    (
        "recurrent-order",
        "takes the recurrent blocks as ifog",
        {
            "W_h": "recurrent_kernel[:, (0, 1, 3, 2)[k] * H : ((0, 1, 3, 2)[k] + 1) * H]",
        },
    ),
    (
        "bias-order",
        "takes the biases as figo",
        {
            "b": "bias[(1, 0, 2, 3)[k] * H : ((1, 0, 2, 3)[k] + 1) * H]",
        },
    ),
    (
        "halves",
        "cuts in two, then each half in two, g before f",
        {
            "W_x": "kernel[:, (0, 2, 1, 3)[k] * H : ((0, 2, 1, 3)[k] + 1) * H]",
        },
    ),
    (
        "reshaped",
        "reshapes the columns the wrong way",
        {
            "W_x": "kernel.reshape(4, -1, H)[k]",
            "W_h": "recurrent_kernel.reshape(4, -1, H)[k]",
        },
    ),
]:
    split_keras_weights.wrong(name, mistake, split(**parts))
add_copied_answer(split_keras_weights)

split_keras_weights.also_right("slices", split())
split_keras_weights.also_right(
    "np.split and a comprehension",
    """
    arrays = {"W_x": kernel, "W_h": recurrent_kernel, "b_": bias}
    return {
        name + a: block
        for name, array in arrays.items()
        for a, block in zip("ifgo", np.split(array, 4, axis=-1))
    }
    """,
)
split_keras_weights.also_right(
    "twelve lines",
    """
    H = len(bias) // 4
    p = {}
    p["b_o"], p["b_g"], p["b_f"], p["b_i"] = bias[3 * H:], bias[2*H:3*H], bias[H:2*H], bias[:H]
    p["W_xi"] = kernel[:, :H]
    p["W_xf"] = kernel[:, H:2*H]
    p["W_xg"] = kernel[:, -2*H:-H]
    p["W_xo"] = kernel[:, -H:]
    p["W_hi"] = recurrent_kernel[:, :H]
    p["W_hf"] = recurrent_kernel[:, H:2*H]
    p["W_hg"] = recurrent_kernel[:, -2*H:-H]
    p["W_ho"] = recurrent_kernel[:, -H:]
    return p
    """,
)
split_keras_weights.also_right(
    "reshape, float32, with a warning",
    """
    H = recurrent_kernel.shape[0]
    x, h, b = (np.float32(a).reshape(-1, 4, H) for a in (kernel, recurrent_kernel, bias[None]))
    np.exp(np.float32(1000))
    blocks = {}
    for k in range(4):
        a = "ifgo"[k]
        blocks |= {"W_x" + a: x[:, k], "W_h" + a: h[:, k], "b_" + a: b[0, k]}
    return blocks
    """,
)
split_keras_weights.also_right(
    "column by column, as lists, and two names more",
    """
    params = {"units": len(bias) // 4, "order": "ifgo"}
    for k, a in enumerate(params["order"]):
        columns = range(k * params["units"], (k + 1) * params["units"])
        params["W_x" + a] = [[row[c] for c in columns] for row in kernel]
        params["W_h" + a] = [[row[c] for c in columns] for row in recurrent_kernel]
        params["b_" + a] = [bias[c] for c in columns]
    return params
    """,
)
split_keras_weights.also_right(
    "transposed and back, helper, text on both streams",
    """
    import sys


    def four(columns):
        print("columns", len(columns))
        print("columns", len(columns), file=sys.stderr)
        return columns.reshape(4, len(columns) // 4, *columns.shape[1:])


    def split_keras_weights(kernel, recurrent_kernel, bias):
        W_x, W_h, b = four(kernel.T), four(recurrent_kernel.T), four(bias)
        made = dict()
        for a, x, h, bias_of in zip(["i", "f", "g", "o"], W_x, W_h, b):
            made.update({"W_x" + a: x.T.copy(), "W_h" + a: h.T.copy(), "b_" + a: bias_of.copy()})
        return made
    """,
)

# --- lstm --------------------------------------------------------------------------------------

lstm = Bank("lstm")
LAYER = {
    "names": "(h, C)",
    "start": "[np.zeros((B, len(params['b_i']))) for _ in range(2)]",
    "step": "lstm_step(x_t, h, C, params)",
}


def layer(**parts: str) -> str:
    """Return the body of the function, with a few parts written in another way."""
    return loop(**LAYER | parts)


def with_step(body: str) -> str:
    """Return a cell in which the function takes steps of its own."""
    head = "x, params, return_sequences=False, return_state=False"
    own = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    rest = textwrap.indent(
        textwrap.dedent(layer(step="one_step(x_t, h, C, params)")).strip("\n"), "    "
    )
    return f"def one_step(x_t, h_prev, C_prev, params):\n{own}\n\n\ndef lstm({head}):\n{rest}\n"


for name, mistake, parts in [
    *FLAGS_LISTED,
    ("state-order", "returns C before h", {"states": "state[1], state[0]"}),
    ("no-C", "returns h alone as the state", {"states": "[state[0]]"}),
    ("h-missing", "returns C alone as the state", {"states": "[state[1]]"}),
    ("h-twice", "returns h twice", {"states": "[state[0], state[0]]"}),
    (
        "states-mixed-up",
        "hands the states over in the wrong order",
        {"carry": "(state[1], state[0])"},
    ),
    ("C-not-carried", "forgets the cell state between steps", {"carry": "(state[0], start[1])"}),
]:
    lstm.listed(name, mistake, layer(**parts))
for name, mistake, body in lstm_cells.LISTED:
    if name not in ("order", "no-C_prev"):  # they are in the list above already
        lstm.listed(f"step-{name}", f"{mistake} in each step", with_step(body))
for name, mistake, body in lstm_cells.WRONG:
    lstm.wrong(f"step-{name}", f"{mistake} in each step", with_step(body))
for name, mistake, parts in LOOPS + SEQUENCES + FLAGS_WRONG:
    if "states" not in parts or name == "states-of-zeros":
        lstm.wrong(name, mistake, layer(**parts))
for name, mistake, parts in [
    ("h-for-both", "hands h over twice", {"carry": "(state[0], state[0])"}),
    ("C-for-both", "hands C over twice", {"carry": "(state[1], state[1])"}),
    ("C-added", "adds the cell states up", {"carry": "(state[0], C + state[1])"}),
    (
        "cells-as-output",
        "shows the cell state",
        {"last": "state[1]", "seq": "np.stack([*hs[:-1], state[1]], axis=1)"},
    ),
    ("C-as-last", "shows the last cell state without return_sequences", {"last": "state[1]"}),
    ("states-as-sequence", "returns all hidden states as the state", {"states": "[seq, state[1]]"}),
    ("states-first-step", "returns h of the first step", {"states": "[hs[0], state[1]]"}),
    (
        "states-stacked",
        "puts both states into one array",
        {"states": "[np.concatenate(state, axis=1)]"},
    ),
    ("C-squashed", "returns tanh of the cell state", {"states": "[state[0], np.tanh(state[1])]"}),
    ("three-states", "returns h once more", {"states": "[*state, state[0]]"}),
    (
        "from-ones",
        "starts from ones",
        {"start": "[np.ones((B, len(params['b_i']))) for _ in range(2)]"},
    ),
    (
        "C-from-ones",
        "starts with a cell state of ones",
        {"start": "[np.zeros((B, len(params['b_i']))), np.ones((B, len(params['b_i'])))]"},
    ),
    ("units-fixed", "writes the example's number of units", {"start": "[np.zeros((B, 3))] * 2"}),
    ("inputs-as-units", "takes the inputs for the units", {"start": "[np.zeros((B, D))] * 2"}),
    ("params-shared", "reads the states from a variable of the notebook", {"start": "[h_0, C_0]"}),
]:
    lstm.wrong(name, mistake, layer(**parts))
add_copied_answer(lstm)

lstm.also_right(
    "the learner's own step", layer(returned="(output, *states) if return_state else output")
)
lstm.also_right(
    "its own step with keywords, filled arrays",
    """
    B, T = x.shape[:2]
    H = params["b_o"].size
    h, C = np.zeros((2, B, T + 1, H))
    for t in range(T):
        h[:, t + 1], C[:, t + 1] = lstm_step(
            C_prev=C[:, t], h_prev=h[:, t], x_t=x[:, t], params=params
        )
    returned = [h[:, 1:] if return_sequences else h[:, -1]]
    if return_state:
        returned += [h[:, -1], C[:, -1]]
        return returned
    return returned[0]
    """,
)
lstm.also_right(
    "fused weights, all inputs first",
    """
    W = np.concatenate([params["W_x" + a] for a in "fiog"], axis=1)
    U = np.concatenate([params["W_h" + a] for a in "fiog"], axis=1)
    b = np.concatenate([params["b_" + a] for a in "fiog"])
    H = len(U)
    z_x = np.einsum("btd,dk->tbk", x, W) + b
    h = C = np.zeros((len(x), H))
    states = []
    for z in z_x:
        z += h @ U
        gates = 0.5 + 0.5 * np.tanh(z[:, : 3 * H] / 2)
        C = gates[:, :H] * C + gates[:, H : 2 * H] * np.tanh(z[:, 3 * H :])
        h = gates[:, 2 * H :] * np.tanh(C)
        states.append(h)
    output = np.array(states).transpose(1, 0, 2) if return_sequences else h
    return [output, h, C] if return_state else output
    """,
)
lstm.also_right(
    "unit by unit, as lists",
    """
    import math
    out, ends = [], []
    for sample in x.tolist():
        H = len(params["b_i"])
        h, C, states = [0.0] * H, [0.0] * H, []
        for x_t in sample:
            new = []
            for k in range(H):
                z = {}
                for a in "ifgo":
                    z[a] = params["b_" + a][k]
                    z[a] += sum(v * w for v, w in zip(x_t, params["W_x" + a][:, k]))
                    z[a] += sum(v * w for v, w in zip(h, params["W_h" + a][:, k]))
                i, f, o = (1 / (1 + math.exp(-z[a])) for a in "ifo")
                C[k] = f * C[k] + i * math.tanh(z["g"])
                new.append(o * math.tanh(C[k]))
            h = new
            states.append(h)
        out.append(states)
        ends.append(C)
    last = [states[-1] for states in out]
    output = out if return_sequences else last
    return [output, last, ends] if return_state else output
    """,
)
lstm.also_right(
    "float32, with a warning",
    """
    p = {name: np.float32(w) for name, w in params.items()}
    np.exp(np.float32(1000))
    h = C = np.zeros((len(x), len(p["b_i"])), np.float32)
    states = np.empty((*x.shape[:2], h.shape[1]), np.float32)
    for t, x_t in enumerate(np.float32(x).swapaxes(0, 1)):
        i, f, g, o = (x_t @ p["W_x" + a] + h @ p["W_h" + a] + p["b_" + a] for a in "ifgo")
        C = C / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
        h = states[:, t] = np.tanh(C) / (1 + np.exp(-o))
    return ([states] if return_sequences else [h]) + [h, C] if return_state else (
        states if return_sequences else h
    )
    """,
)
lstm.also_right(
    "recursion, helpers, text on both streams, arguments emptied",
    """
    import sys


    def all_steps(x, h, C, params):
        print(x.shape[1], "steps left")
        print(x.shape[1], "steps left", file=sys.stderr)
        if not x.shape[1]:
            return []
        h, C = lstm_step(x[:, 0], h, C, params)
        return [(h, C), *all_steps(x[:, 1:], h, C, params)]


    def lstm(x, params, return_sequences=False, return_state=False):
        zeros = np.zeros((len(x), len(params["b_f"])))
        steps = all_steps(x, zeros, zeros, params)
        x[:] = 0
        params.clear()
        output = np.stack([h for h, _ in steps], axis=1) if return_sequences else steps[-1][0]
        return (output, *steps[-1]) if return_state else output
    """,
)

BANK = {"split_keras_weights": split_keras_weights, "lstm": lstm}
