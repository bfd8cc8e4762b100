"""Where Python does not start, the page says why and offers a way back. Python never runs here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from benchmarks.server import Plain, serve
from tests.helpers.page_reader import NOTHING_KEPT, PageReader
from tests.helpers.small_page import Cell, lay_python, page
from tests.helpers.visit import DESK, Visit

pytestmark = pytest.mark.needs("python-in-pages")

POLICY = "Content-Security-Policy"
CELLS = [Cell("print(1)")]
FORBIDDEN = "The server of this site forbids what it needs (its Content-Security-Policy)."
ELSEWHERE = "Python does not run in this page here"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site of one page in two languages."""
    site = tmp_path_factory.mktemp("site")
    served = lay_python(site)
    for language in ("en", "ko"):
        html = page(served, CELLS, language)
        (site / f"{language}.html").write_text(html, encoding="utf-8")
    with serve(site, Plain) as found:
        yield found


@pytest.fixture
def reader(browser: object, address: str) -> Iterator[PageReader]:
    """Return a page whose button is not pressed yet; what it asks for can be held up."""
    visit = Visit(browser, DESK)
    visit.page.add_init_script(NOTHING_KEPT)
    yield PageReader(visit, f"{address}/en.html")
    visit.context.close()


def with_policy(policy: str) -> Callable[[Any], None]:
    """Return what answers a request with a Content-Security-Policy."""

    def answer(route: Any) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, POLICY: policy})

    return answer


def abort(route: Any) -> None:
    route.abort()


def hold(route: Any) -> None:
    """Never answer."""


def missing(route: Any) -> None:
    route.fulfill(status=404)


@pytest.mark.parametrize(
    ("file", "answer", "why"),
    [
        ("runtime.json", missing, "A file could not be loaded. Check the network connection."),
        ("kernel-worker.js", abort, "The browser did not start its worker."),
        ("pyodide.mjs", abort, "A file could not be loaded. Check the network connection."),
        ("pyodide.asm.wasm", missing, "A file could not be loaded. Check the network connection."),
        ("python_stdlib.zip", abort, "A file could not be loaded. Check the network connection."),
        ("kernel-worker.js", with_policy("script-src 'self'"), FORBIDDEN),
    ],
)
def test_a_failure_has_a_reason_and_a_way_back(reader, address, file, answer, why):
    reader.page.route(f"**/{file}", answer)
    reader.page.goto(f"{address}/en.html")
    reader.start()
    assert reader.state == "failed"
    assert reader.said == f"Python could not start. {why}"
    assert reader.page.locator(".python-in-pages p").inner_text().startswith(ELSEWHERE)
    reader.page.unroute(f"**/{file}")
    reader.page.route("**/pyodide.mjs", hold)
    reader.page.locator(".pip-again").click()
    reader.wait_until("loading")
    reader.page.locator(".pip-cancel").wait_for()
    assert not reader.page.get_by_text(ELSEWHERE).is_visible()


def test_a_server_that_forbids_workers_is_said(reader, address):
    reader.page.route("**/en.html", with_policy("worker-src 'none'"))
    reader.page.goto(f"{address}/en.html")
    reader.start()
    assert reader.said == f"Python could not start. {FORBIDDEN}"


def test_loading_can_be_cancelled_and_begun_again(reader):
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    reader.page.route("**/pyodide.mjs", hold)
    reader.opener.click()
    reader.page.locator(".pip-cancel").wait_for()
    reader.opener.click(force=True)  # a second press changes nothing
    assert reader.page.locator(".pip-toolbar").count() == 1
    reader.page.locator(".pip-cancel").click()
    assert reader.page.locator(".pip-toolbar").count() == 0
    assert reader.state == "None"
    assert reader.opener.evaluate("button => button === document.activeElement")
    assert asked.count("kernel-worker.js") == 1
    reader.opener.click()
    reader.page.locator(".pip-cancel").wait_for()
    assert reader.state == "loading"


def test_the_size_is_told_before_and_in_bytes_while_it_loads(reader):
    before = reader.page.locator(".python-in-pages small").inner_text()
    total = before.split()[0]
    reader.page.route("**/python_stdlib.zip", hold)
    reader.opener.click()
    pattern = f"/^Loading Python: [1-9]\\d*\\.\\d of {total} MB$/"
    reader.page.wait_for_function(
        f"() => {pattern}.test(document.querySelector('.pip-count')?.textContent)", timeout=120_000
    )
    assert reader.said == f"Loading Python, {total} MB."
    assert 0 < reader.page.locator("progress").evaluate("bar => bar.value") < 1


KEEP = """async (paths) => {
  const cache = await caches.open('python-in-pages /');
  for (const path of paths)
    await cache.put(path, new Response('', {headers: {'Content-Length': '1000000000'}}));
}"""
OF_START = """async () => {
  const address = new URL(document.querySelector('[data-page]').dataset.page, document.baseURI);
  const about = new URL('runtime.json', address);
  const {files} = await (await fetch(about)).json();
  const start = files.filter(({group}) => group === 'start');
  return start.map(({path}) => new URL(path, about).pathname);
}"""


@pytest.fixture
def keeping(browser: object, address: str) -> Iterator[PageReader]:
    """Return a page that finds what a browser keeps; Python's first file never comes."""
    visit = Visit(browser, DESK, service_workers="block")
    reader = PageReader(visit, f"{address}/en.html")
    reader.page.route("**/pyodide.mjs", hold)
    yield reader
    visit.context.close()


def test_what_the_browser_keeps_is_not_said_to_be_loaded(keeping):
    keeping.page.evaluate(KEEP, keeping.page.evaluate(OF_START))
    keeping.opener.click()
    keeping.page.locator(".pip-cancel").wait_for()
    assert keeping.said == "Python is kept in this browser: nothing has to be loaded."
    assert keeping.page.locator(".pip-count").inner_text() == "Python starts …"


@pytest.mark.parametrize("lacks", ["all", "one"])
def test_however_much_is_kept_what_a_start_lacks_is_loaded(keeping, lacks):
    kept = keeping.page.evaluate(OF_START)[1:] if lacks == "one" else ["/large"]
    keeping.page.evaluate(KEEP, kept)
    keeping.opener.click()
    keeping.page.locator(".pip-cancel").wait_for()
    assert keeping.said.startswith("Loading Python, ")


def test_a_server_that_is_silent_is_noticed(reader):
    reader.page.clock.install()
    reader.page.route("**/pyodide.mjs", hold)
    reader.opener.click()
    reader.page.locator(".pip-cancel").wait_for()
    reader.page.clock.fast_forward(31_000)
    assert reader.said.startswith("Nothing has come for 30 seconds.")
    assert reader.page.locator(".pip-cancel").is_visible()


def test_a_browser_that_lacks_something_is_told_what(reader, address):
    reader.page.add_init_script("delete window.WebAssembly")
    reader.page.goto(f"{address}/en.html")
    assert not reader.opener.is_visible()
    assert reader.page.locator(".python-in-pages p").is_visible()
    reader.page.evaluate(
        """async () => {
          const box = document.querySelector('.python-in-pages');
          const { start } = await import(new URL(box.dataset.page, document.baseURI));
          await start(box.querySelector('button'));
        }"""
    )
    assert reader.said == "Python could not start. This browser lacks what it needs: WebAssembly."


def test_a_page_in_another_language_says_it_in_that_language(reader, address):
    reader.page.route("**/kernel-worker.js", abort)
    reader.page.goto(f"{address}/ko.html")
    reader.start()
    assert reader.said == "Python을 시작하지 못했습니다. 브라우저가 워커를 시작하지 못했습니다."
    assert reader.page.get_by_role("button", name="다시 시도").is_visible()
