"""The words of comparison and generality, and whether a sentence has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import yaml

from ..paths import PACKAGE

LISTS = yaml.safe_load((PACKAGE / "claims" / "words.yml").read_text(encoding="utf-8"))
LANGUAGES = tuple(LISTS)


def found_in(text: str, language: str) -> list[str]:
    """Return the words of a sentence that make it a claim to be held, in order."""
    words, without = _patterns(language)
    return [match[0] for match in words.finditer(without.sub(" ", text))]


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    groups = dict(LISTS[language])
    without = groups.pop("not")
    return _any_of(word for group in groups.values() for word in group), _any_of(without)


def _any_of(words: Iterator[str] | list[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(_whole, longest_first)), re.IGNORECASE)


def _whole(word: str) -> str:
    """Return the pattern of a word that stands alone; a hyphen stands for letters."""
    begin = r"[^\W_]" if word.startswith("-") else r"\b"
    parts = (re.escape(part).replace(r"\ ", r"\s+") for part in word.split("-"))
    return begin + r"\w*".join(parts) + r"\b"
