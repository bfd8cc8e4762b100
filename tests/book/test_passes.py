"""The passes over the finished pages: each on a small page, and their effect on the site."""

import pytest
from bs4 import BeautifulSoup
from lstm_book.pages.page import Page
from lstm_book.pages.passes import PASSES, finish_all, finished
from sphinx.errors import ExtensionError

from tests.helpers.soup import soup

# A page on which every pass finds what it must.
WHOLE = """<html lang="ko"><head><title>T — Book</title>
<meta name="viewport"/><link href="a.css" rel="stylesheet"/><link as="script" rel="preload"/>
<script src="fontawesome.js"></script><script src="documentation_options.js"></script></head>
<body><div class="bd-sidebar-primary"></div>
<nav class="bd-links"><li><a>1</a><summary></summary></li></nav>
<article><section><p>Text <span class="math">h</span>, <span class="pasted-text">2e-04</span></p>
<div class="admonition"><li>Aim</li></div>
<div class="citation-list" role="list"><div class="citation" role="old">x</div></div>
<div class="library-tabs"></div>
<img src="_images/a.svg" alt="A line"/>
<script type="application/vnd.jupyter.widget-state+json">{"state": {}}</script>
<script type="application/vnd.jupyter.widget-view+json">{"model_id": "1"}</script>
</section></article><div class="prev-next-area"></div></body></html>"""
MUST_FIND = [(each, s) for each in PASSES for s in (*each.on_every_page, *each.somewhere)]
FOLD = "<nav><li><a>3. The LSTM</a><summary>{}</summary></li></nav>"


def passed(html: str) -> str:
    return finished(Page(BeautifulSoup(html, "html.parser")))


def without(selector: str) -> str:
    """Return the whole page without what a selector matches."""
    page = BeautifulSoup(WHOLE, "html.parser")
    for tag in page.select(selector):
        tag.name, tag.attrs = "b", {}
    return str(page)


@pytest.fixture
def finish(tmp_path):
    """Return how to finish a site of some pages."""
    (tmp_path / "_images").mkdir()
    (tmp_path / "_images" / "a.svg").write_text("<svg width='1'></svg>", encoding="utf-8")

    def finish(*pages: str) -> list[str]:
        before = {tmp_path / f"{number}.html": html for number, html in enumerate(pages)}
        return list(finish_all(tmp_path, before).values())

    return finish


def test_a_site_with_all_that_the_passes_look_for_is_finished(finish):
    (page,) = finish(WHOLE)
    assert "data-sheets=" in page
    assert finish(page) == [page]


@pytest.mark.parametrize(("each", "selector"), MUST_FIND)
def test_a_pass_that_would_do_nothing_fails_the_build_and_is_named(finish, each, selector):
    with pytest.raises(ExtensionError) as error:
        finish(without(selector), without(selector))
    assert f"{each.name}: {selector} matches nothing on any page" in str(error.value)


def test_every_pass_must_find_something():
    assert all(each.on_every_page or each.somewhere for each in PASSES)


@pytest.mark.parametrize(("each", "selector"), MUST_FIND)
def test_what_must_be_on_every_page_is_looked_for_on_each(finish, each, selector):
    if selector in each.somewhere:
        assert len(finish(WHOLE, without(selector))) == 2
        return
    with pytest.raises(ExtensionError) as error:
        finish(WHOLE, without(selector))
    assert f"{each.name}: {selector} matches nothing on 1.html" in str(error.value)


def test_a_redirect_is_no_page(finish):
    redirect = '<meta content="0; url=x.html" http-equiv="Refresh"/>'
    assert len(finish(WHOLE, redirect)) == 2
    with pytest.raises(ExtensionError, match=r"span\.math matches nothing on any page"):
        finish(without("span.math"), redirect)


def test_pages_of_an_earlier_build_may_have_what_a_new_one_lacks(finish):
    (old,) = finish(WHOLE)
    assert len(finish(old, without("span.math"))) == 2


def test_a_fold_is_named_after_its_chapter_and_a_named_one_is_left_alone():
    assert 'aria-label="Pages of 3. The LSTM"' in passed(FOLD.format("<i></i>"))
    assert passed(FOLD.format("Open")) == FOLD.format("Open")


def test_what_a_fold_is_called_is_said_in_the_language_of_the_page():
    page = f'<html lang="ko">{FOLD.format("<i></i>")}</html>'
    assert 'aria-label="3. The LSTM의 하위 페이지"' in passed(page)


def test_tabs_say_what_they_choose_in_the_language_of_the_page():
    html = passed('<html lang="ko"><div class="library-tabs"></div></html>')
    tabs = BeautifulSoup(html, "html.parser").select_one(".library-tabs")
    assert (tabs["role"], tabs["aria-label"]) == ("group", "라이브러리")


def test_citations_lose_roles_that_are_no_more():
    page = '<div class="citation-list" role="list"><div class="citation" role="old">x</div></div>'
    assert "role" not in passed(page)


def test_scripts_are_deferred_but_for_the_one_that_inline_scripts_need():
    page = (
        '<head><script src="documentation_options.js"></script><script src="a.js"></script></head>'
    )
    first, second = BeautifulSoup(passed(page), "html.parser").select("script")
    assert not first.has_attr("defer")
    assert second.has_attr("defer")


def test_a_description_is_the_first_thing_a_page_says_cut_at_a_word():
    page = (
        "<head><title>T \u2014 Book</title></head><article><section><p>{}</p></section></article>"
    )
    short = BeautifulSoup(passed(page.format("Two  words.")), "html.parser")
    assert short.select_one("meta[name=description]")["content"] == "T: Two words."
    long = BeautifulSoup(passed(page.format("word " * 60)), "html.parser")
    words = long.select_one("meta[name=description]")["content"]
    assert words.endswith("word \u2026")
    assert len(words) <= 157


FORMULAS = '<p>as <span class="math">h</span>. Then <span class="math">C</span> grows</p>'
NUMBERS = '<p><span class="pasted-text">2e-04</span> of <span class="pasted-text">12</span></p>'


@pytest.mark.parametrize("text", ["x", FORMULAS, NUMBERS])
def test_a_finished_page_is_left_as_it_is(text):
    page = f"<head><title>T</title></head><article><section><p>{text}</p></section></article>"
    assert passed(passed(page)) == passed(page)


def test_a_full_stop_stays_with_its_formula():
    made = passed(FORMULAS)
    assert '<span class="with-its-stop"><span class="math">h</span>.</span> Then' in made
    assert made.count("with-its-stop") == 1


@pytest.mark.parametrize("after", ["는", "에서는 ", "입니다.", "이고, 그"])
def test_a_particle_stays_with_its_formula(after):
    page = f'<p>때 <span class="math">h</span>{after}</p>'
    word = after.split()[0]
    assert f'<span class="math">h</span>{word}</span>' in passed(page)


def test_a_long_word_after_a_formula_may_stand_on_the_next_line():
    page = '<p><span class="math">n</span>차원배열입니다만</p>'
    assert "with-its-stop" not in passed(page)


def test_a_computed_number_does_not_break_after_its_hyphen():
    made = passed(NUMBERS)
    assert '<span class="pasted-text one-word">2e-04</span>' in made
    assert made.count("one-word") == 1


def test_every_page_is_described_in_its_own_words_and_has_one_viewport(pages):
    descriptions = {}
    for path in pages:
        page = soup(path)
        assert len(page.select("meta[name=viewport]")) == 1, path.name
        if found := page.select_one("meta[name=description]"):
            descriptions[path.name] = found["content"]
    missing = {path.name for path in pages} - set(descriptions)
    assert missing <= {"genindex.html", "search.html"}
    assert len(set(descriptions.values())) == len(descriptions)


def test_icons_are_drawn_without_the_script(browser, address, edition):
    page = browser.new_page()
    page.goto(f"{address}/{edition.address('03-lstm')}")
    page.evaluate("document.fonts.ready.then(() => null)")
    assert page.locator("script[src*=fontawesome]").count() == 0
    content = page.evaluate(
        "getComputedStyle(document.querySelector('.fa-bars'), '::before').content"
    )
    assert content not in ("none", "normal", "")
    assert page.evaluate("document.fonts.check('900 16px \"Font Awesome 6 Free\"')")
    page.close()
