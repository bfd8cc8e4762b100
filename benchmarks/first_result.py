"""What the first result of a page's cell costs in a browser with empty caches, and a stop.

Processor time is that of the whole browser, not the time on the clock: it says the same on a busy
machine. It begins with the click on a page that has been loaded; for JupyterLite with the opening
of its REPL, as in a page that shows it after a click. The bytes are those of the answers' bodies,
from a server that compresses what common static hosts compress.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Locator, Page, sync_playwright

from benchmarks.browser import program
from benchmarks.process_tree import ProcessTree
from benchmarks.wire import Wire, serve_noted

LONGEST = 300_000  # milliseconds
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
FLAGS += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
FLAGS += ["--js-flags=--expose-gc"]
STORED = 5  # seconds after which a page has begun to store what it needs without a network
ENDLESS = "while True: pass"
OUTPUT = ".pip-output"

# How long the page takes from the click on Stop until it says that Python has stopped.
STOPPED_AFTER = """(button) => new Promise((done) => {
  const page = document.documentElement, start = performance.now();
  const look = () => page.dataset.pythonInPages !== "ready" && done(performance.now() - start);
  new MutationObserver(look).observe(page, { attributes: true });
  button.click();
  look();
})"""


@dataclass
class Cost:
    """What a first result cost: processor seconds, what was sent for it, memory that stays."""

    cpu: float
    megabytes: float
    files: int
    memory: float


@contextmanager
def measured_browser() -> Iterator[tuple[BrowserContext, ProcessTree]]:
    """Start a browser with a new profile, and measure it while the block runs.

    The profile is on the disk, as a reader's is: a private window would keep files in memory.
    """
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        profile = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        tree = ProcessTree()
        made = playwright.chromium.launch_persistent_context(
            profile, executable_path=program(), args=FLAGS
        )
        stack.callback(made.close)
        yield made, tree


def wait_until_quiet(tree: ProcessTree) -> None:
    """Wait until the browser does nothing of weight any more."""
    before = tree.cpu()
    while True:
        time.sleep(1)
        if (now := tree.cpu()) - before < 0.1:
            return
        before = now


def collect_garbage(browser: BrowserContext) -> None:
    """Let every page and worker give back what it no longer needs."""
    for page in browser.pages:
        for each in (page, *page.workers):
            each.evaluate("() => gc()")
    for worker in browser.service_workers:
        worker.evaluate("() => gc()")


def measured(
    browser: BrowserContext, tree: ProcessTree, wire: Wire, act: Callable[[], object]
) -> Cost:
    """Return what an action costs until it returns; the memory when all is quiet again."""
    wait_until_quiet(tree)
    collect_garbage(browser)
    cpu, memory = tree.cpu(), tree.memory()
    wire.answers.clear()
    act()
    used, sent = tree.cpu() - cpu, wire.sent()
    time.sleep(STORED)
    wait_until_quiet(tree)
    collect_garbage(browser)
    wait_until_quiet(tree)
    size = sum(each[2] for each in sent) / 1e6
    return Cost(round(used, 2), round(size, 2), len(sent), round(tree.memory() - memory))


def in_page(site: Path, name: str) -> Cost:
    """Measure a page of a book from the click to the result of its first cell."""
    with serve_noted(site) as (address, wire), measured_browser() as (browser, tree):
        page = opened(browser, f"{address}/{name}")
        return measured(browser, tree, wire, lambda: first_result(page))


def in_jupyterlite(site: Path, code: str) -> Cost:
    """Measure JupyterLite's REPL from its opening to the output of some code."""
    with serve_noted(site) as (address, wire), measured_browser() as (browser, tree):
        page = opened(browser, "about:blank")

        def act() -> None:
            page.goto(f"{address}/repl/index.html?kernel=python&execute=1&code={quote(code)}")
            page.locator(".jp-OutputArea-output").first.wait_for()

        return measured(browser, tree, wire, act)


def stopping(site: Path, name: str) -> dict[str, Any]:
    """Measure how soon an endless cell stops, and what it costs until Python is back."""
    with serve_noted(site) as (address, _), measured_browser() as (browser, tree):
        page = opened(browser, f"{address}/{name}")
        first_result(page)
        wait_until_quiet(tree)
        cell = first_cell(page)
        cell.locator(".cm-content").fill(ENDLESS)
        cell.locator("button.pip-run").click()
        button = cell.locator("button.pip-stop")
        button.wait_for()
        before, began = tree.cpu(), time.monotonic()
        answered = page.evaluate(STOPPED_AFTER, button.element_handle())
        wait_until_ready(page)
        return {
            "answers, ms": round(answered),
            "back, CPU s": round(tree.cpu() - before, 2),
            "back, s": round(time.monotonic() - began, 1),
            "text kept": cell.locator(".cm-content").inner_text().strip() == ENDLESS,
        }


def opened(browser: BrowserContext, url: str) -> Page:
    """Open an address in a new window and wait until it has loaded all it wants."""
    page: Page = browser.new_page()
    page.set_default_timeout(LONGEST)
    page.goto(url, wait_until="networkidle")
    return page


def first_result(page: Page) -> None:
    """Start Python, run the first cell, and wait for what it shows."""
    page.get_by_role("button", name="Run this page").click()
    wait_until_ready(page)
    first_cell(page).locator("button.pip-run").click()
    first_cell(page).locator(f"{OUTPUT} pre").first.wait_for()


def wait_until_ready(page: Page) -> None:
    """Wait until Python is ready."""
    page.locator("html[data-python-in-pages=ready]").wait_for(state="attached")


def first_cell(page: Page) -> Locator:
    """Return the place of the first cell."""
    return page.locator("article div.cell").first
