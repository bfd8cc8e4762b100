"""Sequence explorer: twelve LSTM steps with gates set by sliders, beside a vanilla RNN.

Chapter: 3.4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from traitlets import Float, Int, List

from lstm_ref.activations import tanh
from lstm_ref.cells import rnn_step
from lstm_ref.figures.words import words_in
from lstm_ref.widgets.base import (
    Explorer,
    Preset,
    View,
    floats,
    number,
    script,
    slider,
    with_presets,
)
from lstm_ref.widgets.cell import one_unit

STEPS = 12
X = [1.5, 0.3, -0.6, 0.2, 0.7, -0.3, -0.8, 0.4, 0.5, -0.2, 0.6, -0.4]


def _only(step: int) -> list[float]:
    """Return a gate that is open at one step and shut at all others."""
    return [float(t == step) for t in range(1, STEPS + 1)]


def _except(step: int) -> list[float]:
    return [1.0 - value for value in _only(step)]


GATES = {"i": _only(1), "f": [1.0] * STEPS, "o": _only(STEPS)}
START = {"x": X, **GATES}
# What each button sets; WORDS has its name and what is said, under the same key.
PRESETS = {
    "hold": Preset("uses", GATES),
    "erase": Preset("uses", {**GATES, "f": _except(6), "step": 6}),
    "leak": Preset("uses", {**GATES, "f": [0.8] * STEPS}),
    "half": Preset("uses", {name: [0.5] * STEPS for name in "ifo"}),
}
RANGES = {"x": (-2, 2), "i": (0, 1), "f": (0, 1), "o": (0, 1)}
LETTERS = {name: name for name in START}  # the same in every language
WORDS: dict[str, Any] = {
    "en": {
        "name": "Sequence explorer",
        "caption": "What is left after step 12. share: what is left of step 1, the forget gates "
        "from step 2 to 12 multiplied.",
        "step": "time step t",
        "x_now": "x at this step",
        "i_now": "i input gate",
        "f_now": "f forget gate",
        "o_now": "o output gate",
        "w_h": "w of the RNN",
        "strips": LETTERS,
        "columns": {**LETTERS, "C": "C", "h": "h", "share": "share", "rnn": "RNN"},
        "C": "C, cell state",
        "h": "h, hidden state",
        "rnn": "h of the RNN",
        "t": "t",
        "all": "All numbers",
        "share": "share: what is left of step 1, the forget gates from step 2 to t multiplied",
        "chart": "Twelve time steps from left to right. Above, bars for the input and the three "
        "gates. Below, three lines: cell state, hidden state, and the hidden state of a vanilla "
        "RNN that reads the same input.",
        "try": "Try",
        "use": "use",
        "said": "After 12 steps the cell state is {C}, the hidden state {h}. "
        "Of what was written at step 1 a share of {share} is left. The hidden state of the RNN is "
        "{rnn}.",
        "said_nothing": "After 12 steps the cell state is {C}, the hidden state {h}. At step 1 "
        "nothing is written. The hidden state of the RNN is {rnn}.",
        "presets": {
            "hold": {
                "name": "write, hold, read",
                "says": "Written at step 1, held, read at step 12.",
            },
            "erase": {
                "name": "erase at step 6",
                "says": "The forget gate shuts once, at step 6: nothing is left to read.",
            },
            "leak": {"name": "leak", "says": "A fifth is lost at each step."},
            "half": {
                "name": "all half open",
                "says": "At each step half is written, half is forgotten, half is shown.",
            },
        },
    },
    "ko": {
        "name": "시퀀스 탐색기",
        "caption": "시점 12가 지난 뒤에 무엇이 남는지 보입니다. 몫은 시점 1에서 쓴 것 가운데 남은 "
        "몫으로, "
        "시점 2부터 12까지의 망각 게이트를 모두 곱한 값입니다.",
        "step": "시점 t",
        "x_now": "이 시점의 x",
        "i_now": "i 입력 게이트",
        "f_now": "f 망각 게이트",
        "o_now": "o 출력 게이트",
        "w_h": "RNN의 w",
        "strips": LETTERS,
        "columns": {**LETTERS, "C": "C", "h": "h", "share": "몫", "rnn": "RNN"},
        "C": "C, 셀 상태",
        "h": "h, 은닉 상태",
        "rnn": "RNN의 h",
        "t": "t",
        "all": "모든 수",
        "share": "몫: 시점 1에서 쓴 것 가운데 남은 몫, 시점 2부터 t까지의 망각 게이트를 모두 곱한 "
        "값",
        "chart": "왼쪽에서 오른쪽으로 열두 시점입니다. 위쪽 막대는 입력과 세 게이트입니다. 아래쪽 "
        "세 선은 셀 상태, 은닉 상태, 그리고 같은 입력을 읽는 바닐라 RNN의 은닉 상태입니다.",
        "try": "해 보기",
        "use": "쓰임새",
        "said": "시점 12가 지나면 셀 상태는 {C}, 은닉 상태는 {h}입니다. 시점 1에서 쓴 것은 "
        "{share}만큼 남아 있습니다. RNN의 은닉 상태는 {rnn}입니다.",
        "said_nothing": "시점 12가 지나면 셀 상태는 {C}, 은닉 상태는 {h}입니다. 시점 1에서는 "
        "아무것도 쓰지 않습니다. RNN의 은닉 상태는 {rnn}입니다.",
        "presets": {
            "hold": {
                "name": "쓰고, 유지하고, 읽기",
                "says": "시점 1에서 쓰고, 유지하고, 시점 12에서 읽습니다.",
            },
            "erase": {
                "name": "시점 6에서 지우기",
                "says": "망각 게이트가 시점 6에서 한 번 닫힙니다. 읽을 것이 남지 않습니다.",
            },
            "leak": {"name": "누출", "says": "시점마다 5분의 1을 잃습니다."},
            "half": {
                "name": "모두 반만 열기",
                "says": "시점마다 절반을 쓰고, 절반을 잊고, 절반을 내보입니다.",
            },
        },
    },
}


class SequenceView(View):
    """Twelve steps. x, i, f, o hold all of them, x_now and so on those of the chosen step."""

    _esm = script("sequence")
    x, i, f, o = (List(values).tag(sync=True) for values in START.values())
    x_now, i_now, f_now, o_now = floats(values[0] for values in START.values())
    step = Int(1).tag(sync=True)
    w_h = Float(1.0).tag(sync=True)
    presets: List[Any] = List().tag(sync=True)


def run(
    x: list[float], i: list[float], f: list[float], o: list[float], w_h: float
) -> dict[str, list[float]]:
    r"""Run one LSTM unit with given gates, and one unit of a vanilla RNN, over one sequence.

    .. math:: C_t = f_t C_{t-1} + i_t \tanh(x_t), \quad h_t = o_t \tanh(C_t);
        \qquad h_t = \tanh(x_t + w_h h_{t-1})

    Parameters
    ----------
    x, i, f, o : lists of T numbers
    w_h : the RNN's recurrent weight

    Returns
    -------
    dict of lists of T numbers: C, h, share (f_2 to f_t multiplied) and rnn.

    Source: :func:`lstm_ref.lstm_step`, :func:`lstm_ref.rnn_step`. Chapters: 2 and 3.
    """
    rows: dict[str, list[float]] = {"C": [], "h": [], "share": [], "rnn": []}
    C, share = 0.0, 1.0
    state, one = np.zeros((1, 1)), np.ones((1, 1))
    for t, (x_t, i_t, f_t, o_t) in enumerate(zip(x, i, f, o, strict=True)):
        h, C = one_unit(f=f_t, i=i_t, g=float(tanh(x_t)), o=o_t, C_prev=C)
        share *= f_t if t else 1.0
        state, _ = rnn_step(np.array([[x_t]]), state, one, np.array([[w_h]]), np.zeros(1))
        for name, value in (("C", C), ("h", h), ("share", share), ("rnn", float(state[0, 0]))):
            rows[name].append(value)
    return rows


def sequence_explorer(language: str = "en") -> Explorer:
    """Show twelve steps of one LSTM unit whose gates are set step by step, and a vanilla RNN.

    Parameters
    ----------
    language : of labels, buttons and readouts

    Returns
    -------
    Explorer; its ``view`` has the lists x, i, f, o, the number step and the RNN's weight w_h.

    Raises
    ------
    ValueError
        If there are no words in that language.

    Source: Hochreiter & Schmidhuber (1997); Gers et al. (2000). Chapter: 3.4.
    """
    words = with_presets(words_in(WORDS, language), PRESETS)
    view = SequenceView(words=words, presets=words["presets"], table=_table(words))
    step = slider(view, "step", words["step"], 1, STEPS, whole=True)
    now = [slider(view, f"{name}_now", words[f"{name}_now"], *RANGES[name]) for name in START]
    return Explorer(view, [step, *now, slider(view, "w_h", words["w_h"], -2, 2)])


def _table(words: dict[str, Any]) -> list[list[str]]:
    """Return the states after the last step for each preset, for pages without scripts."""
    names = ["C", "h", "share", "rnn"]
    rows = [[words["use"], *(words["columns"][name] for name in names)]]
    for preset in words["presets"]:
        gates = {name: preset["values"].get(name, START[name]) for name in GATES}
        values = run(X, **gates, w_h=1.0)
        rows.append([preset["name"], *(number(values[name][-1]) for name in names)])
    return rows
