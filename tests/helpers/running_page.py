"""A page of a book, run as its reader runs it, in any browser that can be asked in JavaScript."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.helpers.page_outputs import BUILT, RAN, READ, Known, differences

LONGEST = 300  # seconds for anything a page is waited for: Python starts on a busy machine
SHOWN = 60  # seconds until what has run is shown

PRESS = """(selector) => {
  const found = [...document.querySelectorAll(selector)].filter((each) => each.offsetParent);
  found[0]?.click();
  return found.length > 0;
}"""
THERE = "(selector) => Boolean(document.querySelector(selector))"
PRESS_IN_CELL = """(selector, number) => {
  const cells = [...document.querySelectorAll("article div.cell")]
    .filter((cell) => cell.querySelector(".cell_input"));
  cells[number].querySelector(selector)?.click();
  return true;
}"""
STATE = "() => document.documentElement.dataset.pythonInPages"
STATES = """() => [...document.querySelectorAll("article div.cell")]
  .filter((cell) => cell.querySelector(".cell_input"))
  .map((cell) => cell.dataset.python || "book")"""
TOLD = "() => document.querySelector('.pip-status')?.textContent"
AT_REST = ("ran", "error", "stopped_above", "stopped_here")

OPENER = ".python-in-pages button"
RUN_ALL = "button.pip-run-all"


@dataclass
class Window:
    """A window of a browser: its version, a way to go somewhere and to ask the page."""

    version: str
    open: Callable[[str], Any]
    ask: Callable[[str], str]  # takes an expression whose value is a text

    def evaluate(self, function: str, *arguments: object) -> Any:
        """Call a function of JavaScript in the page and return what it gives, as JSON holds it."""
        given = ", ".join(map(json.dumps, arguments))
        return json.loads(self.ask(f"JSON.stringify(({function})({given}) ?? null)"))

    def wait_for(self, function: str, *arguments: object) -> Any:
        """Wait until a function of JavaScript gives something true, and return it."""
        end = time.monotonic() + LONGEST
        while not (found := self.evaluate(function, *arguments)):
            if time.monotonic() > end:
                raise TimeoutError(f"after {LONGEST} s the page has not said yes to {function}")
            time.sleep(0.1)
        return found


class RunningPage:
    """A page whose cells run."""

    def __init__(self, window: Window, url: str) -> None:
        """Open the page and read what the build computed for its cells."""
        self.window = window
        window.open(url)
        self.built: list[dict[str, Any]] = window.evaluate(READ, BUILT)

    def press(self, selector: str) -> None:
        """Press the first button that a reader sees under a selector."""
        self.window.wait_for(PRESS, selector)

    def start(self) -> None:
        """Start Python and wait until it is ready, or say why it is not."""
        if not self.window.evaluate(THERE, OPENER):
            raise AssertionError("the page has no button: `make book` says what is missing")
        self.press(OPENER)
        state = self._settled()
        if state != "ready":
            raise AssertionError(f"Python is {state}: {self.window.evaluate(TOLD)}")

    def _settled(self) -> str:
        done = "() => ['ready', 'failed'].find((each) => each === (" + STATE + ")())"
        return str(self.window.wait_for(done))

    def run_all(self) -> None:
        """Run every cell with the page's own button, and wait until all are at rest."""
        self.press(RUN_ALL)
        rest = json.dumps(AT_REST)
        self.window.wait_for(f"() => ({STATES})().every((each) => {rest}.includes(each))")

    def run_until(self, number: int) -> None:
        """Run a cell, counted from 0, and what stands above it; wait until it is at rest."""
        self.window.wait_for(PRESS_IN_CELL, "button.pip-run", number)
        rest = json.dumps(AT_REST)
        self.window.wait_for(f"(number) => {rest}.includes(({STATES})()[number])", number)

    def states(self) -> list[str]:
        """Return how each cell stands."""
        found: list[str] = self.window.evaluate(STATES)
        return found

    def differences(
        self, page: str, known: Iterable[Known] = (), only: Iterable[int] | None = None
    ) -> dict[int, list[str]]:
        """Return by cell, from 0, what is shown otherwise than the build computed it.

        What is shown follows what has run: text at the next frame, Markdown when its part of the
        scripts is there. So what differs is looked at again for some seconds.
        """
        numbers = range(len(self.built)) if only is None else only
        end = time.monotonic() + SHOWN
        while True:
            ran = self.window.evaluate(READ, RAN)
            found = {n: differences(page, self.built[n], ran[n], known) for n in numbers}
            found = {number: lines for number, lines in found.items() if lines}
            if not found or time.monotonic() > end:
                return found
            time.sleep(0.2)
