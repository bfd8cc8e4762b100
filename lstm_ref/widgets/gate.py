"""Gate maker: from one input, one hidden state, two weights and a bias to a gate's value.

Chapter: 3.1.
"""

from __future__ import annotations

from typing import Any

from lstm_ref.activations import sigmoid, tanh
from lstm_ref.figures.words import words_in
from lstm_ref.widgets.base import Explorer, View, floats, number, script, slider

WORDS: dict[str, Any] = {
    "en": {
        "name": "Gate maker",
        "caption": "What a sum becomes as a gate and as a candidate.",
        "x": "x input",
        "h": "h old hidden state",
        "w_x": "w for x",
        "w_h": "w for h",
        "b": "b bias",
        "sum": "sum z",
        "sigmoid": "σ(z): a gate",
        "tanh": "tanh(z): a candidate",
        "curves": "Two curves over the sum z: σ rises from 0 to 1, tanh from −1 to 1. "
        "A point on each shows the present sum.",
        "said": "The sum is {z}. As a gate it becomes {sigmoid}, as a candidate {tanh}.",
    },
    "ko": {
        "name": "게이트 만들기",
        "caption": "합이 게이트로는 얼마가 되고 후보 값으로는 얼마가 되는지 보입니다.",
        "x": "x 입력",
        "h": "h 이전 은닉 상태",
        "w_x": "x의 w",
        "w_h": "h의 w",
        "b": "b 편향",
        "sum": "합 z",
        "sigmoid": "σ(z): 게이트",
        "tanh": "tanh(z): 후보 값",
        "curves": "합 z에 대한 두 곡선입니다. σ는 0에서 1로, tanh는 −1에서 1로 올라갑니다. "
        "곡선마다 점 하나가 지금의 합을 가리킵니다.",
        "said": "합은 {z}입니다. 게이트로는 {sigmoid}, 후보 값으로는 {tanh}입니다.",
    },
}
START = {"x": 1.0, "h": 0.5, "w_x": 1.5, "w_h": -1.0, "b": 0.0}
RANGES = {"x": (-2, 2), "h": (-1, 1), "w_x": (-3, 3), "w_h": (-3, 3), "b": (-4, 4)}


class GateView(View):
    """One unit of a gate and of the candidate, with numbers in the place of matrices."""

    _esm = script("gate")
    x, h, w_x, w_h, b = floats(START.values())


def gate_maker(language: str = "en") -> Explorer:
    r"""Show how a gate gets its value.

    .. math:: z = w_x x_t + w_h h_{t-1} + b, \qquad \sigma(z) \text{ or } \tanh(z)

    Parameters
    ----------
    language : of labels and readouts

    Returns
    -------
    Explorer; its ``view`` has the numbers x, h, w_x, w_h, b.

    Raises
    ------
    ValueError
        If there are no words in that language.

    Source: Hochreiter & Schmidhuber (1997). Chapter 3.1.
    """
    words = words_in(WORDS, language)
    view = GateView(words=words, table=_table(words))
    return Explorer(view, [slider(view, name, words[name], *RANGES[name]) for name in START])


def _table(words: dict[str, Any]) -> list[list[str]]:
    """Return some sums with their sigmoid and tanh, for pages without scripts."""
    rows = [[words["sum"], words["sigmoid"], words["tanh"]]]
    for z in (-6.0, -2.0, -1.0, 0.0, 1.0, 2.0, 6.0):
        rows.append([number(z), number(float(sigmoid(z))), number(float(tanh(z)))])
    return rows
