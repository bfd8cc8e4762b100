"""Every page in a real browser: nothing fails, nobody else is called, all is readable."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

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

# What stands out of the page to the right, and is not inside a box that scrolls or hides it.
TOO_WIDE = """() => [...document.querySelectorAll('main *')].filter(node => {
  const box = node.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1 || box.left >= innerWidth) return false;
  for (let up = node.parentElement; up !== document.body; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible') return false;
  return true;
}).map(node => `${node.tagName}.${node.className}: ${node.textContent.trim().slice(0, 60)}`)"""


class Visit:
    """Opens pages and notes everything that goes wrong."""

    def __init__(self, browser, viewport: dict[str, int], scheme: str = "light") -> None:
        self.context = browser.new_context(viewport=viewport, color_scheme=scheme)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.route("**/*", self._only_here)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_response)

    def _only_here(self, route) -> None:
        parts = urlsplit(route.request.url)
        if parts.scheme in ("file", "data", "blob") or parts.hostname == "127.0.0.1":
            route.continue_()
        else:
            self.troubles.append(f"calls another host: {route.request.url}")
            route.abort()

    def _note_failure(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # it was under way when the next page was opened
            self.troubles.append(f"{request.failure}: {request.url}")

    def _note_console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console: {message.text}")

    def _note_response(self, response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status} for {response.url}")

    def open(self, url: str) -> None:
        """Open a page and wait until its scripts and fonts are there."""
        self.page.goto(url, wait_until="load")
        self.page.evaluate("() => document.fonts.ready.then(() => null)")


@pytest.fixture
def desk(browser) -> Iterator[Visit]:
    visit = Visit(browser, DESK)
    yield visit
    visit.context.close()


@pytest.fixture
def phone(browser) -> Iterator[Visit]:
    visit = Visit(browser, PHONE)
    yield visit
    visit.context.close()


def test_served_pages_load_without_trouble_and_show_their_maths(desk, address, site, pages):
    with_maths = 0
    for path in pages:
        name = path.relative_to(site).as_posix()
        desk.open(f"{address}/{name}")
        maths = desk.page.evaluate(MATHS)
        assert maths["rendered"] == maths["spoken"] == maths["formulas"], name
        assert maths["errors"] == maths["failed"] == 0, name
        assert (maths["loaded"] > 0) == (maths["formulas"] > 0), name
        with_maths += maths["formulas"] > 0
    assert desk.troubles == []
    assert with_maths >= 10


def test_pages_opened_from_the_disk_load_without_trouble(desk, pages):
    for path in pages:
        desk.open(path.as_uri())
        assert desk.page.evaluate(MATHS)["failed"] == 0, path.name
    assert desk.troubles == []


def test_the_front_door_leads_to_the_welcome_page(desk, address):
    desk.page.goto(f"{address}/")
    desk.page.wait_for_url(f"{address}/book/en/index.html")
    assert desk.troubles == []


def test_nothing_is_wider_than_a_phone(phone, address, site, pages):
    for path in pages:
        name = path.relative_to(site).as_posix()
        phone.open(f"{address}/{name}")
        assert phone.page.evaluate(TOO_WIDE) == [], name
        assert phone.page.evaluate("() => document.documentElement.scrollWidth") == 360, name
    assert phone.troubles == []


def test_tabs_work_by_keyboard_and_all_together(desk, address, edition):
    desk.open(f"{address}/{edition.folder}/04-simple-rnn.html")
    sets = desk.page.locator(".in-keras")
    assert sets.count() > 1
    assert sets.first.locator(".cell").is_visible()
    sets.first.locator("input").first.focus()
    desk.page.keyboard.press("ArrowRight")
    for index in range(sets.count()):
        assert sets.nth(index).locator("label", has_text="Keras 3").is_visible()
        assert not sets.nth(index).locator(".cell").is_visible()
        assert sets.nth(index).locator(".highlight-python").is_visible()
    assert desk.troubles == []


def test_the_menu_and_the_line_under_the_title_offer_the_notebook(desk, address, edition):
    page = f"{address}/{edition.folder}/04-simple-rnn"
    desk.open(f"{page}.html")
    desk.page.locator(".dropdown-download-buttons > button").click()
    menu = desk.page.locator("a.btn-download-notebook-button")
    assert menu.is_visible()
    assert menu.evaluate("node => node.href") == f"{page}.ipynb"
    links = desk.page.locator("p.run-it a")
    assert links.first.evaluate("node => node.href") == f"{page}.ipynb"
    assert desk.page.request.get(links.nth(1).evaluate("node => node.href")).ok


def test_search_finds_a_word(desk, address):
    desk.open(f"{address}/search.html?q=orthogonal")
    desk.page.locator("#search-results li").first.wait_for()
    assert desk.troubles == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_have_text_that_differs_from_its_ground(browser, address, edition, theme):
    visit = Visit(browser, DESK)
    visit.page.add_init_script(
        f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')"
    )
    visit.open(f"{address}/{edition.folder}/03-lstm.html")
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
