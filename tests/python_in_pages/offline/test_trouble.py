"""Whatever goes wrong, Python runs, or runs at the next press, and nothing false is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks import browser as installed_browser
from tests.helpers import kept_site
from tests.helpers.bundled import one_text
from tests.helpers.keeping_reader import Reader, answer, begin, press, reading, said, says, until
from tests.helpers.kept_site import SAYS
from tests.helpers.strict_server import KEEP_TEN_MINUTES, StrictServer
from tests.python_in_pages.conftest import FLAGS

# Writes a broken answer in the place of a kept one.
BREAK = """async ([part, how]) => {
  let count = 0;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) {
      if (!key.url.includes(part)) continue;
      const kept = await cache.match(key);
      const text = await kept.text();
      const broken = { cut: text.slice(0, 40), wrong: text.replace(/.$/s, "x"), empty: "" }[how];
      await cache.put(key, new Response(broken, { headers: kept.headers }));
      count += 1;
    }
  }
  return count;
}"""


PARTS = ("pyodide.mjs", "numpy", "page.js", "runtime.json", "site-", "book.css", "index.html")


@pytest.mark.parametrize("how", ["cut", "wrong", "empty"])
def test_broken_entries_are_seen_and_loaded_again(
    reader: Reader, site: StrictServer, how: str
) -> None:
    tab = reader.run()
    for part in PARTS:
        assert tab.evaluate(BREAK, [part, how]) == 1
    reader.close_tabs()
    tab = reader.run()
    assert said(tab) == ["first"] * 4
    assert says(tab) == SAYS.format(1)
    reader.close_tabs()
    site.stop()
    tab = reader.open()
    press(tab)
    assert says(tab) == SAYS.format(1)


def test_a_broken_entry_without_a_server_is_never_given_out(
    reader: Reader, site: StrictServer
) -> None:
    site.cache = "no-store"  # nor has the browser's own cache a good one
    tab = reader.run()
    tab.evaluate(BREAK, ["pyodide.mjs", "wrong"])
    reader.close_tabs()
    site.stop()
    tab = reader.open()
    press(tab, "failed")
    site.start()
    press(tab)
    assert says(tab) == SAYS.format(1)


def test_a_reload_while_python_is_loaded_does_no_harm(reader: Reader, site: StrictServer) -> None:
    site.fault = lambda path: "hold" if "python_stdlib" in path else ""
    tab = reader.open()
    begin(tab, site, "python_stdlib")
    tab.reload()
    tab.click("button")
    site.release()
    tab.wait_for_selector("html[data-python-in-pages=ready]")
    assert says(tab) == SAYS.format(1)
    assert answer(tab) == {"kept": True}
    again = site.asked("python/")
    for name in set(again):
        again.remove(name)
    assert set(again) <= set(site.asked("python_stdlib")), "what had come was used"
    assert len(again) <= 1


def test_two_tabs_that_load_at_once_share_each_file(reader: Reader, site: StrictServer) -> None:
    site.cache = "no-cache"  # a host that wants to be asked each time
    site.fault = lambda path: "hold" if "/core-" in path or "/wheels/" in path else ""
    tabs = [reader.open(), reader.open("other.html")]
    wanted: list[str] = []
    reader.context.on("request", lambda request: wanted.append(request.url))
    for tab in tabs:
        tab.click("button")

    def both_have_asked() -> bool:
        tabs[0].evaluate("true")  # meanwhile Playwright tells of the requests
        return all(sum(name in url for url in wanted) > 1 for name in ("numpy", "lstm"))

    until(both_have_asked)
    site.release()
    for tab in tabs:
        tab.wait_for_selector("html[data-python-in-pages=ready]")
        assert says(tab) == SAYS.format(1)
        assert answer(tab) == {"kept": True}
    shared = site.asked("/core-") + site.asked("/wheels/")
    assert len(shared) == len(set(shared)) == 5


@pytest.mark.parametrize("fault", ["tear", "refuse", "503", "wrong"])
def test_a_server_that_fails_in_the_middle_is_asked_again_at_the_next_press(
    reader: Reader, site: StrictServer, fault: str
) -> None:
    site.fault = lambda path: fault if "numpy" in path else ""
    tab = reader.open()
    press(tab, "ready" if fault == "wrong" else "failed")
    site.release()
    tab.reload()
    press(tab)
    assert says(tab) == SAYS.format(1)
    assert answer(tab) == {"kept": True}


def test_what_came_wrong_is_not_taken_from_the_browser_s_own_cache_again(
    reader: Reader, site: StrictServer
) -> None:
    """Pyodide refuses such a wheel: nothing is kept before the next press."""
    site.fault = lambda path: "wrong" if "numpy" in path else "404" if "lstm" in path else ""
    tab = reader.open()
    press(tab, "failed")
    site.release()
    tab.reload()
    press(tab)
    assert says(tab) == SAYS.format(1)
    assert answer(tab) == {"kept": True}
    assert tab.evaluate("python.later('start')") == {"says": SAYS.format(1)}


def test_a_server_that_is_gone_in_the_middle_is_asked_again(
    reader: Reader, site: StrictServer
) -> None:
    site.fault = lambda path: "silent" if "numpy" in path else ""
    tab = reader.open()
    begin(tab, site, "numpy")
    site.stop()
    tab.wait_for_selector("html[data-python-in-pages=failed]")
    site.start()
    site.release()
    press(tab)
    assert says(tab) == SAYS.format(1)


# The worker's patience with a download of another, in the time of a test.
IMPATIENT = """const { timeout } = AbortSignal;
AbortSignal.timeout = () => timeout.call(AbortSignal, 1000);
"""
# As a cell does it; what never comes is an error.
FIGURES = """() => Promise.race([
  python.later("figures"),
  new Promise((_, failed) => setTimeout(() => failed(new Error("it did not come")), 60_000)),
])"""


def impatient(script: str, form: str) -> str:
    return (IMPATIENT if form == "iife" else "") + one_text(script, form)


@pytest.mark.parametrize("cache", [KEEP_TEN_MINUTES, "no-store"])
def test_a_download_that_stalls_holds_up_nobody_else(
    reader: Reader, site: StrictServer, cache: str
) -> None:
    site.cache = cache
    kept_site.lay(site.root, scripts=impatient)
    site.fault = lambda path: "stall" if "matplotlib" in path else ""
    first, second = reader.open(), reader.open("other.html")
    press(first)
    until(lambda: bool(site.asked("matplotlib")))  # it is to be kept
    site.fault = lambda path: ""
    press(second)
    assert second.evaluate(FIGURES) == {"says": "matplotlib of 1"}
    assert answer(second) == {"kept": False, "why": "offline"}
    site.release()
    assert answer(first) == {"kept": True}


def test_without_room_python_runs_and_nothing_is_claimed(
    reader: Reader, site: StrictServer
) -> None:
    kept_site.lay(site.root, padding=100_000)
    tab = reader.open()
    limit = {"origin": reader.address.removesuffix("/course/"), "quotaSize": 250_000}
    reader.context.new_cdp_session(tab).send("Storage.overrideQuotaForOrigin", limit)
    press(tab)
    assert says(tab) == SAYS.format(1)
    assert answer(tab) == {"kept": False, "why": "quota"}
    assert tab.evaluate("python.kept(python.runtime)")["whole"] is False


NO = "async () => { throw new DOMException('no', 'SecurityError'); }"
FORBIDDEN = (
    (f"if (self.isSecureContext) navigator.serviceWorker.register = {NO}", "blocked"),
    (f"if (self.isSecureContext) caches.open = {NO}", "blocked"),
    ("delete Navigator.prototype.serviceWorker", "unsupported"),
)


@pytest.mark.parametrize(("script", "why"), FORBIDDEN)
def test_where_nothing_may_be_kept_python_runs(reader: Reader, script: str, why: str) -> None:
    reader.context.add_init_script(script)
    tab = reader.open()
    press(tab)
    assert says(tab) == SAYS.format(1)
    assert tab.evaluate("python.opened") == {"able": False, "why": why}
    assert answer(tab) == {"kept": False, "why": why}
    assert tab.evaluate("python.kept(python.runtime)")["bytes"] == 0
    assert tab.evaluate("python.remove(python.runtime)") == {"bytes": 0}


def test_a_host_that_alters_pages_gives_what_it_gives_and_nothing_is_claimed(
    reader: Reader, site: StrictServer
) -> None:
    """Some hosts write a script of their own into each page."""
    for page in site.root.rglob("*.html"):
        page.write_text(page.read_text().replace("</body>", "<p>altered</p></body>"))
    tab = reader.open()
    press(tab)
    assert answer(tab) == {"kept": False, "why": "changed"}
    assert tab.evaluate("python.kept(python.runtime)")["whole"] is False
    site.log.clear()
    tab = reader.open("other.html")
    assert tab.is_visible("text=altered")
    press(tab)
    assert says(tab) == SAYS.format(1)
    assert [name for name in site.asked("python/") if "/site-" not in name] == []


@pytest.fixture
def insecure(chromium: Any, site: StrictServer) -> Iterator[Reader]:
    """Read the site under another name than this machine's, over http, as in a class room."""
    flags = [flag for flag in FLAGS if not flag.startswith("--host-resolver-rules")]
    rule = "--host-resolver-rules=MAP course.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    made = chromium.launch(executable_path=installed_browser.program(), args=[*flags, rule])
    with reading(made, site.address.replace("127.0.0.1", "course.test")) as found:
        yield found
    made.close()


def test_over_http_from_another_machine_python_runs(browser: object, insecure: Reader) -> None:
    tab = insecure.open()
    assert not tab.evaluate("window.isSecureContext")
    press(tab)
    assert says(tab) == SAYS.format(1)
    assert answer(tab) == {"kept": False, "why": "insecure"}
    assert tab.evaluate("python.kept(python.runtime)")["bytes"] == 0
