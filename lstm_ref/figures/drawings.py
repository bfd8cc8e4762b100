"""The course's drawings as SVG text: a vanilla RNN cell, an LSTM cell, a bidirectional layer.

Lines and letters have the colour of the text around the drawing, so that one drawing serves a
light page and a dark one. The part under discussion is highlighted (``lit``): three times as thick,
in bold and in colour, so that colour is not the only sign. The title of each drawing is its text
alternative.

Chapters: 2, 3 and 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from lstm_ref.figures.words import words_in
from lstm_ref.validation import check_flag, check_text

__all__ = ["bidirectional", "lstm_cell", "rnn_cell"]

THIN, THICK = 1.4, 4.0
HIGHLIGHT = "var(--drawing-lit, #1f6feb)"

LSTM_PARTS = ("cell-line", "input", "forget", "cell", "output")  # what can be highlighted
# What each drawing shows, and of the LSTM cell what a reader should look at.
WORDS: dict[str, Any] = {
    "en": {
        "rnn": "A vanilla RNN cell. Three arrows enter a box marked tanh: the old hidden state "
        "from the left, through W h; the input from below, through W x; the bias from below. One "
        "arrow leaves it, the new hidden state, and goes two ways: up to the next layer and right "
        "to the next time step.",
        "lstm": "An LSTM cell. On top the cell state goes from left to right through a product "
        "with the forget gate f and a sum with the product of input gate i and candidate g. "
        "Below, the input and the old hidden state reach four boxes: f, i, g, o. The output gate o "
        "multiplies the tanh of the cell state and gives the hidden state.",
        "lit": "Drawn thick: {part}.",
        "parts": {
            "cell-line": "the cell state's line from left to right, with one product and one sum "
            "on it",
            "input": "the input gate i and the candidate g, and their product on its way to the "
            "sum",
            "forget": "the forget gate f and its product with the old cell state",
            "cell": "the sum of the product of f and the old cell state and the product of i and g",
            "output": "the output gate o, its product with tanh of the cell state, and the hidden "
            "state",
        },
        "bidirectional": "A bidirectional layer over four inputs. The forward row passes its state "
        "from left to right, the backward row from right to left.",
        "sequences": "Every time step gives one output: its forward and its backward state, "
        "joined.",
        "ends": "One output: the forward state of time step 4, the last, joined with the backward "
        "state of time step 1, the first. These two are drawn thick.",
    },
    "ko": {
        "rnn": "바닐라 RNN 셀입니다. tanh라고 적힌 상자로 화살표 셋이 들어갑니다. 왼쪽에서는 이전 "
        "은닉 "
        "상태가 W h를 거쳐, 아래에서는 입력이 W x를 거쳐, 역시 아래에서 편향이 들어갑니다. "
        "상자에서 "
        "나온 화살표 하나는 새 은닉 상태이며, 위쪽 다음 층과 오른쪽 다음 시점의 두 곳으로 갑니다.",
        "lstm": "LSTM 셀입니다. 위쪽에서 셀 상태가 왼쪽에서 오른쪽으로 지나가며, 망각 게이트 f와 "
        "곱해지고, 입력 게이트 i와 후보 값 g의 곱이 더해집니다. 아래쪽에서 입력과 이전 은닉 상태가 "
        "네 상자 f, i, g, o에 닿습니다. 출력 게이트 o를 셀 상태의 tanh에 곱하면 은닉 상태가 "
        "됩니다.",
        "lit": "굵게 그린 부분: {part}.",
        "parts": {
            "cell-line": "왼쪽에서 오른쪽으로 가는 셀 상태의 선과 그 위의 곱셈 하나와 덧셈 하나",
            "input": "입력 게이트 i와 후보 값 g, 그리고 덧셈으로 가는 둘의 곱",
            "forget": "망각 게이트 f, 그리고 이전 셀 상태와의 곱",
            "cell": "f와 이전 셀 상태의 곱에 i와 g의 곱을 더하는 덧셈",
            "output": "출력 게이트 o, 셀 상태의 tanh와의 곱, 그리고 은닉 상태",
        },
        "bidirectional": "입력 네 개를 읽는 양방향 층입니다. 순방향 줄은 상태를 왼쪽에서 "
        "오른쪽으로, "
        "역방향 줄은 오른쪽에서 왼쪽으로 넘깁니다.",
        "sequences": "시점마다 출력이 하나씩 나옵니다. 그 시점의 순방향 상태와 역방향 상태를 이은 "
        "것입니다.",
        "ends": "출력은 하나입니다. 마지막인 시점 4의 순방향 상태와 처음인 시점 1의 역방향 상태를 "
        "이은 "
        "것이며, 이 둘을 굵게 그렸습니다.",
    },
}


class Drawing:
    """An SVG drawing: methods add shapes, highlighted (``lit``) or plain; ``svg`` returns it."""

    def __init__(self, width: int, height: int, title: str, top: int = 0) -> None:
        self.frame = (0, top, width, height)
        self.title = title
        self.shapes: list[str] = []

    def line(
        self,
        points: Sequence[tuple[float, float]],
        lit: bool = False,
        head: bool = True,
        carries: str = "",
    ) -> None:
        """Draw a line through the points, with an arrow head at its end.

        carries names the value that runs along it, for a script that draws the line as wide as
        the value is large.
        """
        if carries:
            self.shapes.append(f'<g data-carries="{carries}">')
        if head:
            points = [*points[:-1], self._arrow_head(points[-2], points[-1], lit)]
        path = " L".join(f"{x:g} {y:g}" for x, y in points)
        self.shapes.append(f'<path d="M{path}" fill="none" {_stroke(lit)}/>')
        if carries:
            self.shapes.append("</g>")

    def _arrow_head(
        self, start: tuple[float, float], end: tuple[float, float], lit: bool
    ) -> tuple[float, float]:
        """Draw an arrow head at end and return the middle of its base."""
        (x1, y1), (x2, y2) = start, end
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        size = 11 if lit else 8
        base = (x2 - size * ux, y2 - size * uy)
        wide = size / 2
        corners = [
            (x2, y2),
            (base[0] - wide * uy, base[1] + wide * ux),
            (base[0] + wide * uy, base[1] - wide * ux),
        ]
        shown = " ".join(f"{x:g},{y:g}" for x, y in corners)
        self.shapes.append(f'<polygon points="{shown}" {_fill(lit)}/>')
        return base

    def box(self, x: float, y: float, name: str, lit: bool = False, width: float = 56) -> None:
        """Draw a layer with weights: a rectangle around (x, y)."""
        self.shapes.append(
            f'<rect x="{x - width / 2:g}" y="{y - 18:g}" width="{width:g}" height="36" rx="4" '
            f"{_node(lit)}/>"
        )
        if name:
            self.text(x, y + 6, name, lit, size=16 if len(name) < 5 else 14)

    def circle(self, x: float, y: float, sign: str, lit: bool = False) -> None:
        """Draw an operation element by element: a circle around (x, y) with its sign."""
        self.shapes.append(f'<circle cx="{x:g}" cy="{y:g}" r="15" {_node(lit)}/>')
        self.text(x, y + 7, sign, lit, size=20)

    def ellipse(self, x: float, y: float, name: str, lit: bool = False) -> None:
        """Draw a function element by element: an ellipse around (x, y)."""
        self.shapes.append(f'<ellipse cx="{x:g}" cy="{y:g}" rx="30" ry="16" {_node(lit)}/>')
        self.text(x, y + 5, name, lit)

    def text(self, x: float, y: float, words: str, lit: bool = False, size: int = 16) -> None:
        """Write words centred at x."""
        weight = ' font-weight="700"' if lit else ""
        self.shapes.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="middle"{weight} '
            f"{_fill(lit)}>{escape(words)}</text>"
        )

    def symbol(
        self,
        x: float,
        y: float,
        letter: str,
        index: str,
        lit: bool = False,
        arrow: str = "",
        index_size: int = 13,
    ) -> None:
        """Write a letter of the equations with its index; arrow stands over it."""
        weight = ' font-weight="700"' if lit else ""
        self.shapes.append(
            f'<text x="{x:g}" y="{y:g}" font-size="19" text-anchor="middle"{weight} {_fill(lit)}>'
            f'<tspan font-style="italic">{escape(letter)}</tspan>'
            f'<tspan dy="5" font-size="{index_size}">{escape(index)}</tspan></text>'
        )
        if arrow:
            self.text(x - 4, y - 13, arrow, lit, size=15)

    def svg(self) -> str:
        """Return the drawing as one SVG element."""
        _, _, width, height = self.frame
        view = " ".join(map(str, self.frame))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" '
            f'class="drawing" role="img" width="{width}" height="{height}" '
            'font-family="system-ui, sans-serif">'
            f"<title>{escape(self.title)}</title>{''.join(self.shapes)}</svg>"
        )


def rnn_cell(title: str | None = None, language: str = "en") -> str:
    r"""Draw a vanilla RNN cell: x_t, h_{t-1} and the bias meet in tanh.

    .. math:: h_t = \tanh(W_x x_t + W_h h_{t-1} + b)

    Parameters
    ----------
    title : text alternative; by default a description in ``language``
    language : "en" or "ko"

    Returns
    -------
    SVG text, 560 by 250 units.

    Raises
    ------
    ValueError
        If there are no words in that language.

    Source: Elman (1990). Chapter 2.
    """
    d = Drawing(560, 250, _title(title, words_in(WORDS, language)["rnn"]))
    d.line([(70, 125), (242, 125)])
    d.symbol(45, 131, "h", "t-1")
    d.symbol(150, 115, "W", "h")
    d.line([(260, 222), (260, 145)])
    d.symbol(260, 242, "x", "t")
    d.symbol(238, 190, "W", "x")
    d.line([(310, 222), (310, 145)])
    d.text(310, 240, "1", size=17)
    d.symbol(326, 190, "b", "")
    d.box(285, 125, "tanh", width=90)
    d.line([(330, 125), (500, 125)])
    d.line([(430, 125), (430, 40)])
    d.symbol(524, 131, "h", "t")
    d.symbol(430, 28, "h", "t")
    return d.svg()


def lstm_cell(lit: str | None = None, title: str | None = None, language: str = "en") -> str:
    r"""Draw an LSTM cell, with one part highlighted.

    .. math:: C_t = f_t \circ C_{t-1} + i_t \circ g_t, \qquad h_t = o_t \circ \tanh(C_t)

    Parameters
    ----------
    lit : the part to highlight: a name of LSTM_PARTS ("cell-line", "input", "forget", "cell",
        "output"), or None
    title, language : as for :func:`rnn_cell`

    Returns
    -------
    SVG text, 680 by 345 units.

    Raises
    ------
    ValueError
        If lit is no part of the drawing, or there are no words in that language.

    Source: Hochreiter & Schmidhuber (1997); Gers et al. (2000). Chapter 3.
    """
    check_text("lit", lit, (*LSTM_PARTS, None))
    d = Drawing(680, 345, _title(title, _lstm_title(lit, words_in(WORDS, language))), top=40)
    _lstm_lines(d, lit)
    _lstm_nodes(d, lit)
    return d.svg()


def _title(title: str | None, described: str) -> str:
    """Return the title that was given, or by default what describes the drawing."""
    if title is None:
        return described
    check_text("title", title)
    return title


def _lstm_title(lit: str | None, words: dict[str, Any]) -> str:
    thick = f" {words['lit'].format(part=words['parts'][lit])}" if lit else ""
    return f"{words['lstm']}{thick}"


def _lstm_lines(d: Drawing, lit: str | None) -> None:
    """Draw the plain lines, then the highlighted ones on top."""
    line, forget, gate, cell, out = (
        lit == part for part in ("cell-line", "forget", "input", "cell", "output")
    )
    paths = [  # from the old hidden state and the input to the four boxes, then what comes of them
        ([(75, 320), (510, 320), (510, 268)], out, ""),
        ([(75, 320), (210, 320), (210, 268)], forget, ""),
        ([(75, 320), (310, 320), (310, 268)], gate, ""),
        ([(75, 320), (410, 320), (410, 268)], gate, ""),
        ([(120, 352), (120, 322)], forget or gate or out, ""),
        ([(70, 70), (195, 70)], line or forget or cell, "C_prev"),
        ([(225, 70), (345, 70)], line or cell, "kept"),
        ([(375, 70), (610, 70)], line or cell, "C"),
        ([(210, 232), (210, 85)], forget or cell, "f"),
        ([(310, 232), (310, 150), (345, 150)], gate or cell, "i"),
        ([(410, 232), (410, 150), (375, 150)], gate or cell, "g"),
        ([(360, 135), (360, 85)], gate or cell, "written"),
        ([(560, 70), (560, 114)], out, "C"),
        ([(560, 146), (560, 195)], out, "squashed"),
        ([(510, 232), (510, 210), (545, 210)], out, "o"),
        ([(560, 225), (560, 320), (610, 320)], out, "h"),
        ([(560, 320), (560, 358)], out, "h"),
    ]
    for points, is_lit, carries in sorted(paths, key=lambda path: path[1]):
        d.line(points, is_lit, carries=carries)


def _lstm_nodes(d: Drawing, lit: str | None) -> None:
    """Draw gates, operations and letters."""
    line, forget, gate, cell, out = (
        lit == part for part in ("cell-line", "forget", "input", "cell", "output")
    )
    d.circle(210, 70, "×", line or forget or cell)
    d.circle(360, 70, "+", line or cell)
    d.circle(360, 150, "×", gate or cell)
    d.circle(560, 210, "×", out)
    d.ellipse(560, 130, "tanh", out)
    for x, function, letter, on in (
        (210, "σ", "f", forget),
        (310, "σ", "i", gate),
        (410, "tanh", "g", gate),
        (510, "σ", "o", out),
    ):
        d.box(x, 250, function, on)
        d.symbol(x - 16, 222, letter, "t", on)
    d.symbol(42, 76, "C", "t-1", line or forget or cell)
    d.symbol(638, 76, "C", "t", line or cell)
    d.symbol(42, 326, "h", "t-1", forget or gate or out)
    d.symbol(638, 326, "h", "t", out)
    d.symbol(120, 372, "x", "t", forget or gate or out)
    d.symbol(588, 360, "h", "t", out)


def bidirectional(return_sequences: bool, title: str | None = None, language: str = "en") -> str:
    r"""Draw four time steps of a bidirectional layer, and which states are joined.

    .. math:: y_t = [\overrightarrow{h}_t \; \overleftarrow{h}_t]

    Parameters
    ----------
    return_sequences : join the two states of each time step, or only the two computed last
    title, language : as for :func:`rnn_cell`

    Returns
    -------
    SVG text, 680 by 335 units.

    Raises
    ------
    ValueError
        If there are no words in that language.

    Source: Schuster & Paliwal (1997). Chapter 6.
    """
    words = words_in(WORDS, language)
    check_flag("return_sequences", return_sequences)
    what = words["sequences" if return_sequences else "ends"]
    d = Drawing(680, 335, _title(title, f"{words['bidirectional']} {what}"), top=60)
    columns = {t: 100 + 160 * (t - 1) for t in (1, 2, 3, 4)}
    for t, x in columns.items():
        _column(d, t, x, return_sequences)
    for t in (1, 2, 3):
        d.line([(columns[t] + 1, 280), (columns[t + 1] - 70, 280)])
        d.line([(columns[t + 1] - 1, 200), (columns[t] + 70, 200)])
    if not return_sequences:
        _join_ends(d, columns)
    return d.svg()


def _column(d: Drawing, t: int, x: float, join: bool) -> None:
    """Draw one time step: input, a cell of each direction and, with join, its joined output."""
    forward_lit, backward_lit = not join and t == 4, not join and t == 1
    d.symbol(x, 388, "x", str(t))
    d.line([(x - 6, 366), (x - 34, 300)])
    d.line([(x + 6, 366), (x + 34, 220)])
    d.box(x - 34, 280, "LSTM →", forward_lit, width=70)
    d.box(x + 34, 200, "← LSTM", backward_lit, width=70)
    if join:
        d.line([(x - 34, 262), (x - 34, 112)])
        d.line([(x + 34, 182), (x + 34, 112)])
        _joined(d, x, 92, str(t), str(t))


def _join_ends(d: Drawing, columns: Mapping[int, float]) -> None:
    """Draw the join of the forward state of the last step and the backward state of the first."""
    middle = (columns[1] + columns[4]) / 2
    d.line([(columns[1] + 34, 182), (columns[1] + 34, 92), (middle - 56, 92)], lit=True)
    d.line([(columns[4] - 34, 262), (columns[4] - 34, 92), (middle + 56, 92)], lit=True)
    _joined(d, middle, 92, "4", "1", lit=True)


def _joined(d: Drawing, x: float, y: float, forward: str, backward: str, lit: bool = False) -> None:
    """Draw a box with two halves: the forward state left, the backward state right."""
    d.box(x, y, "", lit, width=106)
    d.line([(x, y - 18), (x, y + 18)], head=False)
    d.symbol(x - 27, y + 8, "h", forward, lit, arrow="→")
    d.symbol(x + 27, y + 8, "h", backward, lit, arrow="←")


def _stroke(lit: bool) -> str:
    colour, width = (HIGHLIGHT, THICK) if lit else ("currentColor", THIN)
    return f'style="stroke: {colour}" stroke-width="{width}"'


def _node(lit: bool) -> str:
    return f'class="drawing-node" fill="white" {_stroke(lit)}'


def _fill(lit: bool) -> str:
    return f'style="fill: {HIGHLIGHT if lit else "currentColor"}"'
