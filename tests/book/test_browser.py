"""Every page in a real browser: nothing fails, nobody else is called, all is readable."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.visit import DESK, PHONE, Visit

LIMIT = 420_000  # bytes over the wire, the whole page
TEXT = (".html", ".css", ".js", ".svg")

MATHS = """() => {
  const formulas = [...document.querySelectorAll('.math')];
  const faces = [...document.fonts].filter(face => face.family.startsWith('KaTeX'));
  return {
    formulas: formulas.length,
    rendered: formulas.filter(node => node.querySelectorAll('.katex').length === 1).length,
    spoken: formulas.filter(node => node.querySelector('math')).length,
    errors: document.querySelectorAll('.katex-error').length,
    loaded: faces.filter(face => face.status === 'loaded').length,
    failed: faces.filter(face => face.status === 'error').length,
  };
}"""

# The icons on a page: the characters that are drawn with the icon font.
ICONS = """() => [...document.querySelectorAll('body *')].flatMap(node =>
  ['::before', '::after'].map(part => getComputedStyle(node, part))
    .filter(style => style.fontFamily.includes('Font Awesome'))
    .flatMap(style => [...style.content].map(letter => letter.codePointAt(0)))
    .filter(code => code >= 0xe000 && code <= 0xf8ff))"""

# What stands out of the page to the right, and is not inside a box that scrolls or hides it.
TOO_WIDE = """() => [...document.querySelectorAll('main *')].filter(node => {
  const box = node.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1 || box.left >= innerWidth) return false;
  for (let up = node.parentElement; up !== document.body; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible') return false;
  return true;
}).map(node => `${node.tagName}.${node.className}: ${node.textContent.trim().slice(0, 60)}`)"""
WIDTH = "() => document.documentElement.scrollWidth"


@dataclass
class Seen:
    """A page as it was after loading: what the scripts say of it, and the files it asked for."""

    name: str
    said: list[Any]
    files: set[str]


@dataclass
class Round:
    """All pages of an edition, each opened once in one window, and what went wrong."""

    pages: list[Seen]
    troubles: list[str]


def go_round(visit: Visit, address: str, names: list[str], scripts: list[str]) -> Round:
    """Open one page after the other, and ask each of them everything."""
    seen = []
    for name in names:
        visit.open(f"{address}/{name}")
        said = [visit.page.evaluate(script) for script in scripts]
        own = [url for url in visit.loaded if url.startswith(address)]
        files = {url.removeprefix(f"{address}/").partition("?")[0] for url in own}
        seen.append(Seen(name, said, files))
    visit.context.close()
    return Round(seen, visit.troubles)


@pytest.fixture(scope="module")
def names(site: Path, pages: list[Path]) -> list[str]:
    return [path.relative_to(site).as_posix() for path in pages]


@pytest.fixture(scope="module")
def desk_round(browser, address, names) -> Round:
    return go_round(Visit(browser, DESK), address, names, [MATHS, ICONS])


@pytest.fixture(scope="module")
def phone_round(browser, address, names) -> Round:
    return go_round(Visit(browser, PHONE), address, names, [TOO_WIDE, WIDTH])


@pytest.fixture
def desk(browser) -> Iterator[Visit]:
    """Return a window that remembers no tab or theme of another test."""
    visit = Visit(browser, DESK)
    yield visit
    visit.context.close()


def test_served_pages_load_without_trouble_and_show_their_maths(desk_round):
    with_maths = 0
    for page in desk_round.pages:
        maths = page.said[0]
        assert maths["rendered"] == maths["spoken"] == maths["formulas"], page.name
        assert maths["errors"] == maths["failed"] == 0, page.name
        assert (maths["loaded"] > 0) == (maths["formulas"] > 0), page.name
        with_maths += maths["formulas"] > 0
    assert desk_round.troubles == []
    assert with_maths >= 10


def test_no_icon_of_any_page_is_missing_in_the_font(icons, desk_round):
    seen = set()
    for page in desk_round.pages:
        shown = set(page.said[1])
        assert shown <= icons, page.name  # else it shows an empty box
        seen |= shown
    assert len(seen) >= 12


def wire_size(site: Path, name: str) -> int:
    data = (site / name).read_bytes()
    return len(gzip.compress(data, 6)) if name.endswith(TEXT) else len(data)


def test_no_page_weighs_more_than_its_limit(site, desk_round, phone_round):
    sizes: dict[str, int] = {}
    for page in [*desk_round.pages, *phone_round.pages]:
        sizes |= {name: wire_size(site, name) for name in page.files - sizes.keys()}
        total = sum(sizes[name] for name in page.files)
        assert len(page.files) > 5
        assert total <= LIMIT, f"{page.name}: {total}"


def open_from_the_disk(desk: Visit, pages: list[Path]) -> None:
    for path in pages:
        desk.open(path.as_uri())
        assert desk.page.evaluate(MATHS)["failed"] == 0, path.name
    assert desk.troubles == []


def test_few_pages_opened_from_the_disk_load_without_trouble(desk, few):
    open_from_the_disk(desk, few)


@pytest.mark.slow
def test_all_pages_opened_from_the_disk_load_without_trouble(desk, pages):
    open_from_the_disk(desk, pages)


def test_the_front_door_is_the_welcome_page(desk, address):
    desk.open(f"{address}/")
    assert desk.page.locator(".bd-article h1").inner_text().startswith("LSTM, gate by gate")
    assert desk.troubles == []


def test_nothing_is_wider_than_a_phone(phone_round):
    for page in phone_round.pages:
        assert page.said == [[], PHONE["width"]], page.name
    assert phone_round.troubles == []


def test_tabs_work_by_keyboard_and_all_together(desk, address, edition):
    desk.open(f"{address}/{edition.address('04-simple-rnn')}")
    sets = desk.page.locator(".library-tabs")
    assert sets.count() > 1
    assert sets.first.locator(".cell").is_visible()
    sets.first.locator("input").first.focus()
    for library in ("Keras 3", "PyTorch"):
        desk.page.keyboard.press("ArrowRight")
        for index in range(sets.count()):
            assert shown_tab(sets.nth(index)) == library
            assert not sets.nth(index).locator(".cell").is_visible()
    desk.open(f"{address}/{edition.address('05-lstm')}")
    assert shown_tab(sets.first) == "PyTorch"  # chosen once for every page
    assert desk.troubles == []


def shown_tab(tabs) -> str:
    """Return the library that a set shows; its code, output and versions are seen, no other's."""
    (shown,) = (tab for tab in tabs.locator("> .sd-tab-content").all() if tab.is_visible())
    for part in (".highlight-python", ".cell_output", ".printed-by"):
        assert shown.locator(part).is_visible()
    return shown.locator("xpath=preceding-sibling::label[1]").inner_text().strip()


def test_print_shows_every_library(desk, address, edition):
    desk.open(f"{address}/{edition.address('04-simple-rnn')}")
    desk.page.emulate_media(media="print")
    tabs = desk.page.locator(".library-tabs").first
    names = [label.inner_text().strip() for label in tabs.locator("label").all()]
    assert names == ["lstm_ref", "Keras 3", "PyTorch"]
    places = [part.bounding_box() for part in tabs.locator("> label, > .sd-tab-content").all()]
    assert all(part["height"] > 0 for part in places)
    tops = [part["y"] for part in places]
    assert tops == sorted(tops)  # each library below its name
    desk.page.emulate_media(media="screen")
    assert desk.troubles == []


def test_tabs_are_chosen_without_scripts(browser, address, edition):
    visit = Visit(browser, DESK, java_script_enabled=False)
    visit.page.goto(f"{address}/{edition.address('04-simple-rnn')}")
    tabs = visit.page.locator(".library-tabs").first
    tabs.locator("label", has_text="PyTorch").click()
    assert shown_tab(tabs) == "PyTorch"
    visit.context.close()


def test_the_menu_and_the_line_under_the_title_offer_the_notebook(desk, address, edition):
    page = f"{address}/{edition.address('04-simple-rnn')}"
    desk.open(page)
    desk.page.locator(".dropdown-download-buttons > button").click()
    menu = desk.page.locator("a.btn-download-notebook-button")
    assert menu.is_visible()
    assert menu.evaluate("node => node.href") == page.replace(".html", ".ipynb")
    links = desk.page.locator("p.run-it a")
    assert links.first.evaluate("node => node.href") == page.replace(".html", ".ipynb")
    assert desk.page.request.get(links.nth(1).evaluate("node => node.href")).ok


def test_search_finds_a_word(desk, address):
    desk.open(f"{address}/search.html?q=orthogonal")
    desk.page.locator("#search-results li").first.wait_for()
    assert desk.troubles == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_have_text_that_differs_from_its_ground(browser, address, edition, theme):
    visit = Visit(browser, DESK)
    visit.choose(theme)
    visit.open(f"{address}/{edition.address('03-lstm')}")
    bright = """selector => {
      const style = getComputedStyle(document.querySelector(selector));
      const light = text => Math.max(...text.match(/[0-9.]+/g).slice(0, 3).map(Number));
      return [light(style.color), light(getComputedStyle(document.body).backgroundColor)];
    }"""
    for selector in ("article p", "article h1", ".katex", "td", ".admonition p"):
        text, ground = visit.page.evaluate(bright, selector)
        assert (text > ground + 100) if theme == "dark" else (text < ground - 100), selector
    assert visit.troubles == []
    visit.context.close()
