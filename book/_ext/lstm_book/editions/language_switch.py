"""Links from each page to the same page in the other editions: for readers and search engines.

The links are relative, because the site has no address of its own. Search engines want whole ones:
a line of script makes them so, wherever the site is. Another script keeps the reader's place: pages
of all editions have the same blocks in the same order. The welcome page at the site's root offers
the other editions to a reader whose browser asks for their language, once.
"""

from __future__ import annotations

import posixpath
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from ..paths import TEMPLATES
from ..words import words
from .edition import WELCOME, Edition, all_editions, edition_in

MAKE_ABSOLUTE = (
    "for (const link of document.head.querySelectorAll('[hreflang]')) link.href = link.href;"
)


def links(here: Edition, pagename: str, editions: tuple[Edition, ...]) -> list[dict[str, Any]]:
    """Return where each edition has a page, or its welcome page, as seen from here."""
    folder = posixpath.dirname(here.address(pagename))
    return [
        {
            "language": edition.language,
            "name": edition.name,
            "href": posixpath.relpath(edition.address(pagename), folder or "."),
            "same_page": edition.has(pagename),
        }
        for edition in editions
    ]


def alternate_links(found: list[dict[str, Any]]) -> str:
    """Return the head's links to the page in each language; the first edition is the default."""
    pages = [(each["language"], each["href"]) for each in found if each["same_page"]]
    if found[0]["same_page"]:
        pages.append(("x-default", found[0]["href"]))
    tags = [
        f'<link rel="alternate" hreflang="{language}" href="{escape(href)}"/>'
        for language, href in pages
    ]
    return "\n".join([*tags, f"<script>{MAKE_ABSOLUTE}</script>"])


def offers(here: Edition, pagename: str, others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the site's root says to readers of other languages, each in its own."""
    if pagename != WELCOME or not here.is_first:
        return []
    return [each | words(each["language"], "language_switch") for each in others]


def add_links(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Tell the template and the head of each page where the other editions are."""
    here = edition_in(app.config.language)
    found = links(here, pagename, all_editions())
    context["metatags"] = f"{context.get('metatags', '')}\n{alternate_links(found)}"
    context["other_editions"] = [each for each in found if each["language"] != here.language]
    context["languages"] = words(here.language, "language_switch")["languages"]
    context["language_offers"] = offers(here, pagename, context["other_editions"])


def add_template_folder(app: Sphinx, config: Config) -> None:
    """Let the theme find the template, which ``article_header_end`` in ``_config.yml`` names."""
    config.templates_path.append(str(TEMPLATES))


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the links to every page."""
    app.connect("config-inited", add_template_folder)
    app.connect("html-page-context", add_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
