"""Wrong and right solutions of assignment 03, an LSTM gate by gate."""

from entries import Bank, add_copied_answer
from squashed_sums import squashed_sum

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


def step(
    i: str = "sigmoid(z('i'))",
    f: str = "sigmoid(z('f'))",
    g: str = "np.tanh(z('g'))",
    o: str = "sigmoid(z('o'))",
    C: str = "f * C_prev + i * g",
    h: str = "o * np.tanh(C)",
    out: str = "h, C",
    z: str = "x_t @ params['W_x' + a] + h_prev @ params['W_h' + a] + params['b_' + a]",
    first: str = "",
) -> str:
    """Return the body of a whole step, with a few parts written in another way."""
    head = [first] if first else []
    lines = [f"z = lambda a: {z}", f"i = {i}", f"f = {f}", f"g = {g}", f"o = {o}"]
    return "\n".join([*head, *lines, f"C = {C}", f"h = {h}", f"return {out}"])


for name, mistake, body in [
    ("order", "returns C_t first", step(out="C, h")),
    ("i-f-swapped", "swaps i and f", step(C="i * C_prev + f * g")),
    ("one-minus-f", "keeps 1 - f", step(C="(1 - f) * C_prev + i * g")),
    ("added-to-f", "adds i * g to f", step(C="f + i * g")),
    ("no-C_prev", "forgets C_prev", step(C="i * g")),
    ("no-tanh", "shows C_t without tanh", step(h="o * C")),
    ("old-C", "takes tanh of the old cell state", step(h="o * np.tanh(C_prev)")),
    ("g-sigmoid", "squashes the candidate with sigmoid", step(g="sigmoid(z('g'))")),
    (
        "gates-tanh",
        "squashes the gates with tanh",
        step(i="np.tanh(z('i'))", f="np.tanh(z('f'))", o="np.tanh(z('o'))"),
    ),
    (
        "no-bias",
        "drops the biases",
        step(z="x_t @ params['W_x' + a] + h_prev @ params['W_h' + a]"),
    ),
    ("no-h", "drops the terms with h_prev", step(z="x_t @ params['W_x' + a] + params['b_' + a]")),
    (
        "h-transposed",
        "transposes the weights of h_prev",
        step(z="x_t @ params['W_x' + a] + h_prev @ params['W_h' + a].T + params['b_' + a]"),
    ),
    (
        "weights-swapped",
        "swaps the weights of x_t and of h_prev",
        step(z="x_t @ params['W_h' + a] + h_prev @ params['W_x' + a] + params['b_' + a]"),
    ),
    (
        "gate-order",
        "takes the twelve arrays by position, in the order i, o, f, g",
        step(
            first="keys = list(params)\n"
            "order = {a: keys[3 * k : 3 * k + 3] for k, a in enumerate('iofg')}",
            z="x_t @ params[order[a][0]] + h_prev @ params[order[a][1]] + params[order[a][2]]",
        ),
    ),
]:
    lstm_step.listed(name, mistake, body)
for name, mistake, body in [
    ("i-o-swapped", "swaps i and o", step(C="f * C_prev + o * g", h="i * np.tanh(C)")),
    ("f-o-swapped", "swaps f and o", step(C="o * C_prev + i * g", h="f * np.tanh(C)")),
    ("i-g-swapped", "swaps the sums of i and g", step(i="sigmoid(z('g'))", g="np.tanh(z('i'))")),
    ("g-weights", "uses the input gate's weights for g", step(g="np.tanh(z('i'))")),
    ("o-weights", "uses the forget gate's weights for o", step(o="sigmoid(z('f'))")),
    (
        "same-weights",
        "uses the input gate's weights for all",
        step(f="sigmoid(z('i'))", g="np.tanh(z('i'))", o="sigmoid(z('i'))"),
    ),
    ("no-i", "writes everything", step(C="f * C_prev + g")),
    ("no-f", "keeps everything", step(C="C_prev + i * g")),
    ("one-gate", "writes with 1 - f", step(C="f * C_prev + (1 - f) * g")),
    ("no-o", "shows everything", step(h="np.tanh(C)")),
    ("tanh-outside", "squashes after the output gate", step(h="np.tanh(o * C)")),
    ("C-squashed", "returns the squashed cell state", step(out="h, np.tanh(C)")),
    ("C-squashed-early", "squashes the cell state", step(C="np.tanh(f * C_prev + i * g)")),
    ("C-shown", "returns C_t twice", step(out="C, C")),
    ("h-twice", "returns h_t twice", step(out="h, h")),
    ("C-old", "returns the old cell state", step(out="h, C_prev")),
    ("h-only", "returns h_t alone", step(out="h")),
    ("three", "returns the output gate as well", step(out="h, C, o")),
    ("joined", "puts both states side by side", step(out="np.concatenate([h, C], axis=1)")),
    (
        "states-swapped",
        "swaps h_prev and C_prev",
        step(first="h_prev, C_prev = C_prev, h_prev"),
    ),
    (
        "gates-see-C",
        "lets the gates look at C_prev",
        step(z="x_t @ params['W_x' + a] + C_prev @ params['W_h' + a] + params['b_' + a]"),
    ),
    (
        "peephole",
        "lets the output gate see the new cell state",
        "f = sigmoid(x_t @ params['W_xf'] + h_prev @ params['W_hf'] + params['b_f'])\n"
        "i = sigmoid(x_t @ params['W_xi'] + h_prev @ params['W_hi'] + params['b_i'])\n"
        "g = np.tanh(x_t @ params['W_xg'] + h_prev @ params['W_hg'] + params['b_g'])\n"
        "C = f * C_prev + i * g\n"
        "o = sigmoid(x_t @ params['W_xo'] + C @ params['W_ho'] + params['b_o'])\n"
        "return o * np.tanh(C), C",
    ),
    (
        "no-x",
        "drops the terms with x_t",
        step(z="h_prev @ params['W_h' + a] + params['b_' + a]"),
    ),
    (
        "output-no-bias",
        "drops the output gate's bias",
        step(o="sigmoid(z('o') - params['b_o'])"),
    ),
    ("forget-one", "adds 1 to the forget gate's bias", step(f="sigmoid(z('f') + 1)")),
    (
        "candidate-no-h",
        "drops h_prev from the candidate",
        step(g="np.tanh(x_t @ params['W_xg'] + params['b_g'])"),
    ),
    (
        "concatenated-wrongly",
        "joins [h, x] and the weights in another order",
        step(
            z="np.hstack([h_prev, x_t]) @ np.vstack([params['W_x' + a], params['W_h' + a]])"
            " + params['b_' + a]"
        ),
    ),
    (
        "first-sample",
        "gives every sample the input of the first",
        step(z="x_t[:1] @ params['W_x' + a] + h_prev @ params['W_h' + a] + params['b_' + a]"),
    ),
    (
        "batch-mean",
        "returns the mean of the batch",
        step(out="h.mean(axis=0), C.mean(axis=0)"),
    ),
    (
        "units-fixed",
        "writes the number of units of the example as 4",
        step(first="h_prev, C_prev = h_prev[:, :4], C_prev.reshape(-1, 4)"),
    ),
    (
        "square-only",
        "pads x_t to the units, as if D were H",
        step(
            z="x_t @ params['W_x' + a][: x_t.shape[1]] + h_prev[:, : x_t.shape[1]]"
            " @ params['W_h' + a][: x_t.shape[1]] + params['b_' + a]"
        ),
    ),
    (
        "integers",
        "keeps the states in arrays of integers",
        step(out="h.astype(int), C.astype(int)"),
    ),
    (
        "C-overwritten",
        "uses C_prev after overwriting it",
        step(C="np.multiply(f, C_prev, out=C_prev) + i * g", out="h, f * C_prev + i * g"),
    ),
    ("h-from-old-gate", "multiplies with i in the place of o", step(h="i * np.tanh(C)")),
    ("h-added", "adds the hidden state before", step(h="h_prev + o * np.tanh(C)")),
    ("sigmoid-C", "squashes the cell state with sigmoid", step(h="o * sigmoid(C)")),
]:
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
