"""One term for one thing, in both editions."""

from __future__ import annotations

import re

import pytest
import yaml
from lstm_book.parity.page import ENGLISH, KOREAN, read
from lstm_book.paths import BOOK

TERMS = yaml.safe_load((BOOK / "terms.yml").read_text(encoding="utf-8"))
PAGES = sorted(KOREAN.glob("*.md"))
# A forbidden word counts where a word begins: not as the end of another one.
TOKEN = r"(?<![가-힣]){}"


def headings(folder):
    """Return the terms of a glossary, in its order."""
    text = (folder / "glossary.md").read_text(encoding="utf-8")
    body = text.partition("```{glossary}\n")[2].partition("\n```")[0]
    return [line for line in body.splitlines() if line and not line.startswith((" ", "\t"))]


def test_the_glossaries_have_the_terms_of_the_list():
    listed = [term for term in TERMS if term.get("glossary")]
    assert headings(ENGLISH) == [term["english"] for term in listed]
    assert headings(KOREAN) == [term["korean"] for term in listed]


def test_the_list_has_each_term_once():
    for language in ("english", "korean"):
        words = [term[language] for term in TERMS]
        assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_other_word_stands_for_a_term(path):
    text = path.read_text(encoding="utf-8")
    found = []
    for term in TERMS:
        for word in term.get("not", []):
            if path.stem == "glossary" or not re.search(TOKEN.format(re.escape(word)), text):
                continue  # the glossary names other words to say that they are other words
            found.append(f"{word}: write {term['korean']}")
    assert found == []


@pytest.mark.parametrize("name", [path.stem for path in PAGES])
def test_a_term_of_the_english_page_is_on_the_korean_one(name):
    english = "\n".join(section.prose for section in read(ENGLISH / f"{name}.md").sections)
    korean = (KOREAN / f"{name}.md").read_text(encoding="utf-8")
    missing = [
        term["english"]
        for term in TERMS
        if term.get("everywhere", True)  # no everyday word, and no name in code
        and re.search(rf"\b{re.escape(term['english'])}s?\b", english, re.IGNORECASE)
        and term["korean"] not in korean
    ]
    assert missing == []
