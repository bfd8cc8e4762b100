"""A page whose Python runs, as its reader uses it."""

from __future__ import annotations

from typing import Any

from tests.helpers.visit import Visit

READY = 240_000  # milliseconds: a machine may be busy
# What a browser keeps has tests of its own.
NOTHING_KEPT = "Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined})"
DONE = """([number, states]) => {
  const cell = document.querySelectorAll('div.cell')[number - 1];
  const waits = cell.querySelector('.pip-bar').dataset.state === 'waiting';
  return states.includes(cell.dataset.python) && !waits;
}"""

# Presses a button; when the cell has come to a state, tells how the page is at that moment. What is
# said then does not stay: the next Python may be ready before a second question comes.
PRESS = """([number, kind, state, longest]) => new Promise((done, failed) => {
  const shown = (selector) => [...document.querySelectorAll(selector)].map((e) => e.innerText);
  const look = () => done({
    state: document.documentElement.dataset.pythonInPages,
    said: shown('.pip-status')[0],
    notes: shown('div.cell .pip-note'),
    focus: document.activeElement.ariaLabel,
  });
  const cell = document.querySelectorAll('div.cell')[number - 1];
  const seen = () => cell.dataset.python === state && setTimeout(look);
  new MutationObserver(seen).observe(cell, { attributes: true });
  setTimeout(() => failed(new Error(`the cell has not come to ${state}`)), longest);
  const button = cell.querySelector(`.pip-${kind}`);
  button.focus();
  button.click();
})"""


class PageReader:
    """Presses the buttons of a page and says what it shows; cells count from 1."""

    def __init__(self, visit: Visit, url: str) -> None:
        self.visit = visit
        self.page = visit.page
        visit.open(url)

    def start(self) -> None:
        """Press "Run this page" and wait for Python."""
        self.opener.click()
        self.wait_until("ready", "failed")

    @property
    def opener(self) -> Any:
        return self.page.locator(".python-in-pages button")

    @property
    def state(self) -> str:
        return str(self.page.evaluate("document.documentElement.dataset.pythonInPages"))

    def wait_until(self, *states: str) -> None:
        """Wait until the page's Python is in one of the states."""
        there = "states => states.includes(document.documentElement.dataset.pythonInPages)"
        self.page.wait_for_function(there, arg=list(states), timeout=READY)

    def cell(self, number: int) -> Any:
        return self.page.locator("div.cell").nth(number - 1)

    def button(self, number: int, kind: str) -> Any:
        return self.cell(number).locator(f".pip-{kind}")

    def run(self, number: int) -> str:
        """Run a cell and return what it shows."""
        self.button(number, "run").click()
        self.wait_for(number)
        return self.output(number)

    def press(self, number: int, kind: str, state: str) -> dict[str, Any]:
        """Press a cell's button; return what the page says when the cell has come to a state.

        By name: the state of Python, what was said, each cell's note, the name of what has the
        focus.
        """
        found: dict[str, Any] = self.page.evaluate(PRESS, [number, kind, state, READY])
        return found

    def wait_for(self, number: int, *states: str) -> None:
        """Wait until a cell has come to one of the states; to an end, if none is named."""
        states = states or ("ran", "error", "stopped_above")
        self.page.wait_for_function(DONE, arg=[number, list(states)], timeout=READY)

    def output(self, number: int) -> str:
        """Return the text of a cell's output, as soon as it is drawn."""
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
        )
        return str(self.cell(number).locator(".cell_output").inner_text())

    def note(self, number: int) -> str:
        return str(self.cell(number).locator(".pip-note").inner_text())

    @property
    def said(self) -> str:
        """Return what the page said last, to a screen reader too."""
        return str(self.page.locator(".pip-status").inner_text())

    def write(self, number: int, text: str) -> None:
        """Put text in the place of a cell's code, with the keyboard."""
        self.cell(number).locator(".cm-content").focus()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def code(self, number: int) -> str:
        lines = self.cell(number).locator(".cm-line").all_inner_texts()
        return "\n".join(line.replace("\u200b", "").rstrip("\n") for line in lines)
