"""What authors have said of the sentences: ``book/claims/PAGE.yml``, a list of marks.

- en: "The first gate is larger than the second."
  ko: 첫째 게이트가 둘째보다 큽니다.
  check: first-gate-is-larger   # the message of an assertion in a hidden cell of the page

In the place of ``check`` stands ``test`` (a test's id, where a page has no code), ``definition``
(why it is true with nothing measured), ``source`` (the key of the citation in the same paragraph),
or ``todo``, which an author still has to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from ..paths import BOOK
from .words import LANGUAGES

CLAIMS = BOOK / "claims"
KINDS = ("check", "test", "definition", "source", "todo")


@dataclass(frozen=True)
class Mark:
    """Sentences of one page, in both languages, and what they rest on."""

    sentences: dict[str, list[str]]
    kind: str
    reason: str


def marks(page: str) -> list[Mark]:
    """Read the marks of a page."""
    path = CLAIMS / f"{page}.yml"
    if not path.exists():
        return []
    return [_mark(entry, path.name) for entry in yaml.safe_load(path.read_text("utf-8")) or ()]


def _mark(entry: dict[str, Any], file: str) -> Mark:
    kinds = [key for key in entry if key not in LANGUAGES]
    if len(kinds) != 1 or kinds[0] not in KINDS or not entry[kinds[0]]:
        raise ValueError(f"{file}: expected one of {', '.join(KINDS)}, received {entry}.")
    sentences = {
        language: [found] if isinstance(found, str) else found
        for language in LANGUAGES
        if (found := entry.get(language))
    }
    return Mark(sentences, kinds[0], str(entry[kinds[0]]))


def add_todo(page: str, found: dict[str, list[str]]) -> None:
    """Append sentences that an author has to decide on; found has them by language."""
    entries = [
        {language: text, "todo": "decide"} for language, texts in found.items() for text in texts
    ]
    if entries:
        with (CLAIMS / f"{page}.yml").open("a", encoding="utf-8") as file:
            file.write(as_yaml(entries))


def as_yaml(entries: list[dict[str, Any]]) -> str:
    """Return entries as they stand in a file."""
    return yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=10**6)
