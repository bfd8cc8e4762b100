"""Every edition says all its own words, and the theme's, in its own language."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lstm_book import words
from lstm_book.assets.script_patches import patched
from lstm_book.directives import speed_report
from lstm_book.editions.edition import all_editions
from lstm_book.pages import theme_translations
from lstm_book.pages.page import Page
from lstm_book.paths import PACKAGE
from sphinx.errors import ExtensionError

from lstm_ref.figures import drawings, unrolled
from lstm_ref.widgets import bidirectional, cell, gate, sequence
from tests.helpers.visit import DESK, Visit

TABLES = {
    "the extension": words.WORDS,
    "drawings": drawings.WORDS,
    "unrolled": unrolled.WORDS,
    "cell": cell.WORDS,
    "gate": gate.WORDS,
    "sequence": sequence.WORDS,
    "bidirectional": bidirectional.WORDS,
    "times": speed_report.WORDS,
}
LANGUAGES = [edition.language for edition in all_editions()]
HANGUL = re.compile("[\u3131-\u314e\uac00-\ud7a3]")

# On a Korean page these may stand alone: names, and what is written alike in all languages.
ALIKE = re.compile(
    r"[\d. ]*(LSTM|SimpleRNN)|return_\w+|Keras 3|lstm_ref|English|\.(md|ipynb|pdf)|Ctrl|"
    r"[A-Z]|[\W\d_]*"
)

# All that is read or spoken on a page besides its own text: around it, and in attributes.
THEMES = """() => {
  const own = 'article section, .bd-links a, .bd-toc-nav, #pst-page-toc-nav a, .prev-next-title, '
    + 'script, style, noscript, .navbar-brand';
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode())
    if (!walk.currentNode.parentElement.closest(own)) texts.push(walk.currentNode.textContent);
  for (const name of ['title', 'aria-label', 'placeholder', 'data-tooltip', 'data-bs-title',
    'data-bs-original-title', 'data-toggle-hint'])
    for (const node of document.querySelectorAll(`[${name}]:not(article .internal)`))
      texts.push(node.getAttribute(name));
  for (const node of document.querySelectorAll('summary, .headerlink, .admonition-title, button'))
    texts.push(node.textContent);
  return [...new Set(texts.map(text => text.trim()))].filter(text => text);
}"""


def shape(tree: Any) -> Any:
    """Return the keys of a tree of words, and the places in its sentences."""
    if isinstance(tree, dict):
        return {key: shape(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [shape(value) for value in tree]
    if isinstance(tree, str):
        return sorted({name for _, name, _, _ in Formatter().parse(tree) if name})
    return tree


def texts(tree: Any) -> list[str]:
    """Return all texts of a tree of words."""
    if isinstance(tree, dict):
        return [text for value in tree.values() for text in texts(value)]
    if isinstance(tree, list):
        return [text for value in tree for text in texts(value)]
    return [tree] if isinstance(tree, str) else []


@pytest.mark.parametrize("table", TABLES)
def test_all_languages_have_the_same_keys_and_places(table):
    assert set(TABLES[table]) == set(LANGUAGES)
    first, *others = [shape(TABLES[table][language]) for language in LANGUAGES]
    assert all(other == first for other in others)


@pytest.mark.parametrize("table", TABLES)
def test_korean_words_are_korean(table):
    english = texts(TABLES[table]["en"])
    alike = [text for text in texts(TABLES[table]["ko"]) if not HANGUL.search(text)]
    assert set(alike) <= set(english)
    assert all(len(text.split()) == 1 for text in alike), alike


def test_every_edition_says_what_the_theme_does_not(edition):
    assert edition.language in theme_translations.THEME
    assert edition.language in theme_translations.SCRIPTS


@pytest.mark.parametrize(
    "page", ["03-2-forget-gate", "exercises", "glossary", "search", "genindex"]
)
def test_no_english_is_left_around_a_korean_page(browser, address, page):
    visit = Visit(browser, DESK)
    visit.open(f"{address}/ko/{page}.html")
    found = visit.page.evaluate(THEMES)
    assert len(found) > 15
    assert [text for text in found if not HANGUL.search(text) and not ALIKE.fullmatch(text)] == []
    visit.context.close()


def test_the_copy_button_speaks_korean(browser, address):
    visit = Visit(browser, DESK)
    visit.open(f"{address}/ko/03-2-forget-gate.html")
    button = visit.page.locator("button.copybtn").first
    button.wait_for(state="attached")
    assert button.get_attribute("data-tooltip") == "복사"
    visit.context.close()


def test_a_script_is_patched_once_and_only_in_a_form_that_is_known():
    assert patched("a b", "a", "a1") == "a1 b"
    assert patched("a1 b", "a", "a1") == "a1 b"
    for unknown in ("b", "a a"):
        with pytest.raises(ExtensionError, match="another form"):
            patched(unknown, "a", "x")


def test_the_themes_words_are_translated_around_the_text_and_not_in_it():
    page = (
        '<html lang="ko"><body><button title="Color mode">Back to top</button>'
        "<article><section><p>Dark</p></section></article></body></html>"
    )
    soup = BeautifulSoup(page, "html.parser")
    theme_translations.translate_theme_text(Page(soup))
    assert soup.button["title"] == "색상 모드"
    assert soup.button.text == "맨 위로"
    assert soup.p.text == "Dark"


def test_notebooks_begin_in_the_language_of_the_page(site, edition):
    text = (site / edition.site_folder / "03-lstm.ipynb").read_text(encoding="utf-8")
    assert bool(re.search("이 노트북은", text)) == (edition.language == "ko")
    assert ("This notebook is" in text) == (edition.language == "en")


def test_no_language_is_written_into_the_code_where_a_list_of_editions_would_do():
    """Besides tables of words, the search and the parity tool, no module names a second one."""
    own = {"words.py", "pages/theme_translations.py", "directives/speed_report.py"}
    own |= {"search/korean.py", "parity/page.py"}
    modules = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    assert {name for name, path in modules.items() if '"ko"' in path.read_text("utf-8")} == own
