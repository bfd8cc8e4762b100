"""A page that runs can be used with the keyboard alone, read aloud, and held in one hand.

Two pages are started: one at a desk in English, driven by keys, and one on a phone in Korean and
in the dark. axe looks at both before and after their cells have run.
"""

from __future__ import annotations

import pytest

from tests.book.conftest import address, site  # noqa: F401 (fixtures)
from tests.helpers.axe import AXE, broken_rules
from tests.helpers.running_page import OPENER, STATES, RunningPage, Window
from tests.helpers.visit import DESK, PHONE, Visit

PAGE = "03-2-forget-gate"  # text, a table, a figure, sliders
MOST_TABS = 200
SMALLEST = 24  # pixels of a button, as WCAG 2.2 wants it
ENDLESS = "while True: pass"
FOCUS = "document.activeElement.outerHTML.slice(0, 200)"
WRITING = ".cm-content"  # of the editor; where its lines are long, its frame has a stop too
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .filter((each) => !each.closest(".cm-scroller, pre, .pst-scrollable-table-container"))
  .map((each) => each.outerHTML.slice(0, 120))"""
SMALL_BUTTONS = """(smallest) => [...document.querySelectorAll("button[class*=pip-]")]
  .filter((each) => each.offsetParent && each.getBoundingClientRect().height < smallest)
  .map((each) => each.outerHTML)"""

pytestmark = pytest.mark.needs("python-in-pages")


class Reader:
    """Somebody with a page of the book before them."""

    def __init__(self, browser, address: str, page: str, viewport, theme: str = "light") -> None:  # noqa: F811
        self.visit = Visit(browser, viewport, theme)
        self.visit.choose(theme)
        self.page = self.visit.page
        self.page.add_init_script(AXE)
        window = Window(browser.version, self.visit.open, self.page.evaluate)
        self.running = RunningPage(window, f"{address}/{page}.html")
        self.visit.wait_for_widgets()
        self.broken_before = broken_rules(self.page)

    def focus(self, selector: str) -> bool:
        """Say whether the focus is on or in something."""
        return self.page.evaluate("(s) => Boolean(document.activeElement.closest(s))", selector)

    def tab_to(self, selector: str, key: str = "Tab") -> None:
        """Press Tab until the focus is there."""
        for _ in range(MOST_TABS):
            if self.focus(selector):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{MOST_TABS} times {key} do not lead to {selector}")

    def cell(self, number: int):
        """Return a cell, counted from 1."""
        return self.page.locator("article div.cell:has(.pip-bar)").nth(number - 1)

    def state_after(self, number: int, *others: str) -> str:
        """Wait until a cell, counted from 1, is in none of some states, and return its state."""
        passing = ["book", "not_run", "waiting", *others]
        look = f"(n, passing) => [({STATES})()[n]].find((each) => !passing.includes(each))"
        return str(self.running.window.wait_for(look, number - 1, passing))

    def wait_for_page(self, state: str) -> None:
        """Wait until Python is in a state."""
        self.page.locator(f"html[data-python-in-pages={state}]").wait_for(state="attached")


@pytest.fixture(scope="module")
def desk(browser, address):  # noqa: F811
    made = Reader(browser, address, PAGE, DESK)
    made.page.set_default_timeout(300_000)
    yield made
    made.visit.context.close()


@pytest.fixture(scope="module")
def phone(browser, address):  # noqa: F811
    made = Reader(browser, address, f"ko/{PAGE}", PHONE, "dark")
    yield made
    made.visit.context.close()


def test_the_keyboard_alone_runs_changes_leaves_and_stops(desk):
    keys = desk.page.keyboard
    desk.tab_to(OPENER)
    keys.press("Enter")
    desk.wait_for_page("ready")
    assert desk.focus(".pip-toolbar"), desk.page.evaluate(FOCUS)

    desk.tab_to(WRITING)
    keys.press("Control+End")
    keys.type("\nprint('typed', 6 * 7)")
    keys.press("Shift+Enter")
    assert desk.state_after(1, "running") == "ran"
    desk.cell(1).locator(".pip-output", has_text="typed 42").wait_for()

    assert desk.focus(".pip-editor")
    keys.press("Tab")
    assert not desk.focus(".pip-editor")
    assert desk.focus(".cell .pip-bar")

    desk.tab_to(WRITING, "Shift+Tab")
    keys.press("Control+A")
    keys.type(ENDLESS)
    keys.press("Shift+Enter")
    assert desk.state_after(1, "ran") == "running"
    desk.tab_to(".cell .pip-stop")
    keys.press("Enter")
    desk.wait_for_page("ready")
    assert desk.cell(1).locator(".cm-content").inner_text().strip() == ENDLESS
    assert desk.cell(1).get_attribute("data-python") != "ran"
    assert desk.focus(".pip-bar, .pip-toolbar"), desk.page.evaluate(FOCUS)


def test_axe_finds_nothing_before_and_after(desk):
    assert desk.broken_before == []
    desk.cell(1).locator(".cm-content").fill("import numpy as np\n1 / 0")
    desk.cell(1).locator(".pip-run").click()
    assert desk.state_after(1, "stopped_here", "running") == "error"
    desk.cell(2).locator(".pip-run").click()
    assert desk.state_after(2) == "stopped_above"
    assert broken_rules(desk.page) == []


def test_a_status_says_what_happens(desk):
    said = desk.page.locator(".pip-status")
    assert said.get_attribute("role") == "status"
    assert said.inner_text().strip()


def test_the_page_fits_a_phone_and_axe_finds_nothing_in_the_dark_and_in_korean(phone):
    assert phone.broken_before == []
    phone.running.start()
    phone.running.run_all()
    assert phone.running.states() == ["ran"] * len(phone.running.built)
    assert broken_rules(phone.page) == []
    width = phone.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], phone.page.evaluate(TOO_WIDE)
    assert phone.page.evaluate(SMALL_BUTTONS, SMALLEST) == []
