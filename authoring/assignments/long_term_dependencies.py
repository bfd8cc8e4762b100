"""Assignment 01: how much the last hidden state depends on earlier ones."""

from typing import Any

import numpy as np

from authoring.records import Assignment, Function, Mistake, Probe, Solution, Text, Values

from .common import ONE_STEP, copied, draw, zero

T, H = 5, 3
SLOPE = "(1 - h[t + 1] ** 2)"


def _example() -> Values:
    """Draw a readable example."""
    rng = np.random.default_rng(1)
    return {"W_h": draw(rng, H, H), "h": np.clip(draw(rng, T, H) * 0.7, -0.85, 0.85)}


def _norms(v: Values) -> Values:
    """Multiply the factors from the last time step back; return the norms of the products."""
    J = np.eye(len(v["W_h"]))
    norms: list[Any] = [1.0]
    for h_t in v["h"][:0:-1]:
        J = v["W_h"] @ np.diag(1 - h_t**2) @ J
        norms.append(np.linalg.norm(J, 2))
    return {"norms": np.array(norms[::-1])}


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


JACOBIAN_NORMS = Function(
    "jacobian_norms",
    right=_norms,
    hint=Text(
        "h is (T, H), one row for each time step; W_h is (H, H). Each factor of the product is "
        "an (H, H) matrix.",
        "h는 (T, H)이고 시점마다 행이 하나씩 있습니다. W_h는 (H, H)입니다. 곱에 들어가는 "
        "행렬은 모두 (H, H)입니다.",
    ),
    probes=[
        Probe(
            Text("h is zero", "h가 0일 때"),
            Text("the slope of tanh in each factor", "각 단계의 행렬에 들어가는 tanh의 미분값"),
            zero("h"),
        ),
        Probe(
            Text("there are two time steps", "시점이 둘일 때"),
            Text(
                "how the factors of several steps are multiplied", "여러 단계의 행렬을 곱하는 방식"
            ),
            lambda a: {"h": a["h"][-2:]},
        ),
        Probe(
            Text("W_h is symmetric", "W_h가 대칭일 때"),
            Text("which way round W_h stands in the product", "곱에서 W_h가 놓인 방향(전치 여부)"),
            lambda a: {"W_h": a["W_h"] + a["W_h"].T},
        ),
        Probe(
            Text("there is one unit", "유닛이 하나일 때"),
            Text(
                "the matrices: their order, and what becomes a diagonal one",
                "행렬의 순서, 그리고 대각 행렬로 만들어야 하는 것",
            ),
            lambda a: {"W_h": a["W_h"][:1, :1], "h": a["h"][:, :1]},
        ),
        Probe(
            ONE_STEP,
            Text("what happens from the last step back", "마지막 시점에서 앞으로 거슬러 가는 부분"),
            lambda a: {"h": a["h"][-1:]},
        ),
    ],
    tried="no-W no-slope one-minus-h h-as-slope h-squared tanh-again W-transposed slope-before-W "
    "order late extra-factor frobenius frobenius-but-for-the-last row-sum-norm eigenvalue "
    "max-norm sum-norm squared smallest singles added norms-multiplied element-by-element "
    "backwards from-the-start",
    mistakes=[
        Mistake(
            "W-transposed",
            walk_back(f"W_h.T @ np.diag{SLOPE}"),
            Text("transposes W_h", "W_h를 전치함"),
            says=Text(
                "W_h stands transposed beside its slopes. The slopes belong to the units that "
                "W_h leads to: its columns, since code writes h_prev @ W_h.",
                "미분값과 곱할 때 W_h를 전치했습니다. 코드에서는 h_prev @ W_h로 곱하므로, "
                "미분값은 W_h의 열, 곧 신호를 받는 유닛에 곱해야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "no-slope",
            walk_back("W_h"),
            Text("leaves the slope of tanh out", "tanh의 미분값을 빠뜨림"),
            says=Text(
                "your factors hold W_h only. Where is the slope of tanh?",
                "여러분의 행렬에는 W_h만 들어 있습니다. tanh의 미분값은 어디에 있을까요?",
            ),
            listed=True,
        ),
        Mistake(
            "no-W",
            walk_back(f"np.diag{SLOPE}"),
            Text("leaves W_h out", "W_h를 빠뜨림"),
            says=Text(
                "your factors hold the slopes only. Each one is a product with W_h.",
                "여러분의 행렬에는 미분값만 들어 있습니다. 각 단계의 행렬은 미분값과 W_h의 "
                "곱입니다.",
            ),
            listed=True,
        ),
        Mistake(
            "late",
            walk_back("W_h @ np.diag(1 - h[t] ** 2)"),
            Text("takes the slope one step too early", "미분값을 한 시점 일찍 구함"),
            says=Text(
                "you take the slope at h[t], one step too early. The step from t to t + 1 ends "
                "in h[t + 1]: the slope is taken there.",
                "미분값을 한 시점 이른 h[t]에서 구했습니다. t에서 t + 1로 가는 단계는 h[t + "
                "1]에서 끝나므로 미분값도 거기에서 구합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "slope-before-W",
            walk_back(f"np.diag{SLOPE} @ W_h"),
            Text("puts the slope on the side of the earlier state", "미분값을 이전 상태 쪽에 둠"),
            says=Text(
                "your slope scales the rows of W_h, so it acts on the state before the step. The "
                "slope belongs to the state after it.",
                "미분값을 W_h의 행에 곱해서, 단계를 지나기 전의 상태에 작용하고 있습니다. "
                "미분값은 단계를 지난 뒤의 상태에 곱해야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "one-minus-h",
            walk_back("W_h @ np.diag(1 - h[t + 1])"),
            Text("takes 1 - h for the slope", "미분값으로 1 - h를 씀"),
            says=Text(
                "your slope is 1 - h. What is the derivative of tanh, written with h itself?",
                "미분값으로 1 - h를 썼습니다. tanh의 미분을 h로 나타내면 무엇일까요?",
            ),
        ),
        Mistake(
            "h-squared",
            walk_back("W_h @ np.diag(h[t + 1] ** 2)"),
            Text("takes h squared for the slope", "미분값으로 h의 제곱을 씀"),
            says=Text(
                "your slope is h squared. At h = 0 tanh is steepest: what is the slope there?",
                "미분값으로 h의 제곱을 썼습니다. tanh는 h = 0일 때 가장 가파릅니다. 그때의 "
                "미분값은 얼마일까요?",
            ),
        ),
        Mistake(
            "tanh-again",
            walk_back("W_h @ np.diag(1 - np.tanh(h[t + 1]) ** 2)"),
            Text(
                "squashes h again on the way to the slope", "미분값을 구하면서 h에 tanh를 다시 씌움"
            ),
            says=Text(
                "you take tanh of h once more. The rows of h have been through tanh already.",
                "h에 tanh를 한 번 더 씌웠습니다. h의 행은 이미 tanh를 거친 값입니다.",
            ),
        ),
        Mistake(
            "sigmoid-slope",
            walk_back("W_h @ np.diag(h[t + 1] * (1 - h[t + 1]))"),
            Text("takes the slope of the sigmoid", "시그모이드의 미분값을 씀"),
        ),
        Mistake(
            "last-slope",
            walk_back("W_h @ np.diag(1 - h[-1] ** 2)"),
            Text(
                "takes the slope of the last step everywhere", "마지막 시점의 미분값을 모든 곳에 씀"
            ),
        ),
        Mistake(
            "frobenius-but-for-the-last",
            walk_back(norm="np.linalg.norm(J)"),
            Text("takes the Frobenius norm", "프로베니우스 노름을 구함"),
            says=Text(
                "you take the Frobenius norm of each product. The spectral norm is the largest "
                "singular value.",
                "곱마다 프로베니우스 노름을 구했습니다. 스펙트럼 노름은 가장 큰 특잇값입니다.",
            ),
        ),
        Mistake(
            "eigenvalue",
            walk_back(norm="np.abs(np.linalg.eigvals(J)).max()"),
            Text("takes the largest eigenvalue", "가장 큰 고윳값을 구함"),
            says=Text(
                "you take the largest eigenvalue. The spectral norm is the largest singular value.",
                "가장 큰 고윳값을 구했습니다. 스펙트럼 노름은 가장 큰 특잇값입니다.",
            ),
        ),
        Mistake(
            "smallest",
            walk_back(norm="np.linalg.norm(J, -2)"),
            Text("takes the smallest singular value", "가장 작은 특잇값을 구함"),
            says=Text(
                "you take the smallest singular value. The spectral norm is the largest.",
                "가장 작은 특잇값을 구했습니다. 스펙트럼 노름은 가장 큰 특잇값입니다.",
            ),
        ),
        Mistake(
            "squared",
            walk_back(norm="np.linalg.norm(J, 2) ** 2"),
            Text("forgets the root", "제곱근을 잊음"),
            says=Text(
                "your norms are squared. Is a square root missing?",
                "여러분의 노름은 제곱되어 있습니다. 제곱근이 빠지지 않았는지 살펴보세요.",
            ),
        ),
        Mistake(
            "determinant",
            walk_back(norm="abs(np.linalg.det(J))"),
            Text("takes the determinant", "행렬식을 구함"),
        ),
        Mistake(
            "max-norm",
            walk_back(norm="np.abs(J).max()"),
            Text("takes the largest entry", "가장 큰 원소를 구함"),
            says=Text(
                "you take the largest element. The spectral norm is the largest singular value.",
                "가장 큰 원소를 구했습니다. 스펙트럼 노름은 가장 큰 특잇값입니다.",
            ),
        ),
        Mistake(
            "sum-norm",
            walk_back(norm="np.linalg.norm(J, 1)"),
            Text("takes the norm that sums columns", "열의 합으로 정하는 노름을 구함"),
            says=Text(
                "you take the largest sum of a column. The spectral norm is the largest singular "
                "value.",
                "열의 합 가운데 가장 큰 것을 구했습니다. 스펙트럼 노름은 가장 큰 특잇값입니다.",
            ),
        ),
        Mistake(
            "trace", walk_back(norm="np.trace(J)"), Text("sums the diagonal", "대각 원소를 더함")
        ),
        Mistake(
            "norms-multiplied",
            walk_back(start="1.0", product="J * np.linalg.norm(step, 2)", norm="J"),
            Text("multiplies norms in the place of matrices", "행렬 대신 노름끼리 곱함"),
            says=Text(
                "you multiply the norms of the factors. Multiply the matrices first, then take "
                "the norm.",
                "단계마다 노름을 구해서 노름끼리 곱했습니다. 먼저 행렬을 곱하고, 그다음에 "
                "노름을 구해야 합니다.",
            ),
        ),
        Mistake(
            "order",
            walk_back(product="J @ step"),
            Text("multiplies in the wrong order", "틀린 순서로 곱함"),
            says=Text(
                "each factor is right, but they are multiplied in the wrong order. Which one "
                "stands on the outside when you go one step further back?",
                "각 단계의 행렬은 맞지만 곱하는 순서가 틀렸습니다. 한 단계 더 거슬러 갈 때 "
                "바깥쪽에 오는 것은 어느 행렬일까요?",
            ),
        ),
        Mistake(
            "element-by-element",
            walk_back(product="step * J", start="np.ones_like(W_h)"),
            Text("multiplies the matrices element by element", "행렬을 원소별로 곱함"),
            says=Text(
                "you multiply the factors element by element. Which sign multiplies matrices?",
                "행렬을 원소별로 곱했습니다. 행렬 곱을 나타내는 연산자는 무엇일까요?",
            ),
        ),
        Mistake(
            "added",
            walk_back(product="step + J", start="np.zeros_like(W_h)"),
            Text("adds the matrices", "행렬을 더함"),
            says=Text(
                "you add the factors. One step after the other means: multiply.",
                "각 단계의 행렬을 더했습니다. 단계가 이어지면 행렬을 곱해야 합니다.",
            ),
        ),
        Mistake(
            "singles",
            walk_back(product="step"),
            Text("never multiplies: one step back only", "한 번도 곱하지 않고 한 시점 전만 봄"),
            says=Text(
                "each entry looks at one step only. From t to the end the factors multiply.",
                "원소마다 한 단계만 계산했습니다. t에서 끝까지 각 단계의 행렬을 모두 곱해야 "
                "합니다.",
            ),
        ),
        Mistake(
            "no-diag",
            walk_back(f"W_h @ {SLOPE}", norm="np.linalg.norm(J)"),
            Text(
                "multiplies with a vector in the place of a diagonal matrix",
                "대각 행렬 대신 벡터를 곱함",
            ),
        ),
        Mistake(
            "outer-slope",
            walk_back(f"W_h @ np.outer({SLOPE}, {SLOPE})"),
            Text("makes a full matrix of the slopes", "미분값으로 꽉 찬 행렬을 만듦"),
        ),
        Mistake(
            "mean-slope",
            walk_back("W_h * (1 - np.mean(h[t + 1] ** 2))"),
            Text("takes one slope for all units", "모든 유닛에 미분값 하나를 씀"),
        ),
        Mistake(
            "backwards",
            walk_back(out="norms[::-1]"),
            Text("returns the last step first", "마지막 시점을 맨 앞에 반환함"),
            says=Text(
                "the norms are right, but in reverse order: the first entry belongs to the first "
                "row of h.",
                "노름은 맞지만 순서가 거꾸로입니다. 첫 원소는 h의 첫 행에 대응해야 합니다.",
            ),
        ),
        Mistake(
            "last-missing",
            walk_back(out="norms[:-1]"),
            Text("leaves the last entry out", "마지막 원소를 빠뜨림"),
            says=Text(
                "one entry is missing: the last hidden state depends on itself, with norm 1.",
                "원소가 하나 모자랍니다. 마지막 은닉 상태가 그 자신에 의존하는 정도, 곧 노름 "
                "1도 넣어야 합니다.",
            ),
        ),
        Mistake(
            "too-long",
            walk_back(out="np.append(norms, 1.0)"),
            Text("appends one entry", "원소를 하나 덧붙임"),
        ),
        Mistake(
            "shifted",
            walk_back(out="np.roll(norms, -1)"),
            Text("is off by one step", "한 시점 어긋남"),
        ),
        Mistake(
            "matrix", walk_back(out="J"), Text("returns the whole matrix", "행렬을 통째로 반환함")
        ),
        Mistake(
            "one-number",
            walk_back(out="norms[0]"),
            Text("returns the longest reach alone", "가장 먼 시점의 것만 반환함"),
        ),
        Mistake("column", walk_back(out="norms[:, None]"), Text("returns a column", "열로 반환함")),
        Mistake(
            "relative",
            walk_back(out="norms / norms.max()"),
            Text("divides by the largest entry", "가장 큰 원소로 나눔"),
        ),
        Mistake("log", walk_back(out="np.log(norms)"), Text("returns logarithms", "로그를 반환함")),
        Mistake(
            "last-zero",
            walk_back(norms="np.zeros(T)"),
            Text("leaves the last entry at zero", "마지막 원소를 0으로 둠"),
        ),
        Mistake(
            "integers",
            walk_back(norms="np.ones(T, dtype=int)"),
            Text("keeps the norms in an array of integers", "노름을 정수 배열에 담음"),
        ),
        Mistake(
            "steps-fixed",
            walk_back(out="np.resize(norms, 5)"),
            Text("writes the example's number of steps", "예제의 시점 수를 그대로 써넣음"),
        ),
        Mistake(
            "units-fixed",
            walk_back(start="np.eye(3)"),
            Text("writes the example's number of units", "예제의 유닛 수를 그대로 써넣음"),
        ),
        Mistake(
            "starts-with-W",
            walk_back(start="W_h"),
            Text("starts with W_h in the place of 1", "1 대신 W_h에서 출발함"),
        ),
        Mistake(
            "one-unit",
            walk_back(norm="np.linalg.norm(J[:, :1], 2)"),
            Text("looks at the first unit only", "첫 유닛만 봄"),
        ),
        Mistake(
            "one-row",
            walk_back(norm="np.linalg.norm(J[:1], 2)"),
            Text("looks at the first row only", "첫 행만 봄"),
        ),
        Mistake(
            "first-missing",
            walk_back(out="np.concatenate([[0.0], norms[1:]])"),
            Text("stops one step before the start", "처음보다 한 시점 먼저 멈춤"),
        ),
        Mistake(
            "from-the-start",
            """
            J = np.eye(len(W_h))
            norms = [1.0]
            for t in range(1, len(h)):
                J = J @ W_h @ np.diag(1 - h[t] ** 2)
                norms.append(np.linalg.norm(J, 2))
            return np.array(norms)
            """,
            Text(
                "says how h_t depends on the first state",
                "h_t가 첫 상태에 얼마나 의존하는지를 구함",
            ),
            says=Text(
                "you multiply from the first step on. Entry t needs the factors after t, up to "
                "the last.",
                "첫 단계부터 곱했습니다. 원소 t를 구하려면 t 뒤의 행렬을 마지막까지 모두 "
                "곱해야 합니다.",
            ),
        ),
        Mistake(
            "from-the-start-reversed",
            """
            J = np.eye(W_h.shape[0])
            norms = [1.0]
            for h_t in h[1:]:
                J = J @ W_h @ np.diag(1 - h_t**2)
                norms.append(np.linalg.norm(J, 2))
            return np.array(norms)[::-1]
            """,
            Text(
                "says how h_t depends on the first state, and turns that round",
                "h_t가 첫 상태에 얼마나 의존하는지를 구해서 뒤집음",
            ),
            says=Text(
                "you multiply from the first step on, and turn the norms round. Entry t needs the "
                "factors after t, up to the last.",
                "첫 단계부터 곱하고 노름의 순서를 뒤집었습니다. 원소 t에는 t보다 뒤의 인자를 "
                "마지막까지 모두 곱해야 합니다.",
            ),
        ),
        Mistake(
            "power",
            """
            T = len(h)
            step = W_h @ np.diag(1 - h[-1] ** 2)
            powers = [np.linalg.matrix_power(step, T - 1 - t) for t in range(T)]
            return np.array([np.linalg.norm(p, 2) for p in powers])
            """,
            Text("takes powers of one step", "한 단계의 거듭제곱을 구함"),
        ),
        Mistake(
            "power-of-norm",
            "np.linalg.norm(W_h, 2) ** np.arange(len(h) - 1, -1, -1.0)",
            Text("takes powers of the norm of W_h", "W_h의 노름의 거듭제곱을 구함"),
        ),
        Mistake(
            "input-changed",
            """
            J = np.eye(len(W_h))
            norms = np.ones(len(h))
            for t in reversed(range(len(h) - 1)):
                h *= h
                J = W_h @ np.diag(1 - h[t + 1]) @ J
                norms[t] = np.linalg.norm(J, 2)
            return norms
            """,
            Text("squares h in place in every step", "단계마다 h를 제자리에서 제곱함"),
        ),
        Mistake(
            "same-for-all",
            """
            J = np.eye(len(W_h))
            for t in range(1, len(h)):
                J = J @ W_h @ np.diag(1 - h[t] ** 2)
            return np.full(len(h), np.linalg.norm(J, 2))
            """,
            Text("gives every step the longest reach", "모든 시점에 가장 먼 시점의 값을 줌"),
        ),
        copied("jacobian_norms"),
        Mistake(
            "plus-square",
            walk_back("W_h @ np.diag(1 + h[t + 1] ** 2)"),
            Text("takes 1 + h**2 for the slope", "미분값으로 1 + h**2를 씀"),
            says=Text(
                "your slope is 1 + h**2, that of tan. tanh has 1 - h**2.",
                "미분값으로 tan의 1 + h**2를 썼습니다. tanh의 미분값은 1 - h**2입니다.",
            ),
        ),
        Mistake(
            "sum-squared",
            walk_back("W_h @ np.diag(1 - np.arctanh(h[t + 1]) ** 2)"),
            Text("squares the sum before tanh", "tanh를 씌우기 전의 합을 제곱함"),
            says=Text(
                "your slope squares the sum before tanh. In 1 - h**2, h is the value after it.",
                "미분값에서 tanh를 씌우기 전의 합을 제곱했습니다. 1 - h**2의 h는 tanh를 씌운 "
                "뒤의 값입니다.",
            ),
        ),
        Mistake(
            "slope-of-inverse",
            walk_back("W_h @ np.diag(1 / (1 - h[t + 1] ** 2))"),
            Text("divides by the slope", "미분값으로 나눔"),
            says=Text(
                "your slope is 1 / (1 - h**2), that of arctanh. It is upside down.",
                "미분값으로 arctanh의 1 / (1 - h**2)를 썼습니다. 분자와 분모가 뒤바뀌었습니다.",
            ),
        ),
        Mistake(
            "slope-of-sigmoid",
            walk_back("W_h @ np.diag(h[t + 1] * (1 - h[t + 1]))"),
            Text("takes the slope of a sigmoid", "시그모이드의 미분값을 씀"),
            says=Text(
                "your slope is h * (1 - h), that of a sigmoid. Which function makes these h?",
                "미분값으로 시그모이드의 h * (1 - h)를 썼습니다. 이 h를 만든 함수는 무엇일까요?",
            ),
        ),
        Mistake(
            "bracket-missing",
            walk_back("W_h", product="W_h @ J - np.diag(h[t + 1] ** 2)"),
            Text("leaves the brackets of the slope out", "미분값의 괄호를 빠뜨림"),
            says=Text(
                "the brackets of 1 - h**2 are missing: you subtract h**2 from the product.",
                "1 - h**2의 괄호가 빠져서, 곱에서 h**2를 뺐습니다.",
            ),
        ),
        Mistake(
            "slope-of-tan",
            walk_back("W_h @ np.diag(1 / np.cos(h[t + 1]) ** 2)"),
            says=Text(
                "your slope is 1 / cos(h)**2, that of tan. tanh has 1 - h**2.",
                "미분값으로 tan의 1 / cos(h)**2를 썼습니다. tanh의 미분값은 1 - h**2입니다.",
            ),
        ),
        Mistake(
            "h-as-slope",
            walk_back("W_h @ np.diag(h[t + 1])"),
            says=Text(
                "you use h itself as the slope. What is the derivative of tanh, written with h?",
                "h를 미분값으로 그대로 썼습니다. tanh의 미분을 h로 나타내면 무엇일까요?",
            ),
        ),
        Mistake(
            "extra-factor",
            walk_back(
                start="W_h @ np.diag(1 - h[-1] ** 2)", norms="np.full(T, np.linalg.norm(J, 2))"
            ),
            says=Text(
                "your products hold one factor too many. Between the last hidden state and "
                "itself there is no step: the last entry is 1.",
                "여러분의 곱에는 행렬이 하나 더 들어 있습니다. 마지막 은닉 상태와 그 자신 "
                "사이에는 단계가 없으므로 마지막 원소는 1입니다.",
            ),
        ),
        Mistake(
            "frobenius",
            walk_back(norm="np.linalg.norm(J)", norms="np.full(T, np.linalg.norm(J))"),
            says=Text(
                "you take the Frobenius norm. The spectral norm is the largest singular value.",
                "프로베니우스 노름을 구했습니다. 스펙트럼 노름은 가장 큰 특잇값입니다.",
            ),
        ),
        Mistake(
            "row-sum-norm",
            walk_back(norm="np.linalg.norm(J, np.inf)"),
            says=Text(
                "you take the largest sum of a row. The spectral norm is the largest singular "
                "value.",
                "행의 합 가운데 가장 큰 것을 구했습니다. 스펙트럼 노름은 가장 큰 특잇값입니다.",
            ),
        ),
    ],
    solutions=[
        Solution(
            Text("largest singular value", "가장 큰 특잇값"),
            walk_back(norm="np.linalg.svd(J)[1][0]"),
        ),
        Solution(
            Text("the text's matrices, a list, from the front", "본문의 행렬, 리스트, 앞에서부터"),
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
        ),
        Solution(
            Text(
                "broadcasting, float32, in place, with a warning",
                "브로드캐스팅, float32, 제자리 연산, 경고",
            ),
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
        ),
        Solution(
            Text(
                "recursion with a helper, text on both streams",
                "보조 함수를 쓰는 재귀, 두 스트림에 출력",
            ),
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
        ),
        Solution(
            Text("einsum and all norms at once", "einsum과 한꺼번에 구하는 노름"),
            """
            J = np.eye(len(W_h))
            all_J = [J]
            for slope in (1 - h[:0:-1]) * (1 + h[:0:-1]):
                J = np.einsum("ij,j,jk->ik", W_h, slope, J)
                all_J.append(J)
            return np.linalg.norm(np.array(all_J[::-1]), 2, axis=(1, 2))
            """,
        ),
        Solution(
            Text("root of the largest eigenvalue", "가장 큰 고윳값의 제곱근"),
            walk_back(norm="np.sqrt(np.linalg.eigvalsh(J @ J.T)[-1])", norms="[1.0] * T"),
        ),
        Solution(
            Text("unit by unit", "유닛마다 하나씩"),
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
        ),
    ],
)

ASSIGNMENT = Assignment(
    "01-long-term-dependencies", "long_term_dependencies", _example(), [JACOBIAN_NORMS]
)
