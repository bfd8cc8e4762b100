"""Matplotlib settings of the book's figures: SVG, and a Korean font where one is installed.

Needs Matplotlib and IPython, which a notebook has; ``import lstm_ref`` does not.

Chapters: 1, 3 and 5.
"""

from __future__ import annotations

import os
from collections.abc import Collection

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib_inline.backend_inline import set_matplotlib_formats

from lstm_ref.validation import check_kind, check_text

__all__ = ["families", "svg_figures"]

FONTS = "LSTM_REF_FONTS"  # environment variable: font files besides the installed ones
DEFAULT = "DejaVu Sans"  # Matplotlib's own
KOREAN_FONTS = (
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
    """Draw figures as SVG, in Matplotlib's own font and a Korean one.

    The Korean font is the first of KOREAN_FONTS that is installed, or is among the files that the
    variable LSTM_REF_FONTS of the environment names. Without one there is no warning: only
    Korean letters need it.

    Takes and returns nothing; it holds for all later figures of the session.

    Raises nothing.

    Source: none; the pages begin with it. Chapters: 1, 3 and 5.
    """
    set_matplotlib_formats("svg")  # type: ignore[no-untyped-call]
    for path in filter(None, os.environ.get(FONTS, "").split(os.pathsep)):
        font_manager.fontManager.addfont(path)
    installed = {font.name for font in font_manager.fontManager.ttflist}
    mpl.rcParams["font.family"] = families(installed)


def families(installed: Collection[str]) -> list[str]:
    """Return the font families for Matplotlib, in order of preference.

    Parameters
    ----------
    installed : names of fonts

    Returns
    -------
    One name, or two where a Korean font is installed.

    Raises ``TypeError`` unless these are texts. Source: none. Chapters: 1, 3 and 5.
    """
    check_kind("installed", installed, (list, tuple, set), "a list or a set of names")
    for name in installed:
        check_text("installed", name)
    there = set(installed)
    return [DEFAULT, *[name for name in KOREAN_FONTS if name in there][:1]]
