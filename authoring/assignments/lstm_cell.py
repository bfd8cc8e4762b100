"""Mistakes in one step of an LSTM, for lstm_step and for a layer that takes such steps."""

from collections.abc import Callable
from dataclasses import dataclass

from authoring.records import Mistake, Text


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


@dataclass(frozen=True)
class StepMistake(Mistake):
    """A mistake in one step. in_layer: what a learner hears who makes it in each step of a layer.

    layer_key: the key in a layer, where it is another one than that of a step.
    """

    in_layer: Text | None = None
    layer_key: str = ""


def in_one_step() -> list[Mistake]:
    """Return the mistakes of lstm_step."""
    return list(MISTAKES)


def in_each_step(with_step: Callable[[str], str]) -> list[Mistake]:
    """Return the mistakes of a layer in its steps. with_step: the whole cell, from a step's body.

    What a layer can do wrong with the results of a right step is left out.
    """
    return [
        Mistake(
            (mistake.layer_key or mistake.key) if mistake.in_layer else f"step-{mistake.key}",
            with_step(mistake.code),
            described=EACH_STEP.filled(what=mistake.described),
            says=mistake.in_layer,
            listed=mistake.listed,
        )
        for mistake in MISTAKES
        if mistake.key not in ("order", "no-C_prev") and mistake.described
    ]


EACH_STEP = Text("{what} in each step", "단계마다 {what}")
MISTAKES = [
    StepMistake(
        "order",
        step(out="C, h"),
        Text("returns C_t first", "C_t를 먼저 반환함"),
        says=Text(
            "you return C_t first. The order is h_t, then C_t.",
            "C_t를 먼저 반환했습니다. 순서는 h_t, C_t입니다.",
        ),
        listed=True,
    ),
    StepMistake(
        "i-f-swapped",
        step(C="i * C_prev + f * g"),
        Text("swaps i and f", "i와 f를 맞바꿈"),
        says=Text(
            "the input gate and the forget gate have changed places. Which one looks back at "
            "C_prev?",
            "입력 게이트와 망각 게이트가 뒤바뀌었습니다. C_prev에 곱하는 것은 어느 쪽일까요?",
        ),
        in_layer=Text(
            "the input gate and the forget gate have changed places: in their weights, or in the "
            "line of the cell state.",
            "입력 게이트와 망각 게이트가 뒤바뀌었습니다. 가중치가 뒤바뀌었거나, 셀 상태를 구하는 "
            "줄에서 뒤바뀌었습니다.",
        ),
        listed=True,
        layer_key="order-figo",
    ),
    StepMistake(
        "one-minus-f",
        step(C="(1 - f) * C_prev + i * g"),
        Text("keeps 1 - f", "1 - f를 남김"),
        says=Text(
            "you keep 1 - f_t of C_prev. f_t is the fraction that is kept.",
            "C_prev를 1 - f_t의 비율로 남겼습니다. f_t는 남기는 비율입니다.",
        ),
        in_layer=Text(
            "you keep 1 - f_t of the cell state. f_t is the fraction that is kept.",
            "셀 상태를 1 - f_t의 비율로 남겼습니다. f_t는 남기는 비율입니다.",
        ),
        listed=True,
    ),
    StepMistake(
        "added-to-f",
        step(C="f + i * g"),
        Text("adds i * g to f", "i * g를 f에 더함"),
        says=Text(
            "you add i * g to f_t. It is added to f_t times C_prev.",
            "i * g를 f_t에 더했습니다. f_t * C_prev에 더해야 합니다.",
        ),
        in_layer=Text(
            "you add i * g to f_t. It is added to f_t times the old cell state.",
            "i * g를 f_t에 더했습니다. f_t와 이전 셀 상태의 곱에 더해야 합니다.",
        ),
        listed=True,
    ),
    StepMistake(
        "no-C_prev",
        step(C="i * g"),
        Text("forgets C_prev", "C_prev를 잊음"),
        says=Text(
            "C_prev has no say in your C_t. What does the forget gate act on?",
            "여러분의 C_t에 C_prev가 아무 영향도 주지 않습니다. 망각 게이트는 무엇에 곱해야 "
            "할까요?",
        ),
        listed=True,
    ),
    StepMistake(
        "no-tanh",
        step(h="o * C"),
        Text("shows C_t without tanh", "C_t를 tanh 없이 내보냄"),
        says=Text(
            "tanh is missing on C_t on the way to h_t.",
            "C_t에서 h_t를 구할 때 tanh를 빠뜨렸습니다.",
        ),
        in_layer=Text(
            "tanh is missing on the cell state on the way to the hidden state.",
            "셀 상태에서 은닉 상태를 구할 때 tanh를 빠뜨렸습니다.",
        ),
        listed=True,
    ),
    StepMistake(
        "old-C",
        step(h="o * np.tanh(C_prev)"),
        Text("takes tanh of the old cell state", "이전 셀 상태에 tanh를 씌움"),
        says=Text(
            "your h_t is made from C_prev. The output gate shows the new cell state.",
            "h_t를 C_prev로 만들었습니다. 출력 게이트는 새 셀 상태를 내보냅니다.",
        ),
        in_layer=Text(
            "your hidden state is made from the cell state before the step. The output gate "
            "shows the new one.",
            "은닉 상태를 이전 셀 상태로 만들었습니다. 출력 게이트는 새 셀 상태를 내보냅니다.",
        ),
        listed=True,
    ),
    StepMistake(
        "g-sigmoid",
        step(g="sigmoid(z('g'))"),
        Text("squashes the candidate with sigmoid", "후보 값에 sigmoid를 씌움"),
        says=Text(
            "your g_t went through sigmoid. The candidate needs its sign.",
            "여러분의 g_t는 sigmoid를 거쳤습니다. 후보 값에는 부호가 있어야 합니다.",
        ),
        in_layer=Text(
            "your candidate went through sigmoid. It needs its sign.",
            "여러분의 후보 값은 sigmoid를 거쳤습니다. 후보 값에는 부호가 있어야 합니다.",
        ),
        listed=True,
    ),
    StepMistake(
        "gates-tanh",
        step(i="np.tanh(z('i'))", f="np.tanh(z('f'))", o="np.tanh(z('o'))"),
        Text("squashes the gates with tanh", "게이트에 tanh를 씌움"),
        says=Text(
            "your gates went through tanh. A gate stays between 0 and 1.",
            "여러분의 게이트는 tanh를 거쳤습니다. 게이트는 0과 1 사이의 값이어야 합니다.",
        ),
        in_layer=Text(
            "your gates went through tanh. A gate stays between 0 and 1.",
            "여러분의 게이트는 tanh를 거쳤습니다. 게이트는 0과 1 사이의 값이어야 합니다.",
        ),
        listed=True,
    ),
    StepMistake(
        "no-bias",
        step(z="x_t @ params['W_x' + a] + h_prev @ params['W_h' + a]"),
        Text("drops the biases", "편향들을 빠뜨림"),
        says=Text("the four biases are missing.", "편향 네 개가 빠졌습니다."),
        in_layer=Text(
            "the four biases are missing in your steps.", "여러분의 단계에 편향 네 개가 빠졌습니다."
        ),
        listed=True,
    ),
    StepMistake(
        "no-h",
        step(z="x_t @ params['W_x' + a] + params['b_' + a]"),
        Text("drops the terms with h_prev", "h_prev 항들을 빠뜨림"),
        says=Text(
            "h_prev has no say in your gates: four terms are missing.",
            "여러분의 게이트에 h_prev가 아무 영향도 주지 않습니다. 항 네 개가 빠졌습니다.",
        ),
        in_layer=Text(
            "the hidden state has no say in your gates: either the terms with W_h are missing, "
            "or it does not reach the next step.",
            "여러분의 게이트에 은닉 상태가 아무 영향도 주지 않습니다. W_h 항이 빠졌거나, 은닉 "
            "상태가 다음 단계로 넘어가지 않고 있습니다.",
        ),
        listed=True,
        layer_key="h-not-carried",
    ),
    StepMistake(
        "h-transposed",
        step(z="x_t @ params['W_x' + a] + h_prev @ params['W_h' + a].T + params['b_' + a]"),
        Text("transposes the weights of h_prev", "h_prev의 가중치를 전치함"),
        says=Text(
            "your weights of h_prev are transposed. Rows are samples, so h_prev stands on the "
            "left of W_hi as it is.",
            "h_prev와 곱하는 가중치를 전치해서 썼습니다. 샘플이 행에 있으므로 h_prev가 왼쪽에 "
            "오고, W_hi는 있는 그대로 곱합니다.",
        ),
        in_layer=Text(
            "your gates use the W_h transposed. Rows are samples, so the hidden state stands on "
            "the left.",
            "게이트에서 W_h들을 전치해서 썼습니다. 샘플이 행에 있으므로 은닉 상태가 왼쪽에 옵니다.",
        ),
        listed=True,
    ),
    StepMistake(
        "weights-swapped",
        step(z="x_t @ params['W_h' + a] + h_prev @ params['W_x' + a] + params['b_' + a]"),
        Text("swaps the weights of x_t and of h_prev", "x_t와 h_prev의 가중치를 맞바꿈"),
        listed=True,
    ),
    StepMistake(
        "gate-order",
        step(
            first="keys = list(params)\n"
            "order = {a: keys[3 * k : 3 * k + 3] for k, a in enumerate('iofg')}",
            z="x_t @ params[order[a][0]] + h_prev @ params[order[a][1]] + params[order[a][2]]",
        ),
        Text(
            "takes the twelve arrays by position, in the order i, o, f, g",
            "배열 열두 개를 i, o, f, g 순서로 자리에 따라 꺼냄",
        ),
        says=Text(
            "the gates work with each other's weights: the order i, o, f, g is another "
            "framework's. Take each array by its name.",
            "게이트마다 다른 게이트의 가중치를 쓰고 있습니다. i, o, f, g 순서는 다른 "
            "프레임워크의 순서입니다. 배열을 이름으로 꺼내세요.",
        ),
        in_layer=Text(
            "your gates are in the order i, o, f, g, as ONNX has it. Take each array by its name.",
            "여러분의 게이트는 ONNX처럼 i, o, f, g 순서입니다. 배열을 이름으로 꺼내세요.",
        ),
        listed=True,
        layer_key="order-iofg",
    ),
    StepMistake(
        "i-o-swapped",
        step(C="f * C_prev + o * g", h="i * np.tanh(C)"),
        Text("swaps i and o", "i와 o를 맞바꿈"),
        says=Text(
            "the input gate and the output gate have changed places. Which one writes?",
            "입력 게이트와 출력 게이트가 뒤바뀌었습니다. 셀에 써넣는 것은 어느 쪽일까요?",
        ),
        in_layer=Text(
            "the input gate and the output gate have changed places. Which one writes?",
            "입력 게이트와 출력 게이트가 뒤바뀌었습니다. 셀에 써넣는 것은 어느 쪽일까요?",
        ),
    ),
    StepMistake(
        "f-o-swapped",
        step(C="o * C_prev + i * g", h="f * np.tanh(C)"),
        Text("swaps f and o", "f와 o를 맞바꿈"),
        says=Text(
            "the forget gate and the output gate have changed places. Which one keeps?",
            "망각 게이트와 출력 게이트가 뒤바뀌었습니다. 남기는 것은 어느 쪽일까요?",
        ),
    ),
    StepMistake(
        "i-g-swapped",
        step(i="sigmoid(z('g'))", g="np.tanh(z('i'))"),
        Text("swaps the sums of i and g", "i와 g의 합을 맞바꿈"),
    ),
    StepMistake(
        "g-weights",
        step(g="np.tanh(z('i'))"),
        Text("uses the input gate's weights for g", "g에 입력 게이트의 가중치를 씀"),
        says=Text(
            "the candidate works with the input gate's weights. It has three of its own in params.",
            "후보 값을 입력 게이트의 가중치로 구했습니다. 후보 값의 배열 세 개가 params에 따로 "
            "있습니다.",
        ),
    ),
    StepMistake(
        "o-weights",
        step(o="sigmoid(z('f'))"),
        Text("uses the forget gate's weights for o", "o에 망각 게이트의 가중치를 씀"),
    ),
    StepMistake(
        "same-weights",
        step(f="sigmoid(z('i'))", g="np.tanh(z('i'))", o="sigmoid(z('i'))"),
        Text("uses the input gate's weights for all", "모두에 입력 게이트의 가중치를 씀"),
        says=Text(
            "all four work with the input gate's weights. Each one has its own three in params.",
            "네 가지를 모두 입력 게이트의 가중치로 구했습니다. 각각의 배열 세 개가 params에 "
            "따로 있습니다.",
        ),
    ),
    StepMistake(
        "no-i",
        step(C="f * C_prev + g"),
        Text("writes everything", "모두 씀"),
        says=Text(
            "you write all of g_t. Which gate decides how much is written?",
            "g_t를 셀에 전부 써넣었습니다. 얼마나 써넣을지는 어느 게이트가 정할까요?",
        ),
        in_layer=Text(
            "you write all of g_t. Which gate decides how much is written?",
            "g_t를 셀에 전부 써넣었습니다. 얼마나 써넣을지는 어느 게이트가 정할까요?",
        ),
    ),
    StepMistake(
        "no-f",
        step(C="C_prev + i * g"),
        Text("keeps everything", "모두 남김"),
        in_layer=Text(
            "you keep all of the old cell state. Which gate decides how much is kept?",
            "이전 셀 상태를 전부 남겼습니다. 얼마나 남길지는 어느 게이트가 정할까요?",
        ),
    ),
    StepMistake(
        "one-gate", step(C="f * C_prev + (1 - f) * g"), Text("writes with 1 - f", "1 - f만큼 씀")
    ),
    StepMistake("no-o", step(h="np.tanh(C)"), Text("shows everything", "모두 내보냄")),
    StepMistake(
        "tanh-outside",
        step(h="np.tanh(o * C)"),
        Text("squashes after the output gate", "출력 게이트를 곱한 뒤에 활성화 함수를 씌움"),
        says=Text(
            "you squash after the output gate. First squash C_t, then let the gate act.",
            "출력 게이트를 곱한 뒤에 활성화 함수를 씌웠습니다. 먼저 C_t에 활성화 함수를 씌우고, "
            "그다음에 게이트를 곱하세요.",
        ),
        in_layer=Text(
            "you squash after the output gate. First squash the cell state, then let the gate act.",
            "출력 게이트를 곱한 뒤에 활성화 함수를 씌웠습니다. 먼저 셀 상태에 활성화 함수를 "
            "씌우고, 그다음에 게이트를 곱하세요.",
        ),
    ),
    StepMistake(
        "C-squashed",
        step(out="h, np.tanh(C)"),
        Text("returns the squashed cell state", "활성화 함수를 씌운 셀 상태를 반환함"),
        says=Text(
            "you return tanh of C_t as the cell state. Only h_t is made from the squashed one.",
            "셀 상태로 tanh(C_t)를 반환했습니다. tanh를 씌운 값은 h_t를 구할 때만 씁니다.",
        ),
    ),
    StepMistake(
        "C-squashed-early",
        step(C="np.tanh(f * C_prev + i * g)"),
        Text("squashes the cell state", "셀 상태에 활성화 함수를 씌움"),
        says=Text(
            "you squash the cell state where it is made. It is squashed only on its way to h_t, "
            "and kept as it is.",
            "셀 상태를 구하는 줄에서 활성화 함수를 씌웠습니다. 활성화 함수는 h_t로 내보낼 때만 "
            "씌우고, 셀 상태는 그대로 둡니다.",
        ),
        in_layer=Text(
            "you squash the cell state where it is made. It is squashed only on its way to h_t, "
            "and kept as it is.",
            "셀 상태를 구하는 줄에서 활성화 함수를 씌웠습니다. 활성화 함수는 h_t로 내보낼 때만 "
            "씌우고, 셀 상태는 그대로 둡니다.",
        ),
    ),
    StepMistake("C-shown", step(out="C, C"), Text("returns C_t twice", "C_t를 두 번 반환함")),
    StepMistake("h-twice", step(out="h, h"), Text("returns h_t twice", "h_t를 두 번 반환함")),
    StepMistake(
        "C-old", step(out="h, C_prev"), Text("returns the old cell state", "이전 셀 상태를 반환함")
    ),
    StepMistake("h-only", step(out="h"), Text("returns h_t alone", "h_t만 반환함")),
    StepMistake(
        "three",
        step(out="h, C, o"),
        Text("returns the output gate as well", "출력 게이트도 함께 반환함"),
    ),
    StepMistake(
        "joined",
        step(out="np.concatenate([h, C], axis=1)"),
        Text("puts both states side by side", "두 상태를 옆으로 이어 붙임"),
    ),
    StepMistake(
        "states-swapped",
        step(first="h_prev, C_prev = C_prev, h_prev"),
        Text("swaps h_prev and C_prev", "h_prev와 C_prev를 맞바꿈"),
        says=Text(
            "h_prev and C_prev have changed places. Which of the two do the gates see?",
            "h_prev와 C_prev가 뒤바뀌었습니다. 게이트를 구할 때 쓰는 것은 어느 쪽일까요?",
        ),
    ),
    StepMistake(
        "gates-see-C",
        step(z="x_t @ params['W_x' + a] + C_prev @ params['W_h' + a] + params['b_' + a]"),
        Text("lets the gates look at C_prev", "게이트가 C_prev를 보게 함"),
        says=Text(
            "your gates look at C_prev. In this cell they see x_t and h_prev.",
            "여러분의 게이트는 C_prev로 구했습니다. 이 셀에서 게이트는 x_t와 h_prev로 구합니다.",
        ),
        in_layer=Text(
            "your gates look at the cell state. In this cell they see the input and the hidden "
            "state.",
            "여러분의 게이트는 셀 상태로 구했습니다. 이 셀에서 게이트는 입력과 은닉 상태로 "
            "구합니다.",
        ),
    ),
    StepMistake(
        "peephole",
        """
        f = sigmoid(x_t @ params['W_xf'] + h_prev @ params['W_hf'] + params['b_f'])
        i = sigmoid(x_t @ params['W_xi'] + h_prev @ params['W_hi'] + params['b_i'])
        g = np.tanh(x_t @ params['W_xg'] + h_prev @ params['W_hg'] + params['b_g'])
        C = f * C_prev + i * g
        o = sigmoid(x_t @ params['W_xo'] + C @ params['W_ho'] + params['b_o'])
        return o * np.tanh(C), C
        """,
        Text("lets the output gate see the new cell state", "출력 게이트가 새 셀 상태를 보게 함"),
    ),
    StepMistake(
        "no-x",
        step(z="h_prev @ params['W_h' + a] + params['b_' + a]"),
        Text("drops the terms with x_t", "x_t 항들을 빠뜨림"),
        says=Text(
            "x_t has no say in your gates: four terms are missing.",
            "여러분의 게이트에 x_t가 아무 영향도 주지 않습니다. 항 네 개가 빠졌습니다.",
        ),
    ),
    StepMistake(
        "output-no-bias",
        step(o="sigmoid(z('o') - params['b_o'])"),
        Text("drops the output gate's bias", "출력 게이트의 편향을 빠뜨림"),
    ),
    StepMistake(
        "forget-one",
        step(f="sigmoid(z('f') + 1)"),
        Text("adds 1 to the forget gate's bias", "망각 게이트의 편향에 1을 더함"),
    ),
    StepMistake(
        "candidate-no-h",
        step(g="np.tanh(x_t @ params['W_xg'] + params['b_g'])"),
        Text("drops h_prev from the candidate", "후보 값에서 h_prev를 빠뜨림"),
    ),
    StepMistake(
        "concatenated-wrongly",
        step(
            z="np.hstack([h_prev, x_t]) @ np.vstack([params['W_x' + a], params['W_h' + a]])"
            " + params['b_' + a]"
        ),
        Text("joins [h, x] and the weights in another order", "[h, x]와 가중치를 다른 순서로 이음"),
    ),
    StepMistake(
        "first-sample",
        step(z="x_t[:1] @ params['W_x' + a] + h_prev @ params['W_h' + a] + params['b_' + a]"),
        Text("gives every sample the input of the first", "모든 샘플에 첫 샘플의 입력을 줌"),
    ),
    StepMistake(
        "batch-mean",
        step(out="h.mean(axis=0), C.mean(axis=0)"),
        Text("returns the mean of the batch", "배치의 평균을 반환함"),
    ),
    StepMistake(
        "units-fixed",
        step(first="h_prev, C_prev = h_prev[:, :4], C_prev.reshape(-1, 4)"),
        Text(
            "writes the number of units of the example as 4", "예제의 유닛 수를 4로 그대로 써넣음"
        ),
    ),
    StepMistake(
        "square-only",
        step(
            z="x_t @ params['W_x' + a][: x_t.shape[1]] + h_prev[:, : x_t.shape[1]]"
            " @ params['W_h' + a][: x_t.shape[1]] + params['b_' + a]"
        ),
        Text(
            "pads x_t to the units, as if D were H",
            "D와 H가 같은 것처럼 x_t를 유닛 수에 맞추어 채움",
        ),
    ),
    StepMistake(
        "integers",
        step(out="h.astype(int), C.astype(int)"),
        Text("keeps the states in arrays of integers", "상태를 정수 배열에 담음"),
    ),
    StepMistake(
        "C-overwritten",
        step(C="np.multiply(f, C_prev, out=C_prev) + i * g", out="h, f * C_prev + i * g"),
        Text("uses C_prev after overwriting it", "덮어쓴 C_prev를 다시 씀"),
    ),
    StepMistake(
        "h-from-old-gate",
        step(h="i * np.tanh(C)"),
        Text("multiplies with i in the place of o", "o 대신 i를 곱함"),
    ),
    StepMistake(
        "h-added",
        step(h="h_prev + o * np.tanh(C)"),
        Text("adds the hidden state before", "이전 은닉 상태를 더함"),
    ),
    StepMistake(
        "sigmoid-C",
        step(h="o * sigmoid(C)"),
        Text("squashes the cell state with sigmoid", "셀 상태에 sigmoid를 씌움"),
        says=Text(
            "you show sigmoid of the cell state, so its sign is lost. Its function there is tanh.",
            "셀 상태에 sigmoid를 씌워 내보내서 부호가 사라졌습니다. 여기에는 tanh를 씌워야 합니다.",
        ),
        in_layer=Text(
            "you show sigmoid of the cell state, so its sign is lost. Its function there is tanh.",
            "셀 상태에 sigmoid를 씌워 내보내서 부호가 사라졌습니다. 여기에는 tanh를 씌워야 합니다.",
        ),
    ),
    StepMistake(
        "i-plus-g",
        step(C="f * C_prev + (i + g)"),
        Text("adds i and g", "i와 g를 더함"),
        says=Text(
            "you add i_t and g_t. A gate multiplies: i_t says how much of g_t is written.",
            "i_t와 g_t를 더했습니다. 게이트는 곱해야 합니다. i_t는 g_t를 얼마나 써넣을지를 "
            "나타냅니다.",
        ),
        in_layer=Text(
            "you add i_t and g_t. A gate multiplies: i_t says how much of g_t is written.",
            "i_t와 g_t를 더했습니다. 게이트는 곱해야 합니다. i_t는 g_t를 얼마나 써넣을지를 "
            "나타냅니다.",
        ),
    ),
    StepMistake(
        "g-shown",
        step(h="o * g"),
        Text("shows the candidate", "후보 값을 내보냄"),
        says=Text(
            "you show the candidate g_t. The output gate shows the cell state, through tanh.",
            "후보 값 g_t를 내보냈습니다. 출력 게이트는 tanh를 거친 셀 상태를 내보냅니다.",
        ),
        in_layer=Text(
            "you show the candidate g_t. The output gate shows the cell state, through tanh.",
            "후보 값 g_t를 내보냈습니다. 출력 게이트는 tanh를 거친 셀 상태를 내보냅니다.",
        ),
    ),
    StepMistake(
        "o-bare",
        step(o="z('o')"),
        Text("leaves the sigmoid of o out", "o의 sigmoid를 빠뜨림"),
        says=Text(
            "your o_t is the bare sum: its sigmoid is missing.",
            "여러분의 o_t는 합 그대로입니다. sigmoid가 빠졌습니다.",
        ),
        in_layer=Text(
            "your o_t is the bare sum: its sigmoid is missing.",
            "여러분의 o_t는 합 그대로입니다. sigmoid가 빠졌습니다.",
        ),
    ),
    StepMistake(
        "f-bare",
        step(f="z('f')"),
        Text("leaves the sigmoid of f out", "f의 sigmoid를 빠뜨림"),
        says=Text(
            "your f_t is the bare sum: its sigmoid is missing.",
            "여러분의 f_t는 합 그대로입니다. sigmoid가 빠졌습니다.",
        ),
        in_layer=Text(
            "your f_t is the bare sum: its sigmoid is missing.",
            "여러분의 f_t는 합 그대로입니다. sigmoid가 빠졌습니다.",
        ),
    ),
    StepMistake(
        "i-bare",
        step(i="z('i')"),
        Text("leaves the sigmoid of i out", "i의 sigmoid를 빠뜨림"),
        says=Text(
            "your i_t is the bare sum: its sigmoid is missing.",
            "여러분의 i_t는 합 그대로입니다. sigmoid가 빠졌습니다.",
        ),
        in_layer=Text(
            "your i_t is the bare sum: its sigmoid is missing.",
            "여러분의 i_t는 합 그대로입니다. sigmoid가 빠졌습니다.",
        ),
    ),
    StepMistake(
        "gates-bare",
        step(i="z('i')", f="z('f')", o="z('o')"),
        Text("leaves the sigmoid of all gates out", "모든 게이트의 sigmoid를 빠뜨림"),
        says=Text(
            "your three gates are bare sums: their sigmoid is missing.",
            "여러분의 세 게이트는 합 그대로입니다. sigmoid가 빠졌습니다.",
        ),
        in_layer=Text(
            "your three gates are bare sums: their sigmoid is missing.",
            "여러분의 세 게이트는 합 그대로입니다. sigmoid가 빠졌습니다.",
        ),
    ),
    StepMistake(
        "g-bare",
        step(g="z('g')"),
        Text("leaves the tanh of g out", "g의 tanh를 빠뜨림"),
        says=Text(
            "your g_t is the bare sum: its tanh is missing.",
            "여러분의 g_t는 합 그대로입니다. tanh가 빠졌습니다.",
        ),
        in_layer=Text(
            "your g_t is the bare sum: its tanh is missing.",
            "여러분의 g_t는 합 그대로입니다. tanh가 빠졌습니다.",
        ),
    ),
    StepMistake(
        "g-relu",
        step(g="np.maximum(0, z('g'))"),
        Text("uses relu for the candidate", "후보 값에 relu를 씀"),
        says=Text(
            "your g_t went through relu, max(0, z). Its function is tanh.",
            "여러분의 g_t는 relu, max(0, z)를 거쳤습니다. g_t의 활성화 함수는 tanh입니다.",
        ),
        in_layer=Text(
            "your g_t went through relu, max(0, z). Its function is tanh.",
            "여러분의 g_t는 relu, max(0, z)를 거쳤습니다. g_t의 활성화 함수는 tanh입니다.",
        ),
    ),
    StepMistake(
        "h-relu",
        step(h="o * np.maximum(0, C)"),
        Text("shows the cell state through relu", "셀 상태를 relu를 거쳐 내보냄"),
        says=Text(
            "the cell state goes through relu, max(0, C), on its way out. Its function there is "
            "tanh.",
            "셀 상태에 relu, max(0, C)를 씌워 내보냈습니다. 여기에는 tanh를 씌워야 합니다.",
        ),
        in_layer=Text(
            "the cell state goes through relu, max(0, C), on its way out. Its function there is "
            "tanh.",
            "셀 상태에 relu, max(0, C)를 씌워 내보냈습니다. 여기에는 tanh를 씌워야 합니다.",
        ),
    ),
    StepMistake(
        "both-relu",
        step(g="np.maximum(0, z('g'))", h="o * np.maximum(0, C)"),
        Text("uses relu for tanh", "tanh 대신 relu를 씀"),
        says=Text(
            "relu, max(0, z), stands in both places of tanh.",
            "tanh 자리 두 곳에 모두 relu, max(0, z)를 씌웠습니다.",
        ),
        in_layer=Text(
            "relu, max(0, z), stands in both places of tanh.",
            "tanh 자리 두 곳에 모두 relu, max(0, z)를 씌웠습니다.",
        ),
    ),
    StepMistake(
        "hard-sigmoid",
        step(
            i="np.clip(0.2 * z('i') + 0.5, 0, 1)",
            f="np.clip(0.2 * z('f') + 0.5, 0, 1)",
            o="np.clip(0.2 * z('o') + 0.5, 0, 1)",
        ),
        Text("uses a hard sigmoid for the gates", "게이트에 하드 시그모이드를 씀"),
        says=Text(
            "your gates went through a hard sigmoid, clip(0.2 z + 0.5, 0, 1). Their function is "
            "sigmoid.",
            "여러분의 게이트는 하드 시그모이드, clip(0.2 z + 0.5, 0, 1)을 거쳤습니다. 게이트의 "
            "활성화 함수는 sigmoid입니다.",
        ),
        in_layer=Text(
            "your gates went through a hard sigmoid, clip(0.2 z + 0.5, 0, 1). Their function is "
            "sigmoid.",
            "여러분의 게이트는 하드 시그모이드, clip(0.2 z + 0.5, 0, 1)을 거쳤습니다. 게이트의 "
            "활성화 함수는 sigmoid입니다.",
        ),
    ),
    StepMistake(
        "hard-sigmoid-6",
        step(
            i="np.clip(z('i') / 6 + 0.5, 0, 1)",
            f="np.clip(z('f') / 6 + 0.5, 0, 1)",
            o="np.clip(z('o') / 6 + 0.5, 0, 1)",
        ),
        Text("uses another hard sigmoid for the gates", "게이트에 다른 하드 시그모이드를 씀"),
        says=Text(
            "your gates went through a hard sigmoid, clip(z / 6 + 0.5, 0, 1). Their function is "
            "sigmoid.",
            "여러분의 게이트는 하드 시그모이드, clip(z / 6 + 0.5, 0, 1)을 거쳤습니다. 게이트의 "
            "활성화 함수는 sigmoid입니다.",
        ),
        in_layer=Text(
            "your gates went through a hard sigmoid, clip(z / 6 + 0.5, 0, 1). Their function is "
            "sigmoid.",
            "여러분의 게이트는 하드 시그모이드, clip(z / 6 + 0.5, 0, 1)을 거쳤습니다. 게이트의 "
            "활성화 함수는 sigmoid입니다.",
        ),
    ),
]
