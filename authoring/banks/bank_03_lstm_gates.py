"""Wrong and right solutions of assignment 03, an LSTM gate by gate."""

from .entries import Bank, add_copied_answer
from .lstm_cells import LISTED, WRONG, step
from .squashed_sums import squashed_sum

ASSIGNMENT, NOTEBOOK = "03-lstm-gates", "lstm_gates"

# --- cell_state --------------------------------------------------------------------------------

cell_state = Bank("cell_state")
cell_state.listed("added-to-f", "adds i * g to f", "f_t + i_t * g_t")
cell_state.listed("no-C_prev", "forgets C_prev", "i_t * g_t")
cell_state.listed("i-f-swapped", "swaps i and f", "i_t * C_prev + f_t * g_t")
cell_state.listed("one-minus-f", "keeps 1 - f", "(1 - f_t) * C_prev + i_t * g_t")
cell_state.wrong("f-scales-all", "scales the sum with f", "f_t * (C_prev + i_t * g_t)")
cell_state.wrong("sum-times-C", "multiplies the sum with C_prev", "(f_t + i_t * g_t) * C_prev")
cell_state.wrong("one-gate", "writes with 1 - f", "f_t * C_prev + (1 - f_t) * g_t")
cell_state.wrong("no-new", "writes nothing", "f_t * C_prev")
cell_state.wrong("no-f", "keeps everything", "C_prev + i_t * g_t")
cell_state.wrong("no-i", "writes everything", "f_t * C_prev + g_t")
cell_state.wrong("no-g", "adds the gate itself", "f_t * C_prev + i_t")
cell_state.wrong("minus", "subtracts the new part", "f_t * C_prev - i_t * g_t")
cell_state.wrong("product", "multiplies the two parts", "f_t * C_prev * i_t * g_t")
cell_state.wrong("all-added", "adds all four", "f_t + C_prev + i_t + g_t")
cell_state.wrong("mean", "takes the mean of the two parts", "(f_t * C_prev + i_t * g_t) / 2")
cell_state.wrong("squashed", "squashes the result", "np.tanh(f_t * C_prev + i_t * g_t)")
cell_state.wrong("clipped", "cuts the result off", "np.clip(f_t * C_prev + i_t * g_t, -1, 1)")
cell_state.wrong(
    "gates-again", "squashes both gates again", "sigmoid(f_t) * C_prev + sigmoid(i_t) * g_t"
)
cell_state.wrong("g-again", "squashes g again", "f_t * C_prev + i_t * np.tanh(g_t)")
cell_state.wrong("matrix-product", "uses @ for the products", "f_t @ C_prev + i_t @ g_t")
cell_state.wrong("samples-mixed", "mixes the samples", "f_t @ C_prev.T + i_t @ g_t.T")
cell_state.wrong("transposed", "returns columns", "(f_t * C_prev + i_t * g_t).T")
cell_state.wrong("first-sample", "returns the first sample", "f_t[0] * C_prev[0] + i_t[0] * g_t[0]")
cell_state.wrong(
    "first-for-all",
    "gives every sample the gates of the first",
    "f_t[:1] * C_prev + i_t[:1] * g_t",
)
cell_state.wrong(
    "summed-units", "sums over the units", "(f_t * C_prev + i_t * g_t).sum(axis=1, keepdims=True)"
)
cell_state.wrong("rounded", "rounds to two digits", "np.round(f_t * C_prev + i_t * g_t, 2)")
cell_state.wrong(
    "hard-gates", "rounds the gates to 0 or 1", "np.round(f_t) * C_prev + np.round(i_t) * g_t"
)
cell_state.wrong(
    "input-changed",
    "uses C_prev after overwriting it",
    """
    C_prev *= f_t
    C_prev += i_t * C_prev
    return C_prev
    """,
)
cell_state.wrong(
    "square-only",
    "loops over as many units as there are samples",
    """
    C_t = np.zeros_like(C_prev)
    for n in range(len(C_prev)):
        for k in range(min(len(C_prev), C_prev.shape[1])):
            C_t[n, k] = f_t[n, k] * C_prev[n, k] + i_t[n, k] * g_t[n, k]
    return C_t
    """,
)
cell_state.wrong(
    "last-unit",
    "stops one unit too early",
    """
    C_t = np.zeros_like(C_prev)
    C_t[:, :-1] = (f_t * C_prev + i_t * g_t)[:, :-1]
    return C_t
    """,
)
cell_state.wrong(
    "integers",
    "keeps the result in an array of integers",
    "(f_t * C_prev + i_t * g_t).astype(int)",
)
cell_state.wrong("state-gated", "reads C_prev through a tanh", "f_t * np.tanh(C_prev) + i_t * g_t")
add_copied_answer(cell_state)

cell_state.also_right("other order", "np.add(np.multiply(g_t, i_t), np.multiply(C_prev, f_t))")
cell_state.also_right(
    "in place on the arguments",
    """
    for n, k in np.ndindex(*C_prev.shape):
        C_prev[n, k] = f_t[n, k] * C_prev[n, k] + i_t[n, k] * g_t[n, k]
    return C_prev
    """,
)
cell_state.also_right(
    "lists",
    """
    kept = [[f * c for f, c in zip(*rows)] for rows in zip(f_t.tolist(), C_prev.tolist())]
    new = [[i * g for i, g in zip(*rows)] for rows in zip(i_t.tolist(), g_t.tolist())]
    return [[a + b for a, b in zip(*rows)] for rows in zip(kept, new)]
    """,
)
cell_state.also_right(
    "float32, with a warning",
    """
    f_t, C_prev, i_t, g_t = (a.astype(np.float32) for a in (f_t, C_prev, i_t, g_t))
    np.array([1.0]) / np.array([0.0])
    return f_t * C_prev + i_t * g_t
    """,
)
cell_state.also_right(
    "einsum",
    "np.einsum('gnk,gnk->nk', np.stack([f_t, i_t]), np.stack([C_prev, g_t]))",
)
cell_state.also_right(
    "helper and text on both streams",
    """
    import sys


    def through(gate, value):
        print("gate", gate.shape)
        print("value", value.shape, file=sys.stderr)
        return gate * value


    def cell_state(f_t, C_prev, i_t, g_t):
        return sum([through(f_t, C_prev), through(gate=i_t, value=g_t)])
    """,
)
cell_state.also_right(
    "as an update", "C_prev + (f_t - 1) * C_prev + np.sqrt(i_t) * g_t * np.sqrt(i_t)"
)

# --- hidden_state ------------------------------------------------------------------------------

hidden_state = Bank("hidden_state")
hidden_state.listed("no-tanh", "shows C_t without tanh", "o_t * C_t")
hidden_state.listed("tanh-o", "squashes the gate and not the state", "np.tanh(o_t) * C_t")
hidden_state.wrong("tanh-outside", "squashes after the gate", "np.tanh(o_t * C_t)")
hidden_state.wrong("sigmoid-C", "squashes C_t with sigmoid", "o_t * sigmoid(C_t)")
hidden_state.wrong("no-o", "shows everything", "np.tanh(C_t)")
hidden_state.wrong("no-C", "returns the gate", "o_t")
hidden_state.wrong("one-minus-o", "shows 1 - o", "(1 - o_t) * np.tanh(C_t)")
hidden_state.wrong("added", "adds the gate", "o_t + np.tanh(C_t)")
hidden_state.wrong("sigmoid-o", "squashes the gate again", "sigmoid(o_t) * np.tanh(C_t)")
hidden_state.wrong("both-tanh", "squashes both", "np.tanh(o_t) * np.tanh(C_t)")
hidden_state.wrong("tanh-twice", "squashes twice", "o_t * np.tanh(np.tanh(C_t))")
hidden_state.wrong("minus", "turns the sign around", "-o_t * np.tanh(C_t)")
hidden_state.wrong("clipped", "cuts C_t off at -1 and 1", "o_t * np.clip(C_t, -1, 1)")
hidden_state.wrong("divided", "scales C_t with its largest value", "o_t * C_t / np.abs(C_t).max()")
hidden_state.wrong("matrix-product", "uses @ for the product", "o_t @ np.tanh(C_t)")
hidden_state.wrong("samples-mixed", "mixes the samples", "o_t @ np.tanh(C_t).T")
hidden_state.wrong("transposed", "returns columns", "(o_t * np.tanh(C_t)).T")
hidden_state.wrong("first-sample", "returns the first sample", "o_t[0] * np.tanh(C_t[0])")
hidden_state.wrong(
    "first-for-all", "gives every sample the gate of the first", "o_t[0] * np.tanh(C_t)"
)
hidden_state.wrong("slope", "uses the slope of tanh", "o_t * (1 - np.tanh(C_t) ** 2)")
hidden_state.wrong("rounded", "rounds to one digit", "np.round(o_t * np.tanh(C_t), 1)")
hidden_state.wrong("both-returned", "returns C_t as well", "return o_t * np.tanh(C_t), C_t")
hidden_state.wrong(
    "integers",
    "keeps the result in an array of integers",
    """
    h_t = np.zeros(C_t.shape, dtype=int)
    h_t[:] = o_t * np.tanh(C_t)
    return h_t
    """,
)
hidden_state.wrong(
    "input-changed",
    "reads the gate after overwriting it",
    """
    o_t *= np.tanh(C_t)
    return o_t * np.tanh(C_t)
    """,
)
add_copied_answer(hidden_state)

hidden_state.also_right("other order", "np.multiply(np.tanh(C_t), o_t)")
hidden_state.also_right(
    "in place on the arguments",
    """
    np.tanh(C_t, out=C_t)
    C_t *= o_t
    return C_t
    """,
)
hidden_state.also_right("tanh from sigmoid", "o_t * (2 * sigmoid(2 * C_t) - 1)")
hidden_state.also_right(
    "loops and lists, standard library",
    """
    import math
    return [[o * math.tanh(c) for o, c in zip(*rows)] for rows in zip(o_t, C_t)]
    """,
)
hidden_state.also_right(
    "float32, with a warning",
    """
    np.exp(np.array([1000.0]))
    return o_t.astype("float32") * np.tanh(C_t.astype("float32"))
    """,
)
hidden_state.also_right(
    "einsum, helper, text on both streams",
    """
    import sys


    def squash(C):
        e = np.exp(2 * C)
        print("squash")
        print("squash", file=sys.stderr)
        return (e - 1) / (e + 1)


    def hidden_state(o_t, C_t):
        return np.einsum("nk,nk->nk", o_t, squash(C=C_t))
    """,
)
hidden_state.also_right("as a fraction", "np.tanh(C_t) / (1 / o_t)")

# --- lstm_step ---------------------------------------------------------------------------------

lstm_step = Bank("lstm_step")


for name, mistake, body in LISTED:
    lstm_step.listed(name, mistake, body)
for name, mistake, body in WRONG:
    lstm_step.wrong(name, mistake, body)
add_copied_answer(lstm_step, results=2)

lstm_step.also_right("all in one place, as a list", step(out="[h, C]"))
lstm_step.also_right(
    "the learner's own functions, with keywords",
    """
    p = params
    C = cell_state(
        i_t=input_gate(x_t, h_prev, p["W_xi"], W_hi=p["W_hi"], b_i=p["b_i"]),
        C_prev=C_prev,
        f_t=forget_gate(x_t, h_prev, p["W_xf"], p["W_hf"], p["b_f"]),
        g_t=candidate(x_t=x_t, h_prev=h_prev, W_xg=p["W_xg"], W_hg=p["W_hg"], b_g=p["b_g"]),
    )
    o = output_gate(x_t, h_prev, p["W_xo"], p["W_ho"], p["b_o"])
    return hidden_state(C_t=C, o_t=o), C
    """,
)
lstm_step.also_right(
    "concatenated weights",
    """
    both = np.concatenate([h_prev, x_t], axis=1)
    W = [np.concatenate([params["W_h" + a], params["W_x" + a]]) for a in "ofig"]
    z = both @ np.concatenate(W, axis=1) + np.concatenate([params["b_" + a] for a in "ofig"])
    H = C_prev.shape[1]
    s = 0.5 + 0.5 * np.tanh(z[:, : 3 * H] / 2)
    C_t = s[:, H : 2 * H] * C_prev
    C_t += s[:, 2 * H :] * np.tanh(z[:, 3 * H :])
    return [s[:, :H] * np.tanh(C_t), C_t]
    """,
)
lstm_step.also_right(
    "unit by unit",
    """
    import math
    h_t, C_t = np.empty_like(C_prev), np.empty_like(C_prev)
    for n in range(C_prev.shape[0]):
        for k in range(C_prev.shape[1]):
            z = {}
            for a in "ifgo":
                z[a] = params["b_" + a][k]
                z[a] += sum(v * w for v, w in zip(x_t[n], params["W_x" + a][:, k]))
                z[a] += sum(v * w for v, w in zip(h_prev[n], params["W_h" + a][:, k]))
            i, f, o = (1 / (1 + math.exp(-z[a])) for a in "ifo")
            C_t[n, k] = f * C_prev[n, k] + i * math.tanh(z["g"])
            h_t[n, k] = o * math.tanh(C_t[n, k])
    return h_t, C_t
    """,
)
lstm_step.also_right(
    "einsum, float32, with a warning",
    """
    x, h, C = (np.float32(a) for a in (x_t, h_prev, C_prev))
    W = np.stack([np.float32(params["W_x" + a]) for a in "ifgo"])
    U = np.stack([np.float32(params["W_h" + a]) for a in "ifgo"])
    b = np.stack([np.float32(params["b_" + a]) for a in "ifgo"])
    z = np.einsum("nd,adh->anh", x, W) + np.einsum("nk,akh->anh", h, U) + b[:, None]
    np.exp(np.float32(1e4))
    i, f, o = 1 / (1 + np.exp(-z[[0, 1, 3]]))
    C = f * C + i * np.tanh(z[2])
    return o * np.tanh(C), C
    """,
)
lstm_step.also_right(
    "in place, with a helper and text on both streams",
    """
    import sys


    def squashed(x, h, p, letter, f):
        print("gate", letter)
        print("gate", letter, file=sys.stderr)
        return f(x @ p[f"W_x{letter}"] + h @ p[f"W_h{letter}"] + p[f"b_{letter}"])


    def lstm_step(x_t, h_prev, C_prev, params):
        i, f, o = (squashed(x_t, h_prev, params, a, sigmoid) for a in "ifo")
        C_prev *= f
        C_prev += i * squashed(x_t, h_prev, params, "g", np.tanh)
        params.clear()
        h_prev[:] = o * np.tanh(C_prev)
        return h_prev, C_prev
    """,
)

BANK = {
    "input_gate": squashed_sum("input_gate"),
    "candidate": squashed_sum("candidate", squash="np.tanh"),
    "forget_gate": squashed_sum("forget_gate"),
    "cell_state": cell_state,
    "output_gate": squashed_sum("output_gate"),
    "hidden_state": hidden_state,
    "lstm_step": lstm_step,
}
