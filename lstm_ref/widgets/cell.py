"""Cell explorer: gates, candidate and old cell state as sliders, and the result of one step.

Chapters: 3.1 to 3.4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from traitlets import List, Unicode

from lstm_ref.cells import lstm_step
from lstm_ref.figures.drawings import lstm_cell
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

WORDS: dict[str, Any] = {
    "en": {
        "name": "Cell explorer",
        "f": "f forget gate",
        "i": "i input gate",
        "g": "g candidate",
        "o": "o output gate",
        "C_prev": "C\u209c\u208b\u2081 old cell state",
        "drawing": "The LSTM cell with the values of the sliders on its lines.",
        "key": "The wider a line, the larger its value. Dashes: negative. Faint: zero.",
        "experiments": "Two experiments",
        "uses": "Five uses",
        "kept": "kept: f \u00d7 C\u209c\u208b\u2081",
        "written": "written: i \u00d7 g",
        "C": "C\u209c new cell state",
        "squashed": "tanh(C\u209c)",
        "h": "h\u209c hidden state",
        "said": "The new cell state is {C}, the hidden state {h}.",
        "caption": "What each button gives, for the values in its row. C and h are the results.",
        "use": "button",
        "old": "old C",
        "presets": {
            "forget_shut": {
                "name": "forget gate shut, input gate open",
                "says": "The old cell state counts for nothing: the new one is the candidate.",
            },
            "input_shut": {
                "name": "input gate shut, forget gate open",
                "says": "The candidate counts for nothing: the cell state stays.",
            },
            "hold": {"name": "hold", "says": "All is kept and nothing is written."},
            "overwrite": {
                "name": "overwrite",
                "says": "The candidate takes the place of the old cell state.",
            },
            "erase": {"name": "erase", "says": "Nothing is kept and nothing is written."},
            "add": {"name": "add", "says": "All is kept, and the whole candidate is added."},
            "leak": {
                "name": "leak",
                "says": "A fifth of the old cell state is lost, and nothing is written.",
            },
        },
    },
    "ko": {
        "name": "셀 탐색기",
        "f": "f 망각 게이트",
        "i": "i 입력 게이트",
        "g": "g 후보 값",
        "o": "o 출력 게이트",
        "C_prev": "C\u209c\u208b\u2081 이전 셀 상태",
        "drawing": "슬라이더의 값을 선 위에 적은 LSTM 셀의 그림입니다.",
        "key": "선이 굵을수록 값이 큽니다. 파선은 음수, 흐린 선은 0입니다.",
        "experiments": "두 실험",
        "uses": "다섯 쓰임새",
        "kept": "남긴 것: f \u00d7 C\u209c\u208b\u2081",
        "written": "쓴 것: i \u00d7 g",
        "C": "C\u209c 새 셀 상태",
        "squashed": "tanh(C\u209c)",
        "h": "h\u209c 은닉 상태",
        "said": "새 셀 상태는 {C}, 은닉 상태는 {h}입니다.",
        "caption": "버튼마다 그 줄의 값에서 무엇이 나오는지 보입니다. C와 h가 결과입니다.",
        "use": "버튼",
        "old": "이전 C",
        "presets": {
            "forget_shut": {
                "name": "망각 게이트는 닫고 입력 게이트는 열기",
                "says": "이전 셀 상태는 아무 영향도 주지 못합니다. 새 셀 상태는 후보 값과 "
                "같습니다.",
            },
            "input_shut": {
                "name": "입력 게이트는 닫고 망각 게이트는 열기",
                "says": "후보 값은 아무 영향도 주지 못합니다. 셀 상태는 그대로입니다.",
            },
            "hold": {"name": "유지", "says": "모두 남기고 아무것도 쓰지 않습니다."},
            "overwrite": {
                "name": "덮어쓰기",
                "says": "후보 값이 이전 셀 상태의 자리를 차지합니다.",
            },
            "erase": {"name": "지우기", "says": "아무것도 남기지 않고 아무것도 쓰지 않습니다."},
            "add": {"name": "더하기", "says": "모두 남기고 후보 값을 고스란히 더합니다."},
            "leak": {
                "name": "누출",
                "says": "이전 셀 상태의 5분의 1을 잃고 아무것도 쓰지 않습니다.",
            },
        },
    },
}
# What each button sets; WORDS has its name and what is said, under the same key.
PRESETS = {
    "forget_shut": Preset("experiments", {"f": 0.0, "i": 1.0}),
    "input_shut": Preset("experiments", {"f": 1.0, "i": 0.0}),
    "hold": Preset("uses", {"f": 1.0, "i": 0.0}),
    "overwrite": Preset("uses", {"f": 0.0, "i": 1.0}),
    "erase": Preset("uses", {"f": 0.0, "i": 0.0}),
    "add": Preset("uses", {"f": 1.0, "i": 1.0}),
    "leak": Preset("uses", {"f": 0.8, "i": 0.0}),
}
START = {"f": 0.9, "i": 0.5, "g": 0.6, "o": 0.8, "C_prev": 1.0}
RANGES = {"f": (0, 1), "i": (0, 1), "g": (-1, 1), "o": (0, 1), "C_prev": (-2, 2)}


class CellView(View):
    """One LSTM unit with its five numbers."""

    _esm = script("cell")
    f, i, g, o, C_prev = floats(START.values())
    drawing = Unicode().tag(sync=True)
    presets: List[Any] = List().tag(sync=True)


def one_unit(f: float, i: float, g: float, o: float, C_prev: float) -> tuple[float, float]:
    r"""One step of one LSTM unit with given gates: biases alone make them.

    .. math:: C_t = f C_{t-1} + i g, \qquad h_t = o \tanh(C_t)

    Parameters
    ----------
    f, i, g, o, C_prev : numbers; f, i, o from 0 to 1, g from -1 to 1

    Returns
    -------
    h_t, C_t : numbers

    Source: :func:`lstm_ref.lstm_step`. Chapter 3.
    """
    with np.errstate(divide="ignore"):  # a gate of 0 or 1 has an infinite bias
        bias = np.array([_logit(i), _logit(f), np.arctanh(g), _logit(o)])
    zero, kernel = np.zeros((1, 1)), np.zeros((1, 4))
    h_t, C_t, _ = lstm_step(zero, zero, np.array([[C_prev]]), kernel, kernel, bias)
    return float(h_t[0, 0]), float(C_t[0, 0])


def _logit(p: float) -> float:
    return float(np.log(p) - np.log1p(-p))


def cell_explorer(lit: str | None = None, language: str = "en") -> Explorer:
    """Show one LSTM unit with its gates, candidate and old cell state as sliders.

    Parameters
    ----------
    lit : the part of the drawing to highlight, as for
        :func:`lstm_ref.figures.drawings.lstm_cell`
    language : of labels, buttons and readouts

    Returns
    -------
    Explorer; its ``view`` has the numbers f, i, g, o, C_prev.

    Raises
    ------
    ValueError
        If lit is no part of the drawing, or there are no words in that language.

    Source: Hochreiter & Schmidhuber (1997); Gers et al. (2000). Chapters: 3.1 to 3.4.
    """
    words = with_presets(words_in(WORDS, language), PRESETS)
    view = CellView(
        drawing=lstm_cell(lit, language=language),
        words=words,
        presets=words["presets"],
        table=_table(words),
    )
    return Explorer(view, [slider(view, name, words[name], *RANGES[name]) for name in START])


def _table(words: dict[str, Any]) -> list[list[str]]:
    """Return what each preset gives, for pages without scripts."""
    rows = [[words["use"], "f", "i", "g", "o", words["old"], "C", "h"]]
    for preset in words["presets"]:
        values = START | preset["values"]
        h_t, C_t = one_unit(**values)
        rows.append([preset["name"], *map(number, [*values.values(), C_t, h_t])])
    return rows
