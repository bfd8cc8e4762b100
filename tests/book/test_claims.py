"""What a page says with a comparing or general word rests on a check, a convention or a source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from lstm_book.claims import compare, marks
from lstm_book.claims.prose import sentences
from lstm_book.claims.words import found_in

ROOT = Path(__file__).parents[2]
PAGES = compare.pages()


@pytest.mark.parametrize("page", PAGES)
def test_every_claim_of_a_page_is_held(page):
    assert compare.problems(page) == [], f"see `python -m lstm_book.claims {page}`"


def test_a_file_of_marks_belongs_to_a_page():
    assert {path.stem for path in marks.CLAIMS.iterdir()} <= set(PAGES)


def test_a_test_that_holds_a_claim_exists():
    named = {m.reason for page in PAGES for m in marks.marks(page) if m.kind == "test"}
    assert named, "expected pages without code to name tests"
    assert sorted(test for test in named if not _exists(test)) == []


def _exists(test: str) -> bool:
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8")) if (ROOT / file).is_file() else None
    return tree is not None and any(
        isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body
    )


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Return how to write a page, in both languages, and its marks; then what is wrong with it."""
    monkeypatch.setattr(compare, "ENGLISH", tmp_path / "en")
    monkeypatch.setattr(compare, "FOLDERS", {lang: tmp_path / lang for lang in ("en", "ko")})
    monkeypatch.setattr(marks, "CLAIMS", tmp_path)
    for language in ("en", "ko"):
        (tmp_path / language).mkdir()

    def write(english: str, mark: str = "", korean: str = "없음.") -> list[str]:
        (tmp_path / "en" / "p.md").write_text(english + HIDDEN, encoding="utf-8")
        (tmp_path / "ko" / "p.md").write_text(korean, encoding="utf-8")
        (tmp_path / "p.yml").write_text(mark, encoding="utf-8")
        return compare.problems("p")

    return write


HIDDEN = """

```{code-cell} ipython3
assert 1, "shown"
```

```{code-cell} ipython3
:tags: [remove-cell]

assert 2 > 1, "two-is-more"
```
"""
CLAIM = "Two is more than one {cite:p}`peano`."
MARK = f'- en: "{CLAIM}"\n  '


def test_a_claim_without_a_mark_is_found_in_either_language(page):
    assert page("Two is a number. " + CLAIM) == [f"en, no mark: {CLAIM}"]
    assert page("None.", "- {en: None., definition: d}", "둘은 하나보다 큽니다.") == [
        "ko, no mark: 둘은 하나보다 큽니다."
    ]


def test_every_sentence_of_an_alternative_text_is_held(page):
    cell = "```{code-cell} ipython3\n---\nmystnb:\n  image:\n    alt: A line. It rises.\n---\n```"
    assert page(cell) == ["en, no mark: A line.", "en, no mark: It rises."]


@pytest.mark.parametrize(
    "good", ["check: two-is-more", "definition: count", "source: peano", "test: t"]
)
def test_a_marked_claim_is_held(page, good):
    assert page(CLAIM, MARK + good) == []


def test_a_check_is_an_assertion_in_a_hidden_cell(page):
    for name in ("shown", "elsewhere"):
        (found,) = page(CLAIM, MARK + f"check: {name}")
        assert found == f"check {name}: expected one assertion of that name in a hidden cell."


def test_a_source_is_cited_in_the_paragraph(page):
    assert page(CLAIM, MARK + "source: euclid") == [f"en, euclid is not cited beside: {CLAIM}"]


def test_a_mark_goes_with_its_sentence(page):
    (found,) = page("Two is a number.", MARK + "definition: count")
    assert found == f"en, a mark whose sentence is gone: {CLAIM}"
    (found,) = page(CLAIM, 2 * (MARK + "definition: count\n"))
    assert found == f"en, 2 marks: {CLAIM}"


def test_what_is_to_be_decided_is_not_held(page, capsys):
    page("Two is more.\n\nThree is more.")
    assert compare.main(["--add", "p"]) == 1
    assert compare.problems("p") == [
        "todo: {'en': ['Two is more.']}",
        "todo: {'en': ['Three is more.']}",
    ]
    assert "sentences: todo 2" in capsys.readouterr().out


@pytest.mark.parametrize("bad", ["check: a\n  source: b", "reason: x", "check:"])
def test_a_mark_has_one_kind_and_its_reason(page, bad):
    with pytest.raises(ValueError, match="expected one of check, test, definition, source, todo"):
        page(CLAIM, MARK + bad)


def test_prose_is_all_that_a_reader_sees_but_code_and_formulas(tmp_path):
    text = """---
title: not prose
---

(a-label)=
# 1. A heading

Some text in
two lines. Another: $a. b$ and `c. d`! Why? See [all](more.md) of it.

- an item
  goes on
- a second

:::{dropdown} 1. A question?
An answer.
:::

```{code-cell} ipython3
---
mystnb:
  image:
    alt: >-
      A line
      rises.
---
"not prose"
```

```{drawing} lstm-cell
:lit: forget
A caption.
```

| head | of it |
|---|---|
| cell | more |
"""
    path = tmp_path / "page.md"
    path.write_text(text, encoding="utf-8")
    assert [sentence.text for sentence in sentences(path)] == [
        "A heading",
        "Some text in two lines.",
        "Another: $a. b$ and `c. d`!",
        "Why?",
        "See [all](more.md) of it.",
        "an item goes on",
        "a second",
        "A question?",
        "An answer.",
        "A line rises.",
        "A caption.",
        "head",
        "of it",
        "cell",
        "more",
    ]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Furthermore, a call of most, ALL and for\ngood", ["most", "ALL", "for\ngood"]),
        ("en", "At once: it is right all the same", []),
        (
            "ko",
            "하지만 이것만은 둘보다 더 늘 절대로 큽니다",
            ["이것만은", "둘보다", "더", "늘", "절대로"],
        ),
        ("ko", "어느 시점에서나 둘 다 어느 것일까요", ["어느 시점에서나"]),
        ("ko", "늘어납니다. 다시 더합니다.", []),
    ],
)
def test_words_are_whole_and_exceptions_are_none(language, text, words):
    assert found_in(text, language) == words
