"""Mends to the text: what belongs together stays on one line.

A formula is a box to the browser, and a line may break between a box and what follows it. In
Korean a particle or an ending may follow, and belongs to it as well. A line may also break after
the hyphen of 2e-04.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, NavigableString

STOP = re.compile(r"[\uac00-\ud7a3]{0,4}(?![\uac00-\ud7a3])[.,;:!?)\u2019\u201d]*")
POWER = re.compile(r"[\d.]+e[-+]\d+")


def stops_stay_with_formulas(soup: BeautifulSoup) -> None:
    """Wrap each formula and the punctuation or particle right behind it."""
    for formula in soup.select("span.math:not(.with-its-stop > span)"):
        after = formula.next_sibling
        found = STOP.match(after) if isinstance(after, NavigableString) else None
        if found and found[0]:
            wrapper = formula.wrap(soup.new_tag("span", attrs={"class": "with-its-stop"}))
            wrapper.append(found[0])
            after.replace_with(NavigableString(after[found.end() :]))


def powers_of_ten_do_not_break(soup: BeautifulSoup) -> None:
    """Mark each computed number like 2e-04: a browser would break it after the hyphen."""
    for number in soup.select("span.pasted-text:not(.one-word)"):
        if POWER.fullmatch(number.get_text()):
            number["class"] = [*number["class"], "one-word"]


MENDS = (stops_stay_with_formulas, powers_of_ten_do_not_break)
