"""The page at the site's root leads to the welcome page and asks for no missing file."""

from __future__ import annotations

import pytest
from lstm_book.editions.edition import all_editions
from lstm_book.site.front_page import write_front_page

from tests.helpers.soup import soup

FIRST = all_editions()[0]
ICON = "_static/lstm-book-icon.svg"


def test_it_leads_to_the_welcome_page_with_and_without_a_refresh(tmp_path, built):
    page = soup(built(tmp_path))
    assert page.select_one("meta[http-equiv]")["content"] == "0; url=book/en/index.html"
    assert page.select_one("a")["href"] == "book/en/index.html"
    assert page.select_one("title").text == page.select_one("a").text == "LSTM, gate by gate"


def test_it_names_its_icon_so_that_no_browser_asks_for_another(tmp_path, built):
    page = soup(built(tmp_path))
    assert page.select_one("link[rel=icon]")["href"] == ICON


@pytest.mark.parametrize("missing", ["book/en/index.html", ICON])
def test_a_site_without_what_it_names_is_refused(tmp_path, missing, built):
    with pytest.raises(FileNotFoundError, match=missing):
        built(tmp_path, missing)


@pytest.fixture
def built():
    """Write a front page into a site of empty files, one of which may be missing."""

    def build(site, missing=None):
        for name in {"book/en/index.html", ICON} - {missing}:
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).touch()
        write_front_page(FIRST, site)
        return site / "index.html"

    return build


def test_the_site_has_it(site):
    assert soup(site / "index.html").select_one("link[rel=icon]") is not None
