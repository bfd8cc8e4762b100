"""Mends to the text: a full stop after a formula stays on the formula's line.

A formula is a box to the browser, and a line may break between a box and what follows it.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, NavigableString

STOP = re.compile(r"[.,;:!?)\u2019\u201d]+")


def stops_stay_with_formulas(soup: BeautifulSoup) -> None:
    """Wrap each formula and the punctuation right behind it."""
    for formula in soup.select("span.math:not(.with-its-stop > span)"):
        after = formula.next_sibling
        found = STOP.match(after) if isinstance(after, NavigableString) else None
        if found:
            wrapper = formula.wrap(soup.new_tag("span", attrs={"class": "with-its-stop"}))
            wrapper.append(found[0])
            after.replace_with(NavigableString(after[found.end() :]))


MENDS = (stops_stay_with_formulas,)
