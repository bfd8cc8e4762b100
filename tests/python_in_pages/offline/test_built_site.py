"""The course's own site, with the real Python, under the strictest policy and without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.book.conftest import few, is_page  # noqa: F401 (few is a fixture)
from tests.book.conftest import site as built_site  # noqa: F401
from tests.helpers.keeping_reader import Reader, reading, until
from tests.helpers.strict_server import StrictServer

pytestmark = pytest.mark.needs("python-in-pages")
PAGE = "03-1-input-gate.html"  # text, tables, a figure and widgets
LONGEST = 300_000  # milliseconds: Python starts on a busy machine
AT_REST = """[...document.querySelectorAll(".cell[data-python]")]
  .every(({ dataset }) => ["ran", "error"].includes(dataset.python))"""
ALL_RAN = """[...document.querySelectorAll(".cell[data-python]")]
  .map(({ dataset }) => dataset.python)"""


@pytest.fixture
def site(built_site: Path) -> Iterator[StrictServer]:  # noqa: F811
    """Serve the built site below a folder of its host."""
    with StrictServer(built_site, prefix="/course/") as server:
        yield server
        assert server.violations == []


@pytest.fixture
def reader(browser: object, site: StrictServer) -> Iterator[Reader]:
    with reading(browser, site.address) as found:
        yield found


def run_all(tab) -> None:
    """Start Python, run the page, and look at each cell."""
    tab.click(".python-in-pages button")
    tab.wait_for_selector("html[data-python-in-pages=ready]", timeout=LONGEST)
    tab.click(".pip-run-all")
    until(lambda: tab.evaluate(AT_REST), LONGEST / 1000)
    assert set(tab.evaluate(ALL_RAN)) == {"ran"}


def test_it_runs_under_its_policy_and_then_without_a_server(
    reader: Reader, site: StrictServer
) -> None:
    tab = reader.open(PAGE)
    site.log.clear()
    run_all(tab)
    tab.wait_for_selector(".pip-remove", timeout=LONGEST)
    asked = site.asked("python/")
    assert len(asked) == len(set(asked)), "a file was loaded twice"
    site.log.clear()
    reader.open(f"ko/{PAGE}")
    until(lambda: f"ko/{PAGE}" in reader.kept())
    reader.close_tabs()
    assert site.asked("python/") == []
    site.stop()
    run_all(reader.open(f"ko/{PAGE}"))


def test_its_pages_break_no_rule_of_the_policy_when_they_are_read(
    reader: Reader,
    site: StrictServer,
    few: list[Path],  # noqa: F811
) -> None:
    tab = reader.context.new_page()
    for page in few:
        tab.goto(site.address + page.relative_to(site.root).as_posix())
        assert site.violations == [], page.name


@pytest.mark.slow
def test_every_page_breaks_no_rule_of_the_policy(reader: Reader, site: StrictServer) -> None:
    tab = reader.context.new_page()
    pages = [path for path in sorted(site.root.rglob("*.html")) if is_page(path, site.root)]
    assert len(pages) > 40
    for page in pages:
        tab.goto(site.address + page.relative_to(site.root).as_posix())
        assert site.violations == [], page.name
