"""Mistakes in one step of an LSTM, for lstm_step and for the layers that take such steps."""


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


# name, mistake, body
LISTED = [
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
]
WRONG = [
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
]
