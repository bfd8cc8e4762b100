"""Passes over a page's head: what it loads, when, and what it says to search engines."""

from __future__ import annotations

from .page import Page, page_pass

DESCRIPTION_LENGTH = 155  # characters; search engines cut what is longer
# Inline scripts need it, so it alone runs before the page is read.
NOT_DEFERRED = "documentation_options.js"
FIRST_PARAGRAPH = "article section > p:not(.run-it)"
FIRST_AIM = "article section .admonition li"  # chapters open with what one learns


@page_pass(on_every_page=('script[src*="fontawesome.js"]',))
def remove_icon_script(page: Page) -> None:
    """Drop fontawesome.js, half of a page's weight: the theme's style sheet draws the icons too."""
    for tag in page.soup.select('script[src*="fontawesome.js"], link[href*="fontawesome.js"]'):
        tag.decompose()


@page_pass(
    on_every_page=(f'head script[src*="{NOT_DEFERRED}"]', 'link[rel="preload"][as="script"]')
)
def defer_scripts(page: Page) -> None:
    """Defer the scripts of the head: they run after the page, so nothing waits for them.

    Nor need they be fetched before the page's style sheet.
    """
    for script in page.soup.select("head script[src]"):
        if NOT_DEFERRED not in script["src"]:
            script["defer"] = ""
    for preload in page.soup.select('link[rel="preload"][as="script"]'):
        preload.decompose()


@page_pass(on_every_page=('meta[name="viewport"]',))
def keep_one_viewport(page: Page) -> None:
    """Keep the first: the theme, Sphinx and docutils each write one."""
    for extra in page.soup.select('meta[name="viewport"]')[1:]:
        extra.decompose()


@page_pass(somewhere=(FIRST_PARAGRAPH, FIRST_AIM))
def add_description(page: Page) -> None:
    """Describe the page by the first thing that it says: search engines show it."""
    soup = page.soup
    first, aim = soup.select_one(FIRST_PARAGRAPH), soup.select_one(FIRST_AIM)
    text = " ".join((aim or first).get_text().split()) if aim or first else ""
    if not text or soup.head is None or soup.select_one('meta[name="description"]'):
        return
    title = soup.head.title.get_text().partition(" \u2014")[0]
    words = f"{title}: {text}"
    if len(words) > DESCRIPTION_LENGTH:
        words = words[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + " \u2026"
    soup.head.append(soup.new_tag("meta", attrs={"name": "description", "content": words}))
