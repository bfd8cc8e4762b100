"""Wrong and right solutions of assignment 06: time turned around, halves joined, two LSTMs."""

import textwrap

from .entries import Bank, add_copied_answer
from .over_time import FLAGS_LISTED, FLAGS_WRONG

ASSIGNMENT, NOTEBOOK = "06-bidirectional-lstm", "bidirectional_lstm"

# --- reverse_time ------------------------------------------------------------------------------

reverse_time = Bank("reverse_time")
reverse_time.listed("batch", "turns the batch around", "x[::-1]")
reverse_time.listed("features", "turns the numbers of each step around", "x[:, :, ::-1]")
reverse_time.listed("all-axes", "turns all axes around", "np.flip(x)")
reverse_time.listed("unchanged", "returns x as it came", "x")
reverse_time.wrong("swapped-axes", "swaps batch and time", "x.swapaxes(0, 1)")
reverse_time.wrong("swapped-turned", "leaves time first", "x.swapaxes(0, 1)[::-1]")
reverse_time.wrong("transposed", "transposes", "x.T")
reverse_time.wrong("time-and-batch", "turns time and batch around", "x[::-1, ::-1]")
reverse_time.wrong("time-and-features", "turns the last two axes around", "x[:, ::-1, ::-1]")
reverse_time.wrong(
    "flat", "turns a flat row around", "x.reshape(len(x), -1)[:, ::-1].reshape(x.shape)"
)
reverse_time.wrong("first-missing", "loses the first step", "x[:, :0:-1]")
reverse_time.wrong("last-missing", "loses the last step", "x[:, -2::-1]")
reverse_time.wrong("first-sample", "returns the first sample", "x[0, ::-1]")
reverse_time.wrong("first-for-all", "gives every sample the first one", "0 * x + x[:1, ::-1]")
reverse_time.wrong(
    "first-turned",
    "turns the first sample only",
    """
    turned = x.copy()
    turned[0] = x[0, ::-1]
    return turned
    """,
)
reverse_time.wrong("sorted", "sorts in the place of turning", "np.sort(x, axis=1)[:, ::-1]")
reverse_time.wrong("rolled", "moves each step on by one", "np.roll(x, 1, axis=1)")
reverse_time.wrong(
    "ends-swapped",
    "swaps the first and the last step only",
    """
    turned = x.copy()
    turned[:, [0, -1]] = x[:, [-1, 0]]
    return turned
    """,
)
reverse_time.wrong("minus", "turns the sign around", "-x")
reverse_time.wrong("minus-turned", "turns the sign around as well", "-x[:, ::-1]")
reverse_time.wrong(
    "negative-index",
    "counts from -T to 0",
    """
    T = x.shape[1]
    return np.stack([x[:, -t] for t in range(T)], axis=1)
    """,
)
reverse_time.wrong(
    "overwritten",
    "writes over the steps it still needs",
    """
    T = x.shape[1]
    for t in range(T):
        x[:, t] = x[:, T - 1 - t]
    return x
    """,
)
reverse_time.wrong(
    "generator", "returns a generator of steps", "(x[:, t] for t in range(x.shape[1]))"
)
reverse_time.wrong(
    "list-of-steps", "puts a list of steps, time first", "list(x.swapaxes(0, 1))[::-1]"
)
reverse_time.wrong(
    "in-place-none",
    "turns in place and returns nothing",
    """
    x[:] = x[:, ::-1].copy()
    return None
    """,
)
reverse_time.wrong("steps-fixed", "writes the example's number of steps", "x[:, [3, 2, 1, 0]]")
reverse_time.wrong("integers", "makes whole numbers of them", "x[:, ::-1].astype(int)")
reverse_time.wrong("rounded", "rounds to one digit", "np.round(x[:, ::-1], 1)")
add_copied_answer(reverse_time)

reverse_time.also_right("np.flip", "np.flip(x, axis=1)")
reverse_time.also_right("index array", "x[:, np.arange(x.shape[1])[::-1]]")
reverse_time.also_right("lists", "[list(reversed(sample)) for sample in x.tolist()]")
reverse_time.also_right("swapped, turned and swapped back", "x.swapaxes(0, 1)[::-1].swapaxes(0, 1)")
reverse_time.also_right(
    "float32, with a warning",
    """
    np.exp(np.float32(1000))
    return np.stack([x[:, -1 - t] for t in range(x.shape[1])], axis=1).astype(np.float32)
    """,
)
reverse_time.also_right(
    "in place, helper, text on both streams",
    """
    import sys


    def swap(x, s, t):
        print("swap", s, t)
        print("swap", s, t, file=sys.stderr)
        x[:, [s, t]] = x[:, [t, s]]


    def reverse_time(x):
        T = x.shape[1]
        for t in range(T // 2):
            swap(x, t, T - 1 - t)
        return x
    """,
)
reverse_time.also_right(
    "einsum with a turned unit matrix",
    """
    turn = np.eye(x.shape[1])[::-1]
    return np.einsum("st,btd->bsd", turn, x)
    """,
)

# --- concatenate_directions --------------------------------------------------------------------

concatenate_directions = Bank("concatenate_directions")
for name, mistake, text in [
    (
        "not-turned",
        "leaves the backward half as it was computed",
        "np.concatenate([forward_h, backward_h], axis=2)",
    ),
    (
        "forward-turned",
        "turns the forward half around",
        "np.concatenate([forward_h[:, ::-1], backward_h[:, ::-1]], axis=2)",
    ),
    (
        "wrong-half-turned",
        "turns the forward half in the place of the backward one",
        "np.concatenate([forward_h[:, ::-1], backward_h], axis=2)",
    ),
    (
        "halves-swapped",
        "puts the backward half first",
        "np.concatenate([backward_h[:, ::-1], forward_h], axis=2)",
    ),
    ("time-axis", "joins along time", "np.concatenate([forward_h, backward_h[:, ::-1]], axis=1)"),
    (
        "batch-axis",
        "joins along the batch",
        "np.concatenate([forward_h, backward_h[:, ::-1]], axis=0)",
    ),
    (
        "batch-turned",
        "turns the batch around",
        "np.concatenate([forward_h, backward_h[::-1]], axis=2)",
    ),
    (
        "units-turned",
        "turns the units around",
        "np.concatenate([forward_h, backward_h[:, :, ::-1]], axis=2)",
    ),
    ("added", "adds the halves", "forward_h + backward_h[:, ::-1]"),
]:
    concatenate_directions.listed(name, mistake, text)
for name, mistake, text in [
    (
        "halves-swapped-not-turned",
        "puts the backward half first and leaves it as it was",
        "np.concatenate([backward_h, forward_h], axis=2)",
    ),
    (
        "all-turned-after",
        "joins, then turns everything around",
        "np.concatenate([forward_h, backward_h], axis=2)[:, ::-1]",
    ),
    ("averaged", "takes the mean", "(forward_h + backward_h[:, ::-1]) / 2"),
    ("multiplied", "multiplies the halves", "forward_h * backward_h[:, ::-1]"),
    ("added-not-turned", "adds the halves as they came", "forward_h + backward_h"),
    ("stacked", "stacks along a new first axis", "np.stack([forward_h, backward_h[:, ::-1]])"),
    (
        "stacked-last",
        "stacks along a new last axis",
        "np.stack([forward_h, backward_h[:, ::-1]], axis=-1)",
    ),
    (
        "interleaved",
        "lets the units alternate",
        "np.stack([forward_h, backward_h[:, ::-1]], axis=-1).reshape(*forward_h.shape[:2], -1)",
    ),
    ("tuple", "returns both halves", "return forward_h, backward_h[:, ::-1]"),
    ("forward-alone", "returns the forward half", "forward_h"),
    ("backward-alone", "returns the backward half", "backward_h[:, ::-1]"),
    (
        "forward-twice",
        "joins the forward half twice",
        "np.concatenate([forward_h, forward_h], axis=2)",
    ),
    (
        "forward-twice-turned",
        "joins the forward half with itself turned around",
        "np.concatenate([forward_h, forward_h[:, ::-1]], axis=2)",
    ),
    (
        "backward-twice",
        "joins the backward half twice",
        "np.concatenate([backward_h[:, ::-1]] * 2, axis=2)",
    ),
    (
        "last-rows",
        "joins the last computed rows only",
        "np.concatenate([forward_h[:, -1], backward_h[:, -1]], axis=1)",
    ),
    (
        "last-for-all",
        "gives every step the last backward row",
        """
     last = np.repeat(backward_h[:, -1:], forward_h.shape[1], axis=1)
     return np.concatenate([forward_h, last], axis=2)
     """,
    ),
    (
        "one-off",
        "is off by one step after turning",
        "np.concatenate([forward_h, np.roll(backward_h[:, ::-1], 1, axis=1)], axis=2)",
    ),
    (
        "negative-index",
        "counts from -0",
        """
     T = forward_h.shape[1]
     rows = [np.hstack([forward_h[:, t], backward_h[:, -t]]) for t in range(T)]
     return np.stack(rows, axis=1)
     """,
    ),
    (
        "time-first",
        "returns time first",
        "np.concatenate([forward_h, backward_h[:, ::-1]], axis=2).swapaxes(0, 1)",
    ),
    (
        "flipped-all-axes",
        "turns all axes around",
        "np.concatenate([forward_h, np.flip(backward_h)], axis=2)",
    ),
    (
        "reshaped",
        "stacks and reshapes without regard to the axes",
        "np.array([forward_h, backward_h[:, ::-1]]).reshape(*forward_h.shape[:2], -1)",
    ),
    (
        "units-fixed",
        "writes the example's number of units",
        """
     out = np.zeros((*forward_h.shape[:2], 6))
     out[..., :3], out[..., 3:] = forward_h, backward_h[:, ::-1]
     return out
     """,
    ),
    (
        "joined-and-summed",
        "joins and adds up over time",
        "np.concatenate([forward_h, backward_h[:, ::-1]], axis=2).cumsum(axis=1)",
    ),
    ("difference", "subtracts the halves", "forward_h - backward_h[:, ::-1]"),
    ("larger", "takes the larger of the two", "np.maximum(forward_h, backward_h[:, ::-1])"),
    (
        "sign",
        "turns the sign of the backward half",
        "np.concatenate([forward_h, -backward_h[:, ::-1]], axis=2)",
    ),
    (
        "batch-swapped",
        "joins a sample with its neighbour's backward half",
        "np.concatenate([forward_h, np.roll(backward_h[:, ::-1], 1, axis=0)], axis=2)",
    ),
]:
    concatenate_directions.wrong(name, mistake, textwrap.dedent(text))
add_copied_answer(concatenate_directions)

concatenate_directions.also_right(
    "the learner's own reverse_time", "np.concatenate((forward_h, reverse_time(backward_h)), -1)"
)
concatenate_directions.also_right("dstack", "np.dstack([forward_h, reverse_time(x=backward_h)])")
concatenate_directions.also_right(
    "filled array",
    """
    B, T, H = forward_h.shape
    out = np.empty((B, T, 2 * H))
    out[..., :H] = forward_h
    for t in range(T):
        out[:, t, H:] = backward_h[:, T - 1 - t]
    return out
    """,
)
concatenate_directions.also_right(
    "lists",
    """
    return [
        [list(f) + list(b) for f, b in zip(forward, reversed(backward))]
        for forward, backward in zip(forward_h.tolist(), backward_h.tolist())
    ]
    """,
)
concatenate_directions.also_right(
    "float32, einsum, with a warning",
    """
    np.exp(np.float32(1000))
    f, b = np.float32(forward_h), np.float32(backward_h)
    H = f.shape[2]
    left, right = np.eye(H, 2 * H), np.eye(H, 2 * H, H)
    return np.einsum("bth,hk->btk", f, left) + np.einsum("bth,hk->btk", b[:, ::-1], right)
    """,
)
concatenate_directions.also_right(
    "helper, text on both streams, argument overwritten",
    """
    import sys


    def joined(left, right):
        print(left.shape, right.shape)
        print(left.shape, right.shape, file=sys.stderr)
        return np.append(left, right, axis=2)


    def concatenate_directions(forward_h, backward_h):
        backward_h[:] = backward_h[:, ::-1].copy()
        return joined(forward_h, right=backward_h)
    """,
)

# --- bidirectional_lstm ------------------------------------------------------------------------

bidirectional_lstm = Bank("bidirectional_lstm")


def both(
    forward: str = "lstm(x, forward_params, True, True)",
    backward: str = "lstm(x[:, ::-1], backward_params, True, True)",
    turned: str = "backward[:, ::-1]",
    seq: str = "np.concatenate([forward, turned], axis=2)",
    last: str = "np.concatenate([forward_h, backward_h], axis=1)",
    states: str = "[forward_h, forward_C, backward_h, backward_C]",
    output: str = "seq if return_sequences else last",
    returned: str = "[output, *states] if return_state else output",
) -> str:
    """Return the body of the function, with a few parts written in another way."""
    return f"""
        forward, forward_h, forward_C = {forward}
        backward, backward_h, backward_C = {backward}
        turned = {turned}
        seq = {seq}
        last = {last}
        states = {states}
        output = {output}
        return {returned}
    """


for name, mistake, parts in [
    (
        "same-weights",
        "gives both directions forward_params",
        {"backward": "lstm(x[:, ::-1], forward_params, True, True)"},
    ),
    (
        "weights-swapped",
        "swaps the weights of the directions",
        {
            "forward": "lstm(x, backward_params, True, True)",
            "backward": "lstm(x[:, ::-1], forward_params, True, True)",
        },
    ),
    ("not-turned-back", "leaves the backward half as it was computed", {"turned": "backward"}),
    (
        "input-not-turned",
        "lets the backward LSTM read forward, and turns its rows",
        {"backward": "lstm(x, backward_params, True, True)"},
    ),
    (
        "nothing-turned",
        "lets both LSTMs read forward",
        {"backward": "lstm(x, backward_params, True, True)", "turned": "backward"},
    ),
    (
        "batch-turned",
        "turns the batch around",
        {
            "backward": "lstm(x[::-1], backward_params, True, True)",
            "turned": "backward[::-1]",
        },
    ),
    (
        "features-turned",
        "turns the numbers of each step around",
        {
            "backward": "lstm(x[:, :, ::-1], backward_params, True, True)",
            "turned": "backward[:, :, ::-1]",
        },
    ),
    (
        "halves-swapped",
        "puts the backward half first",
        {
            "seq": "np.concatenate([turned, forward], axis=2)",
            "last": "np.concatenate([backward_h, forward_h], axis=1)",
        },
    ),
    ("time-axis", "joins along time", {"seq": "np.concatenate([forward, turned], axis=1)"}),
    ("last-row", "shows the last row without return_sequences", {"last": "seq[:, -1]"}),
    (
        "backward-state-at-T",
        "returns the backward state of the last time step",
        {"states": "[forward_h, forward_C, backward[:, 0], backward_C]"},
    ),
    (
        "state-order",
        "returns C before h",
        {"states": "[forward_C, forward_h, backward_C, backward_h]"},
    ),
    (
        "h-h-C-C",
        "sorts the states by kind",
        {"states": "[forward_h, backward_h, forward_C, backward_C]"},
    ),
    (
        "backward-first",
        "returns the backward states first",
        {"states": "[backward_h, backward_C, forward_h, forward_C]"},
    ),
    (
        "added",
        "adds the two directions",
        {"seq": "forward + turned", "last": "forward_h + backward_h"},
    ),
    *FLAGS_LISTED,
]:
    bidirectional_lstm.listed(name, mistake, both(**parts))
for name, mistake, parts in [
    (
        "backward-weights",
        "gives both directions backward_params",
        {"forward": "lstm(x, backward_params, True, True)"},
    ),
    (
        "both-backward",
        "lets both LSTMs read backward",
        {"forward": "lstm(x[:, ::-1], forward_params, True, True)"},
    ),
    (
        "directions-swapped",
        "lets the forward LSTM read backward and the other way round",
        {
            "forward": "lstm(x[:, ::-1], forward_params, True, True)",
            "backward": "lstm(x, backward_params, True, True)",
        },
    ),
    (
        "all-axes",
        "turns all axes around",
        {
            "backward": "lstm(np.flip(x), backward_params, True, True)",
            "turned": "np.flip(backward)",
        },
    ),
    (
        "chained",
        "lets the backward LSTM read what the forward one wrote",
        {"backward": "lstm(forward[:, ::-1], backward_params, True, True)"},
    ),
    ("forward-alone", "shows the forward LSTM only", {"seq": "forward", "last": "forward_h"}),
    (
        "backward-alone",
        "shows the backward LSTM only",
        {"seq": "turned", "last": "backward_h"},
    ),
    (
        "averaged",
        "takes the mean of the two",
        {
            "seq": "(forward + turned) / 2",
            "last": "(forward_h + backward_h) / 2",
        },
    ),
    (
        "multiplied",
        "multiplies the two",
        {
            "seq": "forward * turned",
            "last": "forward_h * backward_h",
        },
    ),
    (
        "stacked",
        "stacks the two along a new axis",
        {
            "seq": "np.stack([forward, turned], axis=2)",
            "last": "np.stack([forward_h, backward_h], axis=1)",
        },
    ),
    (
        "interleaved",
        "lets the units alternate",
        {
            "seq": "np.stack([forward, turned], axis=-1).reshape(*x.shape[:2], -1)",
            "last": "np.stack([forward_h, backward_h], axis=-1).reshape(len(x), -1)",
        },
    ),
    (
        "two-outputs",
        "returns the two directions apart",
        {
            "seq": "[forward, turned]",
            "last": "[forward_h, backward_h]",
        },
    ),
    ("first-row", "shows the first row without return_sequences", {"last": "seq[:, 0]"}),
    (
        "cells-shown",
        "shows the cell states",
        {"last": "np.concatenate([forward_C, backward_C], axis=1)"},
    ),
    (
        "backward-first-step",
        "shows the backward state that has read one step",
        {"last": "np.concatenate([forward_h, backward[:, 0]], axis=1)"},
    ),
    ("forward-states", "returns the forward states only", {"states": "[forward_h, forward_C]"}),
    ("backward-states", "returns the backward states only", {"states": "[backward_h, backward_C]"}),
    ("h-states", "returns the hidden states only", {"states": "[forward_h, backward_h]"}),
    ("C-states", "returns the cell states only", {"states": "[forward_C, backward_C]"}),
    (
        "states-joined",
        "joins the states of the directions",
        {
            "states": "[np.concatenate([forward_h, backward_h], axis=1),"
            " np.concatenate([forward_C, backward_C], axis=1)]",
        },
    ),
    (
        "states-paired",
        "pairs the states",
        {
            "states": "[[forward_h, forward_C], [backward_h, backward_C]]",
        },
    ),
    (
        "states-swapped-one",
        "swaps h and C of the backward LSTM",
        {"states": "[forward_h, forward_C, backward_C, backward_h]"},
    ),
    (
        "forward-states-twice",
        "returns the forward states twice",
        {"states": "[forward_h, forward_C] * 2"},
    ),
    (
        "states-as-sequence",
        "returns all hidden states as states",
        {"states": "[forward, forward_C, backward, backward_C]"},
    ),
    (
        "backward-C-of-forward",
        "returns the forward cell state twice",
        {"states": "[forward_h, forward_C, backward_h, forward_C]"},
    ),
    (
        "forward-h-at-1",
        "returns the forward state of the first step",
        {"states": "[forward[:, 0], forward_C, backward_h, backward_C]"},
    ),
    (
        "units-turned",
        "turns the units of the backward half around",
        {
            "turned": "backward[:, :, ::-1]",
        },
    ),
    (
        "batch-axis",
        "joins along the batch",
        {
            "seq": "np.concatenate([forward, turned], axis=0)",
            "last": "np.concatenate([forward_h, backward_h], axis=0)",
        },
    ),
    (
        "time-first",
        "returns time first",
        {"seq": "np.concatenate([forward, turned], axis=2).swapaxes(0, 1)"},
    ),
    (
        "rows-turned",
        "turns all rows around",
        {"seq": "np.concatenate([forward, turned], axis=2)[:, ::-1]"},
    ),
    ("one-off", "is off by one step", {"turned": "np.roll(backward[:, ::-1], 1, axis=1)"}),
    ("mean-of-steps", "shows the mean over time", {"last": "seq.mean(axis=1)"}),
    (
        "last-step-missing",
        "leaves out the last time step",
        {
            "forward": "lstm(x[:, :-1], forward_params, True, True)",
            "backward": "lstm(x[:, -2::-1], backward_params, True, True)",
        },
    ),
    (
        "first-sample",
        "gives the backward LSTM the first sample only",
        {"backward": "lstm(0 * x + x[:1, ::-1], backward_params, True, True)"},
    ),
    (
        "units-fixed",
        "cuts to the example's number of units",
        {
            "seq": "np.concatenate([forward, turned], axis=2)[:, :, :6]",
            "last": "np.concatenate([forward_h, backward_h], axis=1)[:, :6]",
        },
    ),
    *(row for row in FLAGS_WRONG if row[2].keys() <= {"output", "returned"}),
]:
    bidirectional_lstm.wrong(name, mistake, both(**parts))
bidirectional_lstm.wrong(
    "bare-lstm",
    "runs one LSTM over the sequence",
    "lstm(x, forward_params, return_sequences, return_state)",
)
bidirectional_lstm.wrong(
    "half-and-half",
    "lets each LSTM read half of the sequence",
    """
    half = x.shape[1] // 2
    forward, forward_h, forward_C = lstm(x[:, :half], forward_params, True, True)
    backward, backward_h, backward_C = lstm(x[:, half:][:, ::-1], backward_params, True, True)
    output = np.concatenate([forward, backward[:, ::-1]], axis=1)
    if not return_sequences:
        output = np.concatenate([forward_h, backward_h], axis=1)
    return [output, forward_h, forward_C, backward_h, backward_C] if return_state else output
    """,
)
bidirectional_lstm.wrong(
    "states-go-on",
    "hands the forward states to the backward LSTM",
    """
    steps = np.concatenate([x, x[:, ::-1]], axis=1)
    T = x.shape[1]
    forward, forward_h, forward_C = lstm(x, forward_params, True, True)
    backward, backward_h, backward_C = lstm(steps, backward_params, True, True)
    turned = backward[:, T:][:, ::-1]
    output = np.concatenate([forward, turned], axis=2)
    if not return_sequences:
        output = np.concatenate([forward_h, backward_h], axis=1)
    return [output, forward_h, forward_C, backward_h, backward_C] if return_state else output
    """,
)
add_copied_answer(bidirectional_lstm)

bidirectional_lstm.also_right(
    "the learner's own functions",
    both(
        backward="lstm(reverse_time(x), backward_params, True, True)",
        seq="concatenate_directions(forward, backward)",
        returned="(output, *states) if return_state else output",
    ),
)
bidirectional_lstm.also_right(
    "keywords, flags handed on",
    """
    forward = lstm(x, params=forward_params, return_state=True, return_sequences=return_sequences)
    backward = lstm(
        params=backward_params,
        x=reverse_time(x=x),
        return_sequences=return_sequences,
        return_state=return_state or True,
    )
    if return_sequences:
        output = concatenate_directions(backward_h=backward[0], forward_h=forward[0])
    else:
        output = np.hstack([forward[0], backward[0]])
    if not return_state:
        return output
    return [output] + list(forward[1:]) + list(backward[1:])
    """,
)
bidirectional_lstm.also_right(
    "without the learner's own functions",
    """
    def run(steps, p):
        h = C = np.zeros((x.shape[0], len(p["b_i"])))
        states = {}
        for t in steps:
            z = {a: x[:, t] @ p["W_x" + a] + h @ p["W_h" + a] + p["b_" + a] for a in "ifgo"}
            C = sigmoid(z["f"]) * C + sigmoid(z["i"]) * np.tanh(z["g"])
            h = sigmoid(z["o"]) * np.tanh(C)
            states[t] = h
        return np.stack([states[t] for t in sorted(states)], axis=1), h, C

    forward, *ahead = run(range(x.shape[1]), forward_params)
    backward, *back = run(reversed(range(x.shape[1])), backward_params)
    output = np.dstack([forward, backward])
    if not return_sequences:
        output = np.hstack([ahead[0], back[0]])
    return [output, *ahead, *back] if return_state else output
    """,
)
bidirectional_lstm.also_right(
    "one block-diagonal LSTM, einsum",
    """
    B, T, D = x.shape
    H = len(forward_params["b_i"])
    both_x = np.concatenate([x, x[:, ::-1]], axis=2)
    p = {}
    for name in forward_params:
        f, b = forward_params[name], backward_params[name]
        if f.ndim == 1:
            p[name] = np.concatenate([f, b])
        else:
            p[name] = np.zeros((2 * f.shape[0], 2 * H))
            p[name][: f.shape[0], :H], p[name][f.shape[0] :, H:] = f, b
    h = C = np.zeros((B, 2 * H))
    rows = np.empty((B, T, 2 * H))
    for t in range(T):
        i, f, g, o = (
            np.einsum("bd,dh->bh", both_x[:, t], p["W_x" + a]) + h @ p["W_h" + a] + p["b_" + a]
            for a in "ifgo"
        )
        C = sigmoid(f) * C + sigmoid(i) * np.tanh(g)
        h = rows[:, t] = sigmoid(o) * np.tanh(C)
    rows[:, :, H:] = rows[:, ::-1, H:].copy()
    output = rows if return_sequences else h
    states = [h[:, :H], C[:, :H], h[:, H:], C[:, H:]]
    return [output] + states if return_state else output
    """,
)
bidirectional_lstm.also_right(
    "float32, as lists, with a warning",
    """
    np.exp(np.float32(1000))
    forward, *ahead = lstm(x.astype(np.float32), forward_params, True, True)
    backward, *back = lstm(x[:, ::-1].astype(np.float32), backward_params, True, True)
    rows = np.concatenate([forward, np.flip(backward, 1)], axis=-1).astype(np.float32)
    H = rows.shape[-1] // 2
    output = rows if return_sequences else np.append(rows[:, -1, :H], rows[:, 0, H:], axis=1)
    results = [np.float32(a).tolist() for a in (output, *ahead, *back)]
    return results if return_state else results[0]
    """,
)
bidirectional_lstm.also_right(
    "helper, text on both streams, arguments changed",
    """
    import sys


    def one_way(x, params, back):
        print("backward" if back else "forward")
        print("backward" if back else "forward", file=sys.stderr)
        returned = lstm(reverse_time(x) if back else x, params, True, True)
        return returned


    def bidirectional_lstm(
        x, forward_params, backward_params, return_sequences=False, return_state=False
    ):
        f = one_way(x, forward_params, False)
        b = one_way(x, backward_params, back=True)
        x[:] = 0
        forward_params.clear()
        rows = np.concatenate([f[0], reverse_time(b[0])], axis=2)
        shown = rows if return_sequences else np.concatenate([f[1], b[1]], axis=1)
        return [shown, f[1], f[2], b[1], b[2]] if return_state else shown
    """,
)

BANK = {
    "reverse_time": reverse_time,
    "concatenate_directions": concatenate_directions,
    "bidirectional_lstm": bidirectional_lstm,
}
