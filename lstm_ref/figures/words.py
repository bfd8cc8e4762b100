"""Texts in several languages: labels and descriptions of the drawings and the widgets.

Chapters: 2, 3 and 6.
"""

from __future__ import annotations

from typing import Any


def words_in(words: dict[str, Any], language: str) -> dict[str, Any]:
    """Return the words of one language.

    Parameters
    ----------
    words : language -> its words
    language : "en", "ko"

    Raises
    ------
    ValueError
        If there are no words in that language.

    Source: none. Chapters: 2, 3 and 6.
    """
    if language not in words:
        known = ", ".join(map(repr, words))
        raise ValueError(f"language: expected one of {known}, received {language!r}.")
    found: dict[str, Any] = words[language]
    return found
