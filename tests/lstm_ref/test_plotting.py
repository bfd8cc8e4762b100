"""Figures: as SVG, with a Korean font where there is one, and silently without where not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lstm_ref.figures import plotting

DRAW = """
import warnings
warnings.simplefilter("error")
import logging
logging.basicConfig(level=logging.WARNING)
import matplotlib as mpl
mpl.use("Agg")
from matplotlib import font_manager
import matplotlib.pyplot as plt
fonts = font_manager.fontManager.ttflist
fonts[:] = [font for font in fonts if font.name.startswith("DejaVu")]
from lstm_ref.figures.plotting import svg_figures
svg_figures()
plt.plot([1, 2], label="plain")
plt.legend()
plt.savefig("/dev/null", format="svg")
print(mpl.rcParams["font.family"])
"""


def test_without_a_korean_font_nothing_is_said():
    done = subprocess.run([sys.executable, "-c", DRAW], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.strip() == "['DejaVu Sans']"


@pytest.mark.parametrize(
    ("installed", "chosen"),
    [
        (["DejaVu Sans", "Arial"], ["DejaVu Sans"]),
        (["Malgun Gothic", "DejaVu Sans"], ["DejaVu Sans", "Malgun Gothic"]),
        (["Malgun Gothic", "NanumGothic"], ["DejaVu Sans", "NanumGothic"]),
    ],
)
def test_the_first_korean_font_stands_behind_matplotlibs_own(installed, chosen):
    assert plotting.families(installed) == chosen


@pytest.mark.parametrize("module", ["lstm_ref", "lstm_ref.figures", "lstm_ref.figures.drawings"])
def test_the_package_itself_needs_no_matplotlib(module):
    """Of the figures, plotting alone imports it: the widgets draw without."""
    code = f"import sys, {module}; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
