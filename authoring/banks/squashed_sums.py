"""Mistakes and honest ways that all functions of the form squash(x_t W + h_prev W + b) share."""

from .entries import SIGNATURES, Bank

# In the texts below: [X] [H] [B] the learner's names for the weights and the bias, [S] the right
# squashing function, [OTHER] the wrong one.


def squashed_sum(function: str, squash: str = "sigmoid") -> Bank:
    """Return the bank of one gate, of the candidate or of rnn_step."""
    bank = Bank(function)
    _, _, *own = SIGNATURES[function].split(", ")
    other = "np.tanh" if squash == "sigmoid" else "sigmoid"

    def fill(text: str) -> str:
        for name, mine in zip(("[X]", "[H]", "[B]"), own, strict=True):
            text = text.replace(name, mine)
        text = text.replace("[S]", squash).replace("[OTHER]", other)
        return text.replace("[FUNCTION]", function)

    for name, mistake, text in LISTED:
        bank.listed(name, fill(mistake), fill(text))
    if function == "forget_gate":
        bank.listed(
            "one-minus", "gives what is lost", fill("1 - sigmoid(x_t @ [X] + h_prev @ [H] + [B])")
        )
    else:
        sign = "1 - " if squash == "sigmoid" else "-"
        bank.wrong(
            "upside-down",
            "turns the result around",
            fill(f"{sign}[S](x_t @ [X] + h_prev @ [H] + [B])"),
        )
    for name, mistake, text in WRONG:
        bank.wrong(name, fill(mistake), fill(text))
    if squash == "sigmoid":
        bank.wrong(
            "hard-sigmoid",
            "uses a straight line in the place of the sigmoid",
            fill("np.clip(0.2 * (x_t @ [X] + h_prev @ [H] + [B]) + 0.5, 0, 1)"),
        )
    else:
        bank.wrong(
            "clipped",
            "cuts the sum off at -1 and 1 in the place of tanh",
            fill("np.clip(x_t @ [X] + h_prev @ [H] + [B], -1, 1)"),
        )
    formulas = SIGMOIDS if squash == "sigmoid" else TANHS
    for k, (name, text) in enumerate(RIGHT):
        bank.also_right(name, fill(text).replace("[FORMULA]", formulas[k % len(formulas)]))
    return bank


LISTED = [
    (
        "other-squash",
        "sigmoid and tanh changed places",
        "[OTHER](x_t @ [X] + h_prev @ [H] + [B])",
    ),
    ("no-bias", "drops the bias", "[S](x_t @ [X] + h_prev @ [H])"),
    ("no-h", "drops the term with h_prev", "[S](x_t @ [X] + [B])"),
    (
        "weights-swapped",
        "multiplies x_t with [H] and h_prev with [X]",
        "[S](x_t @ [H] + h_prev @ [X] + [B])",
    ),
    ("x-transposed", "transposes [X]", "[S](x_t @ [X].T + h_prev @ [H] + [B])"),
    ("h-transposed", "transposes [H]", "[S](x_t @ [X] + h_prev @ [H].T + [B])"),
]
WRONG = [
    ("no-squash", "returns the bare sum", "x_t @ [X] + h_prev @ [H] + [B]"),
    ("no-x", "drops the term with x_t", "[S](h_prev @ [H] + [B])"),
    ("bias-outside", "adds the bias after squashing", "[S](x_t @ [X] + h_prev @ [H]) + [B]"),
    ("bias-minus", "subtracts the bias", "[S](x_t @ [X] + h_prev @ [H] - [B])"),
    (
        "bias-twice",
        "adds the bias to each of the two terms",
        "[S]((x_t @ [X] + [B]) + (h_prev @ [H] + [B]))",
    ),
    (
        "bias-one",
        "adds one number of the bias to every unit",
        "[S](x_t @ [X] + h_prev @ [H] + [B][0])",
    ),
    ("bias-sum", "adds the sum of the bias", "[S](x_t @ [X] + h_prev @ [H] + [B].sum())"),
    (
        "bias-column",
        "stands the bias up, one number per sample",
        "[S](x_t @ [X] + h_prev @ [H] + [B][: len(x_t), None])",
    ),
    (
        "bias-broadcast",
        "makes the bias a column (H, 1)",
        "[S](x_t @ [X] + h_prev @ [H] + [B].reshape(-1, 1))",
    ),
    (
        "squash-each",
        "squashes each term by itself",
        "[S](x_t @ [X]) + [S](h_prev @ [H]) + [S]([B])",
    ),
    ("squash-twice", "squashes twice", "[S]([S](x_t @ [X] + h_prev @ [H] + [B]))"),
    ("product", "multiplies the two terms", "[S]((x_t @ [X]) * (h_prev @ [H]) + [B])"),
    ("h-minus", "subtracts the term with h_prev", "[S](x_t @ [X] - h_prev @ [H] + [B])"),
    ("mean", "takes the mean of the three terms", "[S]((x_t @ [X] + h_prev @ [H] + [B]) / 3)"),
    (
        "element-wise",
        "multiplies element by element in the place of a matrix product",
        "[S](x_t * [X] + h_prev * [H] + [B])",
    ),
    (
        "h-element-wise",
        "uses only the diagonal of [H]",
        "[S](x_t @ [X] + h_prev * np.diag([H]) + [B])",
    ),
    ("first-sample", "looks at the first sample only", "[S](x_t[0] @ [X] + h_prev[0] @ [H] + [B])"),
    (
        "first-for-all",
        "gives every sample the result of the first",
        "[S](np.ones((len(x_t), 1)) * (x_t[0] @ [X] + h_prev[0] @ [H] + [B]))",
    ),
    (
        "batch-mean",
        "mixes the samples of the batch",
        "[S]((x_t @ [X] + h_prev @ [H] + [B]).mean(axis=0, keepdims=True) + 0 * h_prev)",
    ),
    (
        "wrong-axis",
        "sums over the wrong axis",
        "[S]((x_t @ [X] + h_prev @ [H] + [B]).sum(axis=1))",
    ),
    (
        "columns",
        "puts the matrix first, as the text does",
        "[S]([X].T @ x_t.T + [H].T @ h_prev.T + [B][:, None])",
    ),
    (
        "units-fixed",
        "writes the number of units of the example as 4",
        """
        out = np.zeros((len(x_t), 4))
        for k in range(4):
            out[:, k] = [S](x_t @ [X][:, k] + h_prev @ [H][:, k] + [B][k])
        return out
        """,
    ),
    (
        "batch-fixed",
        "writes the batch size of the example as 2",
        """
        rows = [[S](x_t[n] @ [X] + h_prev[n] @ [H] + [B]) for n in range(2)]
        return np.array(rows)
        """,
    ),
    (
        "inputs-as-units",
        "loops over as many inputs as there are units",
        """
        out = h_prev @ [H] + [B]
        for d in range(min(len([B]), x_t.shape[1]) - 1):
            out = out + x_t[:, [d]] * [X][d]
        return [S](out)
        """,
    ),
    (
        "integers",
        "keeps the result in an array of integers",
        """
        out = np.zeros(h_prev.shape, dtype=int)
        out[:] = [S](x_t @ [X] + h_prev @ [H] + [B])
        return out
        """,
    ),
    (
        "overwritten",
        "overwrites the first term in the place of adding to it",
        """
        total = x_t @ [X]
        total = h_prev @ [H]
        total += [B]
        return [S](total)
        """,
    ),
    (
        "weights-of-ones",
        "ignores the weights from x_t",
        "[S](x_t.sum(axis=1, keepdims=True) + h_prev @ [H] + [B])",
    ),
    ("rounded", "rounds to two digits", "[S](x_t @ [X] + h_prev @ [H] + [B]).round(2)"),
    ("relu", "cuts negative sums off", "np.maximum(0, x_t @ [X] + h_prev @ [H] + [B])"),
    (
        "softmax",
        "lets the units share one whole, as a softmax does",
        """
        e = np.exp(x_t @ [X] + h_prev @ [H] + [B])
        return e / e.sum(axis=1, keepdims=True)
        """,
    ),
    (
        "slope",
        "returns the slope of the squashing function",
        """
        a = 1 / (1 + np.exp(-(x_t @ [X] + h_prev @ [H] + [B])))
        return a * (1 - a)
        """,
    ),
    (
        "input-changed",
        "uses h_prev after overwriting it",
        """
        h_prev[:] = x_t @ [X]
        return [S](h_prev + h_prev @ [H] + [B])
        """,
    ),
    (
        "returns-nothing",
        "forgets the return line",
        "a = [S](x_t @ [X] + h_prev @ [H] + [B])\nreturn None",
    ),
    (
        "prints",
        "prints the result in the place of returning it",
        "return print([S](x_t @ [X] + h_prev @ [H] + [B]))",
    ),
    (
        "copied",
        "returns the answer of the visible example",
        """
        import checks
        (answer,) = checks.fixture("[FUNCTION]").expected.values()
        return answer
        """,
    ),
]

# One more formula in each variant.
SIGMOIDS = [
    "1 / (1 + np.exp(-z))",
    "0.5 * (1 + np.tanh(0.5 * z))",
    "np.exp(z) / (1 + np.exp(z))",
    "np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))",
    "np.exp(-np.logaddexp(0, -z))",
    "sigmoid(z)",
    "(1 + np.exp(-z)) ** -1.0",
]
TANHS = [
    "np.sinh(z) / np.cosh(z)",
    "(np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))",
    "2 / (1 + np.exp(-2 * z)) - 1",
    "(1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))",
    "np.where(z >= 0, 1, -1) * (1 - 2 / (np.exp(2 * np.abs(z)) + 1))",
    "np.tanh(z)",
    "-np.tanh(-z)",
]
RIGHT = [
    (
        "loops and lists",
        """
        rows = []
        for n in range(len(x_t)):
            row = []
            for k in range(len([B])):
                z = [B][k]
                for d in range(x_t.shape[1]):
                    z = z + x_t[n, d] * [X][d, k]
                for j in range(h_prev.shape[1]):
                    z = z + h_prev[n, j] * [H][j, k]
                row.append([FORMULA])
            rows.append(row)
        return rows
        """,
    ),
    (
        "einsum in another order",
        """
        z = np.einsum("kh,nk->nh", [H], h_prev) + np.einsum("dh,nd->nh", [X], x_t)
        z = [B][None, :] + z
        return [FORMULA]
        """,
    ),
    (
        "concatenated weights",
        """
        both = np.concatenate([h_prev, x_t], axis=1)
        W = np.concatenate([[H], [X]], axis=0)
        z = np.dot(both, W) + [B]
        return [FORMULA]
        """,
    ),
    (
        "float32, in place, with a warning",
        """
        x_t, h_prev, W_x, W_h, b = (np.float32(a) for a in (x_t, h_prev, [X], [H], [B]))
        z = x_t @ W_x
        z += h_prev @ W_h
        z += b
        np.exp(np.float32(1000))
        return [FORMULA]
        """,
    ),
    (
        "helpers in the cell, text on stderr",
        """
        import sys


        def _squash(z):
            return [FORMULA]


        def _total(pairs, b):
            print("adding up", file=sys.stderr)
            return sum(a @ W for a, W in pairs) + b


        def [FUNCTION](x, h, W, U, bias):
            print("on the way")
            return _squash(_total([(x, W), (h, U)], bias))
        """,
    ),
    (
        "columns, then transposed; input overwritten",
        """
        z = ([X].T @ x_t.T + [H].T @ h_prev.T + [B].reshape(-1, 1)).T
        h_prev[...] = [FORMULA]
        return h_prev
        """,
    ),
    (
        "a biased column of ones, a lambda, warnings",
        """
        import warnings

        _act = lambda z: [FORMULA]


        def [FUNCTION](*args, **kwargs):
            x, h, W, U, b = (*args, *kwargs.values())
            warnings.warn("on the way", RuntimeWarning)
            ones = np.ones((x.shape[0], 1))
            return _act(np.hstack([x, h, ones]) @ np.vstack([W, U, b]))
        """,
    ),
]
