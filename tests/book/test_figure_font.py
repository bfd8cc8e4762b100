"""Figures are lettered in the language of their page, and no letter is missing."""

from __future__ import annotations

import pytest
from lstm_book.execution.figure_font import FONT, MISSING
from matplotlib.font_manager import FontProperties, get_font

from tests.helpers.small_book import SETTINGS, build
from tests.helpers.soup import soup


def test_the_font_has_every_syllable():
    there = get_font(FontProperties(fname=FONT).get_file()).get_charmap()
    assert all(code in there for code in range(0xAC00, 0xD7A4))


@pytest.mark.parametrize("page", ["01-long-term-dependencies", "03-1-input-gate", "03-6-memory"])
def test_figures_on_korean_pages_have_korean_letters(site, page):
    figures = soup(site / "ko" / f"{page}.html").select("svg.figure-svg")
    assert figures
    for figure in figures:
        assert "-NanumGothic-" in str(figure), figure.title.text


def test_no_page_shows_that_a_letter_is_missing(pages):
    for path in pages:
        assert not MISSING.search(path.read_text(encoding="utf-8")), path.name


def test_a_missing_letter_is_a_warning_and_so_no_book(tmp_path):
    said = "UserWarning: Glyph 44172 (\\N{HANGUL SYLLABLE GE}) missing from font(s) DejaVu Sans."
    settings = SETTINGS | {
        "extensions": [*SETTINGS["extensions"], "lstm_book.execution.figure_font"]
    }
    _, warnings = build(tmp_path, f"```text\n{said}\n```\n", settings)
    assert "WARNING: a figure lacks a letter: Glyph 44172" in warnings
