"""Figures of Matplotlib stand in the page itself, in the colours of the theme.

As an image of its own an SVG keeps its black lines on a dark page. Here black becomes the colour
of the text, and white the ground of the page.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from sphinx.application import Sphinx

from .style_sheets import pages

IMAGE = re.compile(r'<img [^>]*?src="([^"]*_images/[^"]+\.svg)"[^>]*/?>')
ALT = re.compile(r'\balt="([^"]*)"')
DROPPED = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
COLOURS = {"#000000": "currentColor", "#ffffff": "var(--pst-color-background)"}


def inline(svg: str, alt: str, number: int) -> str:
    """Return a figure as part of a page; number tells its names from those of other figures."""
    svg = DROPPED.sub("", svg).strip()
    svg = re.sub(r'\b(id=")|(href="#)|(url\(#)', rf"\g<0>figure-{number}-", svg)
    svg = svg.replace("*{stroke-linejoin", ".figure-svg *{stroke-linejoin")
    for old, new in COLOURS.items():
        svg = svg.replace(old, new)
    svg = re.sub(r"\n\s*", " ", svg)
    title = f"<title>{escape(unescape(alt))}</title>"
    return re.sub(r"<svg ([^>]*)>", rf'<svg class="figure-svg" role="img" \1>{title}', svg, count=1)


def with_figures(html: str, folder: Path) -> str:
    """Return a page with its SVG images in place."""
    count = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        alt = ALT.search(found[0])
        svg = (folder / found[1]).read_text(encoding="utf-8")
        return inline(svg, alt[1] if alt else "", count)

    return IMAGE.sub(replaced, html)


def provide(app: Sphinx, exception: Exception | None) -> None:
    """Put the figures into all pages."""
    if exception or app.builder.format != "html":
        return
    for path in pages(Path(app.outdir)):
        html = path.read_text(encoding="utf-8")
        if IMAGE.search(html):
            path.write_text(with_figures(html, path.parent), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Run after ``finish`` and before ``style_sheets``."""
    app.connect("build-finished", provide, priority=550)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
