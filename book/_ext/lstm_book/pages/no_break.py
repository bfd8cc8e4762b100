"""Passes that keep together what must not be broken over two lines.

A formula is a box to the browser, and a line may break between a box and what follows it. In
Korean a particle or an ending may follow, and belongs to it as well. A line may also break after
the hyphen of 2e-04.
"""

from __future__ import annotations

import re

from bs4 import NavigableString

from .page import Page, page_pass

PUNCTUATION = re.compile(r"[\uac00-\ud7a3]{0,4}(?![\uac00-\ud7a3])[.,;:!?)\u2019\u201d]*")
EXPONENT = re.compile(r"[\d.]+e[-+]\d+")


@page_pass(somewhere=("span.math",))
def keep_punctuation_with_formulas(page: Page) -> None:
    """Wrap each formula and the punctuation or particle right behind it."""
    for formula in page.soup.select("span.math:not(.with-its-stop > span)"):
        after = formula.next_sibling
        found = PUNCTUATION.match(after) if isinstance(after, NavigableString) else None
        if found and found[0]:
            wrapper = formula.wrap(page.soup.new_tag("span", attrs={"class": "with-its-stop"}))
            wrapper.append(found[0])
            after.replace_with(NavigableString(after[found.end() :]))


@page_pass(somewhere=("span.pasted-text",))
def keep_exponents_unbroken(page: Page) -> None:
    """Mark each computed number like 2e-04: a browser would break it after the hyphen."""
    for number in page.soup.select("span.pasted-text:not(.one-word)"):
        if EXPONENT.fullmatch(number.get_text()):
            number["class"] = [*number["class"], "one-word"]
