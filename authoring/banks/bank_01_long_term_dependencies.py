"""Wrong and right solutions of assignment 01: how far a state reaches."""

from .entries import Bank, add_copied_answer

ASSIGNMENT, NOTEBOOK = "01-long-term-dependencies", "long_term_dependencies"

jacobian_norms = Bank("jacobian_norms")
SLOPE = "(1 - h[t + 1] ** 2)"


def walk_back(
    factor: str = f"W_h @ np.diag{SLOPE}",
    product: str = "step @ J",
    norm: str = "np.linalg.norm(J, 2)",
    out: str = "norms",
    start: str = "np.eye(len(W_h))",
    norms: str = "np.ones(T)",
) -> str:
    """Return the body of the function, with a few parts written in another way."""
    return f"""
        T = len(h)
        J = {start}
        norms = {norms}
        for t in reversed(range(T - 1)):
            step = {factor}
            J = {product}
            norms[t] = {norm}
        return {out}
    """


for name, mistake, body in [
    ("transposed", "transposes W_h", walk_back(f"W_h.T @ np.diag{SLOPE}")),
    ("no-slope", "leaves the slope of tanh out", walk_back("W_h")),
    ("no-weights", "leaves W_h out", walk_back(f"np.diag{SLOPE}")),
    (
        "slope-early",
        "takes the slope one step too early",
        walk_back("W_h @ np.diag(1 - h[t] ** 2)"),
    ),
    (
        "slope-left",
        "puts the slope on the side of the earlier state",
        walk_back(f"np.diag{SLOPE} @ W_h"),
    ),
]:
    jacobian_norms.listed(name, mistake, body)
for name, mistake, body in [
    ("no-square", "takes 1 - h for the slope", walk_back("W_h @ np.diag(1 - h[t + 1])")),
    ("square-only", "takes h squared for the slope", walk_back("W_h @ np.diag(h[t + 1] ** 2)")),
    (
        "tanh-again",
        "squashes h again on the way to the slope",
        walk_back("W_h @ np.diag(1 - np.tanh(h[t + 1]) ** 2)"),
    ),
    (
        "sigmoid-slope",
        "takes the slope of the sigmoid",
        walk_back("W_h @ np.diag(h[t + 1] * (1 - h[t + 1]))"),
    ),
    (
        "last-slope",
        "takes the slope of the last step everywhere",
        walk_back("W_h @ np.diag(1 - h[-1] ** 2)"),
    ),
    ("frobenius", "takes the Frobenius norm", walk_back(norm="np.linalg.norm(J)")),
    (
        "radius",
        "takes the largest eigenvalue",
        walk_back(norm="np.abs(np.linalg.eigvals(J)).max()"),
    ),
    ("smallest", "takes the smallest singular value", walk_back(norm="np.linalg.norm(J, -2)")),
    ("squared", "forgets the root", walk_back(norm="np.linalg.norm(J, 2) ** 2")),
    ("determinant", "takes the determinant", walk_back(norm="abs(np.linalg.det(J))")),
    ("largest-entry", "takes the largest entry", walk_back(norm="np.abs(J).max()")),
    ("sum-norm", "takes the norm that sums columns", walk_back(norm="np.linalg.norm(J, 1)")),
    ("trace", "sums the diagonal", walk_back(norm="np.trace(J)")),
    (
        "norms-multiplied",
        "multiplies norms in the place of matrices",
        walk_back(start="1.0", product="J * np.linalg.norm(step, 2)", norm="J"),
    ),
    ("other-order", "multiplies in the wrong order", walk_back(product="J @ step")),
    (
        "element-wise",
        "multiplies the matrices element by element",
        walk_back(product="step * J", start="np.ones_like(W_h)"),
    ),
    ("added", "adds the matrices", walk_back(product="step + J", start="np.zeros_like(W_h)")),
    ("one-step", "never multiplies: one step back only", walk_back(product="step")),
    (
        "no-diag",
        "multiplies with a vector in the place of a diagonal matrix",
        walk_back(f"W_h @ {SLOPE}", norm="np.linalg.norm(J)"),
    ),
    (
        "outer-slope",
        "makes a full matrix of the slopes",
        walk_back(f"W_h @ np.outer({SLOPE}, {SLOPE})"),
    ),
    (
        "mean-slope",
        "takes one slope for all units",
        walk_back("W_h * (1 - np.mean(h[t + 1] ** 2))"),
    ),
    ("turned", "returns the last step first", walk_back(out="norms[::-1]")),
    ("too-short", "leaves the last entry out", walk_back(out="norms[:-1]")),
    ("too-long", "appends one entry", walk_back(out="np.append(norms, 1.0)")),
    ("shifted", "is off by one step", walk_back(out="np.roll(norms, -1)")),
    ("matrix", "returns the whole matrix", walk_back(out="J")),
    ("one-number", "returns the longest reach alone", walk_back(out="norms[0]")),
    ("column", "returns a column", walk_back(out="norms[:, None]")),
    ("relative", "divides by the largest entry", walk_back(out="norms / norms.max()")),
    ("log", "returns logarithms", walk_back(out="np.log(norms)")),
    ("last-zero", "leaves the last entry at zero", walk_back(norms="np.zeros(T)")),
    (
        "integers",
        "keeps the norms in an array of integers",
        walk_back(norms="np.ones(T, dtype=int)"),
    ),
    (
        "steps-fixed",
        "writes the example's number of steps",
        walk_back(out="np.resize(norms, 5)"),
    ),
    ("units-fixed", "writes the example's number of units", walk_back(start="np.eye(3)")),
    ("starts-with-W", "starts with W_h in the place of 1", walk_back(start="W_h")),
    ("one-unit", "looks at the first unit only", walk_back(norm="np.linalg.norm(J[:, :1], 2)")),
    ("one-row", "looks at the first row only", walk_back(norm="np.linalg.norm(J[:1], 2)")),
    (
        "first-missing",
        "stops one step before the start",
        walk_back(out="np.concatenate([[0.0], norms[1:]])"),
    ),
    (
        "from-the-start",
        "says how h_t depends on the first state",
        """
        J = np.eye(len(W_h))
        norms = [1.0]
        for t in range(1, len(h)):
            J = J @ W_h @ np.diag(1 - h[t] ** 2)
            norms.append(np.linalg.norm(J, 2))
        return np.array(norms)
        """,
    ),
    (
        "power",
        "takes powers of one step",
        """
        T = len(h)
        step = W_h @ np.diag(1 - h[-1] ** 2)
        powers = [np.linalg.matrix_power(step, T - 1 - t) for t in range(T)]
        return np.array([np.linalg.norm(p, 2) for p in powers])
        """,
    ),
    (
        "power-of-norm",
        "takes powers of the norm of W_h",
        "np.linalg.norm(W_h, 2) ** np.arange(len(h) - 1, -1, -1.0)",
    ),
    (
        "input-changed",
        "squares h in place in every step",
        """
        J = np.eye(len(W_h))
        norms = np.ones(len(h))
        for t in reversed(range(len(h) - 1)):
            h *= h
            J = W_h @ np.diag(1 - h[t + 1]) @ J
            norms[t] = np.linalg.norm(J, 2)
        return norms
        """,
    ),
    (
        "same-for-all",
        "gives every step the longest reach",
        """
        J = np.eye(len(W_h))
        for t in range(1, len(h)):
            J = J @ W_h @ np.diag(1 - h[t] ** 2)
        return np.full(len(h), np.linalg.norm(J, 2))
        """,
    ),
]:
    jacobian_norms.wrong(name, mistake, body)
add_copied_answer(jacobian_norms)

jacobian_norms.also_right("largest singular value", walk_back(norm="np.linalg.svd(J)[1][0]"))
jacobian_norms.also_right(
    "the text's matrices, a list, from the front",
    """
    T, H = h.shape
    norms = []
    for t in range(T):
        J = np.eye(H)
        for s in range(t + 1, T):
            J = np.diag(1 - h[s] ** 2) @ W_h.T @ J
        norms.append(np.linalg.norm(J, ord=2))
    return norms
    """,
)
jacobian_norms.also_right(
    "broadcasting, float32, in place, with a warning",
    """
    h = np.float32(h)
    np.exp(np.float32(1000))
    h *= h
    steps = np.float32(W_h) * (1 - h[1:, None, :])
    J = np.eye(len(W_h), dtype=np.float32)
    norms = [np.float32(1)]
    for step in steps[::-1]:
        J = step @ J
        norms.insert(0, np.linalg.norm(J, 2))
    return np.array(norms)
    """,
)
jacobian_norms.also_right(
    "recursion with a helper, text on both streams",
    """
    import sys


    def reach(W_h, h):
        print(len(h), "steps")
        print(len(h), "steps", file=sys.stderr)
        if len(h) == 1:
            return [np.eye(len(W_h))]
        later = reach(W_h, h[1:])
        return [W_h @ np.diag(1 - h[1] ** 2) @ later[0], *later]


    def jacobian_norms(W_h, h):
        return tuple(np.linalg.norm(J, 2) for J in reach(W_h, h))
    """,
)
jacobian_norms.also_right(
    "einsum and all norms at once",
    """
    J = np.eye(len(W_h))
    all_J = [J]
    for slope in (1 - h[:0:-1]) * (1 + h[:0:-1]):
        J = np.einsum("ij,j,jk->ik", W_h, slope, J)
        all_J.append(J)
    return np.linalg.norm(np.array(all_J[::-1]), 2, axis=(1, 2))
    """,
)
jacobian_norms.also_right(
    "root of the largest eigenvalue",
    walk_back(norm="np.sqrt(np.linalg.eigvalsh(J @ J.T)[-1])", norms="[1.0] * T"),
)
jacobian_norms.also_right(
    "unit by unit",
    """
    T, H = h.shape
    J = np.eye(H)
    norms = [1.0] * T
    for t in range(T - 2, -1, -1):
        new = np.zeros((H, H))
        for i in range(H):
            for j in range(H):
                for k in range(H):
                    new[i, j] += W_h[i, k] * (1 - h[t + 1, k] ** 2) * J[k, j]
        J = new
        norms[t] = np.linalg.norm(J, 2)
    return np.array(norms)
    """,
)

BANK = {"jacobian_norms": jacobian_norms}
