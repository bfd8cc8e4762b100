"""``python -m lstm_book.claims``: every sentence that compares or generalises, and its reason.

python -m lstm_book.claims 03-2-forget-gate         # lists them, and what is wrong
python -m lstm_book.claims --add 03-2-forget-gate   # writes new ones into its file, as todo
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from ..parity.page import ENGLISH, KOREAN, read
from .marks import Mark, add_todo, marks
from .prose import Sentence, sentences
from .words import found_in

FOLDERS = {folder.name: folder for folder in (ENGLISH, KOREAN)}


def claims(page: str) -> dict[str, list[Sentence]]:
    """Return the sentences of a page that have to be held, by language.

    They have a word of ``words.yml``, or describe a figure.
    """
    return {
        language: [
            sentence
            for sentence in sentences(folder / f"{page}.md")
            if sentence.described or found_in(sentence.words, language)
        ]
        for language, folder in FOLDERS.items()
    }


def checks(page: str) -> list[str]:
    """Return the names of a page's assertions: their messages, in cells that are not shown."""
    blocks = [
        block for section in read(ENGLISH / f"{page}.md").sections for block in section.blocks
    ]
    hidden = [b.code for b in blocks if "remove-cell" in str(b.options.get("tags", ""))]
    found = [node for code in hidden for node in ast.walk(ast.parse(code))]
    messages = [node.msg for node in found if isinstance(node, ast.Assert)]
    return [m.value for m in messages if isinstance(m, ast.Constant)]


def problems(page: str) -> list[str]:
    """Say what is wrong with a page: sentences without a mark, and marks that hold nothing."""
    found = marks(page)
    return [*_unmarked(page, found), *(f for mark in found for f in _wrong(page, mark))]


def unmarked(page: str, found: list[Mark]) -> dict[str, list[str]]:
    """Return the claims that no mark names, by language, each once."""
    known = {
        (lang, text) for mark in found for lang, texts in mark.sentences.items() for text in texts
    }
    return {
        language: [t for t in dict.fromkeys(s.text for s in found_) if (language, t) not in known]
        for language, found_ in claims(page).items()
    }


def _unmarked(page: str, found: list[Mark]) -> Iterator[str]:
    for language, texts in unmarked(page, found).items():
        yield from (f"{language}, no mark: {text}" for text in texts)
    count = Counter(
        (lang, text) for m in found for lang, texts in m.sentences.items() for text in texts
    )
    yield from (f"{lang}, {n} marks: {text}" for (lang, text), n in count.items() if n > 1)


def _wrong(page: str, mark: Mark) -> Iterator[str]:
    """Say what is wrong with one mark."""
    if mark.kind == "todo":
        yield f"todo: {mark.sentences}"
    if mark.kind == "check" and checks(page).count(mark.reason) != 1:
        yield f"check {mark.reason}: expected one assertion of that name in a hidden cell."
    for language, texts in mark.sentences.items():
        here = {s.text: s.paragraph for s in sentences(FOLDERS[language] / f"{page}.md")}
        for text in texts:
            if text not in here:
                yield f"{language}, a mark whose sentence is gone: {text}"
            elif mark.kind == "source" and mark.reason not in here[text]:
                yield f"{language}, {mark.reason} is not cited beside: {text}"


def pages() -> list[str]:
    """Return the names of all pages."""
    return sorted(path.stem for path in ENGLISH.glob("*.md"))


def main(arguments: list[str]) -> int:
    """List claims with their marks and count them; return how many problems there are."""
    adding = arguments[:1] == ["--add"]
    count: Counter[str] = Counter()
    bad = 0
    for page in arguments[adding:] or pages():
        if adding:
            add_todo(page, unmarked(page, marks(page)))
        found = problems(page)
        bad += len(found)
        _show(page, found)
        for mark in marks(page):
            count[mark.kind] += sum(map(len, mark.sentences.values()))
    print("sentences:", ", ".join(f"{kind} {number}" for kind, number in count.items()))
    return min(bad, 1)


def _show(page: str, found: list[str]) -> None:
    print(f"\n{page}")
    for mark in marks(page):
        for language, texts in mark.sentences.items():
            print(
                *(f"  {mark.kind:10} {language} {text}\n    {mark.reason}" for text in texts),
                sep="\n",
            )
    print(*(f"  WRONG {text}" for text in found), sep="\n")
