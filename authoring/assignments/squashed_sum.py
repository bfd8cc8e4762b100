"""One squashed sum, squash(x_t W_x + h_prev W_h + b): three gates, the candidate, the RNN step."""

from dataclasses import replace
from typing import Any

import numpy as np

from authoring.records import Function, Mistake, Probe, Solution, Text, Values
from lstm_ref import sigmoid, tanh

from .common import EQUAL_SIZES, copied, draw, one_sample, zero

# Gaps in the codes and words below: x, h, b: the names of the weights and of the bias; r: that of
# the result; S: the right squashing function, OTHER: the wrong one; squash: the name of S.
TRIED = """
    other-squash no-squash no-bias bias-outside bias-twice minus-bias no-h no-x h-transposed
    squash-each squash-twice terms-multiplied first-sample
"""


def squashed_sum(
    name: str,
    result: str,
    names: tuple[str, str, str],
    squash: str,
    other: list[Mistake],
    sign: Mistake,
    own: tuple[Mistake, ...] = (),
    **more: Any,
) -> Function:
    """Return all that is known about one such function.

    other: the mistake of the other squashing function; sign: that of a wrong sign; own: further
    ones. All have the same gaps as below. more: further fields of Function.
    """
    x, h, b = names
    right, codes = SQUASHES[squash]
    gaps = {"x": x, "h": h, "b": b, "r": result, "squash": squash, "function": name, **codes}
    known = [*other, *LISTED, sign, *UNLISTED, copied(name), LINEAR[squash], *own]
    return Function(
        name,
        right=lambda v: {result: right(v["x_t"] @ v[x] + v["h_prev"] @ v[h] + v[b])},
        hint=HINT.filled(**gaps),
        probes=_probes(x, gaps),
        mistakes=[_filled(mistake, gaps) for mistake in known],
        solutions=[
            replace(way, code=way.code.format(**gaps, formula=formula))
            for way, formula in zip(SOLUTIONS, FORMULAS[squash], strict=True)
        ],
        tried=TRIED,
        squash=squash,
        **more,
    )


def other_squash(says: Text | None) -> Mistake:
    """Return the mistake of the other squashing function."""
    what = Text("sigmoid and tanh changed places", "sigmoid와 tanh가 뒤바뀜")
    code = "{OTHER}(x_t @ {x} + h_prev @ {h} + {b})"
    return Mistake("other-squash", code, described=what, says=says, listed=True)


def _filled(mistake: Mistake, gaps: dict[str, str]) -> Mistake:
    return replace(
        mistake,
        code=mistake.code.format(**gaps),
        described=mistake.described and mistake.described.filled(**gaps),
        says=mistake.says and mistake.says.filled(**gaps),
    )


def _probes(x: str, gaps: dict[str, str]) -> list[Probe]:
    def square(a: Values) -> Values:
        rng, (B, H) = np.random.default_rng(8), a["h_prev"].shape
        return {"x_t": draw(rng, B, H), x: draw(rng, H, H)}

    changes = [zero(gaps["b"]), zero("h_prev"), zero("x_t"), square]
    probes = [
        Probe(when.filled(**gaps), look.filled(**gaps), change)
        for (when, look), change in zip(PROBES, changes, strict=True)
    ]
    return [*probes[:3], one_sample("x_t", "h_prev"), probes[3]]


SQUASHES = {
    "sigmoid": (sigmoid, {"S": "sigmoid", "OTHER": "np.tanh"}),
    "tanh": (tanh, {"S": "np.tanh", "OTHER": "sigmoid"}),
}
HINT = Text(
    "Which array does x_t meet, and which one h_prev? {x} has a row for each number of x_t, "
    "{h} a row for each unit of h_prev.",
    "x_t와 h_prev는 각각 어느 배열과 곱해야 할까요? {x}의 행 수는 x_t의 차원과 같고, {h}의 행 "
    "수는 h_prev의 유닛 수와 같습니다.",
)
PROBES = [
    (Text("{b} is zero", "{b}가 0일 때"), Text("how {b} enters the sum", "합에 {b}를 더하는 방식")),
    (
        Text("h_prev is zero", "h_prev가 0일 때"),
        Text("what you do with h_prev and {h}", "h_prev와 {h}를 쓰는 부분"),
    ),
    (
        Text("x_t is zero", "x_t가 0일 때"),
        Text("what you do with x_t and {x}", "x_t와 {x}를 쓰는 부분"),
    ),
    (
        EQUAL_SIZES,
        Text(
            "which weights meet x_t and which meet h_prev: {x} is (D, H), {h} is (H, H)",
            "x_t와 곱하는 가중치, h_prev와 곱하는 가중치: {x}는 (D, H), {h}는 (H, H)",
        ),
    ),
]
LINEAR = {
    "sigmoid": Mistake(
        "hard-sigmoid",
        "np.clip(0.2 * (x_t @ {x} + h_prev @ {h} + {b}) + 0.5, 0, 1)",
        Text("uses a straight line in the place of the sigmoid", "시그모이드 대신 직선을 씀"),
    ),
    "tanh": Mistake(
        "clipped",
        "np.clip(x_t @ {x} + h_prev @ {h} + {b}, -1, 1)",
        Text("cuts the sum off at -1 and 1 in the place of tanh", "tanh 대신 합을 -1과 1에서 자름"),
    ),
}

LISTED = [
    Mistake(
        "no-bias",
        "{S}(x_t @ {x} + h_prev @ {h})",
        Text("drops the bias", "편향을 빠뜨림"),
        says=Text(
            "your {r} is right but for {b}: where does it go?",
            "여러분의 {r}에는 {b}만 빠졌습니다. {b}는 어디에 들어가야 할까요?",
        ),
        listed=True,
    ),
    Mistake(
        "no-h",
        "{S}(x_t @ {x} + {b})",
        Text("drops the term with h_prev", "h_prev 항을 빠뜨림"),
        says=Text(
            "h_prev has no say in your {r}: the term with {h} is missing.",
            "여러분의 {r}에 h_prev가 아무 영향도 주지 않습니다. {h} 항이 빠졌습니다.",
        ),
        listed=True,
    ),
    Mistake(
        "weights-swapped",
        "{S}(x_t @ {h} + h_prev @ {x} + {b})",
        Text("multiplies x_t with {h} and h_prev with {x}", "x_t에 {h}를, h_prev에 {x}를 곱함"),
        listed=True,
    ),
    Mistake(
        "x-transposed",
        "{S}(x_t @ {x}.T + h_prev @ {h} + {b})",
        Text("transposes {x}", "{x}를 전치함"),
        listed=True,
    ),
    Mistake(
        "h-transposed",
        "{S}(x_t @ {x} + h_prev @ {h}.T + {b})",
        Text("transposes {h}", "{h}를 전치함"),
        says=Text(
            "your {r} uses {h} transposed. Row k of {h} says what unit k of h_prev sends "
            "out: rows are samples, so h_prev stands on the left.",
            "{r}를 구할 때 {h}를 전치해서 썼습니다. {h}의 k번째 행은 h_prev의 유닛 k에서 "
            "나가는 가중치입니다. 샘플이 행에 있으므로 h_prev가 왼쪽에 옵니다.",
        ),
        listed=True,
    ),
]
UNLISTED = [
    Mistake(
        "no-squash",
        "x_t @ {x} + h_prev @ {h} + {b}",
        Text("returns the bare sum", "활성화 함수를 거치지 않은 합을 반환함"),
        says=Text(
            "your {r} is the bare sum. The sum is right; which function squashes it?",
            "여러분의 {r}는 활성화 함수를 거치지 않은 합입니다. 합은 맞습니다. 여기에 어떤 "
            "활성화 함수를 씌워야 할까요?",
        ),
    ),
    Mistake(
        "no-x",
        "{S}(h_prev @ {h} + {b})",
        Text("drops the term with x_t", "x_t 항을 빠뜨림"),
        says=Text(
            "x_t has no say in your {r}: the term with {x} is missing.",
            "여러분의 {r}에 x_t가 아무 영향도 주지 않습니다. {x} 항이 빠졌습니다.",
        ),
    ),
    Mistake(
        "bias-outside",
        "{S}(x_t @ {x} + h_prev @ {h}) + {b}",
        Text("adds the bias after squashing", "활성화 함수를 씌운 뒤에 편향을 더함"),
        says=Text(
            "you add {b} after squashing. Which of the two comes first?",
            "활성화 함수를 씌운 뒤에 {b}를 더했습니다. 둘 가운데 무엇을 먼저 해야 할까요?",
        ),
    ),
    Mistake(
        "minus-bias",
        "{S}(x_t @ {x} + h_prev @ {h} - {b})",
        Text("subtracts the bias", "편향을 뺌"),
        says=Text(
            "you subtract {b}. The bias is added to the sum.",
            "{b}를 뺐습니다. 편향은 합에 더해야 합니다.",
        ),
    ),
    Mistake(
        "bias-twice",
        "{S}((x_t @ {x} + {b}) + (h_prev @ {h} + {b}))",
        Text("adds the bias to each of the two terms", "두 항 각각에 편향을 더함"),
        says=Text("{b} is in your sum twice.", "여러분의 합에는 {b}가 두 번 들어 있습니다."),
    ),
    Mistake(
        "bias-one",
        "{S}(x_t @ {x} + h_prev @ {h} + {b}[0])",
        Text("adds one number of the bias to every unit", "편향의 수 하나를 모든 유닛에 더함"),
    ),
    Mistake(
        "bias-sum",
        "{S}(x_t @ {x} + h_prev @ {h} + {b}.sum())",
        Text("adds the sum of the bias", "편향의 합을 더함"),
    ),
    Mistake(
        "bias-column",
        "{S}(x_t @ {x} + h_prev @ {h} + {b}[: len(x_t), None])",
        Text("stands the bias up, one number per sample", "편향을 세워서 샘플마다 수 하나씩 더함"),
    ),
    Mistake(
        "bias-broadcast",
        "{S}(x_t @ {x} + h_prev @ {h} + {b}.reshape(-1, 1))",
        Text("makes the bias a column (H, 1)", "편향을 열 (H, 1)로 만듦"),
    ),
    Mistake(
        "squash-each",
        "{S}(x_t @ {x}) + {S}(h_prev @ {h}) + {S}({b})",
        Text("squashes each term by itself", "항마다 따로 활성화 함수를 씌움"),
        says=Text(
            "you squash each term by itself. How many numbers does the function squash per "
            "unit, one for each term or one in all?",
            "항마다 따로 활성화 함수를 씌웠습니다. 활성화 함수는 유닛마다 몇 번 씌워야 할까요? "
            "항마다 한 번씩일까요, 모두 더한 합에 한 번일까요?",
        ),
    ),
    Mistake(
        "squash-twice",
        "{S}({S}(x_t @ {x} + h_prev @ {h} + {b}))",
        Text("squashes twice", "활성화 함수를 두 번 씌움"),
        says=Text(
            "you squash twice: your {r} is {squash} of the right {r}.",
            "활성화 함수를 두 번 씌웠습니다. 여러분의 {r}는 올바른 {r}에 {squash}를 한 번 더 "
            "씌운 값입니다.",
        ),
    ),
    Mistake(
        "terms-multiplied",
        "{S}((x_t @ {x}) * (h_prev @ {h}) + {b})",
        Text("multiplies the two terms", "두 항을 곱함"),
        says=Text(
            "you multiply the term of x_t with the term of h_prev. The terms are added.",
            "x_t의 항과 h_prev의 항을 곱했습니다. 두 항은 더해야 합니다.",
        ),
    ),
    Mistake(
        "h-minus",
        "{S}(x_t @ {x} - h_prev @ {h} + {b})",
        Text("subtracts the term with h_prev", "h_prev 항을 뺌"),
    ),
    Mistake(
        "mean",
        "{S}((x_t @ {x} + h_prev @ {h} + {b}) / 3)",
        Text("takes the mean of the three terms", "세 항의 평균을 구함"),
    ),
    Mistake(
        "element-wise",
        "{S}(x_t * {x} + h_prev * {h} + {b})",
        Text(
            "multiplies element by element in the place of a matrix product",
            "행렬 곱 대신 원소별로 곱함",
        ),
    ),
    Mistake(
        "h-element-wise",
        "{S}(x_t @ {x} + h_prev * np.diag({h}) + {b})",
        Text("uses only the diagonal of {h}", "{h}의 대각 원소만 씀"),
    ),
    Mistake(
        "first-sample-alone",
        "{S}(x_t[0] @ {x} + h_prev[0] @ {h} + {b})",
        Text("looks at the first sample only", "첫 샘플만 봄"),
    ),
    Mistake(
        "first-sample",
        "{S}(np.ones((len(x_t), 1)) * (x_t[0] @ {x} + h_prev[0] @ {h} + {b}))",
        Text("gives every sample the result of the first", "모든 샘플에 첫 샘플의 결과를 줌"),
        says=Text(
            "every row of your result is that of the first sample. Each sample has its own.",
            "여러분의 결과는 모든 행이 첫 샘플의 것입니다. 샘플마다 자기 행이 있어야 합니다.",
        ),
    ),
    Mistake(
        "batch-mean",
        "{S}((x_t @ {x} + h_prev @ {h} + {b}).mean(axis=0, keepdims=True) + 0 * h_prev)",
        Text("mixes the samples of the batch", "배치의 샘플을 섞음"),
    ),
    Mistake(
        "wrong-axis",
        "{S}((x_t @ {x} + h_prev @ {h} + {b}).sum(axis=1))",
        Text("sums over the wrong axis", "틀린 축을 따라 더함"),
    ),
    Mistake(
        "columns",
        "{S}({x}.T @ x_t.T + {h}.T @ h_prev.T + {b}[:, None])",
        Text("puts the matrix first, as the text does", "본문처럼 행렬을 앞에 둠"),
    ),
    Mistake(
        "units-fixed",
        """
        out = np.zeros((len(x_t), 4))
        for k in range(4):
            out[:, k] = {S}(x_t @ {x}[:, k] + h_prev @ {h}[:, k] + {b}[k])
        return out
        """,
        Text(
            "writes the number of units of the example as 4", "예제의 유닛 수를 4로 그대로 써넣음"
        ),
    ),
    Mistake(
        "batch-fixed",
        """
        rows = [{S}(x_t[n] @ {x} + h_prev[n] @ {h} + {b}) for n in range(2)]
        return np.array(rows)
        """,
        Text("writes the batch size of the example as 2", "예제의 배치 크기를 2로 그대로 써넣음"),
    ),
    Mistake(
        "inputs-as-units",
        """
        out = h_prev @ {h} + {b}
        for d in range(min(len({b}), x_t.shape[1]) - 1):
            out = out + x_t[:, [d]] * {x}[d]
        return {S}(out)
        """,
        Text("loops over as many inputs as there are units", "유닛 수만큼의 입력만 반복함"),
    ),
    Mistake(
        "integers",
        """
        out = np.zeros(h_prev.shape, dtype=int)
        out[:] = {S}(x_t @ {x} + h_prev @ {h} + {b})
        return out
        """,
        Text("keeps the result in an array of integers", "결과를 정수 배열에 담음"),
    ),
    Mistake(
        "overwritten",
        """
        total = x_t @ {x}
        total = h_prev @ {h}
        total += {b}
        return {S}(total)
        """,
        Text(
            "overwrites the first term in the place of adding to it", "첫 항에 더하지 않고 덮어씀"
        ),
    ),
    Mistake(
        "weights-of-ones",
        "{S}(x_t.sum(axis=1, keepdims=True) + h_prev @ {h} + {b})",
        Text("ignores the weights from x_t", "x_t의 가중치를 무시함"),
    ),
    Mistake(
        "rounded",
        "{S}(x_t @ {x} + h_prev @ {h} + {b}).round(2)",
        Text("rounds to two digits", "소수점 아래 두 자리로 반올림함"),
    ),
    Mistake(
        "relu",
        "np.maximum(0, x_t @ {x} + h_prev @ {h} + {b})",
        Text("cuts negative sums off", "음수인 합을 잘라 냄"),
    ),
    Mistake(
        "softmax",
        """
        e = np.exp(x_t @ {x} + h_prev @ {h} + {b})
        return e / e.sum(axis=1, keepdims=True)
        """,
        Text(
            "lets the units share one whole, as a softmax does",
            "소프트맥스처럼 유닛들이 전체를 나누어 가짐",
        ),
    ),
    Mistake(
        "slope",
        """
        a = 1 / (1 + np.exp(-(x_t @ {x} + h_prev @ {h} + {b})))
        return a * (1 - a)
        """,
        Text("returns the slope of the squashing function", "활성화 함수의 미분값을 반환함"),
    ),
    Mistake(
        "input-changed",
        """
        h_prev[:] = x_t @ {x}
        return {S}(h_prev + h_prev @ {h} + {b})
        """,
        Text("uses h_prev after overwriting it", "덮어쓴 h_prev를 다시 씀"),
    ),
    Mistake(
        "returns-nothing",
        """
        a = {S}(x_t @ {x} + h_prev @ {h} + {b})
        return None
        """,
        Text("forgets the return line", "return 줄을 잊음"),
    ),
    Mistake(
        "prints",
        "return print({S}(x_t @ {x} + h_prev @ {h} + {b}))",
        Text("prints the result in the place of returning it", "결과를 반환하지 않고 출력함"),
    ),
]

# One more formula in each solution.
FORMULAS = {
    "sigmoid": [
        "1 / (1 + np.exp(-z))",
        "0.5 * (1 + np.tanh(0.5 * z))",
        "np.exp(z) / (1 + np.exp(z))",
        "np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) "
        "/ (1 + np.exp(-np.abs(z))))",
        "np.exp(-np.logaddexp(0, -z))",
        "sigmoid(z)",
        "(1 + np.exp(-z)) ** -1.0",
    ],
    "tanh": [
        "np.sinh(z) / np.cosh(z)",
        "(np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))",
        "2 / (1 + np.exp(-2 * z)) - 1",
        "(1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))",
        "np.where(z >= 0, 1, -1) * (1 - 2 / (np.exp(2 * np.abs(z)) + 1))",
        "np.tanh(z)",
        "-np.tanh(-z)",
    ],
}
SOLUTIONS = [
    Solution(
        Text("loops and lists", "반복문과 리스트"),
        """
        rows = []
        for n in range(len(x_t)):
            row = []
            for k in range(len({b})):
                z = {b}[k]
                for d in range(x_t.shape[1]):
                    z = z + x_t[n, d] * {x}[d, k]
                for j in range(h_prev.shape[1]):
                    z = z + h_prev[n, j] * {h}[j, k]
                row.append({formula})
            rows.append(row)
        return rows
        """,
    ),
    Solution(
        Text("einsum in another order", "다른 순서의 einsum"),
        """
        z = np.einsum("kh,nk->nh", {h}, h_prev) + np.einsum("dh,nd->nh", {x}, x_t)
        z = {b}[None, :] + z
        return {formula}
        """,
    ),
    Solution(
        Text("concatenated weights", "이어 붙인 가중치"),
        """
        both = np.concatenate([h_prev, x_t], axis=1)
        W = np.concatenate([{h}, {x}], axis=0)
        z = np.dot(both, W) + {b}
        return {formula}
        """,
    ),
    Solution(
        Text("float32, in place, with a warning", "float32, 제자리 연산, 경고"),
        """
        x_t, h_prev, W_x, W_h, b = (np.float32(a) for a in (x_t, h_prev, {x}, {h}, {b}))
        z = x_t @ W_x
        z += h_prev @ W_h
        z += b
        np.exp(np.float32(1000))
        return {formula}
        """,
    ),
    Solution(
        Text("helpers in the cell, text on stderr", "셀 안의 보조 함수, 표준 오류에 출력"),
        """
        import sys


        def _squash(z):
            return {formula}


        def _total(pairs, b):
            print("adding up", file=sys.stderr)
            return sum(a @ W for a, W in pairs) + b


        def {function}(x, h, W, U, bias):
            print("on the way")
            return _squash(_total([(x, W), (h, U)], bias))
        """,
    ),
    Solution(
        Text("columns, then transposed; input overwritten", "열로 계산한 뒤 전치, 입력을 덮어씀"),
        """
        z = ({x}.T @ x_t.T + {h}.T @ h_prev.T + {b}.reshape(-1, 1)).T
        h_prev[...] = {formula}
        return h_prev
        """,
    ),
    Solution(
        Text("a biased column of ones, a lambda, warnings", "1로 된 열에 담은 편향, 람다, 경고"),
        """
        import warnings

        _act = lambda z: {formula}


        def {function}(*args, **kwargs):
            x, h, W, U, b = (*args, *kwargs.values())
            warnings.warn("on the way", RuntimeWarning)
            ones = np.ones((x.shape[0], 1))
            return _act(np.hstack([x, h, ones]) @ np.vstack([W, U, b]))
        """,
    ),
]
