"""The off switch removes Python, the pages and the worker, in all tabs, and no reader's work."""

from __future__ import annotations

from typing import Any

from python_in_pages import offline

from tests.helpers.keeping_reader import Reader, begin, press, said, says, until
from tests.helpers.kept_site import SAYS
from tests.helpers.strict_server import StrictServer

WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
REMOVE = "python.remove(python.runtime)"
WORK = """async (text) => {
  localStorage.setItem("work", text);
  await caches.open("of another program");
  await new Promise((done) => {
    indexedDB.open("work").onsuccess = ({ target }) => done(target.result.close());
  });
}"""
KEPT_WORK = """async () => [
  localStorage.getItem("work"),
  await caches.keys(),
  (await indexedDB.databases()).map(({ name }) => name),
]"""


def is_gone(tab: Any) -> bool:
    return tab.evaluate("caches.keys()") == [] and tab.evaluate(WORKERS) == 0


def test_it_says_how_much_there_was_and_removes_all_of_it(
    reader: Reader, site: StrictServer
) -> None:
    tab = reader.run()
    names = [name for name in set(reader.kept()) if (site.root / name).is_file()]
    size = sum((site.root / name).stat().st_size for name in names)
    kept = tab.evaluate("python.kept(python.runtime)")
    assert kept["whole"]
    assert kept["pages"] == 1
    assert size <= kept["bytes"] < size + 200, "the open tabs' names, and nothing else, come to it"
    assert tab.evaluate(REMOVE) == {"bytes": kept["bytes"]}
    assert is_gone(tab)
    assert tab.evaluate("python.kept(python.runtime)")["bytes"] == 0
    assert tab.evaluate(REMOVE) == {"bytes": 0}


def test_a_reader_s_work_stays(reader: Reader) -> None:
    tab = reader.run()
    tab.evaluate(WORK, "of an hour")
    tab.evaluate(REMOVE)
    assert tab.evaluate(KEPT_WORK) == ["of an hour", ["of another program"], ["work"]]


def test_it_holds_in_all_tabs(reader: Reader, site: StrictServer) -> None:
    first, second = reader.run(), reader.run("other.html")
    second.evaluate("void python.onRemoved(python.runtime, () => (window.heard = true))")
    first.evaluate(REMOVE)
    until(lambda: second.evaluate("window.heard === true"))
    assert says(second) == SAYS.format(1), "Python that runs goes on"
    assert second.evaluate("python.later('figures')") == {"says": "matplotlib of 1"}
    second.goto(site.address + "ko/")
    assert said(second) == ["first"] * 4
    with first.expect_response("**/other.html") as seen:
        assert first.evaluate("fetch('other.html').then(({ status }) => status)") == 200
    assert seen.value.from_service_worker, "the old worker has done its work for the page before"
    assert is_gone(second), "a page that the old worker still answers is not kept"


def test_it_can_be_kept_again(reader: Reader, site: StrictServer) -> None:
    reader.run().evaluate(REMOVE)
    reader.run()
    reader.close_tabs()
    site.stop()
    tab = reader.open()
    press(tab)
    assert says(tab) == SAYS.format(1)


def test_it_works_while_python_is_loaded_in_another_tab(reader: Reader, site: StrictServer) -> None:
    site.cache = "no-store"
    first, second = reader.run(), reader.open("other.html")
    first.evaluate(REMOVE)
    site.fault = lambda path: "hold" if "python_stdlib" in path else ""
    site.log.clear()
    begin(second, site, "python_stdlib")
    first.evaluate(REMOVE)
    site.release()
    second.wait_for_selector("html[data-python-in-pages=ready]")
    second.evaluate("python.keeping")
    assert is_gone(second)


def test_a_site_without_python_ends_what_an_earlier_version_kept(
    reader: Reader, site: StrictServer
) -> None:
    tab = reader.run()
    offline.retire(site.root)
    tab.goto(site.address + "other.html")
    until(lambda: is_gone(tab))
    assert said(reader.open()) == ["first"] * 4


def test_a_site_that_has_no_worker_any_more_is_not_held_by_an_old_one(
    reader: Reader, site: StrictServer
) -> None:
    tab = reader.run()
    (site.root / offline.WORKER).unlink()
    page = site.root / "other.html"
    page.write_text(page.read_text().replace("first", "without Python"))
    tab.goto(site.address + "other.html")
    assert said(tab)[0] == "without Python"
    until(lambda: is_gone(tab))
