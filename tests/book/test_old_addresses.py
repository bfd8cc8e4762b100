"""The addresses that the site had before: each leads to its page, with the place on it."""

from __future__ import annotations

import pytest

from tests.helpers.soup import soup
from tests.helpers.visit import DESK, Visit


def test_there_is_one_for_each_page(site, edition, pages):
    old = {path.name for path in (site / edition.folder).iterdir()}
    assert old == {path.name for path in pages}


def test_each_leads_to_its_page_without_scripts_too(site, edition):
    for path in (site / edition.folder).glob("*.html"):
        page, now = soup(path), site / edition.site_folder / path.name
        refresh = page.select_one("noscript meta")["content"].removeprefix("0; url=")
        for target in (refresh, page.select_one("a")["href"]):
            assert (path.parent / target).resolve() == now.resolve()
        assert page.html["lang"] == edition.language


def test_no_browser_asks_for_an_icon_that_is_not_there(site, edition):
    for path in (site / edition.folder).glob("*.html"):
        assert (path.parent / soup(path).select_one("link[rel=icon]")["href"]).is_file()


@pytest.mark.parametrize("rest", ["03-2-forget-gate.html?a=1#forget-bias", "search.html?q=gate"])
def test_the_place_on_the_page_and_the_words_searched_for_are_kept(browser, address, edition, rest):
    visit = Visit(browser, DESK)
    visit.page.goto(f"{address}/{edition.folder}/{rest}")
    folder = f"{edition.site_folder}/".lstrip("/")
    visit.page.wait_for_url(f"{address}/{folder}{rest}")
    assert visit.troubles == []
    visit.context.close()
