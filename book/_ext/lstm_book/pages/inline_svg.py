"""A pass that puts Matplotlib's figures into the page itself, in the colours of the theme.

As an image of its own an SVG keeps its black lines on a dark page. Here black becomes the colour
of the text, and white the ground of the page.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from bs4 import BeautifulSoup

from .page import Page, page_pass

IMAGES = 'img[src*="_images/"][src$=".svg"]'
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
    title = f"<title>{escape(alt)}</title>"
    return re.sub(r"<svg ([^>]*)>", rf'<svg class="figure-svg" role="img" \1>{title}', svg, count=1)


@page_pass(somewhere=(IMAGES,))
def inline_figures(page: Page) -> None:
    """Replace each SVG image by the drawing itself."""
    folder = (page.site / page.path).parent
    for number, image in enumerate(page.soup.select(IMAGES), 1):
        svg = (folder / image["src"]).read_text(encoding="utf-8")
        drawing = inline(svg, image.get("alt", ""), number)
        image.replace_with(BeautifulSoup(drawing, "html.parser"))
