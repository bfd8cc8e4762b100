"""Another book, of two pages, gets Python in its pages by this extension alone.

It is built by the command ``jupyter-book`` and its cells run in a browser. The wheels come from
the user's cache, where the build of the course has put them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.server import Plain, serve
from tests.helpers.running_page import OPENER, RunningPage, Window
from tests.helpers.visit import DESK, Visit

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests" / "helpers" / "two_page_book"
PATHS = {"EXTENSIONS": "book/_ext", "LOCK": "book/python-in-pages.lock.json"}

pytestmark = pytest.mark.needs("python-in-pages")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Build the book."""
    folder = tmp_path_factory.mktemp("book")
    shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
    config = folder / "_config.yml"
    text = config.read_text(encoding="utf-8")
    for word, path in PATHS.items():
        text = text.replace(f": {word}", f": {json.dumps(str(ROOT / path))}")
    config.write_text(text, encoding="utf-8")
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", "-W", str(folder)]
    environment = os.environ | {"PYTHON_IN_PAGES": "required"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def visit(browser):
    made = Visit(browser, DESK)
    yield made
    made.context.close()


@pytest.mark.parametrize(
    ("page", "states"),
    [("primes", ["ran", "ran", "error", "ran"]), ("circles", ["ran", "ran"])],
)
def test_its_cells_run_and_show_what_the_build_computed(visit, browser, site, page, states):
    window = Window(browser.version, visit.page.goto, visit.page.evaluate)
    with serve(site, Plain) as address:
        running = RunningPage(window, f"{address}/{page}.html")
        running.start()
        running.run_all()
        assert running.states() == states
        assert running.differences(page) == {}


def test_a_page_without_code_has_no_button(site):
    assert OPENER.split()[0].strip(".") not in (site / "genindex.html").read_text(encoding="utf-8")
    assert "python-in-pages" in (site / "circles.html").read_text(encoding="utf-8")
