"""The same words in every language. Korean stands in ko.yml, looked up by the English words."""

import functools
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
PHRASES = HERE.parent / "checks" / "words.yml"  # what checks.py says


class Filled(str):
    """English words in which names are filled in; the template finds the Korean ones."""

    template: str
    names: dict[str, str]


def filled(template: str, **names: str) -> Filled:
    words = Filled(template.format(**names))
    words.template, words.names = template, names
    return words


@functools.cache
def korean() -> dict[str, str]:
    pairs = yaml.safe_load((HERE / "ko.yml").read_text(encoding="utf-8"))
    return {pair["en"]: pair["ko"] for pair in pairs}


def in_all(words: str) -> dict[str, str]:
    """Return words of a mistake, a hint or a probe in every language."""
    template, names = (words.template, words.names) if isinstance(words, Filled) else (words, {})
    if template not in korean():
        raise KeyError(f"fixtures/ko.yml has no Korean words for: {template}")
    found = korean()[template]
    return {"en": str(words), "ko": found.format(**names) if names else found}


def phrases() -> dict[str, dict[str, Any]]:
    """Return language -> key -> what checks.py says."""
    table = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    return {way: {key: both[way] for key, both in table.items()} for way in ("en", "ko")}
