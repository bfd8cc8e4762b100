"""The icon fonts of the theme, reduced to the icons that the site uses.

The bundles of ``style_sheets`` name those icons, once they have no unused rules.
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
from sphinx.errors import ExtensionError

logging.getLogger("fontTools.subset").setLevel(logging.WARNING)  # it logs every table
FOLDER = "_static/vendor/fontawesome/webfonts"
NUMBER, CHARACTER = re.compile(r'"\\([0-9a-f]{2,4})"'), re.compile("[\ue000-\uf8ff]")


def icon_codes(style_sheets: list[str]) -> set[int]:
    """Return the icons that style sheets name, as a number or as the character itself."""
    text = "".join(style_sheets)
    return {int(code, 16) for code in NUMBER.findall(text)} | set(map(ord, CHARACTER.findall(text)))


def subset_font(font: bytes, wanted: set[int]) -> bytes:
    """Return a font with these characters only."""
    options = subset.Options(flavor="woff2", notdef_outline=True, layout_features=[])
    reduced = TTFont(io.BytesIO(font))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(reduced)
    written = io.BytesIO()
    reduced.flavor = "woff2"
    reduced.save(written)
    return written.getvalue()


def reduce_fonts(app: Sphinx, exception: Exception | None) -> None:
    """Write the reduced fonts over the theme's."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    sheets = [path.read_text(encoding="utf-8") for path in site.glob("_static/styles-*.css")]
    fonts = list((site / FOLDER).glob("*.ttf"))
    if not fonts:
        raise ExtensionError(f"icon_font: there is no font in {FOLDER}, where the theme had them")
    for whole in fonts:
        whole.with_suffix(".woff2").write_bytes(subset_font(whole.read_bytes(), icon_codes(sheets)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after ``pages.passes``, which writes the bundles."""
    app.connect("build-finished", reduce_fonts, priority=610)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
