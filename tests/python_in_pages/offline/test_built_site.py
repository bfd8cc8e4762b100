"""The course's own site, with the real Python, under the strictest policy and without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.book.conftest import is_page
from tests.book.conftest import site as built_site  # noqa: F401 (a fixture)
from tests.helpers.keeping_reader import Reader, until
from tests.helpers.representative_pages import representative_pages
from tests.helpers.strict_server import StrictServer

pytestmark = pytest.mark.needs("python-in-pages")
PAGE = "03-1-input-gate.html"  # text, tables, a figure and widgets
LONGEST = 300_000  # milliseconds: Python starts on a busy machine
STATES = """[...document.querySelectorAll(".cell:has(.pip-bar)")]
  .map(({ dataset }) => dataset.python ?? "book")"""
AT_REST = {"ran", "error", "stopped_above"}


@pytest.fixture
def site(built_site: Path) -> Iterator[StrictServer]:  # noqa: F811
    """Serve the built site below a folder of its host."""
    with StrictServer(built_site, prefix="/course/") as server:
        yield server
        assert server.violations == []


def start(tab) -> None:
    """Start Python."""
    tab.click(".python-in-pages button")
    tab.wait_for_selector("html[data-python-in-pages=ready]", timeout=LONGEST)


def run_all(tab) -> None:
    """Run the page, and look at each cell."""
    tab.click(".pip-run-all")
    until(lambda: set(tab.evaluate(STATES)) <= AT_REST, LONGEST / 1000)
    assert set(tab.evaluate(STATES)) == {"ran"}


def python_of(site: StrictServer) -> set[str]:
    """Return the paths of all files of Python that a page may load."""
    (about,) = site.root.glob("python/*/runtime.json")
    files = json.loads(about.read_text(encoding="utf-8"))["files"]
    paths = ((about.parent / each["path"]).resolve() for each in files)
    return {path.relative_to(site.root.resolve()).as_posix() for path in paths}


def test_it_runs_under_its_policy_and_then_without_a_server(
    reader: Reader, site: StrictServer
) -> None:
    tab = reader.open(PAGE)
    site.log.clear()
    start(tab)
    asked = site.asked("python/")  # before anything is kept: that may load a large file again
    assert len(asked) == len(set(asked)), "a file was loaded twice"
    run_all(tab)
    until(lambda: python_of(site) | {PAGE} <= set(reader.kept()), LONGEST / 1000)
    site.log.clear()
    reader.open(f"ko/{PAGE}")
    own = {f"ko/{PAGE}", "ko/_static/lstm-book-widgets.js"}
    until(lambda: own <= set(reader.kept()))
    reader.close_tabs()
    assert site.asked("python/") == []
    site.stop()
    tab = reader.open(f"ko/{PAGE}")
    start(tab)
    run_all(tab)


def look(reader: Reader, site: StrictServer, pages: list[Path]) -> None:
    """Open pages one after the other."""
    tab = reader.context.new_page()
    for page in pages:
        tab.goto(site.address + page.relative_to(site.root).as_posix())
        assert site.violations == [], page.name


def pages_of(site: StrictServer) -> list[Path]:
    return [path for path in sorted(site.root.rglob("*.html")) if is_page(path, site.root)]


def test_its_pages_break_no_rule_of_the_policy_when_they_are_read(
    reader: Reader, site: StrictServer
) -> None:
    look(reader, site, representative_pages(pages_of(site)))


@pytest.mark.slow
def test_every_page_breaks_no_rule_of_the_policy(reader: Reader, site: StrictServer) -> None:
    assert len(pages_of(site)) > 40
    look(reader, site, pages_of(site))
