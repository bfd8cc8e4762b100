"""An unrolled vanilla RNN, coloured by how much of its first input each hidden state still holds.

What is coloured was measured, and the number stands under each step.

Chapter: 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lstm_ref.figures.drawings import HIGHLIGHT, THIN, Drawing
from lstm_ref.figures.words import words_in
from lstm_ref.validation import check_kind, check_number, check_real, check_text

__all__ = ["percent", "unrolled_rnn"]

FIRST = 5  # so many steps are drawn one by one, then the last: letters stay readable on a phone
COLUMN, LEFT, SIDE = 76, 40, 44  # units from step to step, to the first one, and of a square
SMALL = 15  # the smallest letters: 11 pixels and more on a phone
WORDS: dict[str, Any] = {
    "en": {
        "title": "A vanilla RNN, unrolled over {steps} time steps. Each square is a hidden state. "
        "Its colour, and the number under it, say how much of the influence of the first input is "
        "left: {shares}. An arrow leads from the last hidden state to the answer.",
        "share": "{share} at step {step}",
    },
    "ko": {
        "title": "시점 {steps}개에 걸쳐 펼친 바닐라 RNN입니다. 네모 하나가 은닉 상태 하나입니다. "
        "네모의 색과 그 아래의 수는 첫 입력의 영향이 얼마나 남았는지를 나타냅니다. {shares}입니다. "
        "마지막 은닉 상태에서 답으로 화살표가 나갑니다.",
        "share": "시점 {step}에서 {share}",
    },
}


def unrolled_rnn(shares: ArrayLike, inputs: Sequence[str], language: str = "en") -> str:
    r"""Draw the first time steps of a vanilla RNN and the last, and what each holds of :math:`x_1`.

    .. math:: h_t = \tanh(W_x x_t + W_h h_{t-1} + b)

    Parameters
    ----------
    shares : (T,), influence of the first input on each hidden state, from 0 to 1; it is the
        opacity of the square's colour
    inputs : T names of the inputs, to stand under the steps
    language : "en" or "ko"

    Returns
    -------
    SVG text, 460 by 240 units. Its title, the text alternative, has the numbers.

    Raises
    ------
    ValueError, TypeError
        If shares is no vector of numbers from 0 to 1 with at least 7 steps, if inputs are not as
        many, or if there are no words in that language.

    Source: Elman (1990); the measure is chapter 1's own. Chapter 1.
    """
    words, values = words_in(WORDS, language), _checked(shares, inputs)
    steps = [*range(1, FIRST + 1), len(values)]
    written = {step: percent(values[step - 1]) for step in steps}
    told = ", ".join(words["share"].format(step=s, share=n) for s, n in written.items())
    title = words["title"].format(steps=len(values), shares=told)
    d = Drawing(460, 240, title)
    for column, step in enumerate(steps):
        x = LEFT + COLUMN * column
        _state(d, x, values[step - 1], step, written[step])
        d.text(x, 231, inputs[step - 1], size=16)
        _way_on(d, x, column)
    return d.svg()


def percent(share: float) -> str:
    """Return a share as percent, with two digits at most.

    Parameters
    ----------
    share : a number from 0 to 1

    Raises ``TypeError`` unless it is a number. Source: none. Chapter: 1.
    """
    check_number("share", share)
    return np.format_float_positional(100 * share, 2, fractional=False, trim="-") + "%"


def _checked(shares: ArrayLike, inputs: Sequence[str]) -> np.ndarray:
    """Return the shares as a vector, or say what is wrong with them."""
    values = check_real("shares", shares).astype(np.float64)
    if values.ndim != 1 or len(values) < FIRST + 2:
        raise ValueError(
            f"shares: expected shape (T,) with T of at least {FIRST + 2}, received {values.shape}."
        )
    if not np.all((values >= 0) & (values <= 1)):
        raise ValueError(
            f"shares: expected numbers from 0 to 1, received {values.min()} to {values.max()}."
        )
    check_kind("inputs", inputs, (list, tuple), "a list of names")
    for name in inputs:
        check_text("inputs", name)
    if len(inputs) != len(values):
        raise ValueError(
            f"inputs: expected {len(values)} names, one for each share, received {len(inputs)}."
        )
    return values


def _state(d: Drawing, x: float, share: float, step: int, written: str) -> None:
    """Draw a hidden state as a square, its number, and the input that comes to it from below."""
    corner = f'x="{x - SIDE / 2:g}" y="68" width="{SIDE}" height="{SIDE}" rx="4"'
    d.shapes.append(
        f'<rect {corner} stroke="currentColor" stroke-width="{THIN}" '
        f'style="fill: {HIGHLIGHT}; fill-opacity: {share:.4f}"/>'
    )
    d.text(x, 134, written, size=16)
    d.line([(x, 190), (x, 144)])
    d.symbol(x, 206, "x", str(step), index_size=SMALL)
    beside = 0 if step <= FIRST else -26  # beside the arrow to the answer
    d.symbol(x + beside, 56, "h", str(step), index_size=SMALL)


def _way_on(d: Drawing, x: float, column: int) -> None:
    """Draw the arrow to the next state, dots for steps that are left out, or one to the answer."""
    if column < FIRST - 1:
        d.line([(x + SIDE / 2, 90), (x + COLUMN - SIDE / 2, 90)])
    elif column == FIRST - 1:
        d.text(x + COLUMN / 2, 96, "· · ·", size=18)
    else:
        d.line([(x, 68), (x, 32)])
        d.text(x, 24, "?", size=18)
