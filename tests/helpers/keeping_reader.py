"""A reader in a browser of their own, with tabs, who runs Python and lets the browser keep it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.helpers.strict_server import StrictServer

STATE = "html[data-python-in-pages={}]"  # a wait for a function of ours would need eval
WANTED = "?wanted"
NAMES = """async () => (await Promise.all((await caches.keys()).map(
  async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat()"""
OWN = ("http://127.0.0.1:", "http://course.test:", "data:", "blob:")


class Reader:
    """Opens tabs; notes errors of scripts, refused policies and requests to other hosts."""

    def __init__(self, browser: Any, address: str, **settings: Any) -> None:
        self.address = address
        self.troubles: list[str] = []
        self.context = browser.new_context(**settings)
        self.context.on("request", self._note_request)
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith(OWN):
            self.troubles.append(f"asks another host: {request.url}")

    def _note_console(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.troubles.append(message.text)

    def open(self, name: str = "index.html") -> Any:
        """Open a page in a new tab."""
        tab = self.context.new_page()
        tab.goto(self.address + name)
        return tab

    def run(self, name: str = "index.html") -> Any:
        """Open a page, run it, and wait until all is kept that can be kept."""
        tab = self.open(name)
        press(tab)
        assert answer(tab) == {"kept": True}
        return tab

    def open_and_keep(self, name: str) -> Any:
        """Open a page, and wait until it is kept with its parts, which the browser does later."""
        tab = self.open(name)
        page = f"{name}index.html" if name.endswith("/") else name
        until(lambda: {page, "_images/drawing.svg"} <= set(self.kept()))
        return tab

    def kept(self) -> list[str]:
        """Return the paths, below the site's root, of all that the browser keeps."""
        tab = self.context.pages[-1]
        found = tab.evaluate(NAMES)
        return [
            url.removeprefix(self.address).partition("?")[0] for url in found if WANTED not in url
        ]

    def close_tabs(self) -> None:
        """Close all tabs, as a reader does before the next visit."""
        for tab in self.context.pages:
            tab.close()


def press(tab: Any, until: str = "ready") -> None:
    """Press the button, and wait for a state of the page."""
    tab.click("button[data-page]")
    tab.wait_for_selector(STATE.format(until))


def begin(tab: Any, site: StrictServer, part: str) -> None:
    """Press the button, and wait until a file is asked for, which the server does not give yet."""
    tab.click("button[data-page]")
    until(lambda: bool(site.asked(part)))


def answer(tab: Any) -> Any:
    """Return what the page was told of its wish to keep Python."""
    return tab.evaluate("python.keeping")


def until(condition: Callable[[], bool], seconds: float = 240) -> None:
    """Wait for what a browser does by itself; fail if it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def says(tab: Any) -> str:
    """Return what Python said."""
    return tab.evaluate("python.says")


def said(tab: Any) -> list[str]:
    """Return the version that the page, its script, its style sheet and its drawing are of."""
    return tab.evaluate(
        """async () => {
          const style = getComputedStyle(document.querySelector("h1"));
          const drawing = await fetch(document.querySelector("img").src);
          return [
            document.body.dataset.text,
            window.said,
            style.fontFamily.split(", ")[1].replaceAll('"', ""),
            (await drawing.text()).match(/desc>(.*)<.desc/)[1],
          ];
        }"""
    )


@contextmanager
def reading(browser: Any, address: str, **settings: Any) -> Iterator[Reader]:
    """Give a reader, and look at the end that nothing went wrong on the way."""
    reader = Reader(browser, address, **settings)
    yield reader
    reader.context.close()
    assert reader.troubles == [], reader.troubles
