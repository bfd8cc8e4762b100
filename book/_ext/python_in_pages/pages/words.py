"""What the pages say, in each language: the files in ``scripts/words``, and the book's own words.

A language without a file gets English, as does a word that a language lacks.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..settings import Settings, SettingsError

SCRIPTS = Path(__file__).parents[1] / "scripts"
ENGLISH = "en"
Words = dict[str, str]


def of_language(settings: Settings, language: str) -> Words:
    """Return the words of a page in a language (``pt_BR`` is found under ``pt`` too)."""
    found = all_words(settings)
    primary = language.replace("_", "-").partition("-")[0]
    return found.get(language) or found.get(primary) or found[ENGLISH]


def all_words(settings: Settings) -> dict[str, Words]:
    """Return the words of all languages that have some, each complete.

    Raises SettingsError where the book names a word that no page says.
    """
    files = {path.stem: _read(path) for path in sorted((SCRIPTS / "words").glob("*.json"))}
    english = files[ENGLISH]
    for language, words in settings.words.items():
        if unknown := sorted(words.keys() - english.keys()):
            raise SettingsError(
                f"python_in_pages.words.{language}: unknown: {', '.join(unknown)}; "
                f"there are {', '.join(sorted(english))}"
            )
    english = english | settings.words.get(ENGLISH, {})
    return {
        language: english | files.get(language, {}) | settings.words.get(language, {})
        for language in sorted(files.keys() | settings.words.keys())
    }


def _read(path: Path) -> Words:
    found: Words = json.loads(path.read_text(encoding="utf-8"))
    return found
