"""What the pages say, in each language.

``pages/words`` has what the build writes into the pages, ``scripts/words`` what the scripts say in
the browser; a book can replace a sentence of either, or bring a language. A language without a
file gets English, as does a word that a language lacks.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..settings import Settings, SettingsError

SCRIPTS = Path(__file__).parents[1] / "scripts"
FOLDERS = (Path(__file__).with_suffix(""), SCRIPTS / "words")
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
    files = _files()
    for language, own in settings.words.items():
        if unknown := sorted(own.keys() - files[ENGLISH].keys()):
            raise SettingsError(
                f"python_in_pages.words.{language}: unknown: {', '.join(unknown)}; "
                f"there are {', '.join(sorted(files[ENGLISH]))}"
            )
    english = files[ENGLISH] | settings.words.get(ENGLISH, {})
    return {
        language: english | files.get(language, {}) | settings.words.get(language, {})
        for language in sorted(files.keys() | settings.words.keys())
    }


def _files() -> dict[str, Words]:
    """Return what the files say, by language."""
    found: dict[str, Words] = {}
    for path in (path for folder in FOLDERS for path in sorted(folder.glob("*.json"))):
        found.setdefault(path.stem, {}).update(json.loads(path.read_text(encoding="utf-8")))
    return found
