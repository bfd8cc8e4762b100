"""After one run the opened pages and Python are there without a server, and without a request."""

import pytest
from python_in_pages.offline import WORKER

from tests.helpers.keeping_reader import Reader, answer, press, said, says, until
from tests.helpers.kept_site import SAYS
from tests.helpers.strict_server import StrictServer


def test_before_the_click_nothing_is_asked_for_nor_kept(reader: Reader, site: StrictServer) -> None:
    tab = reader.open()
    assert site.asked("python") == []
    assert reader.kept() == []
    assert tab.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_without_a_server_every_opened_page_is_there_with_python(
    reader: Reader, site: StrictServer
) -> None:
    reader.run()
    reader.open_and_keep("ko/")
    reader.close_tabs()
    site.stop()
    for name in ("index.html", "", "ko/index.html", "ko/"):
        tab = reader.open(name)
        assert said(tab) == ["first"] * 4
        press(tab)
        assert says(tab) == SAYS.format(1)
        assert tab.evaluate("python.later('figures')") == {"says": "matplotlib of 1"}


def test_the_pages_that_were_open_at_the_run_are_kept_too(
    reader: Reader, site: StrictServer
) -> None:
    reader.open("other.html")
    reader.run()
    reader.close_tabs()
    site.stop()
    assert said(reader.open("other.html")) == ["first"] * 4


def test_python_is_loaded_once_and_then_never_asked_for(reader: Reader, site: StrictServer) -> None:
    site.cache = "no-cache"  # a host that wants to be asked each time
    reader.run()
    asked = site.asked("python/")
    assert len(asked) == len(set(asked)), "a file was loaded twice"
    site.log.clear()
    for name in ("other.html", "ko/"):
        press(reader.open(name))
    reader.close_tabs()
    tab = reader.open()
    press(tab)
    assert answer(tab) == {"kept": True}
    assert site.asked("python/") == []


# Python is about to start, and its kernel asks for nothing yet.
OPEN = """async () => {
  await import(new URL(document.querySelector("button").dataset.page, document.baseURI));
  await python.open(python.runtime, { control: 60_000 });
}"""
PATHS = "python.runtime.files.map(({ path }) => path)"
LOAD = "(path) => fetch(new URL(path, python.runtime.base)).then((answer) => answer.text())"


def test_what_python_loads_first_does_not_pass_through_the_worker(
    reader: Reader, site: StrictServer
) -> None:
    """It would cost time and memory; what is asked for again is kept, and given out from there."""
    tab = reader.open()
    tab.evaluate(OPEN)
    wheel = next(path for path in tab.evaluate(PATHS) if "numpy" in path)
    for passed in (False, True, True):
        with tab.expect_response(lambda response: "numpy" in response.url) as seen:
            assert tab.evaluate(LOAD, wheel).startswith("numpy")
        assert seen.value.from_service_worker == passed
    assert len(site.asked("numpy")) == 1


def test_a_page_comes_from_the_server_while_there_is_one(
    reader: Reader, site: StrictServer
) -> None:
    reader.run()
    site.log.clear()
    reader.open("other.html")
    assert "other.html" in site.asked()


def test_a_server_that_is_silent_or_broken_does_not_keep_a_page_from_its_reader(
    reader: Reader, site: StrictServer
) -> None:
    reader.run()
    for fault in ("silent", "503", "refuse"):
        site.fault = lambda path, fault=fault: fault
        assert said(reader.open()) == ["first"] * 4
        site.release()  # a browser's second request for an address waits for the first


@pytest.mark.parametrize("fault", ["silent", "503"])
def test_python_starts_from_what_is_kept_whatever_the_server_does(
    reader: Reader, site: StrictServer, fault: str
) -> None:
    reader.run()
    reader.close_tabs()
    site.log.clear()
    site.fault = lambda path: fault
    tab = reader.open()
    until(lambda: bool(site.asked(WORKER)))  # the browser looks for a newer worker
    press(tab)


@pytest.mark.parametrize("fault", ["", "silent", "503"])
def test_a_folder_without_its_last_slash_has_its_page_and_that_page_s_parts(
    reader: Reader, site: StrictServer, fault: str
) -> None:
    reader.run()
    reader.open_and_keep("ko/")
    reader.close_tabs()
    if fault:
        site.fault = lambda path: fault
    else:
        site.stop()
    tab = reader.open("ko?from=mail#top")
    assert tab.url == f"{site.address}ko/?from=mail#top"
    assert said(tab) == ["first"] * 4


def test_a_page_that_was_never_opened_is_not_there(reader: Reader, site: StrictServer) -> None:
    tab = reader.run()
    site.stop()
    gone = tab.evaluate("fetch('other.html').then(() => 'there', () => 'gone')")
    assert gone == "gone"


def test_a_reload_that_passes_the_worker_by_does_not_lose_it(
    reader: Reader, site: StrictServer
) -> None:
    tab = reader.run()
    reader.context.new_cdp_session(tab).send("Page.reload", {"ignoreCache": True})
    tab.wait_for_selector("html:not([data-python-in-pages])")
    assert tab.evaluate("navigator.serviceWorker.controller") is None
    site.log.clear()
    press(tab)
    assert tab.evaluate("python.opened") == {"able": True}
    assert [name for name in site.asked("python/") if "page.js" not in name] == []
