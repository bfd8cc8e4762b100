"""Bidirectional explorer: two LSTMs read one sequence; which states are joined, and when.

Chapter: 6.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from ipywidgets import Checkbox, jslink
from traitlets import Bool, Dict, Int

from lstm_ref.bidirectional import Bidirectional
from lstm_ref.figures.words import words_in
from lstm_ref.layers import LSTM
from lstm_ref.widgets.base import Explorer, View, floats, number, script, slider

STEPS = 4
X = {"x_1": 1.0, "x_2": -0.5, "x_3": 0.8, "x_4": -1.2}
WORDS: dict[str, Any] = {
    "en": {
        "name": "Bidirectional explorer",
        "caption": "Without return_sequences the output joins forward at step 4 and backward at "
        "step 1. With it, row t joins both states of step t.",
        "walked": "steps walked",
        "return_sequences": "return_sequences",
        "x_1": "x at step 1",
        "x_2": "x at step 2",
        "x_3": "x at step 3",
        "x_4": "x at step 4",
        "drawing": "Four time steps from left to right. The forward LSTM fills its row from the "
        "left, the backward LSTM from the right. Boxes on top hold what is returned.",
        "forward": "forward",
        "backward": "backward",
        "output": "output",
        "all": "All numbers",
        "t": "t",
        "step": "time step",
        "nothing": "Nothing is computed yet.",
        "walking": "After {walked} of 4 steps: forward has read {walked} from the left, backward "
        "{walked} from the right.",
        "no_row": "No row is complete yet: each needs both states of its time step.",
        "joined": "Row t joins the forward and the backward state of time step t, computed at "
        "different times.",
        "ends": "The output joins the two states computed last: forward at t = 4, backward at "
        "t = 1. The backward state at t = 4 was computed first: it has read one step only.",
        "waiting": "No output yet: both must have read everything.",
    },
    "ko": {
        "name": "양방향 탐색기",
        "caption": "return_sequences를 끄면 출력은 시점 4의 순방향 상태와 시점 1의 역방향 상태를 "
        "잇습니다. 켜면 t행은 시점 t의 두 상태를 잇습니다.",
        "walked": "나아간 단계",
        "return_sequences": "return_sequences",
        "x_1": "시점 1의 x",
        "x_2": "시점 2의 x",
        "x_3": "시점 3의 x",
        "x_4": "시점 4의 x",
        "drawing": "왼쪽에서 오른쪽으로 네 시점입니다. 순방향 LSTM은 자기 줄을 왼쪽부터, 역방향 "
        "LSTM은 오른쪽부터 채웁니다. 맨 위의 상자는 반환하는 값입니다.",
        "forward": "순방향",
        "backward": "역방향",
        "output": "출력",
        "all": "모든 수",
        "t": "t",
        "step": "시점",
        "nothing": "아직 아무것도 계산하지 않았습니다.",
        "walking": "4단계 가운데 {walked}단계를 마쳤습니다. 순방향은 왼쪽부터 {walked}개를, "
        "역방향은 "
        "오른쪽부터 {walked}개를 읽었습니다.",
        "no_row": "아직 완성된 행이 없습니다. 행마다 그 시점의 두 상태가 다 있어야 합니다.",
        "joined": "t행은 시점 t의 순방향 상태와 역방향 상태를 잇습니다. 두 상태를 계산한 때는 서로 "
        "다릅니다.",
        "ends": "출력은 마지막에 계산한 두 상태, 곧 t = 4의 순방향 상태와 t = 1의 역방향 상태를 "
        "잇습니다. t = 4의 역방향 상태는 가장 먼저 계산한 것이라 한 시점만 읽었습니다.",
        "waiting": "아직 출력이 없습니다. 두 방향 모두 끝까지 읽어야 합니다.",
    },
}


class BidirectionalView(View):
    """A bidirectional LSTM layer of one unit in each direction, over four time steps."""

    _esm = script("bidirectional")
    x_1, x_2, x_3, x_4 = floats(X.values())
    walked = Int(STEPS).tag(sync=True)
    return_sequences = Bool(False).tag(sync=True)
    weights = Dict().tag(sync=True)  # direction -> kernel, recurrent kernel, bias: 4 numbers each


def layer(return_sequences: bool = False, return_state: bool = False) -> Bidirectional:
    r"""Return the layer that the explorer shows: one unit in each direction.

    Its weights are drawn with a seed and made three times as large, so that the states differ
    visibly.

    .. math:: y_t = [\overrightarrow{h}_t \; \overleftarrow{h}_t]

    Parameters
    ----------
    return_sequences, return_state : as for :class:`lstm_ref.Bidirectional`

    Returns
    -------
    Bidirectional, built for inputs (B, T, 1).

    Source: Schuster & Paliwal (1997). Chapter: 6.
    """
    made = Bidirectional(
        LSTM(1, return_sequences=return_sequences, return_state=return_state, seed=8)
    )
    made.build(1, np.float64)
    made.set_weights([3 * weight for weight in made.get_weights()])
    return made


def bidirectional_explorer(language: str = "en") -> Explorer:
    """Show how two LSTMs read one sequence from both ends, and which states are joined.

    Parameters
    ----------
    language : of labels and readouts

    Returns
    -------
    Explorer; its ``view`` has the numbers x_1 to x_4, walked, and return_sequences.

    Raises
    ------
    ValueError
        If there are no words in that language.

    Source: Schuster & Paliwal (1997). Chapter: 6.
    """
    words = words_in(WORDS, language)
    arrays = [weight.ravel().tolist() for weight in layer().get_weights()]
    view = BidirectionalView(
        words=words,
        weights={"forward": arrays[:3], "backward": arrays[3:]},
        table=_table(words),
    )
    walked = slider(view, "walked", words["walked"], 0, STEPS, whole=True)
    flag = Checkbox(value=False, description=words["return_sequences"], indent=False)
    jslink((flag, "value"), (view, "return_sequences"))
    inputs = [slider(view, name, words[name], -2, 2) for name in X]
    return Explorer(view, [walked, flag, *inputs])


def _table(words: dict[str, Any]) -> list[list[str]]:
    """Return both states of each time step, for pages without scripts."""
    rows = layer(return_sequences=True)(np.array(list(X.values())).reshape(1, STEPS, 1))[0]
    lines = [[words["step"], "x", words["forward"], words["backward"]]]
    for t, ((forward, backward), x) in enumerate(zip(rows, X.values(), strict=True), start=1):
        lines.append([str(t), *map(number, (x, float(forward), float(backward)))])
    return lines
