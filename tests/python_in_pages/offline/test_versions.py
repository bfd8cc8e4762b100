"""A new version of the site replaces the kept one whole; until it can, the old one is whole."""

from __future__ import annotations

import pytest

from tests.helpers import kept_site
from tests.helpers.keeping_reader import Reader, answer, press, said, says, until
from tests.helpers.kept_site import SAYS
from tests.helpers.strict_server import StrictServer

OLD, NEW = ["first"] * 4, ["second"] * 4


def deploy(site: StrictServer, text: str = "second", python: str = "2") -> None:
    """Put a new version in the place of the old one; nothing of the old one is left."""
    kept_site.lay(site.root, text, python)
    site.log.clear()


SETTLED = """navigator.serviceWorker.getRegistration().then(({ installing, waiting, active }) =>
  !installing && !waiting && active.state === "activated")"""


def taken_over(reader: Reader, site: StrictServer) -> bool:
    """Say whether the worker of the version on the server is the one that answers."""
    (name,) = (path.name for path in (site.root / "python").glob("site-*.json"))
    return f"python/{name}" in reader.kept() and reader.context.pages[-1].evaluate(SETTLED)


def replaced(reader: Reader, site: StrictServer) -> None:
    """Open a page, and wait until the new version has replaced the old one."""
    assert said(reader.open()) == NEW, "the server's page comes first"
    until(lambda: taken_over(reader, site))


def offline(reader: Reader, site: StrictServer, texts: list[str], python: str) -> None:
    """Look at all that was opened, without a server."""
    reader.close_tabs()
    site.stop()
    for name in ("index.html", "other.html"):
        tab = reader.open(name)
        assert said(tab) == texts
        press(tab)
        assert says(tab) == SAYS.format(python)
        assert tab.evaluate("python.later('figures')") == {"says": f"matplotlib of {python}"}


def begin(reader: Reader) -> Reader:
    """Let a reader keep two pages of the first version; both tabs stay open."""
    reader.run()
    reader.open_and_keep("other.html")
    return reader


@pytest.fixture
def begun(reader: Reader) -> Reader:
    return begin(reader)


def test_what_was_opened_is_replaced_whole(begun: Reader, site: StrictServer) -> None:
    begun.close_tabs()
    deploy(site)
    replaced(begun, site)
    assert site.asked("numpy") == [], "a wheel that both versions have is not loaded again"
    offline(begun, site, NEW, "2")


def test_a_change_of_the_text_alone_loads_nothing_of_python(
    begun: Reader, site: StrictServer
) -> None:
    begun.close_tabs()
    deploy(site, python="1")
    replaced(begun, site)
    assert [name for name in site.asked("python/") if "/site-" not in name] == []
    offline(begun, site, NEW, "1")


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("pyodide.mjs", "404"),
        ("matplotlib", "tear"),
        ("other.html", "wrong"),
        ("book.css", "refuse"),
        ("site-", "wrong"),
    ],
)
def test_a_new_version_that_does_not_come_whole_leaves_the_old_one_whole(
    begun: Reader, site: StrictServer, broken: str, fault: str
) -> None:
    begun.close_tabs()
    deploy(site)
    site.fault = lambda path: fault if broken in path else ""
    tab = begun.open("index.html")
    until(lambda: any(broken in path for path in site.asked()))
    tab.evaluate("navigator.serviceWorker.getRegistration().then(r => r.update()).catch(() => 0)")
    offline(begun, site, OLD, "1")
    site.start()
    site.release()
    replaced(begun, site)
    offline(begun, site, NEW, "2")


def test_a_server_that_dies_while_the_new_version_comes_leaves_the_old_one_whole(
    begun: Reader, site: StrictServer
) -> None:
    begun.close_tabs()
    deploy(site)
    site.fault = lambda path: "silent" if "python_stdlib" in path else ""
    begun.open()
    until(lambda: bool(site.asked("python_stdlib")))
    offline(begun, site, OLD, "1")


def test_a_page_that_only_the_new_version_was_opened_of_is_kept_with_it(
    reader: Reader, site: StrictServer
) -> None:
    reader.run()
    deploy(site)
    site.fault = lambda path: "hold" if "/site-" in path else ""
    assert said(reader.open("other.html")) == NEW
    site.release()
    replaced(reader, site)
    offline(reader, site, NEW, "2")


def test_two_tabs_of_two_versions_run_at_once(reader: Reader, site: StrictServer) -> None:
    site.cache = "no-store"  # the browser's own cache could help the old one out
    begun = begin(reader)
    old, untouched = begun.context.pages
    deploy(site)
    replaced(begun, site)
    new = begun.context.pages[-1]
    press(new)
    press(untouched)
    site.stop()
    for tab, python in ((old, "1"), (untouched, "1"), (new, "2")):
        assert says(tab) == SAYS.format(python)
        assert tab.evaluate("python.later('figures')") == {"says": f"matplotlib of {python}"}


def test_the_old_version_goes_when_its_last_page_is_closed(
    begun: Reader, site: StrictServer
) -> None:
    old = begun.kept()
    deploy(site)
    replaced(begun, site)
    assert set(old) <= set(begun.kept())
    begun.close_tabs()
    begun.open()
    only_new = {path.relative_to(site.root).as_posix() for path in site.root.rglob("*")}
    until(lambda: set(begun.kept()) <= only_new)
    assert len(begun.kept()) == len(set(begun.kept()))
    offline(begun, site, NEW, "2")


def test_a_new_version_that_cannot_be_kept_whole_runs_and_is_loaded_once(
    begun: Reader, site: StrictServer
) -> None:
    begun.close_tabs()
    deploy(site)
    site.fault = lambda path: "404" if path == "other.html" else ""
    tab = begun.open()
    press(tab)
    assert says(tab) == SAYS.format("2")
    answer(tab)
    asked = site.asked("/core-") + site.asked("/wheels/")
    assert len(asked) == len(set(asked)), "a file was loaded twice"
    begun.close_tabs()
    site.log.clear()
    tab = begun.open()
    press(tab)
    assert says(tab) == SAYS.format("2")
    assert site.asked("/core-") + site.asked("/wheels/") == []
    offline(begun, site, OLD, "1")
