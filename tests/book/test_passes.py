"""The last pass over the pages, mend by mend, and its effect on the site."""

import pytest
from bs4 import BeautifulSoup
from lstm_book.finish import mend
from soup import soup

FOLD = "<nav><li><a>3. The LSTM</a><summary>{}</summary></li></nav>"


def test_a_fold_is_named_after_its_chapter_and_a_named_one_is_left_alone():
    assert 'aria-label="Pages of 3. The LSTM"' in mend(FOLD.format("<i></i>"))
    assert mend(FOLD.format("Open")) == FOLD.format("Open")


def test_what_a_fold_is_called_is_said_in_the_language_of_the_page():
    page = f'<html lang="ko">{FOLD.format("<i></i>")}</html>'
    assert 'aria-label="3. The LSTM의 하위 페이지"' in mend(page)


def test_citations_lose_roles_that_are_no_more():
    page = '<div class="citation-list" role="list"><div class="citation" role="old">x</div></div>'
    assert "role" not in mend(page)


def test_scripts_are_deferred_but_for_the_one_that_inline_scripts_need():
    page = (
        '<head><script src="documentation_options.js"></script><script src="a.js"></script></head>'
    )
    first, second = BeautifulSoup(mend(page), "html.parser").select("script")
    assert not first.has_attr("defer")
    assert second.has_attr("defer")


def test_a_description_is_the_first_thing_a_page_says_cut_at_a_word():
    page = (
        "<head><title>T \u2014 Book</title></head><article><section><p>{}</p></section></article>"
    )
    short = BeautifulSoup(mend(page.format("Two  words.")), "html.parser")
    assert short.select_one("meta[name=description]")["content"] == "T: Two words."
    long = BeautifulSoup(mend(page.format("word " * 60)), "html.parser")
    words = long.select_one("meta[name=description]")["content"]
    assert words.endswith("word \u2026")
    assert len(words) <= 157


def test_a_mended_page_is_left_as_it_is():
    page = "<head><title>T</title></head><article><section><p>x</p></section></article>"
    assert mend(mend(page)) == mend(page)


def test_a_full_stop_stays_with_its_formula():
    page = '<p>as <span class="math">h</span>. Then <span class="math">C</span> grows</p>'
    made = mend(page)
    assert '<span class="with-its-stop"><span class="math">h</span>.</span> Then' in made
    assert made.count("with-its-stop") == 1
    assert mend(made) == made


@pytest.mark.parametrize("after", ["는", "에서는 ", "입니다.", "이고, 그"])
def test_a_particle_stays_with_its_formula(after):
    page = f'<p>때 <span class="math">h</span>{after}</p>'
    word = after.split()[0]
    assert f'<span class="math">h</span>{word}</span>' in mend(page)


def test_a_long_word_after_a_formula_may_stand_on_the_next_line():
    page = '<p><span class="math">n</span>차원배열입니다만</p>'
    assert "with-its-stop" not in mend(page)


def test_a_computed_number_does_not_break_after_its_hyphen():
    page = '<p><span class="pasted-text">2e-04</span> of <span class="pasted-text">12</span></p>'
    made = mend(page)
    assert '<span class="pasted-text one-word">2e-04</span>' in made
    assert made.count("one-word") == 1
    assert mend(made) == made


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
    page.goto(f"{address}/{edition.folder}/03-lstm.html")
    page.evaluate("document.fonts.ready.then(() => null)")
    assert page.locator("script[src*=fontawesome]").count() == 0
    content = page.evaluate(
        "getComputedStyle(document.querySelector('.fa-bars'), '::before').content"
    )
    assert content not in ("none", "normal", "")
    assert page.evaluate("document.fonts.check('900 16px \"Font Awesome 6 Free\"')")
    page.close()
