"""The Korean pages are the English ones in Korean: nothing missing, nothing else, nothing old."""

from __future__ import annotations

import pytest
from lstm_book.parity.code import HANGUL, differences
from lstm_book.parity.compare import compare, fingerprint, is_stale, main, mark_seen
from lstm_book.parity.page import ENGLISH, KOREAN, read

NAMES = sorted(path.stem for path in ENGLISH.glob("*.md"))


def test_both_editions_have_the_same_pages():
    assert sorted(path.stem for path in KOREAN.glob("*.md")) == NAMES
    assert len(NAMES) > 20


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_same_parts_in_both_languages(name):
    assert compare(name) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_follows_the_english_one_as_it_is_now(name):
    assert not is_stale(name), (
        f"book/en/{name}.md has changed since book/ko/{name}.md was brought up to date. "
        f"Change the Korean page too, then run `make ko-seen PAGE={name}`."
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_korean_in_every_section(name):
    for section in read(KOREAN / f"{name}.md").sections:
        letters = [c for c in section.prose if c.isalpha()]
        hangul = [c for c in letters if HANGUL.match(c)]
        if name == "references" or len(letters) < 40:
            continue
        assert len(hangul) > len(letters) / 2, f"{section.title}: {section.prose.strip()[:80]}"


@pytest.fixture
def two_pages(tmp_path, monkeypatch):
    """Two small pages of their own; returns how to write one."""
    for name in ("en", "ko"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("lstm_book.parity.compare.ENGLISH", tmp_path / "en")
    monkeypatch.setattr("lstm_book.parity.compare.KOREAN", tmp_path / "ko")
    return lambda language, text: (tmp_path / language / "p.md").write_text(text, encoding="utf-8")


ENGLISH_PAGE = """(a)=
# Gates

A {term}`gate` is 0.5, see [](b.md) and $h_t$.

$$
i_t = 1
$$ (eq-i)

```{code-cell} ipython3
print("value", x)  # here
gate_maker()
```

| a | b |
|---|---|
| 1 | 2 |

## Why `f`

:::{dropdown} 1. Why?
Because.
:::
"""
KOREAN_PAGE = """(a)=
# 게이트

{term}`게이트`는 0.5입니다. $h_t$와 [](b.md)을 보세요.

$$
i_t = 1
$$ (eq-i)

```{code-cell} ipython3
print("값", x)  # 여기
gate_maker(language="ko")
```

| 가 | 나 |
|---|---|
| 1 | 2 |

## 왜 `f`인가

:::{dropdown} 1. 왜일까요?
그래서입니다.
:::
"""


def test_equal_pages_are_equal(two_pages):
    two_pages("en", ENGLISH_PAGE)
    two_pages("ko", KOREAN_PAGE)
    assert compare("p") == []


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("(a)=", "(b)=", "labels"),
        ("0.5입니다", "0.4입니다", "numbers"),
        ("(b.md)", "(c.md)", "links"),
        ("{term}`게이트`", "{term}`망각 게이트`", "roles"),
        ("i_t = 1", "i_t = 2", "equations"),
        ("(eq-i)", "(eq-j)", "equations"),
        ("$h_t$", "$h_u$", "maths"),
        ("`f`", "`g`", "code"),
        ('"값", x', '"값", y', "code"),
        ('"값"', '"worth"', "code"),
        ('gate_maker(language="ko")', "gate_maker(1)", "code"),
        ("| 1 | 2 |", "| 1 | 2 |\n| 1 | 2 |", "tables"),
        ("## 왜", "### 왜", "levels of headings"),
        (":::{dropdown}", ":::{note}", "directives"),
    ],
)
def test_each_kind_of_difference_is_named(two_pages, old, new, named):
    two_pages("en", ENGLISH_PAGE)
    two_pages("ko", KOREAN_PAGE.replace(old, new))
    assert KOREAN_PAGE.count(old) >= 1
    assert any(named in found for found in compare("p"))


def test_a_changed_english_page_makes_the_korean_one_stale_until_it_is_seen(two_pages, tmp_path):
    two_pages("en", ENGLISH_PAGE)
    two_pages("ko", KOREAN_PAGE)
    assert is_stale("p")
    mark_seen("p")
    assert not is_stale("p")
    assert compare("p") == []  # the hash alone is no difference
    two_pages("en", ENGLISH_PAGE.replace("Because.", "For a reason."))
    assert is_stale("p")
    mark_seen("p")
    text = (tmp_path / "ko" / "p.md").read_text(encoding="utf-8")
    assert text.count("english: ") == 1
    assert fingerprint(tmp_path / "en" / "p.md") in text


def test_only_a_named_page_that_is_equal_is_marked_as_seen(two_pages, capsys):
    two_pages("en", ENGLISH_PAGE)
    two_pages("ko", KOREAN_PAGE.replace("0.5입니다", "0.4입니다"))
    assert main(["--seen"]) == 1
    assert "expected the name of a page" in capsys.readouterr().out
    assert main(["--seen", "p"]) == 1
    assert is_stale("p")
    two_pages("ko", KOREAN_PAGE)
    assert main(["--seen", "p"]) == 0
    assert not is_stale("p")


def test_values_in_words_may_not_differ():
    assert differences('f"{a:.2f} left"', 'f"{a:.2f}만큼 남음"') == []
    assert differences('f"{a:.2f} left"', 'f"{a:.3f}만큼 남음"') != []
    assert differences("x = 1", "x = 2") != []
    assert differences("x = 1", "x = 1\ny = 2") != []
