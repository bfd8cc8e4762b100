"""The Korean search finds nouns with their particles, and foreign words beside them."""

from __future__ import annotations

import json

import pytest
from lstm_book.paths import ROOT
from lstm_book.search.korean import PARTICLES, WORD, SearchKorean
from py_mini_racer import MiniRacer

from tests.helpers.soup import soup

SEARCH = SearchKorean({})
FOUND = "#search-results ul.search > li > a"


SEARCH_ALL = """
const Search = {};
function finds(words, query) {
  const index = {terms: Object.fromEntries(words.map(word => [word, 0])), titleterms: {}};
  Search._index = index;
  const wanted = splitQuery(query).map(word => new Stemmer().stemWord(word));
  return wanted.length > 0 && wanted.every(word => index.terms[word] !== undefined);
}
"""


@pytest.fixture(scope="module")
def engine() -> MiniRacer:
    """Return an engine with what the browser gets."""
    made = MiniRacer()
    made.eval(SEARCH.js_splitter_code + SEARCH.js_stemmer_code + SEARCH_ALL)
    return made


def finds(engine: MiniRacer, query: str, text: str) -> bool:
    """Say whether a page of this text alone is found."""
    words = sorted({SEARCH.stem(word).lower() for word in SEARCH.split(text)})
    return bool(engine.call("finds", words, query.lower()))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("게이트", "망각 게이트를 닫습니다"),
        ("게이트", "게이트와"),
        ("게이트를", "게이트만으로도"),
        ("은닉 상태", "은닉 상태는 상태입니다, 은닉의"),
        ("값", "후보 값을"),
        ("LSTM", "LSTM은 LSTM의"),
        ("lstm은", "LSTM"),
        ("gates", "게이트(gate)"),
        ("W_h", "W_h를"),
        ("시점에서", "시점 12"),
    ],
)
def test_what_is_searched_for_is_found(engine, query, text):
    assert finds(engine, query, text)


@pytest.mark.parametrize(
    ("query", "text"), [("게이트", "게임을"), ("상태", "은닉"), ("gate", "게")]
)
def test_another_word_is_not_found(engine, query, text):
    assert not finds(engine, query, text)


@pytest.mark.parametrize("text", ["3번, h읽어 0.5", "한글 only", "σ(z) C_t", "--", "x_t, 은 a은닉"])
def test_browser_and_index_split_alike(engine, text):
    assert list(engine.call("splitQuery", text)) == WORD.findall(text)


@pytest.mark.parametrize("particle", PARTICLES)
def test_each_particle_is_taken_off(engine, particle):
    assert finds(engine, f"가중치{particle}", "가중치")


@pytest.mark.parametrize("word", ["차이", "크기", "길이"])
def test_a_short_word_keeps_its_last_syllable(engine, word):
    assert finds(engine, word, word)
    assert not finds(engine, word, word[0])


def test_a_beginning_is_found_on_all_pages_of_its_words_once(engine):
    engine.eval("const terms = {게이트를: [0, 2], 게이트: 1, 게이트가: [2], gate: 3}")
    engine.eval("addBeginnings(terms)")
    terms = json.loads(engine.eval("JSON.stringify(terms)"))
    assert sorted(terms["게"]) == sorted(terms["게이트"]) == [0, 1, 2]
    assert terms["gate"] == [3]
    assert "gat" not in terms


def search(browser, address: str, query: str) -> list[str]:
    """Return the pages that the search page of the Korean edition finds."""
    page = browser.new_page()
    page.goto(f"{address}/ko/search.html?q={query}")
    page.locator(".search-summary", has_text="페이지를 찾았습니다").wait_for()
    page.locator(FOUND).first.wait_for()
    hrefs = page.locator(FOUND).evaluate_all("links => links.map(link => link.pathname)")
    page.close()
    return [href.rpartition("/")[2].removesuffix(".html") for href in hrefs]


def words_of(name: str) -> set[str]:
    text = (ROOT / "book" / "ko" / f"{name}.md").read_text(encoding="utf-8")
    return set(text.split())


@pytest.mark.parametrize("noun", ["게이트", "가중치", "시점"])
def test_a_noun_is_found_on_each_page_that_has_it_with_a_particle(browser, address, noun):
    chapters = [path.stem for path in (ROOT / "book" / "ko").glob("0*.md")]
    wanted = {name for name in chapters if words_of(name) & {f"{noun}를", f"{noun}을", f"{noun}와"}}
    assert wanted
    assert wanted <= set(search(browser, address, noun))


@pytest.mark.parametrize(
    "query", ["은닉 상태", "은닉 상태를", "망각 게이트의 편향", "LSTM", "LSTM은"]
)
def test_a_query_is_answered_in_korean(browser, address, site, query):
    found = search(browser, address, query)
    assert len(found) > 3
    for name in found:
        page = soup(site / "ko" / f"{name}.html")
        text = page.select_one("article").get_text().lower()
        for word in query.lower().split():
            assert word.rstrip("은를의") in text, (name, word)


def test_what_is_nowhere_is_not_found(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/ko/search.html?q=코끼리코")
    page.locator(".search-summary", has_text="없습니다").wait_for()
    assert page.locator(FOUND).count() == 0
    page.close()


def test_results_lead_into_the_korean_edition(browser, address):
    page = browser.new_page()
    page.goto(f"{address}/ko/search.html?q=게이트")
    page.locator(FOUND).first.click()
    page.wait_for_url(f"{address}/ko/*.html*")
    assert page.locator("html").get_attribute("lang") == "ko"
    page.close()
