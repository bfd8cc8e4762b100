"""Mistakes in a loop over time, and in what is returned of it, for rnn_forward and the layers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from authoring.records import Mistake, Probe, Text, Values

from .common import EQUAL_SIZES, WHICH_WEIGHTS, draw, one_step, zero


def loop(
    step: str = "[np.tanh(x_t @ W_x + h @ W_h + b)]",
    names: str = "(h,)",
    start: str = "[np.zeros((B, len(b)))]",
    xs: str = "[x[:, t] for t in range(T)]",
    carry: str = "state",
    hs: str = "hs",
    seq: str = "np.stack(hs, axis=1)",
    states: str = "list(state)",
    last: str = "hs[-1]",
    output: str = "seq if return_sequences else last",
    returned: str = "[output, *states] if return_state else output",
) -> str:
    """Return the body of a layer, with a few parts written in another way.

    xs: the inputs of the loop, one (B, D) for each step. state: what a step makes, the hidden
    state first. carry: what it leaves for the next. seq: all hidden states. last: the one shown.
    """
    return f"""
        B, T, D = x.shape
        start = {start}
        hs = []
        {names} = start
        for x_t in {xs}:
            state = {step}
            hs.append(state[0])
            {names} = {carry}
        hs = {hs}
        seq = {seq}
        states = {states}
        last = {last}
        output = {output}
        return {returned}
    """


@dataclass(frozen=True)
class Variant:
    """A mistake in several functions: the parts of a body that are written in another way.

    Its words may have the gap states: what comes after the output, and that it comes.
    """

    key: str
    parts: dict[str, str]
    described: Text
    says: Text | None = None
    listed: bool = False


def mistakes_of(
    variants: Iterable[Variant],
    body: Callable[..., str],
    own: dict[str, tuple[str, Text]] | None = None,
    states: Text | None = None,
) -> list[Mistake]:
    """Return the mistakes of one function.

    body: its text from the parts. own: the key and the words of this function for a mistake of
    the others' key.
    """
    own, states = own or {}, states or Text("")
    mistakes = []
    for v in variants:
        key, says = own.get(v.key, (v.key, v.says and v.says.filled(states=states)))
        mistakes.append(Mistake(key, body(**v.parts), v.described, says, v.listed))
    return mistakes


SHOWN_STEP = one_step(
    Text(
        "what passes from step to step, and which step is shown",
        "한 단계에서 다음 단계로 넘기는 것, 그리고 출력하는 시점",
    ),
    "x",
)


def _square(a: Values) -> Values:
    """Return other arguments of a vanilla RNN, in which D equals H."""
    rng, (B, T, _), H = np.random.default_rng(8), a["x"].shape, len(a["b"])
    return {"x": draw(rng, B, T, H), "W_x": draw(rng, H, H)}


EQUAL_WIDTHS = Probe(EQUAL_SIZES, WHICH_WEIGHTS, _square)
NO_BIAS = Probe(
    Text("b is zero", "b가 0일 때"),
    Text("how b enters each step", "단계마다 b를 더하는 방식"),
    zero("b"),
)
NO_RECURRENCE = Probe(
    Text("W_h is zero", "W_h가 0일 때"),
    Text("what W_h meets at each step", "단계마다 W_h와 곱하는 것"),
    zero("W_h"),
)

# What a step reads, and what it leaves for the next one.
STEPS = [
    Variant(
        "not-carried",
        {"carry": "start"},
        Text("never carries the state over", "상태를 넘기지 않음"),
    ),
    Variant(
        "first-input",
        {"xs": "[x[:, 0]] * T"},
        Text("reads the first time step again and again", "첫 시점만 거듭 읽음"),
        says=Text(
            "every step reads the first input. Which input belongs to which step?",
            "단계마다 첫 입력을 읽고 있습니다. 각 단계에서는 어느 입력을 읽어야 할까요?",
        ),
    ),
    Variant(
        "late",
        {"xs": "[x[:, t - 1] for t in range(T)]"},
        Text("reads one time step too late", "한 시점 늦게 읽음"),
    ),
    Variant(
        "early",
        {"xs": "[x[:, min(t + 1, T - 1)] for t in range(T)]"},
        Text("reads one time step too early", "한 시점 일찍 읽음"),
    ),
    Variant(
        "read-backward",
        {"xs": "[x[:, t] for t in range(T)][::-1]"},
        Text("reads the sequence backward", "시퀀스를 거꾸로 읽음"),
        says=Text(
            "you read the sequence from its last time step to its first.",
            "시퀀스를 마지막 시점부터 첫 시점까지 거꾸로 읽었습니다.",
        ),
    ),
    Variant(
        "mean-input",
        {"xs": "[x.mean(axis=1)] * T"},
        Text("reads the mean over time", "시간 평균을 읽음"),
    ),
    Variant(
        "batch-as-time", {"xs": "list(x)"}, Text("walks over the samples", "샘플 축을 따라 돎")
    ),
    Variant(
        "first-sample",
        {"xs": "[np.repeat(x[:1, t], B, axis=0) for t in range(T)]"},
        Text("reads the first sample for all", "모든 샘플에 대해 첫 샘플을 읽음"),
    ),
    Variant(
        "last-step-missing",
        {"xs": "[x[:, t] for t in range(T - 1)]"},
        Text("stops one time step early", "한 시점 일찍 멈춤"),
        says=Text(
            "you stop one time step too early. How many steps does the loop take?",
            "한 시점 일찍 멈췄습니다. 반복문은 몇 단계를 거쳐야 할까요?",
        ),
    ),
    Variant(
        "last-step-repeated",
        {"xs": "[x[:, t] for t in range(T - 1)]", "hs": "hs + hs[-1:]"},
        Text(
            "leaves the last time step out and repeats the state",
            "마지막 시점을 빼고 상태를 되풀이함",
        ),
    ),
    Variant(
        "first-step-replaced",
        {"xs": "[x[:, t] for t in range(1, T)]", "hs": "[start[0]] + hs"},
        Text("starts with the second time step", "두 번째 시점에서 출발함"),
    ),
    Variant(
        "first-input-twice",
        {"xs": "[x[:, 0]] + [x[:, t] for t in range(T)]", "hs": "hs[1:]"},
        Text("takes the first step twice", "첫 단계를 두 번 거침"),
        says=Text(
            "the first time step is taken twice, and one step too many in all. Is there a call "
            "before the loop?",
            "첫 시점을 두 번 거쳐서 단계가 모두 하나 더 많습니다. 반복문 앞에서 한 번 더 "
            "호출하지 않았는지 살펴보세요.",
        ),
    ),
    Variant(
        "reshaped",
        {"xs": "list(x.reshape(T, B, D))"},
        Text("reshapes the input to walk over time", "시간을 따라 돌려고 입력의 형태를 바꿈"),
    ),
    Variant(
        "steps-fixed",
        {"xs": "[x[:, t] for t in range(4)]"},
        Text("writes the example's number of steps", "예제의 시점 수를 그대로 써넣음"),
    ),
]
# How the steps are put together: it shows in the sequence only.
SEQUENCES = [
    Variant(
        "time-first",
        {"seq": "np.stack(hs)"},
        Text("returns time first", "시간을 첫 축으로 반환함"),
        says=Text(
            "the time axis comes first in your output. Along which axis do you put the steps "
            "together?",
            "여러분의 출력은 첫 축이 시간 축입니다. 시점들을 어느 축을 따라 쌓아야 할까요?",
        ),
    ),
    Variant(
        "seq-reshaped",
        {"seq": "np.stack(hs).reshape(B, T, -1)"},
        Text("reshapes in the place of changing axes", "축을 바꾸지 않고 형태를 바꿈"),
    ),
    Variant(
        "rows-backward",
        {"seq": "np.stack(hs[::-1], axis=1)"},
        Text("returns the last step first", "마지막 시점을 맨 앞에 반환함"),
        says=Text(
            "the hidden states are right, but the last one comes first.",
            "은닉 상태는 맞지만 순서가 거꾸로여서 마지막 시점이 맨 앞에 있습니다.",
        ),
    ),
    Variant(
        "seq-joined",
        {"seq": "np.concatenate(hs, axis=1)"},
        Text("joins the steps side by side", "시점들을 옆으로 이어 붙임"),
    ),
    Variant(
        "zeros-included",
        {"seq": "np.stack([start[0], *hs], axis=1)"},
        Text("returns the state before the first step as well", "첫 단계 전의 상태까지 반환함"),
        says=Text(
            "your output holds the zeros you start from. They are no hidden state of the sequence.",
            "여러분의 출력에는 출발점의 0까지 들어 있습니다. 그것은 시퀀스의 은닉 상태가 아닙니다.",
        ),
    ),
    Variant(
        "start-first",
        {"seq": "np.stack([start[0], *hs[:-1]], axis=1)"},
        Text("returns each state one step late", "상태마다 한 시점 늦게 반환함"),
    ),
    Variant(
        "seq-same",
        {"seq": "np.stack([hs[-1]] * T, axis=1)"},
        Text("keeps one array for all steps", "모든 단계에 배열 하나를 같이 씀"),
    ),
    Variant(
        "seq-cumulated",
        {"seq": "np.stack(hs, axis=1).cumsum(axis=1)"},
        Text("adds the states up over time", "상태를 시간을 따라 더해 감"),
    ),
    Variant(
        "units-before-time",
        {"seq": "np.stack(hs, axis=2)"},
        Text("returns (B, H, T)", "(B, H, T)를 반환함"),
    ),
    Variant(
        "seq-integers",
        {"seq": "np.stack(hs, axis=1).astype(int)"},
        Text("keeps the sequence in an array of integers", "시퀀스를 정수 배열에 담음"),
    ),
]
# What is returned, for the layers with the flags of Keras: the listed ones, and more.
FLAGS = [
    Variant(
        "always-sequence",
        {"output": "seq"},
        Text(
            "returns all time steps, whatever return_sequences says",
            "return_sequences와 상관없이 모든 시점을 반환함",
        ),
        says=Text(
            "you return every time step, whatever return_sequences says. What is the output when "
            "it is False?",
            "return_sequences가 무엇이든 모든 시점을 반환하고 있습니다. False이면 무엇을 "
            "출력해야 할까요?",
        ),
        listed=True,
    ),
    Variant(
        "always-last",
        {"output": "last"},
        Text(
            "returns the last step, whatever return_sequences says",
            "return_sequences와 상관없이 마지막 시점을 반환함",
        ),
        says=Text(
            "you return the last time step only, whatever return_sequences says. What is the "
            "output when it is True?",
            "return_sequences가 무엇이든 마지막 시점만 반환하고 있습니다. True이면 무엇을 "
            "출력해야 할까요?",
        ),
        listed=True,
    ),
    Variant(
        "flags-swapped",
        {
            "output": "seq if return_state else last",
            "returned": "[output, *states] if return_sequences else output",
        },
        Text("swaps the two flags", "두 플래그를 맞바꿈"),
        says=Text(
            "the two flags have changed places. Which one is about time steps, and which one "
            "adds a result?",
            "두 플래그가 뒤바뀌었습니다. 출력할 시점을 정하는 것은 어느 쪽이고, 결과를 늘리는 "
            "것은 어느 쪽일까요?",
        ),
        listed=True,
    ),
    Variant(
        "never-state",
        {"returned": "output"},
        Text("ignores return_state", "return_state를 무시함"),
        says=Text(
            "return_state changes nothing. With it, {states} after the output.",
            "여러분의 코드에서는 return_state를 켜도 달라지는 것이 없습니다. 켜면 출력 뒤에 "
            "{states} 와야 합니다.",
        ),
        listed=True,
    ),
    Variant(
        "always-state",
        {"returned": "[output, *states]"},
        Text("returns the states without being asked", "켜지 않았는데 상태를 반환함"),
        says=Text(
            "{states} after the output only with return_state. Without it the output comes alone.",
            "출력 뒤에 {states} 오는 것은 return_state를 켰을 때뿐입니다. 켜지 않으면 출력만 "
            "반환해야 합니다.",
        ),
        listed=True,
    ),
    Variant(
        "states-first",
        {"returned": "[*states, output] if return_state else output"},
        Text("returns the states before the output", "상태를 출력보다 먼저 반환함"),
        says=Text(
            "the states come before the output. The output is the first result.",
            "상태를 출력보다 먼저 반환했습니다. 첫째 결과는 출력이어야 합니다.",
        ),
        listed=True,
    ),
]
MORE_FLAGS = [
    Variant(
        "sequences-inverted",
        {"output": "last if return_sequences else seq"},
        Text("turns return_sequences around", "return_sequences를 거꾸로 씀"),
        says=Text(
            "return_sequences does the opposite of what it says.",
            "여러분의 코드에서 return_sequences가 이름과 반대로 작동합니다.",
        ),
    ),
    Variant(
        "state-inverted",
        {"returned": "output if return_state else [output, *states]"},
        Text("turns return_state around", "return_state를 거꾸로 씀"),
    ),
    Variant(
        "state-with-sequences-only",
        {"returned": "[output, *states] if return_state and return_sequences else output"},
        Text(
            "returns the states only where all steps are returned",
            "모든 시점을 반환할 때만 상태를 반환함",
        ),
        says=Text(
            "you look at return_state only where return_sequences is True. The two flags are "
            "independent.",
            "return_sequences가 True일 때만 return_state를 확인하고 있습니다. 두 플래그는 서로 "
            "상관이 없습니다.",
        ),
    ),
    Variant(
        "sequences-without-state-only",
        {"output": "seq if return_sequences and not return_state else last"},
        Text(
            "returns all steps only where no states are asked for",
            "상태를 켜지 않았을 때만 모든 시점을 반환함",
        ),
    ),
    Variant(
        "list-of-one",
        {"returned": "[output, *states] if return_state else [output]"},
        Text("puts one result in a list", "결과 하나를 리스트에 넣음"),
        says=Text(
            "your output has one axis too many in front, as it has inside a list. One result comes "
            "alone, not in a list.",
            "여러분의 출력은 맨 앞에 축이 하나 더 있습니다. 리스트에 넣어도 그렇게 됩니다. "
            "결과가 하나이면 리스트에 넣지 않고 그대로 반환하세요.",
        ),
    ),
    Variant(
        "state-alone",
        {"returned": "states if return_state else output"},
        Text("returns the states alone", "상태만 반환함"),
    ),
    Variant(
        "states-nested",
        {"returned": "[output, states] if return_state else output"},
        Text("puts the states in a list of their own", "상태를 따로 리스트에 넣음"),
    ),
    Variant(
        "states-as-sequence",
        {"states": "[seq, *state[1:]]"},
        Text("returns all hidden states as the state", "모든 은닉 상태를 상태로 반환함"),
        says=Text(
            "your state holds every time step. A state is what is left after the last step: (B, "
            "H), whatever return_sequences says.",
            "여러분의 상태에는 모든 시점이 들어 있습니다. 상태는 마지막 단계를 마친 뒤의 "
            "값이므로, return_sequences가 무엇이든 형태가 (B, H)입니다.",
        ),
    ),
    Variant(
        "states-of-zeros",
        {"states": "list(start)"},
        Text("returns the states of before the first step", "첫 단계 전의 상태를 반환함"),
        says=Text(
            "you return the states from before the first step. The last ones are asked for.",
            "첫 단계에 들어가기 전의 상태를 반환했습니다. 마지막 상태를 반환해야 합니다.",
        ),
    ),
    Variant(
        "first-step",
        {"last": "hs[0]"},
        Text("shows the first step in the place of the last", "마지막 시점 대신 첫 시점을 내보냄"),
        says=Text(
            "you show the hidden state after the first time step. The last one is asked for.",
            "첫 시점의 은닉 상태를 반환했습니다. 마지막 시점의 은닉 상태를 반환해야 합니다.",
        ),
    ),
    Variant(
        "step-before-last",
        {"last": "([hs[0], *hs])[-2]"},
        Text("shows the step before the last", "마지막 바로 앞 시점을 내보냄"),
    ),
    Variant(
        "last-sample",
        {"last": "seq[-1]"},
        Text(
            "takes the last sample in the place of the last step",
            "마지막 시점 대신 마지막 샘플을 씀",
        ),
    ),
    Variant(
        "last-unit",
        {"last": "seq[:, :, -1]"},
        Text(
            "takes the last unit in the place of the last step", "마지막 시점 대신 마지막 유닛을 씀"
        ),
    ),
    Variant(
        "last-kept-axis",
        {"last": "seq[:, -1:]"},
        Text("keeps the time axis in the last step", "마지막 시점에 시간 축을 남겨 둠"),
    ),
    Variant(
        "mean-of-steps",
        {"last": "seq.mean(axis=1)"},
        Text("shows the mean over time", "시간 평균을 내보냄"),
    ),
    Variant(
        "sum-of-steps",
        {"last": "seq.sum(axis=1)"},
        Text("shows the sum over time", "시간을 따라 더한 합을 내보냄"),
    ),
    Variant(
        "largest-of-steps",
        {"last": "seq.max(axis=1)"},
        Text("shows the largest value over time", "시간 가운데 가장 큰 값을 내보냄"),
    ),
    Variant(
        "flat-sequence",
        {"seq": "np.concatenate(hs, axis=1)"},
        Text("joins all steps into one row", "모든 시점을 한 행으로 이어 붙임"),
    ),
    Variant(
        "list-of-steps",
        {"seq": "list(hs)"},
        Text(
            "returns a list of the steps, time first", "시점들의 리스트를 시간을 첫 축으로 반환함"
        ),
    ),
    Variant(
        "rounded",
        {"last": "np.round(hs[-1], 2)"},
        Text("rounds the output to two digits", "출력을 소수점 아래 두 자리로 반올림함"),
    ),
]
# What goes wrong in each step of a vanilla RNN: the listed ones, and more.
RNN_FORMULA = [
    Variant(
        "no-bias",
        {"step": "[np.tanh(x_t @ W_x + h @ W_h)]"},
        Text("drops the bias", "편향을 빠뜨림"),
        says=Text("the bias is missing in your steps.", "여러분의 단계에 편향이 빠졌습니다."),
        listed=True,
    ),
    Variant(
        "no-h",
        {"step": "[np.tanh(x_t @ W_x + b)]"},
        Text("drops the term with the state", "상태 항을 빠뜨림"),
        listed=True,
    ),
    Variant(
        "sigmoid",
        {"step": "[1 / (1 + np.exp(-(x_t @ W_x + h @ W_h + b)))]"},
        Text("squashes with sigmoid", "sigmoid를 씌움"),
        says=Text(
            "your steps use sigmoid. Which function keeps the sign of a hidden state?",
            "단계에서 sigmoid를 썼습니다. 은닉 상태의 부호를 그대로 지키는 함수는 무엇일까요?",
        ),
        listed=True,
    ),
    Variant(
        "h-transposed",
        {"step": "[np.tanh(x_t @ W_x + h @ W_h.T + b)]"},
        Text("transposes W_h", "W_h를 전치함"),
        says=Text(
            "your steps use W_h transposed. Rows are samples, so the hidden state stands on "
            "the left.",
            "단계에서 W_h를 전치해서 썼습니다. 샘플이 행에 있으므로 은닉 상태가 왼쪽에 옵니다.",
        ),
        listed=True,
    ),
]
MORE_RNN_FORMULA = [
    Variant(
        "no-tanh",
        {"step": "[x_t @ W_x + h @ W_h + b]"},
        Text("forgets tanh", "tanh를 잊음"),
        says=Text(
            "your hidden states are bare sums. Which function squashes them?",
            "여러분의 은닉 상태는 활성화 함수를 거치지 않은 합입니다. 어떤 활성화 함수를 "
            "씌워야 할까요?",
        ),
    ),
    Variant(
        "no-x", {"step": "[np.tanh(h @ W_h + b)]"}, Text("drops the term with x", "x 항을 빠뜨림")
    ),
    Variant(
        "bias-outside",
        {"step": "[np.tanh(x_t @ W_x + h @ W_h) + b]"},
        Text("adds the bias after squashing", "활성화 함수를 씌운 뒤에 편향을 더함"),
    ),
    Variant(
        "relu",
        {"step": "[np.maximum(0, x_t @ W_x + h @ W_h + b)]"},
        Text("squashes with relu", "relu를 씌움"),
        says=Text(
            "your steps use relu, max(0, z). The function of this layer is tanh.",
            "단계에서 relu, max(0, z)를 썼습니다. 이 층의 활성화 함수는 tanh입니다.",
        ),
    ),
    Variant(
        "h-kept",
        {"step": "[h + np.tanh(x_t @ W_x + h @ W_h + b)]"},
        Text("adds the state before", "이전 상태를 더함"),
    ),
]
