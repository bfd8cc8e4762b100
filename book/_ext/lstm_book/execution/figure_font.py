"""A font with Hangul for the figures of Matplotlib, and a warning where a letter is missing.

The font is a package of npm; ``lstm_ref.figures.plotting`` finds it by a variable of
the environment that the kernels inherit.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from lstm_ref.figures.plotting import FONTS

from ..assets.npm import LOCK, packages
from ..paths import BUILD, ROOT

logger = logging.getLogger(__name__)

PACKED = "@fontsource/nanum-gothic/files/nanum-gothic-korean-400-normal.woff2"
FONT = BUILD / "fonts" / "NanumGothic.ttf"
MISSING = re.compile(r"Glyph \d+ \(.*?\) missing")


def unpack(packed: Path, target: Path) -> None:
    """Write a web font as the kind of file that Matplotlib reads."""
    font = TTFont(packed)
    font.flavor = None
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def install_font(app: Sphinx | None = None) -> None:
    """Write the font where it is missing or old, and tell the kernels where it is."""
    if not FONT.exists() or FONT.stat().st_mtime < (ROOT / LOCK).stat().st_mtime:
        unpack(packages() / PACKED, FONT)
    os.environ[FONTS] = str(FONT)


class WarnOfMissingLetters(SphinxTransform):
    """Warn of each figure that has an empty box in the place of a letter: the build fails."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Look at what the cells have printed."""
        for block in self.document.findall(nodes.literal_block):
            if found := MISSING.search(block.astext()):
                logger.warning("a figure lacks a letter: %s", found[0], location=block)


def setup(app: Sphinx) -> dict[str, Any]:
    """Install before the pages are read."""
    app.connect("builder-inited", install_font)
    app.add_transform(WarnOfMissingLetters)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
