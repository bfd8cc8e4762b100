"""Figures of the book: drawn as SVG, and lettered in Korean where a font is there.

Needs Matplotlib and IPython, which a notebook has; ``import lstm_ref`` does not.

Chapters: 1, 3 and 5.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib_inline.backend_inline import set_matplotlib_formats

FONTS = "LSTM_REF_FONTS"  # variable of the environment: font files besides the installed ones
FIRST = "DejaVu Sans"  # Matplotlib's own
KOREAN = (
    "NanumGothic",
    "Nanum Gothic",
    "NanumBarunGothic",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "UnDotum",
    "Baekmuk Dotum",
    "Noto Sans CJK JP",  # one file has the letters of all four; Matplotlib knows its first name
)


def svg_figures() -> None:
    """Draw figures as SVG, with letters of Matplotlib's own font and of a Korean one.

    The Korean font is the first of KOREAN that is installed, or is among the files that the
    variable LSTM_REF_FONTS of the environment names. Where there is none, nothing is said: only a
    figure with Korean letters misses it.

    Takes and returns nothing; later figures of the same session obey.

    Raises nothing.

    Source: none; the pages begin with it. Chapters: 1, 3 and 5.
    """
    set_matplotlib_formats("svg")  # type: ignore[no-untyped-call]
    for path in filter(None, os.environ.get(FONTS, "").split(os.pathsep)):
        font_manager.fontManager.addfont(path)
    installed = {font.name for font in font_manager.fontManager.ttflist}
    mpl.rcParams["font.family"] = families(installed)


def families(installed: Iterable[str]) -> list[str]:
    """Return the fonts to draw letters with, the first one first.

    Parameters
    ----------
    installed : names of fonts

    Returns
    -------
    One name, or two where a Korean font is installed.

    Raises nothing. Source: none. Chapters: 1, 3 and 5.
    """
    there = set(installed)
    return [FIRST, *[name for name in KOREAN if name in there][:1]]
