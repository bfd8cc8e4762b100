"""Another book builds with the module alone, by Jupyter Book's own command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from python_in_pages import offline, policy

from tests.helpers import fake_runtime, two_page_book
from tests.helpers.soup import soup

PLACE = ".python-in-pages"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, str]:
    """Return the site and the log of a build in Danish, of which the module has no words."""
    folder = tmp_path_factory.mktemp("primes")
    fake_runtime.lay(folder / "laid")
    book = two_page_book.write(folder, {"laid": str(folder / "laid")}, language="da")
    return two_page_book.build(book, PYTHON_IN_PAGES="")


def test_the_page_with_code_has_the_button_and_the_other_has_not(built):
    site, _ = built
    (place,) = soup(site / "primes.html").select(PLACE)
    assert place.button.text == "Run this page"
    assert soup(site / "primes.html").html["lang"] == "da"
    assert not soup(site / "history.html").select(PLACE)
    assert not soup(site / "genindex.html").select(PLACE)


def test_what_its_page_hides_and_needs_is_carried(built):
    site, _ = built
    (hidden,) = soup(site / "primes.html").select('script[type="text/x-python"]')
    assert hidden.string == "LIMIT = 30"
    assert "[2, 3, 5, 7, 11, 13, 17, 19, 23, 29]" in soup(site / "primes.html").text


def test_nothing_of_the_course_is_in_another_book(built):
    site, log = built
    text = "".join(path.read_text(encoding="utf-8") for path in site.glob("*.html"))
    for word in ("lstm", "LSTM", "make serve"):
        assert word not in text + log


def test_a_page_of_it_is_on_its_site_that_names_the_licences(built):
    site, _ = built
    assert len(soup(site / "python-licences.html").select("tbody tr")) == len(fake_runtime.LICENCES)


def test_a_source_that_is_gone_leaves_a_book_without_buttons_and_says_so(tmp_path):
    book = two_page_book.write(tmp_path, {"lock": "no.json", "start": ["numpy"]})
    cache = {"PYTHON_IN_PAGES_CACHE": str(tmp_path / "cache"), "NPM_CONFIG_OFFLINE": "true"}
    site, log = two_page_book.build(book, PYTHON_IN_PAGES="", **cache)
    assert not soup(site / "primes.html").select(PLACE)
    assert not (site / "python").exists()
    assert "This site has no buttons to run its pages" in log
    assert "npm ci" in log
    assert not (site / policy.FILE).exists()
    assert "unregister" in (site / offline.WORKER).read_text(encoding="utf-8")


def test_pages_that_have_not_changed_follow_the_python_of_their_site(tmp_path):
    fake_runtime.lay(tmp_path / "laid")
    book = two_page_book.write(tmp_path, {"laid": str(tmp_path / "laid")})
    two_page_book.build(book, PYTHON_IN_PAGES="")
    shutil.rmtree(tmp_path / "laid")
    fake_runtime.lay(tmp_path / "laid", "ba9876543210")
    site, _ = two_page_book.build(book, PYTHON_IN_PAGES="")
    assert "./python/ba9876543210/page.js" in (site / "primes.html").read_text(encoding="utf-8")
    site, _ = two_page_book.build(book, PYTHON_IN_PAGES="no")
    assert "python-in-pages" not in (site / "primes.html").read_text(encoding="utf-8")
