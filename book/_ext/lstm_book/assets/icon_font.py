"""The icon fonts with the icons that the site uses, and no others.

Which icons those are stands in the style sheets, once ``style_sheets`` has dropped the rules of
all others.
"""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

logging.getLogger("fontTools.subset").setLevel(logging.WARNING)  # it tells of every table
FOLDER = "_static/vendor/fontawesome/webfonts"
NUMBER, CHARACTER = re.compile(r'"\\([0-9a-f]{2,4})"'), re.compile("[\ue000-\uf8ff]")


def codes(style_sheets: list[str]) -> set[int]:
    """Return the icons that style sheets name, as a number or as the character itself."""
    text = "".join(style_sheets)
    return {int(code, 16) for code in NUMBER.findall(text)} | set(map(ord, CHARACTER.findall(text)))


def smaller(font: bytes, wanted: set[int]) -> bytes:
    """Return a font with these characters only."""
    options = subset.Options(flavor="woff2", notdef_outline=True, layout_features=[])
    made = TTFont(io.BytesIO(font))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(made)
    written = io.BytesIO()
    made.flavor = "woff2"
    made.save(written)
    return written.getvalue()


def provide(app: Sphinx, exception: Exception | None) -> None:
    """Write the smaller fonts over the theme's."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    sheets = [path.read_text(encoding="utf-8") for path in site.glob("_static/styles-*.css")]
    for whole in (site / FOLDER).glob("*.ttf"):
        whole.with_suffix(".woff2").write_bytes(smaller(whole.read_bytes(), codes(sheets)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after ``style_sheets``."""
    app.connect("build-finished", provide, priority=610)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
