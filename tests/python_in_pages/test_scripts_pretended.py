"""The page around its Python, in a browser: what happens seldom or in an odd order.

In the place of Python stands a worker that does what the cells' JavaScript says: see
pretended_python.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.server import Plain, serve
from tests.helpers.page_reader import PageReader
from tests.helpers.pretended_python import lay, worker
from tests.helpers.small_page import Cell, page
from tests.helpers.visit import DESK, Visit

NOTHING_KEPT = "Object.defineProperty(Navigator.prototype, 'serviceWorker', {value: undefined})"
PRINT = "say('stream', {name: 'stdout', text: 'printed'})"
FAIL = (
    "const bundle = {status: 'error', ename: 'NameError', evalue: 'wrong', traceback: []};"
    "say('execute_error', bundle); return bundle"
)
LOSE = "post({_logMessage: {data: 'Pyodide has exited'}})"
MARKDOWN = (
    "const shown = (text) => ({data: {'text/markdown': text}, transient: {display_id: 'one'}});"
    "say('display_data', shown('**first**'))"
)
PAGES = {
    "two": [Cell(PRINT, "<p>of the book</p>"), Cell(PRINT)],
    "hidden": [Cell(FAIL, is_hidden=True), Cell(PRINT), Cell(PRINT)],
    "later": [Cell(f"/* needs more */ {PRINT}")],
}
LATER = [{"name": "more", "when": "needs more", "packages": [], "run": FAIL}]
COUNT_MESSAGES = """window.heard = 0;
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', () => (window.heard += 1));
  }
}"""
# A refused script, as the browser tells it; the page's own policy is not in the way of the rest.
REFUSE = """() => document.dispatchEvent(new SecurityPolicyViolationEvent(
  'securitypolicyviolation', {effectiveDirective: 'script-src-elem', disposition: 'enforce'}))"""
KEEPS = """const keeping = caches.open('python-in-pages /').then((cache) => cache.put(
  '/large', new Response('', {headers: {'Content-Length': '2000000'}})));"""
EDITORS = "() => document.querySelectorAll('.pip-editor').length"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the pages."""
    site = tmp_path_factory.mktemp("site")
    served = lay(site, tmp_path_factory.mktemp("scripts"), later=LATER)
    for name, cells in PAGES.items():
        (site / f"{name}.html").write_text(page(served, cells), encoding="utf-8")
    with serve(site, Plain) as found:
        yield found


@pytest.fixture
def visit(browser: object) -> Iterator[Visit]:
    """Open a window; no test may leave an error of the page's own."""
    made = Visit(browser, DESK)
    made.page.add_init_script(NOTHING_KEPT)
    made.page.add_init_script(COUNT_MESSAGES)
    yield made
    assert made.troubles == []
    made.context.close()


@pytest.fixture
def reader(visit: Visit, address: str) -> PageReader:
    """Return the page with two cells; its button is not pressed yet."""
    return PageReader(visit, f"{address}/two.html")


@pytest.fixture
def running(reader: PageReader) -> PageReader:
    """Return the page with two cells, ready."""
    reader.start()
    assert reader.state == "ready", reader.said
    return reader


class Held:
    """Requests that wait until the test lets them go."""

    def __init__(self, page: Any, address: str) -> None:
        self.routes: list[Any] = []
        self.page, self.is_over = page, False
        page.route(address, self._take)

    def _take(self, route: Any) -> None:
        if self.is_over:
            route.fallback()
        else:
            self.routes.append(route)

    def wait(self) -> None:
        """Wait until something is asked for."""
        while not self.routes:
            self.page.wait_for_timeout(20)

    def release(self) -> None:
        """Answer what waits and what comes, from the server."""
        self.is_over = True
        for route in self.routes:
            route.fallback()


def with_workers(visit: Visit, *scripts: str) -> None:
    """Give the page's first workers these scripts, one each; the last one counts for the rest."""
    rest = list(scripts)
    answer = lambda route: route.fulfill(  # noqa: E731
        body=rest.pop(0) if len(rest) > 1 else rest[0], content_type="text/javascript"
    )
    visit.page.route("**/kernel-worker.js", answer)


def until_a_message_comes(reader: PageReader, before: int) -> None:
    """Wait until the page has heard more messages of its worker than before."""
    reader.page.wait_for_function("before => window.heard > before", arg=before)


def until_editor_is_asked_for(reader: PageReader) -> Held:
    """Press the button; return what holds the part with the editor, asked for by now."""
    start = Held(reader.page, "**/kernel-worker.js")
    reader.opener.click()
    start.wait()
    editor = Held(reader.page, "**/chunk-*.js")
    start.release()
    editor.wait()
    return editor


def test_a_start_that_is_cancelled_while_the_editor_is_loaded_leaves_the_page_as_it_was(reader):
    editor = until_editor_is_asked_for(reader)
    reader.page.locator(".pip-cancel").click()
    with reader.page.expect_response("**/chunk-*.js"):
        editor.release()
    reader.page.evaluate("() => new Promise((go) => setTimeout(go, 50))")
    assert reader.page.evaluate(EDITORS) == 0
    assert reader.opener.is_visible()
    reader.start()
    assert reader.page.evaluate(EDITORS) == 2
    assert reader.run(2).strip() == "printed"


def test_a_python_that_is_lost_while_the_editor_is_loaded_is_replaced(visit, reader):
    with_workers(visit, worker(f"setTimeout(() => {LOSE}, 50)"), worker())
    editor = until_editor_is_asked_for(reader)
    reader.wait_until("stopped")
    editor.release()
    reader.wait_until("ready")
    assert reader.page.evaluate(EDITORS) == 2
    assert reader.run(2).strip() == "printed"
    assert reader.note(2) == "ran; 1 above it ran first"


def test_that_nothing_comes_is_not_said_where_there_is_no_cancel(visit, reader):
    with_workers(visit, worker(), worker("file('python.wasm', 1); await new Promise(() => {})"))
    reader.page.clock.install()
    reader.start()
    before = reader.page.evaluate("window.heard")
    reader.page.locator(".pip-restart").click()
    until_a_message_comes(reader, before)
    said = reader.said
    reader.page.clock.fast_forward(31_000)
    assert reader.said == said


def test_what_a_policy_refuses_of_a_cell_is_not_why_a_later_start_fails(visit, running):
    running.page.evaluate(REFUSE)
    visit.troubles.clear()  # the browser says the refusal
    start = Held(running.page, "**/kernel-worker.js")
    running.page.locator(".pip-restart").click()
    start.wait()
    start.routes.pop().abort()
    running.wait_until("failed")
    assert running.said == "Python could not start. The browser did not start its worker."
    visit.troubles.clear()  # the file that did not come


def test_a_cell_whose_change_is_undone_is_one_that_ran(running):
    running.run(1)
    running.cell(1).locator(".cm-content").focus()
    running.page.keyboard.press("Control+End")
    running.page.keyboard.type("x")
    assert running.note(1) == "changed since it ran"
    running.page.keyboard.press("Backspace")
    assert running.note(1) == "ran"


def test_a_cell_that_is_changed_while_it_runs_says_so_at_its_end(running):
    running.write(1, "await new Promise((go) => setTimeout(go, 1000))")
    running.button(1, "run").click()
    running.wait_for(1, "running")
    running.write(1, PRINT)
    assert running.note(1) == "runs …"
    running.wait_for(1, "ran")
    assert running.note(1) == "changed since it ran"


def test_what_comes_after_a_reset_is_not_shown(running):
    running.write(1, f"setTimeout(() => {PRINT}, 1000)")
    running.run(1)
    before = running.page.evaluate("window.heard")
    running.button(1, "reset").click()
    until_a_message_comes(running, before)
    assert running.output(1) == "of the book"


def test_a_display_that_is_updated_before_its_part_is_loaded_shows_the_last(running):
    running.write(1, f"{MARKDOWN}; say('update_display_data', shown('*second*'))")
    running.run(1)
    output = running.cell(1).locator(".pip-output")
    output.locator("em").wait_for()
    assert output.inner_text().split() == ["second"]


def test_markdown_is_shown_as_its_text_where_its_part_does_not_come(visit, running):
    visit.page.route("**/chunk-*.js", lambda route: route.abort())
    running.write(1, MARKDOWN)
    running.run(1)
    running.cell(1).locator(".pip-output", has_text="**first**").wait_for()
    visit.troubles.clear()  # the file that did not come


def test_html_that_becomes_text_has_no_ground_of_its_own_any_more(running):
    running.write(
        1,
        "const shown = (data) => ({data, transient: {display_id: 'one'}});"
        "say('display_data', shown({'text/html': '<b>first</b>'}));"
        "say('update_display_data', shown({'text/plain': 'second'}))",
    )
    assert running.run(1).strip() == "second"
    assert running.cell(1).locator(".text_html").count() == 0


def test_an_error_in_hidden_code_has_a_sentence_without_a_number(visit, address):
    reader = PageReader(visit, f"{address}/hidden.html")
    reader.start()
    reader.button(1, "run").click()
    reader.wait_for(1, "stopped_above")
    hidden = "code above it that the page does not show ended with an error"
    assert reader.note(1) == f"did not run: {hidden}"
    assert reader.said == f"Cell 1 did not run: {hidden}."
    reader.page.locator(".pip-run-all").click()
    reader.wait_for(2, "stopped_above")
    assert reader.said == "Code that the page does not show ended with an error: NameError"
    visit.troubles.clear()  # the book's error is said in the browser's console


def test_an_error_in_the_book_s_code_for_a_cell_is_said_as_such(visit, address):
    reader = PageReader(visit, f"{address}/later.html")
    reader.start()
    assert reader.run(1).strip() == "BookError: the book's own code: NameError: wrong"


@pytest.mark.parametrize(
    ("module", "sentence"),
    [("torch", "The package torch is not in this page."), ("numpy.nothing", "ModuleNotFoundError")],
)
def test_a_package_that_is_here_is_not_said_to_be_missing(running, module, sentence):
    evalue = f"No module named '{module}'"
    bundle = {"status": "error", "ename": "ModuleNotFoundError", "evalue": evalue, "traceback": []}
    running.write(1, f"const bundle = {json.dumps(bundle)}; say('execute_error', bundle)")
    assert running.run(1).strip().startswith(sentence)


def test_a_number_in_a_sentence_is_written_as_the_language_writes_it(running):
    running.write(1, "say('stream', {name: 'stdout', text: 'x'.repeat(1000001)})")
    assert "Only the first 1,000,000 characters are kept" in running.run(1)


class Kept:
    """What a browser keeps, and whether it lets go of it."""

    def __init__(self, visit: Visit, address: str) -> None:
        self.page = visit.page
        visit.page.add_init_script(KEEPS)
        self.reader = PageReader(visit, f"{address}/two.html")
        self.reader.start()
        self.switch.wait_for()

    @property
    def switch(self) -> Any:
        return self.page.locator(".pip-remove")

    def said(self, beginning: str) -> None:
        """Wait until the page says a sentence that begins so."""
        self.page.locator(".pip-status", has_text=re.compile(f"^{re.escape(beginning)}")).wait_for()


@pytest.fixture
def kept(browser: object, address: str) -> Iterator[Kept]:
    """Return a page whose browser keeps 2 MB."""
    visit = Visit(browser, DESK, service_workers="block")
    yield Kept(visit, address)
    visit.context.close()


def test_a_removal_that_fails_is_not_said_to_be_one(kept):
    kept.page.evaluate("() => (caches.delete = () => Promise.reject(new Error('no')))")
    kept.switch.click()
    kept.said("Nothing was removed from this browser.")
    assert kept.switch.is_visible()
    assert kept.switch.get_attribute("aria-disabled") is None


def test_a_removal_that_is_asked_for_twice_is_one(kept):
    kept.switch.dblclick()
    kept.said("Removed from this browser: 2.0 MB.")
    assert kept.switch.count() == 0
    assert kept.reader.said.startswith("Removed from this browser: 2.0 MB.")
