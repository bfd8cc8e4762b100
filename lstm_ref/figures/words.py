"""Texts in several languages: labels and descriptions of the drawings and the widgets.

Chapters: 2, 3 and 6.
"""

from __future__ import annotations

from typing import Any

from lstm_ref.validation import check_mapping, check_text

__all__ = ["words_in"]


def words_in(words: dict[str, Any], language: str) -> dict[str, Any]:
    """Return the words of one language.

    Parameters
    ----------
    words : language -> its words
    language : "en", "ko"

    Raises
    ------
    ValueError, TypeError
        If there are no words in that language, or words is no mapping.

    Source: none. Chapters: 2, 3 and 6.
    """
    check_mapping("words", words)
    check_text("language", language, tuple(words))
    found: dict[str, Any] = words[language]
    return found
