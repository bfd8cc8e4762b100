"""Wrong and right solutions of assignment 02: one step of an RNN, and all steps."""

from .entries import Bank, add_copied_answer
from .over_time import LOOPS, SEQUENCES, loop
from .squashed_sums import squashed_sum

ASSIGNMENT, NOTEBOOK = "02-vanilla-rnn", "vanilla_rnn"

rnn_forward = Bank("rnn_forward")


def forward(step: str = "np.tanh(x_t @ W_x + h @ W_h + b)", **other: str) -> str:
    """Return the body of the function, with a few parts written in another way."""
    asked = {"step": f"[{step}]", "start": "[h_0]", "output": "seq", "returned": "output"}
    return loop(**asked | other)


for name, mistake, body in [
    ("no-bias", "drops the bias", forward("np.tanh(x_t @ W_x + h @ W_h)")),
    ("no-h", "drops the term with the state", forward("np.tanh(x_t @ W_x + b)")),
    ("sigmoid", "squashes with sigmoid", forward("1 / (1 + np.exp(-(x_t @ W_x + h @ W_h + b)))")),
    ("h-transposed", "transposes W_h", forward("np.tanh(x_t @ W_x + h @ W_h.T + b)")),
    ("weights-swapped", "swaps the two weights", forward("np.tanh(x_t @ W_h + h @ W_x + b)")),
    ("last-only", "returns the last state only", forward(returned="seq[:, -1]")),
]:
    rnn_forward.listed(name, mistake, body)
for name, mistake, parts in LOOPS + SEQUENCES:
    rnn_forward.wrong(name, mistake, forward(**parts))
for name, mistake, body in [
    ("zero-start", "starts from zeros in the place of h_0", forward(start="[np.zeros_like(h_0)]")),
    ("h_0-always", "gives every step h_0", forward("np.tanh(x_t @ W_x + h_0 @ W_h + b)")),
    ("h_0-added", "adds h_0 in every step", forward("np.tanh(x_t @ W_x + (h + h_0) @ W_h + b)")),
    ("no-squash", "forgets tanh", forward("x_t @ W_x + h @ W_h + b")),
    ("no-x", "drops the term with x", forward("np.tanh(h @ W_h + b)")),
    ("bias-outside", "adds the bias after squashing", forward("np.tanh(x_t @ W_x + h @ W_h) + b")),
    ("h-kept", "adds the state before", forward("h + np.tanh(x_t @ W_x + h @ W_h + b)")),
    ("state-twice", "returns the last state as well", forward(returned="seq, seq[:, -1]")),
    ("batch-mean", "returns the mean of the batch", forward(returned="seq.mean(axis=0)")),
    ("first-only", "returns the first sample", forward(returned="seq[0]")),
    (
        "units-fixed",
        "writes the example's number of units",
        forward(returned="seq.reshape(B, T, 3)"),
    ),
    (
        "leaking",
        "carries the state from one sample to the next",
        """
        h = h_0[0]
        out = np.zeros((*x.shape[:2], len(b)))
        for n in range(x.shape[0]):
            for t in range(x.shape[1]):
                h = np.tanh(x[n, t] @ W_x + h @ W_h + b)
                out[n, t] = h
        return out
        """,
    ),
    (
        "same-array",
        "appends the same array in every step",
        """
        states = []
        for t in range(x.shape[1]):
            h_0[:] = np.tanh(x[:, t] @ W_x + h_0 @ W_h + b)
            states.append(h_0)
        return np.stack(states, axis=1)
        """,
    ),
    (
        "pre-squash",
        "carries the sum in the place of the state",
        """
        z, states = h_0, []
        for t in range(x.shape[1]):
            z = x[:, t] @ W_x + z @ W_h + b
            states.append(np.tanh(z))
        return np.stack(states, axis=1)
        """,
    ),
    (
        "all-at-once",
        "computes all steps at once, without a loop",
        "np.tanh(x @ W_x + (h_0 @ W_h)[:, None] + b)",
    ),
    (
        "early-return",
        "returns inside the loop",
        """
        h, states = h_0, []
        for t in range(x.shape[1]):
            h = np.tanh(x[:, t] @ W_x + h @ W_h + b)
            states.append(h)
            return np.stack(states, axis=1)
        """,
    ),
]:
    rnn_forward.wrong(name, mistake, body)
add_copied_answer(rnn_forward)

rnn_forward.also_right(
    "the learner's own step",
    """
    h, states = h_0, []
    for t in range(x.shape[1]):
        h = rnn_step(x[:, t], h, W_x, W_h, b)
        states.append(h)
    return np.stack(states, axis=1)
    """,
)
rnn_forward.also_right(
    "its own step with keywords, filled array",
    """
    B, T, D = x.shape
    out = np.empty((B, T, W_h.shape[0]))
    for t in range(T):
        before = out[:, t - 1] if t else h_0
        out[:, t] = rnn_step(b=b, x_t=x[:, t, :], h_prev=before, W_h=W_h, W_x=W_x)
    return out
    """,
)
rnn_forward.also_right(
    "all inputs first, einsum, in place",
    """
    z = np.einsum("btd,dh->tbh", x, W_x)
    z += b
    for t in range(len(z)):
        z[t] += (z[t - 1] if t else h_0) @ W_h
        np.tanh(z[t], out=z[t])
    return z.transpose(1, 0, 2)
    """,
)
rnn_forward.also_right(
    "sample by sample, as lists",
    """
    import math
    out = []
    for n in range(len(x)):
        h, states = list(h_0[n]), []
        for x_t in x[n]:
            z = [
                b[k]
                + sum(x_t[d] * W_x[d, k] for d in range(len(x_t)))
                + sum(h[j] * W_h[j, k] for j in range(len(h)))
                for k in range(len(b))
            ]
            h = [math.tanh(value) for value in z]
            states.append(h)
        out.append(states)
    return out
    """,
)
rnn_forward.also_right(
    "float32, concatenated weights, with a warning",
    """
    W = np.vstack([W_h, W_x]).astype(np.float32)
    h, states = np.float32(h_0), []
    np.exp(np.float32(1000))
    for x_t in np.swapaxes(np.float32(x), 0, 1):
        h = np.tanh(np.hstack([h, x_t]) @ W + np.float32(b))
        states += [h[:, np.newaxis]]
    return np.concatenate(states, axis=1)
    """,
)
rnn_forward.also_right(
    "recursion, helper, text on both streams",
    """
    import sys


    def _tanh(z):
        return 2 / (1 + np.exp(-2 * z)) - 1


    def rnn_forward(x, h_0, W_x, W_h, b):
        print(x.shape[1], "steps left")
        print(x.shape[1], "steps left", file=sys.stderr)
        h_0[:] = _tanh(x[:, 0] @ W_x + h_0 @ W_h + b)
        now = h_0[:, None].copy()
        if x.shape[1] == 1:
            return now
        return np.append(now, rnn_forward(x[:, 1:], h_0, W_x, W_h, b), axis=1)
    """,
)
rnn_forward.also_right(
    "accumulate",
    """
    import itertools
    steps = itertools.accumulate(
        x.transpose(1, 0, 2),
        lambda h, x_t: rnn_step(x_t, h, W_x, W_h, b),
        initial=h_0,
    )
    return np.array(list(steps)[1:]).swapaxes(0, 1)
    """,
)

BANK = {"rnn_step": squashed_sum("rnn_step", squash="np.tanh"), "rnn_forward": rnn_forward}
