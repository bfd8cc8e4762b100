"""The code of all pages is run before Sphinx starts; Sphinx then finds the results."""

from __future__ import annotations

import pytest
from jupyter_cache import get_cache
from lstm_book.execution import page_runner
from lstm_book.paths import ROOT

from tests.helpers.small_book import CELL, HEAD, SETTINGS, build

PRINTS = CELL.replace("x = 1", "print(6 * 7)")


@pytest.fixture
def cache(tmp_path):
    return get_cache(str(tmp_path / "cache"))


def page(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_equal_code_is_run_once_and_a_page_without_code_never(tmp_path, cache):
    pages = [
        page(tmp_path, "en.md", "Words.\n\n" + CELL),
        page(tmp_path, "ko.md", "글.\n\n" + CELL),
        page(tmp_path, "other.md", PRINTS),
        page(tmp_path, "words.md", "Words.\n"),
    ]
    assert len(page_runner.register(cache, pages)) == 2
    assert {record.uri for record in cache.list_project_records()} == set(map(str, pages[:3]))


def test_sphinx_finds_what_was_run_and_a_page_that_failed_is_not_found(tmp_path, cache):
    good, bad = page(tmp_path, "good.md", PRINTS), page(tmp_path, "bad.md", CELL.replace("1", "y"))
    numbers = page_runner.register(cache, [good, bad])
    page_runner.run_registered(tmp_path / "cache", numbers)
    (record,) = cache.list_cache_records()
    assert record.uri == str(good)
    settings = SETTINGS | {
        "nb_execution_mode": "cache",
        "nb_execution_cache_path": str(tmp_path / "cache"),
    }
    before = record.accessed
    shown, warnings = build(tmp_path / "book", PRINTS, settings)
    assert (shown.select_one(".cell_output").text.strip(), warnings) == ("42", "")
    (record,) = cache.list_cache_records()  # nothing was run again
    assert record.accessed > before


def test_a_cell_may_run_as_long_as_jupyter_book_lets_it():
    assert f"timeout: {page_runner.timeout()}\n" in (ROOT / "_config.yml").read_text("utf-8")
