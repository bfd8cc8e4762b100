"""Assignment 05: Keras's weights, and what LSTM returns."""

import textwrap
from typing import Any

import numpy as np

import lstm_ref
from authoring.records import Assignment, Function, Mistake, Probe, Solution, Text, Values

from .common import (
    EQUAL_SIZES,
    OWN_ROW,
    WHICH_WEIGHTS,
    copied,
    draw,
    draw_params,
    named,
    one_sample,
    run_lstm,
)
from .lstm_cell import in_each_step, step
from .time_loop import FLAGS, MORE_FLAGS, SEQUENCES, SHOWN_STEP, STEPS, loop, mistakes_of

B, T, D, H = 2, 4, 5, 3


def _example() -> Values:
    """Draw a readable example."""
    rng = np.random.default_rng(5)
    v: Values = {"x": draw(rng, B, T, D), "params": draw_params(rng, D, H)}
    fused = lstm_ref.join_gates(v["params"])
    v |= dict(zip(["kernel", "recurrent_kernel", "bias"], fused, strict=True))
    hidden, cells = run_lstm(v["x"], v["params"])
    v |= {f"h_{t}": h for t, h in enumerate([0 * hidden[:, 0], *hidden.swapaxes(0, 1)])}
    v |= {f"C_{t}": C for t, C in enumerate([0 * cells[:, 0], *cells.swapaxes(0, 1)])}
    return v | {f"x_{t + 1}": v["x"][:, t] for t in range(T)}


# --- split_keras_weights -----------------------------------------------------------------------


def split(
    order: str = "ifgo",
    at: str = "k * H : (k + 1) * H",
    W_x: str = "kernel[:, {at}]",
    W_h: str = "recurrent_kernel[:, {at}]",
    b: str = "bias[{at}]",
    H: str = "recurrent_kernel.shape[0]",
    names: str = "'W_x' + a, 'W_h' + a, 'b_' + a",
    returned: str = "params",
) -> str:
    """Return the body of the function, with a few parts written in another way.

    at: the columns of block k, which the parts with this gap take.
    """
    return f"""
        H = {H}
        params = {{}}
        for k, a in enumerate("{order}"):
            W_x, W_h, b = {names}
            params[W_x] = {W_x.replace("{at}", at)}
            params[W_h] = {W_h.replace("{at}", at)}
            params[b] = {b.replace("{at}", at)}
        return {returned}
    """


def taken_as(order: str, says: Text) -> Mistake:
    """Return the mistake of naming the blocks in another order."""
    described = Text("takes the blocks as {order}", "블록을 {order}로 나눔").filled(order=order)
    return Mistake(f"order-{order}", split(order), described, says, listed=True)


def _one(a: Values) -> Values:
    return {**a, "recurrent_kernel": a["recurrent_kernel"][:1]}


SPLIT_KERAS_WEIGHTS = Function(
    "split_keras_weights",
    right=lambda v: lstm_ref.split_gates(v["kernel"], v["recurrent_kernel"], v["bias"]),
    kind="dict",
    hint=Text(
        "The kernel is (D, 4H), the recurrent kernel (H, 4H), the bias (4H,): each block has H "
        "columns.",
        "커널은 (D, 4H), 순환 커널은 (H, 4H), 편향은 (4H,)입니다. 블록마다 열이 H개씩 있습니다.",
    ),
    probes=[
        Probe(
            Text("there is one unit", "유닛이 하나일 때"),
            Text("which columns belong to one block", "한 블록에 속하는 열"),
            lambda a: {name: array[..., ::H] for name, array in _one(a).items()},
        ),
        Probe(
            EQUAL_SIZES,
            Text("where you take H from", "H를 어디에서 얻는지"),
            lambda a: {"kernel": a["kernel"][:H]},
        ),
    ],
    tried="order-ifog order-iofg order-figo order-fgio order-fiog order-igfo order-gifo "
    "order-reversed interleaved all-first recurrent-transposed kernel-transposed "
    "kernels-swapped whole biases-first",
    mistakes=[
        taken_as(
            "ifog",
            Text(
                "your blocks are taken in the order i, f, o, g. Keras's order is another one.",
                "블록을 i, f, o, g 순서로 나누었습니다. Keras의 순서는 다릅니다.",
            ),
        ),
        taken_as(
            "iofg",
            Text(
                "your blocks are taken in the order i, o, f, g, as ONNX has it. Keras's order is "
                "another one.",
                "블록을 ONNX처럼 i, o, f, g 순서로 나누었습니다. Keras의 순서는 다릅니다.",
            ),
        ),
        taken_as(
            "figo",
            Text(
                "your blocks are taken in the order f, i, g, o: input gate and forget gate have "
                "changed places.",
                "블록을 f, i, g, o 순서로 나누었습니다. 입력 게이트와 망각 게이트가 "
                "뒤바뀌었습니다.",
            ),
        ),
        taken_as(
            "fgio",
            Text(
                "your blocks are taken in the order f, g, i, o. Keras's order is another one.",
                "블록을 f, g, i, o 순서로 나누었습니다. Keras의 순서는 다릅니다.",
            ),
        ),
        taken_as(
            "igfo",
            Text(
                "your blocks are taken in the order i, g, f, o: forget gate and candidate have "
                "changed places.",
                "블록을 i, g, f, o 순서로 나누었습니다. 망각 게이트와 후보 값이 뒤바뀌었습니다.",
            ),
        ),
        taken_as(
            "gifo",
            Text(
                "your blocks are taken in the order g, i, f, o. Keras's order is another one.",
                "블록을 g, i, f, o 순서로 나누었습니다. Keras의 순서는 다릅니다.",
            ),
        ),
        Mistake(
            "order-reversed",
            split("ogfi"),
            Text("takes the blocks as ogfi", "블록을 ogfi로 나눔"),
            says=Text(
                "your blocks are taken from the last to the first.",
                "블록을 마지막 것부터 거꾸로 나누었습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "recurrent-transposed",
            split(W_h="recurrent_kernel[:, {at}].T"),
            Text("transposes the W_h", "W_h들을 전치함"),
            says=Text(
                "your W_h. are transposed. Their rows are the rows of the recurrent kernel.",
                "여러분의 W_h.들은 전치되어 있습니다. W_h.의 행은 순환 커널의 행과 같아야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "interleaved",
            split(at="k::4"),
            Text("takes every fourth column", "열을 네 칸마다 하나씩 고름"),
            says=Text(
                "you take every fourth column. The columns of one gate stand next to each other.",
                "열을 네 칸마다 하나씩 골랐습니다. 한 게이트의 열들은 서로 붙어 있습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "kernels-swapped",
            split(W_x="recurrent_kernel[:, {at}]", W_h="kernel[:, {at}]"),
            Text("swaps the two kernels", "두 커널을 맞바꿈"),
            says=Text(
                "kernel and recurrent kernel have changed places. Which one meets the input?",
                "커널과 순환 커널이 뒤바뀌었습니다. 입력과 곱하는 것은 어느 쪽일까요?",
            ),
            listed=True,
        ),
        Mistake(
            "forget-bias-added",
            split(b="bias[{at}] + (a == 'f')"),
            Text("adds 1 to b_f again", "b_f에 1을 다시 더함"),
            says=Text(
                "you add 1 to b_f. Keras stores it in the bias already.",
                "b_f에 1을 더했습니다. Keras의 편향에는 그 1이 이미 들어 있습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "kernel-transposed",
            split(W_x="kernel[:, {at}].T"),
            Text("transposes the W_x", "W_x들을 전치함"),
            says=Text(
                "your W_x. are transposed. Their rows are the rows of the kernel.",
                "여러분의 W_x.들은 전치되어 있습니다. W_x.의 행은 커널의 행과 같아야 합니다.",
            ),
        ),
        Mistake(
            "all-first",
            split(at=":H"),
            Text("gives all four the first block", "넷 모두에 첫 블록을 줌"),
            says=Text(
                "all four get the first block. Each gate has its own.",
                "네 게이트에 모두 첫 블록을 주었습니다. 게이트마다 자기 블록이 있습니다.",
            ),
        ),
        Mistake(
            "biases-first",
            split(b="bias[:H]"),
            Text("gives all four the first bias", "넷 모두에 첫 편향을 줌"),
            says=Text(
                "all four biases are the first block of the bias. Each gate has its own.",
                "네 편향을 모두 편향 배열의 첫 블록에서 가져왔습니다. 게이트마다 자기 블록이 "
                "있습니다.",
            ),
        ),
        Mistake(
            "biases-reversed",
            split(b="bias[::-1][{at}]"),
            Text("takes the biases from the end", "편향을 끝에서부터 나눔"),
        ),
        Mistake(
            "rows",
            split(W_x="kernel[{at}]", W_h="recurrent_kernel[{at}]"),
            Text("cuts the rows in the place of the columns", "열 대신 행을 나눔"),
        ),
        Mistake(
            "one-off",
            split(W_x="kernel[:, k * H + 1 : (k + 1) * H + 1]"),
            Text("starts one column too late", "한 열 늦게 시작함"),
        ),
        Mistake(
            "one-short",
            split(at="k * H : (k + 1) * H - 1"),
            Text("stops one column too early", "한 열 일찍 끝냄"),
        ),
        Mistake(
            "overlapping",
            split(at="k : k + H"),
            Text("moves on by one column only", "열 하나씩만 옮겨 감"),
        ),
        Mistake(
            "inputs-as-units",
            split(H="kernel.shape[0]"),
            Text("takes the number of inputs for the units", "유닛 수 대신 입력 수를 씀"),
        ),
        Mistake(
            "units-fixed",
            split(H="3"),
            Text("writes the example's number of units", "예제의 유닛 수를 그대로 써넣음"),
        ),
        Mistake(
            "three-blocks",
            split(H="len(bias) // 3", order="ifg"),
            Text("cuts into three, as a GRU has them", "GRU처럼 셋으로 나눔"),
            says=Text(
                "you cut into three blocks for i, f and g, as in a GRU. An LSTM has four, o as "
                "well.",
                "GRU처럼 i, f, g의 세 블록으로 나누었습니다. LSTM에는 o까지 네 블록이 있습니다.",
            ),
        ),
        Mistake(
            "whole",
            split(W_x="kernel", W_h="recurrent_kernel", b="bias"),
            Text("gives every gate the whole arrays", "게이트마다 배열을 통째로 줌"),
            says=Text(
                "you give the whole arrays to every gate. Which columns belong to one of them?",
                "게이트마다 배열을 통째로 주었습니다. 한 게이트에 속한 열은 어느 것일까요?",
            ),
        ),
        Mistake(
            "copied-kernel",
            split(W_h="kernel[:H, {at}]"),
            Text("takes W_h from the kernel too", "W_h도 커널에서 나눔"),
        ),
        Mistake(
            "names-swapped",
            split(names="'W_h' + a, 'W_x' + a, 'b_' + a"),
            Text("swaps the names W_x and W_h", "W_x와 W_h의 이름을 맞바꿈"),
        ),
        Mistake(
            "names-of-keras",
            split(order="ifco"),
            Text("calls the candidate c", "후보 값을 c라고 부름"),
        ),
        Mistake(
            "names-upper",
            split(names="'W_x' + a.upper(), 'W_h' + a.upper(), 'b_' + a.upper()"),
            Text("writes the letters large", "글자를 대문자로 씀"),
        ),
        Mistake(
            "names-short",
            split(names="'W_' + a, 'U_' + a, 'b_' + a"),
            Text("leaves x and h out", "x와 h를 빠뜨림"),
        ),
        Mistake(
            "bias-row",
            split(b="bias[None, {at}]"),
            Text("makes each bias a row of its own", "편향마다 행 하나로 만듦"),
        ),
        Mistake(
            "one-bias-number",
            split(b="bias[k]"),
            Text("gives each gate one number of the bias", "게이트마다 편향의 수를 하나만 줌"),
        ),
        Mistake(
            "no-bias",
            split(returned="{n: w for n, w in params.items() if n[0] == 'W'}"),
            Text("leaves the biases out", "편향들을 빠뜨림"),
        ),
        Mistake(
            "biases-halved",
            split(b="bias[{at}] / 2"),
            Text("shares the bias out, as for two biases", "편향이 둘인 것처럼 편향을 나누어 줌"),
        ),
        Mistake(
            "negative",
            split(b="bias[k * H : (k + 1) * H] * (1 - 2 * (a == 'f'))"),
            Text("turns the sign of the forget gate", "망각 게이트의 부호를 뒤집음"),
        ),
        Mistake(
            "tuple",
            split(returned="tuple(params.values())"),
            Text("returns the arrays without names", "배열을 이름 없이 반환함"),
        ),
        Mistake(
            "nested",
            split(
                returned="{a: {n[:-1]: w for n, w in params.items() if n[-1] == a} for a in 'ifgo'}"
            ),
            Text("returns one dict for each gate", "게이트마다 dict를 하나씩 반환함"),
        ),
        Mistake(
            "integers",
            split(returned="{n: w.astype(int) for n, w in params.items()}"),
            Text("makes whole numbers of them", "정수로 만듦"),
        ),
        Mistake(
            "first-gate-only",
            split(order="i"),
            Text("names the first gate only", "첫 게이트에만 이름을 붙임"),
        ),
        Mistake(
            "recurrent-order",
            split(W_h="recurrent_kernel[:, (0, 1, 3, 2)[k] * H : ((0, 1, 3, 2)[k] + 1) * H]"),
            Text("takes the recurrent blocks as ifog", "순환 커널의 블록을 ifog로 나눔"),
        ),
        Mistake(
            "bias-order",
            split(b="bias[(1, 0, 2, 3)[k] * H : ((1, 0, 2, 3)[k] + 1) * H]"),
            Text("takes the biases as figo", "편향을 figo로 나눔"),
        ),
        Mistake(
            "halves",
            split(W_x="kernel[:, (0, 2, 1, 3)[k] * H : ((0, 2, 1, 3)[k] + 1) * H]"),
            Text(
                "cuts in two, then each half in two, g before f",
                "둘로 나누고, 절반마다 다시 둘로 나누어 g가 f보다 먼저 옴",
            ),
        ),
        Mistake(
            "reshaped",
            split(W_x="kernel.reshape(4, -1, H)[k]", W_h="recurrent_kernel.reshape(4, -1, H)[k]"),
            Text("reshapes the columns the wrong way", "열의 형태를 틀린 방향으로 바꿈"),
        ),
        copied("split_keras_weights"),
        Mistake(
            "units-from-bias",
            split(H="len(bias)"),
            says=Text(
                "your H is 4H, as many as the kernels have columns: the first block holds them "
                "all, and the others none.",
                "여러분의 H는 커널의 열 수와 같은 4H입니다. 그래서 첫 블록에 열이 모두 들어가고 "
                "나머지 블록은 비었습니다.",
            ),
        ),
        Mistake(
            "two-biases",
            split(b="np.concatenate([bias, 0 * bias])[2 * k * H : 2 * (k + 1) * H]"),
            says=Text(
                "zeros stand behind your bias, so its blocks are 2H long. PyTorch has two biases, "
                "Keras's LSTM one.",
                "편향 뒤에 0을 이어 붙였습니다. 그래서 블록의 길이가 2H입니다. 편향이 둘인 것은 "
                "PyTorch이고, Keras의 LSTM에는 하나만 있습니다.",
            ),
        ),
        Mistake(
            "order-fiog",
            split("fiog"),
            says=Text(
                "your blocks are taken in the order f, i, o, g. Keras's order is another one.",
                "블록을 f, i, o, g 순서로 나누었습니다. Keras의 순서는 다릅니다.",
            ),
        ),
    ],
    solutions=[
        Solution(Text("slices", "슬라이스"), split()),
        Solution(
            Text("np.split and a comprehension", "np.split과 컴프리헨션"),
            """
            arrays = {"W_x": kernel, "W_h": recurrent_kernel, "b_": bias}
            return {
                name + a: block
                for name, array in arrays.items()
                for a, block in zip("ifgo", np.split(array, 4, axis=-1))
            }
            """,
        ),
        Solution(
            Text("twelve lines", "열두 줄"),
            """
            H = len(bias) // 4
            p = {}
            p["b_o"], p["b_g"] = bias[3 * H:], bias[2*H:3*H]
            p["b_f"], p["b_i"] = bias[H:2*H], bias[:H]
            p["W_xi"] = kernel[:, :H]
            p["W_xf"] = kernel[:, H:2*H]
            p["W_xg"] = kernel[:, -2*H:-H]
            p["W_xo"] = kernel[:, -H:]
            p["W_hi"] = recurrent_kernel[:, :H]
            p["W_hf"] = recurrent_kernel[:, H:2*H]
            p["W_hg"] = recurrent_kernel[:, -2*H:-H]
            p["W_ho"] = recurrent_kernel[:, -H:]
            return p
            """,
        ),
        Solution(
            Text("reshape, float32, with a warning", "reshape, float32, 경고"),
            """
            H = recurrent_kernel.shape[0]
            arrays = kernel, recurrent_kernel, bias[None]
            x, h, b = (np.float32(a).reshape(-1, 4, H) for a in arrays)
            np.exp(np.float32(1000))
            blocks = {}
            for k in range(4):
                a = "ifgo"[k]
                blocks |= {"W_x" + a: x[:, k], "W_h" + a: h[:, k], "b_" + a: b[0, k]}
            return blocks
            """,
        ),
        Solution(
            Text(
                "column by column, as lists, and two names more",
                "열마다 하나씩, 리스트로, 이름 두 개 더",
            ),
            """
            params = {"units": len(bias) // 4, "order": "ifgo"}
            for k, a in enumerate(params["order"]):
                columns = range(k * params["units"], (k + 1) * params["units"])
                params["W_x" + a] = [[row[c] for c in columns] for row in kernel]
                params["W_h" + a] = [[row[c] for c in columns] for row in recurrent_kernel]
                params["b_" + a] = [bias[c] for c in columns]
            return params
            """,
        ),
        Solution(
            Text(
                "transposed and back, helper, text on both streams",
                "전치하고 되돌림, 보조 함수, 두 스트림에 출력",
            ),
            """
            import sys


            def four(columns):
                print("columns", len(columns))
                print("columns", len(columns), file=sys.stderr)
                return columns.reshape(4, len(columns) // 4, *columns.shape[1:])


            def split_keras_weights(kernel, recurrent_kernel, bias):
                W_x, W_h, b = four(kernel.T), four(recurrent_kernel.T), four(bias)
                made = dict()
                for a, x, h, bias_of in zip(["i", "f", "g", "o"], W_x, W_h, b):
                    made.update({"W_x" + a: x.T.copy(), "W_h" + a: h.T.copy()})
                    made["b_" + a] = bias_of.copy()
                return made
            """,
        ),
    ],
)

# --- lstm --------------------------------------------------------------------------------------

STATES = Text("the last hidden state and cell state come", "마지막 은닉 상태와 마지막 셀 상태가")
OWN = {
    "not-carried": (
        "not-carried",
        Text(
            "every step starts from zeros. What does a step leave for the next one?",
            "단계마다 0에서 다시 출발하고 있습니다. 한 단계는 다음 단계에 무엇을 넘겨야 할까요?",
        ),
    ),
}
PARTS = {
    "names": "(h, C)",
    "start": "[np.zeros((B, len(params['b_i']))) for _ in range(2)]",
    "step": "lstm_step(x_t, h, C, params)",
}
# A vanilla RNN's ways to return wrong states are not an LSTM's, but for one.
LOOP = [
    variant
    for variant in [*STEPS, *SEQUENCES, *MORE_FLAGS]
    if "states" not in variant.parts or variant.key == "states-of-zeros"
]


def layer(**parts: str) -> str:
    """Return the body of the function, with a few parts written in another way."""
    return loop(**PARTS | parts)


def with_step(body: str) -> str:
    """Return a cell in which the function takes steps of its own."""
    own = textwrap.indent(body, "    ")
    rest = textwrap.dedent(layer(step="one_step(x_t, h, C, params)")).strip("\n")
    return (
        f"def one_step(x_t, h_prev, C_prev, params):\n{own}\n\n\n"
        f"def lstm(...):\n{textwrap.indent(rest, '    ')}"
    )


def _lstm(a: Values) -> Values:
    """Run lstm_ref's layer."""
    layer = lstm_ref.LSTM(len(a["params"]["b_i"]), a["return_sequences"], a["return_state"])
    layer.set_weights(lstm_ref.join_gates(a["params"]))
    return named(layer(a["x"]), "output", "h", "C")


def _without(prefix: str) -> Any:
    return lambda a: {"params": {k: w * (not k.startswith(prefix)) for k, w in a["params"].items()}}


def _square(a: Values) -> Values:
    rng = np.random.default_rng(8)
    return {"x": draw(rng, B, T, H), "params": draw_params(rng, H, H)}


LSTM = Function(
    "lstm",
    right=_lstm,
    hint=Text(
        "x is (B, T, D): x[:, t] is the input of all samples at one time step, (B, D). Both "
        "states are (B, H) at every step.",
        "x의 형태는 (B, T, D)이고, x[:, t]는 한 시점에서 모든 샘플의 입력이며 형태는 (B, "
        "D)입니다. 두 상태는 시점마다 (B, H)입니다.",
    ),
    calls={
        "lstm_step": [
            [[f"x_{t}", f"h_{t - 1}", f"C_{t - 1}", "params"], [f"h_{t}", f"C_{t}"]]
            for t in range(1, T + 1)
        ]
    },
    probes=[
        SHOWN_STEP,
        Probe(
            Text("all biases are zero", "모든 편향이 0일 때"),
            Text("how the biases enter the sums", "합에 편향을 더하는 방식"),
            _without("b_"),
        ),
        Probe(
            Text("every W_h is zero", "모든 W_h가 0일 때"),
            Text("what the weights W_h meet at each step", "단계마다 가중치 W_h들과 곱하는 것"),
            _without("W_h"),
        ),
        one_sample("x", look=OWN_ROW),
        Probe(EQUAL_SIZES, WHICH_WEIGHTS, _square),
    ],
    tried="always-sequence always-last sequences-inverted flags-swapped never-state always-state "
    "state-with-sequences-only states-first states-as-sequence states-of-zeros list-of-one "
    "first-step time-first zeros-included rows-backward state-order no-C h-missing h-twice "
    "cells-as-output C-sequence not-carried h-not-carried C-not-carried states-mixed-up "
    "unpacked-wrongly h-for-both last-step-missing first-step-missing from-ones read-backward "
    "first-input order-ifog order-iofg order-figo order-fgio i-o-swapped g-sigmoid gates-tanh "
    "one-minus-f added-to-f no-i no-f no-tanh tanh-outside old-C gates-see-C C-squashed",
    mistakes=[
        *mistakes_of(FLAGS, layer, states=STATES),
        Mistake(
            "state-order",
            layer(states="state[1], state[0]"),
            Text("returns C before h", "C를 h보다 먼저 반환함"),
            says=Text(
                "the two states have changed places. The order is output, h, C.",
                "두 상태가 뒤바뀌었습니다. 순서는 output, h, C입니다.",
            ),
            listed=True,
        ),
        Mistake(
            "no-C",
            layer(states="[state[0]]"),
            Text("returns h alone as the state", "상태로 h만 반환함"),
            says=Text(
                "the last cell state is missing. An LSTM has two states.",
                "마지막 셀 상태가 빠졌습니다. LSTM에는 상태가 두 개 있습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "h-missing",
            layer(states="[state[1]]"),
            Text("returns C alone as the state", "상태로 C만 반환함"),
            says=Text(
                "the last hidden state is missing: it comes between the output and the cell "
                "state, although the output may show it already.",
                "마지막 은닉 상태가 빠졌습니다. 출력에 이미 들어 있더라도, 출력과 셀 상태 "
                "사이에 마지막 은닉 상태가 와야 합니다.",
            ),
            listed=True,
        ),
        Mistake(
            "h-twice",
            layer(states="[state[0], state[0]]"),
            Text("returns h twice", "h를 두 번 반환함"),
            says=Text(
                "you return the last hidden state twice. The last result is the cell state.",
                "마지막 은닉 상태를 두 번 반환했습니다. 마지막 결과는 셀 상태입니다.",
            ),
            listed=True,
        ),
        Mistake(
            "states-mixed-up",
            layer(carry="(state[1], state[0])"),
            Text("hands the states over in the wrong order", "상태를 틀린 순서로 넘김"),
            says=Text(
                "a step gets the two states in the wrong order: h in the place of C and C in the "
                "place of h.",
                "한 단계에 두 상태를 뒤바뀐 순서로 넘겼습니다. C 자리에 h가, h 자리에 C가 "
                "들어갔습니다.",
            ),
            listed=True,
        ),
        Mistake(
            "C-not-carried",
            layer(carry="(state[0], start[1])"),
            Text("forgets the cell state between steps", "시점과 시점 사이에 셀 상태를 잊음"),
            says=Text(
                "the cell state does not reach the next step; the hidden state does.",
                "여러분의 코드에서 은닉 상태는 다음 단계로 넘어가지만 셀 상태는 넘어가지 않습니다.",
            ),
            listed=True,
        ),
        *in_each_step(with_step),
        *mistakes_of(LOOP, layer, OWN, STATES),
        Mistake(
            "h-for-both",
            layer(carry="(state[0], state[0])"),
            Text("hands h over twice", "h를 두 번 넘김"),
            says=Text(
                "a step gets the hidden state as cell state as well. The two go on side by side.",
                "한 단계의 셀 상태 자리에도 은닉 상태를 넘겼습니다. 두 상태는 따로따로 넘겨야 "
                "합니다.",
            ),
        ),
        Mistake(
            "C-for-both",
            layer(carry="(state[1], state[1])"),
            Text("hands C over twice", "C를 두 번 넘김"),
        ),
        Mistake(
            "C-added",
            layer(carry="(state[0], C + state[1])"),
            Text("adds the cell states up", "셀 상태를 더해 감"),
        ),
        Mistake(
            "last-cell-as-output",
            layer(last="state[1]", seq="np.stack([*hs[:-1], state[1]], axis=1)"),
            Text("shows the cell state", "셀 상태를 내보냄"),
        ),
        Mistake(
            "C-as-last",
            layer(last="state[1]"),
            Text(
                "shows the last cell state without return_sequences",
                "return_sequences를 켜지 않았을 때 마지막 셀 상태를 내보냄",
            ),
        ),
        Mistake(
            "states-as-sequence",
            layer(states="[seq, state[1]]"),
            Text("returns all hidden states as the state", "모든 은닉 상태를 상태로 반환함"),
            says=Text(
                "your state holds every time step. A state is what is left after the last step: "
                "(B, H), whatever return_sequences says.",
                "여러분의 상태에는 모든 시점이 들어 있습니다. 상태는 마지막 단계를 마친 뒤의 "
                "값이므로, return_sequences가 무엇이든 형태가 (B, H)입니다.",
            ),
        ),
        Mistake(
            "states-first-step",
            layer(states="[hs[0], state[1]]"),
            Text("returns h of the first step", "첫 시점의 h를 반환함"),
        ),
        Mistake(
            "states-stacked",
            layer(states="[np.concatenate(state, axis=1)]"),
            Text("puts both states into one array", "두 상태를 배열 하나에 담음"),
        ),
        Mistake(
            "returned-C-squashed",
            layer(states="[state[0], np.tanh(state[1])]"),
            Text("returns tanh of the cell state", "셀 상태의 tanh를 반환함"),
        ),
        Mistake(
            "three-states",
            layer(states="[*state, state[0]]"),
            Text("returns h once more", "h를 한 번 더 반환함"),
        ),
        Mistake(
            "from-ones",
            layer(start="[np.ones((B, len(params['b_i']))) for _ in range(2)]"),
            Text("starts from ones", "1에서 출발함"),
            says=Text(
                "your first step starts from ones. Both states are zeros before the first time "
                "step.",
                "여러분의 첫 단계는 1에서 출발합니다. 첫 시점 전에는 두 상태가 모두 0이어야 "
                "합니다.",
            ),
        ),
        Mistake(
            "C-from-ones",
            layer(start="[np.zeros((B, len(params['b_i']))), np.ones((B, len(params['b_i'])))]"),
            Text("starts with a cell state of ones", "셀 상태 1에서 출발함"),
        ),
        Mistake(
            "units-fixed",
            layer(start="[np.zeros((B, 3))] * 2"),
            Text("writes the example's number of units", "예제의 유닛 수를 그대로 써넣음"),
        ),
        Mistake(
            "inputs-as-units",
            layer(start="[np.zeros((B, D))] * 2"),
            Text("takes the inputs for the units", "유닛 수 자리에 입력 수를 씀"),
        ),
        Mistake(
            "params-shared",
            layer(start="[h_0, C_0]"),
            Text(
                "reads the states from a variable of the notebook", "노트북의 변수에서 상태를 읽음"
            ),
        ),
        copied("lstm"),
        Mistake(
            "cells-as-output",
            layer(names="(C, h)", step="lstm_step(x_t, h, C, params)[::-1]", states="[h, C]"),
            says=Text(
                "your output shows cell states. What is shown are the hidden states.",
                "여러분의 출력에는 셀 상태가 들어 있습니다. 출력에 들어가야 하는 것은 은닉 "
                "상태입니다.",
            ),
        ),
        Mistake(
            "C-sequence",
            """
            B, T, _ = x.shape
            h = C = np.zeros((B, len(params["b_i"])))
            hs, cells = [], []
            for t in range(T):
                h, C = lstm_step(x[:, t], h, C, params)
                hs.append(h)
                cells.append(C)
            output = np.stack(hs, axis=1) if return_sequences else h
            return [output, h, np.stack(cells, axis=1)] if return_state else output
            """,
            says=Text(
                "your last result holds the cell states of all time steps. Only the last one is "
                "returned.",
                "여러분의 마지막 결과에는 모든 시점의 셀 상태가 들어 있습니다. 마지막 셀 "
                "상태만 반환해야 합니다.",
            ),
        ),
        Mistake(
            "unpacked-wrongly",
            layer(step="lstm_step(x_t, h, C, params)[::-1]"),
            says=Text(
                "what a step returns is unpacked in the wrong order: it gives h_t first, then C_t.",
                "한 단계가 반환한 두 값을 뒤바뀐 순서로 받았습니다. h_t가 먼저이고 C_t가 "
                "다음입니다.",
            ),
        ),
        Mistake(
            "first-step-missing",
            layer(xs="[x[:, t] for t in range(1, T)]"),
            says=Text(
                "you start with the second time step. Which index does the first one have?",
                "두 번째 시점에서 출발했습니다. 첫 시점의 인덱스는 무엇일까요?",
            ),
        ),
        Mistake(
            "order-ifog",
            with_step(step(g="np.tanh(z('o'))", o="sigmoid(z('g'))")),
            says=Text(
                "the output gate works with the candidate's weights and the candidate with the "
                "output gate's: the order i, f, o, g.",
                "출력 게이트에 후보 값의 가중치를, 후보 값에 출력 게이트의 가중치를 썼습니다. "
                "i, f, o, g 순서로 나누었을 때의 결과입니다.",
            ),
        ),
        Mistake(
            "order-fgio",
            with_step(step(i="sigmoid(z('g'))", f="sigmoid(z('i'))", g="np.tanh(z('f'))")),
            says=Text(
                "your gates are in the order f, g, i, o. Take each array by its name.",
                "여러분의 게이트는 f, g, i, o 순서입니다. 배열을 이름으로 꺼내세요.",
            ),
        ),
        Mistake(
            "C-squashed",
            layer(carry="(state[0], np.tanh(state[1]))"),
            says=Text(
                "you hand tanh of the cell state to the next step. The cell state itself is "
                "never squashed.",
                "다음 단계에 tanh를 씌운 셀 상태를 넘겼습니다. 셀 상태 자체에는 활성화 함수를 "
                "씌우지 않습니다.",
            ),
        ),
    ],
    solutions=[
        Solution(
            Text("the learner's own step", "학습자가 쓴 한 단계"),
            layer(returned="(output, *states) if return_state else output"),
        ),
        Solution(
            Text(
                "its own step with keywords, filled arrays",
                "이름으로 인수를 넘기는 자기 단계, 채워 넣는 배열들",
            ),
            """
            B, T = x.shape[:2]
            H = params["b_o"].size
            h, C = np.zeros((2, B, T + 1, H))
            for t in range(T):
                h[:, t + 1], C[:, t + 1] = lstm_step(
                    C_prev=C[:, t], h_prev=h[:, t], x_t=x[:, t], params=params
                )
            returned = [h[:, 1:] if return_sequences else h[:, -1]]
            if return_state:
                returned += [h[:, -1], C[:, -1]]
                return returned
            return returned[0]
            """,
        ),
        Solution(
            Text("fused weights, all inputs first", "합친 가중치, 입력을 먼저 모두 계산"),
            """
            W = np.concatenate([params["W_x" + a] for a in "fiog"], axis=1)
            U = np.concatenate([params["W_h" + a] for a in "fiog"], axis=1)
            b = np.concatenate([params["b_" + a] for a in "fiog"])
            H = len(U)
            z_x = np.einsum("btd,dk->tbk", x, W) + b
            h = C = np.zeros((len(x), H))
            states = []
            for z in z_x:
                z += h @ U
                gates = 0.5 + 0.5 * np.tanh(z[:, : 3 * H] / 2)
                C = gates[:, :H] * C + gates[:, H : 2 * H] * np.tanh(z[:, 3 * H :])
                h = gates[:, 2 * H :] * np.tanh(C)
                states.append(h)
            output = np.array(states).transpose(1, 0, 2) if return_sequences else h
            return [output, h, C] if return_state else output
            """,
        ),
        Solution(
            Text("unit by unit, as lists", "유닛마다 하나씩, 리스트로"),
            """
            import math
            out, ends = [], []
            for sample in x.tolist():
                H = len(params["b_i"])
                h, C, states = [0.0] * H, [0.0] * H, []
                for x_t in sample:
                    new = []
                    for k in range(H):
                        z = {}
                        for a in "ifgo":
                            z[a] = params["b_" + a][k]
                            z[a] += sum(v * w for v, w in zip(x_t, params["W_x" + a][:, k]))
                            z[a] += sum(v * w for v, w in zip(h, params["W_h" + a][:, k]))
                        i, f, o = (1 / (1 + math.exp(-z[a])) for a in "ifo")
                        C[k] = f * C[k] + i * math.tanh(z["g"])
                        new.append(o * math.tanh(C[k]))
                    h = new
                    states.append(h)
                out.append(states)
                ends.append(C)
            last = [states[-1] for states in out]
            output = out if return_sequences else last
            return [output, last, ends] if return_state else output
            """,
        ),
        Solution(
            Text("float32, with a warning", "float32, 경고"),
            """
            p = {name: np.float32(w) for name, w in params.items()}
            np.exp(np.float32(1000))
            h = C = np.zeros((len(x), len(p["b_i"])), np.float32)
            states = np.empty((*x.shape[:2], h.shape[1]), np.float32)
            for t, x_t in enumerate(np.float32(x).swapaxes(0, 1)):
                i, f, g, o = (x_t @ p["W_x" + a] + h @ p["W_h" + a] + p["b_" + a] for a in "ifgo")
                C = C / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
                h = states[:, t] = np.tanh(C) / (1 + np.exp(-o))
            return ([states] if return_sequences else [h]) + [h, C] if return_state else (
                states if return_sequences else h
            )
            """,
        ),
        Solution(
            Text(
                "recursion, helpers, text on both streams, arguments emptied",
                "재귀, 보조 함수들, 두 스트림에 출력, 인수를 비움",
            ),
            """
            import sys


            def all_steps(x, h, C, params):
                print(x.shape[1], "steps left")
                print(x.shape[1], "steps left", file=sys.stderr)
                if not x.shape[1]:
                    return []
                h, C = lstm_step(x[:, 0], h, C, params)
                return [(h, C), *all_steps(x[:, 1:], h, C, params)]


            def lstm(x, params, return_sequences=False, return_state=False):
                zeros = np.zeros((len(x), len(params["b_f"])))
                steps = all_steps(x, zeros, zeros, params)
                x[:] = 0
                params.clear()
                hs = [h for h, _ in steps]
                output = np.stack(hs, axis=1) if return_sequences else hs[-1]
                return (output, *steps[-1]) if return_state else output
            """,
        ),
    ],
)

ASSIGNMENT = Assignment(
    "05-lstm", "lstm", _example(), [SPLIT_KERAS_WEIGHTS, LSTM], helpers=("lstm_step",)
)
