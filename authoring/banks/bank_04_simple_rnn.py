"""Wrong and right solutions of assignment 04, what SimpleRNN returns."""

from .entries import Bank, add_copied_answer
from .over_time import FLAGS_LISTED, FLAGS_WRONG, LOOPS, SEQUENCES, loop

ASSIGNMENT, NOTEBOOK = "04-simple-rnn", "simple_rnn"

# --- simple_rnn --------------------------------------------------------------------------------

simple_rnn = Bank("simple_rnn")
for name, mistake, parts in FLAGS_LISTED:
    simple_rnn.listed(name, mistake, loop(**parts))
for name, mistake, step in [
    ("no-bias", "drops the bias", "np.tanh(x_t @ W_x + h @ W_h)"),
    ("no-h", "drops the term with the state", "np.tanh(x_t @ W_x + b)"),
    ("sigmoid", "squashes with sigmoid", "1 / (1 + np.exp(-(x_t @ W_x + h @ W_h + b)))"),
    ("h-transposed", "transposes W_h", "np.tanh(x_t @ W_x + h @ W_h.T + b)"),
]:
    simple_rnn.listed(name, mistake, loop(f"[{step}]"))
for name, mistake, step in [
    ("weights-swapped", "swaps the two weights", "np.tanh(x_t @ W_h + h @ W_x + b)"),
    ("no-squash", "forgets tanh", "x_t @ W_x + h @ W_h + b"),
    ("no-x", "drops the term with x", "np.tanh(h @ W_h + b)"),
    ("bias-outside", "adds the bias after squashing", "np.tanh(x_t @ W_x + h @ W_h) + b"),
    ("h-kept", "adds the state before", "h + np.tanh(x_t @ W_x + h @ W_h + b)"),
    ("relu", "squashes with ReLU", "np.maximum(0, x_t @ W_x + h @ W_h + b)"),
    ("batch-mixed", "mixes the samples", "np.tanh((x_t @ W_x + h @ W_h + b) + h.mean(axis=0))"),
    (
        "bias-late",
        "adds the bias in the first step only",
        "np.tanh(x_t @ W_x + h @ W_h + b * (not hs))",
    ),
]:
    simple_rnn.wrong(name, mistake, loop(f"[{step}]"))
for name, mistake, parts in LOOPS + SEQUENCES + FLAGS_WRONG:
    simple_rnn.wrong(name, mistake, loop(**parts))
for name, mistake, parts in [
    ("from-ones", "starts from ones", {"start": "[np.ones((B, len(b)))]"}),
    ("from-x", "starts with the first input, squashed", {"start": "[np.tanh(x[:, 0] @ W_x)]"}),
    ("units-fixed", "writes the example's number of units", {"start": "[np.zeros((B, 3))]"}),
    ("batch-fixed", "writes the example's batch size", {"start": "[np.zeros((2, len(b)))]"}),
]:
    simple_rnn.wrong(name, mistake, loop(**parts))
simple_rnn.wrong(
    "flags-as-text",
    "compares the flags with text",
    loop(output='seq if return_sequences == "True" else last'),
)
simple_rnn.wrong(
    "leaking",
    "carries the state from one sample to the next",
    """
    h = np.zeros(len(b))
    out = np.zeros((*x.shape[:2], len(b)))
    for n in range(x.shape[0]):
        for t in range(x.shape[1]):
            h = np.tanh(x[n, t] @ W_x + h @ W_h + b)
            out[n, t] = h
    output = out if return_sequences else out[:, -1]
    return [output, out[:, -1]] if return_state else output
    """,
)
simple_rnn.wrong(
    "same-array",
    "appends the same array in every step",
    """
    h, states = np.zeros((len(x), len(b))), []
    for t in range(x.shape[1]):
        h[:] = np.tanh(x[:, t] @ W_x + h @ W_h + b)
        states.append(h)
    output = np.stack(states, axis=1) if return_sequences else h
    return [output, h] if return_state else output
    """,
)
add_copied_answer(simple_rnn)

simple_rnn.also_right(
    "loop over steps, a tuple", loop(returned="(output, h) if return_state else output")
)
simple_rnn.also_right(
    "filled array, four returns",
    """
    h = np.zeros((x.shape[0], x.shape[1] + 1, W_h.shape[0]))
    for t in range(x.shape[1]):
        h[:, t + 1] = np.tanh(np.matmul(x[:, t], W_x) + np.matmul(h[:, t], W_h) + b)
    if return_sequences and return_state:
        return h[:, 1:], h[:, -1]
    if return_sequences:
        return h[:, 1:]
    if return_state:
        return h[:, -1], h[:, -1]
    return h[:, -1]
    """,
)
simple_rnn.also_right(
    "all inputs first, einsum, in place",
    """
    z = np.einsum("btd,dh->tbh", x, W_x)
    z += b
    for t in range(len(z)):
        if t:
            z[t] += z[t - 1] @ W_h
        np.tanh(z[t], out=z[t])
    returned = [z.swapaxes(0, 1)] if return_sequences else [z[-1]]
    returned += [z[-1]] * return_state
    return returned if return_state else returned[0]
    """,
)
simple_rnn.also_right(
    "unit by unit, as nested lists",
    """
    import math
    rows = []
    for sample in x:
        h, states = [0.0] * len(b), []
        for x_t in sample:
            z = [
                b[k]
                + sum(x_t[d] * W_x[d, k] for d in range(len(x_t)))
                + sum(h[j] * W_h[j, k] for j in range(len(h)))
                for k in range(len(b))
            ]
            h = [math.tanh(value) for value in z]
            states.append(h)
        rows.append(states)
    last = [states[-1] for states in rows]
    output = rows if return_sequences else last
    return [output, last] if return_state else output
    """,
)
simple_rnn.also_right(
    "float32, concatenated weights, with a warning",
    """
    W = np.vstack([W_h, W_x]).astype(np.float32)
    h, states = np.zeros((len(x), len(b)), np.float32), []
    np.exp(np.float32(1000))
    for x_t in np.swapaxes(np.float32(x), 0, 1):
        h = np.tanh(np.hstack([h, x_t]) @ W + np.float32(b))
        states += [h[:, np.newaxis]]
    output = np.concatenate(states, axis=1) if return_sequences else h
    return [output, h] if return_state else output
    """,
)
simple_rnn.also_right(
    "recursion, helpers, text on both streams",
    """
    import sys


    def _tanh(z):
        return 2 / (1 + np.exp(-2 * z)) - 1


    def all_states(x, h, W_x, W_h, b):
        print(x.shape[1], "steps left")
        print(x.shape[1], "steps left", file=sys.stderr)
        if x.shape[1] == 0:
            return []
        h = _tanh(x[:, 0] @ W_x + h @ W_h + b)
        return [h, *all_states(x[:, 1:], h, W_x, W_h, b)]


    def simple_rnn(x, W_x, W_h, b, return_sequences=False, return_state=False):
        states = all_states(x, np.zeros((1, 1)) * b, W_x, W_h, b)
        outputs = {True: np.stack(states, 1), False: states[-1]}
        returned = (outputs[return_sequences], states[-1])
        return returned[: 1 + return_state] if return_state else returned[0]
    """,
)

# --- simple_rnn_shapes -------------------------------------------------------------------------

simple_rnn_shapes = Bank("simple_rnn_shapes")


def shapes(
    sequence: str = "(batch_size, timesteps, units)",
    last: str = "(batch_size, units)",
    state: str = "(batch_size, units)",
    output: str = "sequence if return_sequences else last",
    returned: str = "[output, state] if return_state else [output]",
) -> str:
    """Return the body of the function, with a few parts written in another way."""
    return f"""
        sequence, last, state = {sequence}, {last}, {state}
        output = {output}
        return {returned}
    """


for name, mistake, parts in [
    ("always-sequence", "ignores return_sequences", {"output": "sequence"}),
    ("always-last", "always gives the shape of the last step", {"output": "last"}),
    ("never-state", "ignores return_state", {"returned": "[output]"}),
    ("always-state", "always adds a state", {"returned": "[output, state]"}),
    (
        "flags-swapped",
        "swaps the two flags",
        {
            "output": "sequence if return_state else last",
            "returned": "[output, state] if return_sequences else [output]",
        },
    ),
    (
        "no-batch",
        "leaves the batch out",
        {"sequence": "(timesteps, units)", "last": "(units,)", "state": "(units,)"},
    ),
]:
    simple_rnn_shapes.listed(name, mistake, shapes(**parts))
for name, mistake, parts in [
    (
        "inputs-as-units",
        "puts the inputs in the place of the units",
        {
            "sequence": "(batch_size, timesteps, input_dim)",
            "last": "(batch_size, input_dim)",
            "state": "(batch_size, input_dim)",
        },
    ),
    ("time-first", "puts time first", {"sequence": "(timesteps, batch_size, units)"}),
    ("time-last", "puts time last", {"sequence": "(batch_size, units, timesteps)"}),
    ("last-kept-axis", "keeps the time axis in the last step", {"last": "(batch_size, 1, units)"}),
    ("last-of-time", "gives (B, T) for the last step", {"last": "(batch_size, timesteps)"}),
    ("units-first", "turns the last step around", {"last": "(units, batch_size)"}),
    (
        "state-of-cell",
        "adds a second state, as an LSTM has it",
        {
            "returned": "[output, state, state] if return_state else [output]",
        },
    ),
    (
        "state-as-sequence",
        "gives the state the shape of the output",
        {
            "state": "sequence if return_sequences else last",
        },
    ),
    ("state-no-batch", "leaves the batch out of the state", {"state": "(units,)"}),
    ("state-transposed", "turns the state around", {"state": "(units, batch_size)"}),
    (
        "state-first",
        "puts the state first",
        {
            "returned": "[state, output] if return_state else [output]",
        },
    ),
    (
        "state-alone",
        "gives the state alone",
        {
            "returned": "[state] if return_state else [output]",
        },
    ),
    (
        "flat",
        "joins the numbers of all shapes",
        {
            "returned": "[*output, *state] if return_state else [*output]",
        },
    ),
    (
        "bare",
        "gives one shape without a list",
        {
            "returned": "[output, state] if return_state else output",
        },
    ),
    ("product", "multiplies batch and time", {"sequence": "(batch_size * timesteps, units)"}),
    (
        "one-more-step",
        "counts the state before the first step",
        {
            "sequence": "(batch_size, timesteps + 1, units)",
        },
    ),
    (
        "sequences-inverted",
        "turns return_sequences around",
        {
            "output": "last if return_sequences else sequence",
        },
    ),
    (
        "state-with-sequences-only",
        "adds the state only where all steps are returned",
        {
            "returned": "[output, state] if return_state and return_sequences else [output]",
        },
    ),
    (
        "input-shape",
        "gives the shape of the input for all steps",
        {
            "sequence": "(batch_size, timesteps, input_dim)",
        },
    ),
    (
        "sizes",
        "gives numbers of elements",
        {
            "sequence": "batch_size * timesteps * units",
            "last": "batch_size * units",
            "state": "batch_size * units",
        },
    ),
    (
        "arrays",
        "gives arrays in the place of their shapes",
        {
            "sequence": "np.zeros((batch_size, timesteps, units))",
            "last": "np.zeros((batch_size, units))",
            "state": "np.zeros((batch_size, units))",
        },
    ),
    (
        "text",
        "gives the shapes as text",
        {
            "sequence": "'(B, T, H)'",
            "last": "'(B, H)'",
            "state": "'(B, H)'",
        },
    ),
    (
        "letters",
        "gives the letters of the shapes",
        {
            "sequence": "('B', 'T', 'H')",
            "last": "('B', 'H')",
            "state": "('B', 'H')",
        },
    ),
    ("units-fixed", "writes the example's number of units", {"last": "(batch_size, 3)"}),
    (
        "batch-fixed",
        "writes None for the batch, as a summary of Keras does",
        {
            "sequence": "(None, timesteps, units)",
            "last": "(None, units)",
            "state": "(None, units)",
        },
    ),
]:
    simple_rnn_shapes.wrong(name, mistake, shapes(**parts))
add_copied_answer(simple_rnn_shapes, results=2)

simple_rnn_shapes.also_right(
    "lists in a tuple",
    shapes(
        sequence="[batch_size, timesteps, units]",
        state="[batch_size, units]",
        returned="(output, state) if return_state else (output,)",
    ),
)
simple_rnn_shapes.also_right(
    "shapes of real arrays",
    """
    h = np.zeros((batch_size, timesteps, units))
    arrays = [h if return_sequences else h[:, -1]] + [h[:, -1]] * return_state
    return [a.shape for a in arrays]
    """,
)
simple_rnn_shapes.also_right(
    "a generator and slices",
    """
    def all_shapes():
        full = (batch_size, timesteps, units)
        yield full if return_sequences else full[::2]
        if return_state:
            yield full[::2]
    return list(all_shapes())
    """,
)
simple_rnn_shapes.also_right(
    "NumPy's numbers, with a warning",
    """
    np.exp(np.float32(1000))
    state = tuple(np.array([batch_size, units]))
    output = (state[0], np.int64(timesteps), state[1]) if return_sequences else state
    return [output] if not return_state else [output, state]
    """,
)
simple_rnn_shapes.also_right(
    "a table, text on both streams",
    """
    import sys

    TABLE = {
        (False, False): ["BH"],
        (True, False): ["BTH"],
        (False, True): ["BH", "BH"],
        (True, True): ["BTH", "BH"],
    }


    def simple_rnn_shapes(batch_size, timesteps, input_dim, units, return_sequences, return_state):
        print("flags", return_sequences, return_state)
        print("flags", return_sequences, return_state, file=sys.stderr)
        size = {"B": batch_size, "T": timesteps, "H": units}
        return [
            tuple(size[letter] for letter in word)
            for word in TABLE[bool(return_sequences), bool(return_state)]
        ]
    """,
)
simple_rnn_shapes.also_right(
    "runs the layer",
    """
    returned = simple_rnn(
        np.zeros((batch_size, timesteps, input_dim)),
        np.zeros((input_dim, units)),
        np.zeros((units, units)),
        np.zeros(units),
        return_sequences,
        return_state,
    )
    return [a.shape for a in (returned if return_state else [returned])]
    """,
)

BANK = {"simple_rnn": simple_rnn, "simple_rnn_shapes": simple_rnn_shapes}
