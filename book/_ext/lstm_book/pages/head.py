"""Mends to the theme's HTML that bring a page to the screen sooner.

Each function mends one thing in a page's soup; ``finish`` runs them.
"""

from __future__ import annotations

from bs4 import BeautifulSoup

DESCRIPTION_LENGTH = 155  # characters; search engines cut what is longer


def icons_from_the_font(soup: BeautifulSoup) -> None:
    """Drop fontawesome.js, half of a page's weight: the theme's style sheet draws the icons too."""
    for tag in soup.select('script[src*="fontawesome.js"], link[href*="fontawesome.js"]'):
        tag.decompose()


def scripts_after_the_page(soup: BeautifulSoup) -> None:
    """Let no script in the head hold the page up, but one: inline scripts after it need it.

    Scripts that run after the page need not be fetched before its style sheet either.
    """
    for script in soup.select("head script[src]"):
        if "documentation_options.js" not in script["src"]:
            script["defer"] = ""
    for preload in soup.select('link[rel="preload"][as="script"]'):
        preload.decompose()


def one_viewport(soup: BeautifulSoup) -> None:
    """The theme, Sphinx and docutils each write one."""
    for extra in soup.select('meta[name="viewport"]')[1:]:
        extra.decompose()


def describe(soup: BeautifulSoup) -> None:
    """Say in the head what the page says first: search engines show it."""
    first = soup.select_one("article section > p:not(.run-it)")
    item = soup.select_one("article section .admonition li")  # chapters open with what one learns
    text = " ".join((item or first).get_text().split()) if item or first else ""
    if not text or soup.head is None or soup.select_one('meta[name="description"]'):
        return
    title = soup.head.title.get_text().partition(" \u2014")[0]
    words = f"{title}: {text}"
    if len(words) > DESCRIPTION_LENGTH:
        words = words[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + " \u2026"
    soup.head.append(soup.new_tag("meta", attrs={"name": "description", "content": words}))


MENDS = (icons_from_the_font, scripts_after_the_page, one_viewport, describe)
