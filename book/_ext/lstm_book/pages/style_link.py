"""A pass that puts one link in the place of a page's style sheets."""

from __future__ import annotations

import posixpath

from bs4 import Tag

from ..assets.style_sheets import STATIC, bundle_name
from .page import Page, page_pass

LINKS = 'link[rel="stylesheet"]:not([media])'


@page_pass(on_every_page=(LINKS,))
def link_one_style_sheet(page: Page) -> None:
    """Link the bundle; the link keeps the names of the sheets that it holds."""
    links = page.soup.select(LINKS)
    if not links:
        return
    folder = posixpath.dirname(page.path)
    found = [posixpath.join(folder, link["href"].partition("?")[0]) for link in links]
    sheets = " ".join(map(posixpath.normpath, found))
    href = posixpath.relpath(f"{STATIC}/{bundle_name(sheets)}", folder or ".")
    attributes = {"data-sheets": sheets, "href": f"{href}?v=0", "rel": "stylesheet"}
    links[0].replace_with(Tag(name="link", attrs=attributes, can_be_empty_element=True))
    for link in links[1:]:
        link.decompose()
