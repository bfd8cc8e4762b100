"""Compares what two programs print: the words are equal, the numbers but for their last digits."""

from __future__ import annotations

import re
from collections.abc import Collection

WORD_OR_NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:e[-+]?\d+)?|[-+]?nan|[-+]?inf|[^\W\d]\w*")
DECIMAL = re.compile(r"[-+]?\d+\.(?P<places>\d*)(?:e[-+]?\d+)?")
ROUNDED = 4  # PyTorch rounds to so many places; a number of fewer, 0.5, is that number


def difference(theirs: str, ours: str, within: float = 1e-5, without: Collection[str] = ()) -> str:
    """Return how two texts differ, or nothing.

    Spaces, brackets and commas do not count. within: how far decimal numbers may be apart; whole
    ones, which are shapes, are equal. without: words that a library puts around its arrays.
    """
    pairs = [
        [word for word in WORD_OR_NUMBER.findall(text) if word not in without]
        for text in (theirs, ours)
    ]
    same = len(pairs[0]) == len(pairs[1]) and all(
        _agree(a, b, within) for a, b in zip(*pairs, strict=True)
    )
    return "" if same else f"{theirs.strip()!r} beside {ours.strip()!r}"


def _agree(a: str, b: str, within: float) -> bool:
    """Compare two words. Two numbers rounded at the same place may be rounded to neighbours."""
    one, other = DECIMAL.fullmatch(a), DECIMAL.fullmatch(b)
    if one is None or other is None:
        return a == b
    places = len(one["places"])
    if places == len(other["places"]) and places >= ROUNDED:
        within = max(within, 1.001 * 10.0**-places)
    return abs(float(a) - float(b)) <= within
