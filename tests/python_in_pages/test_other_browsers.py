"""A page of the book runs in every browser that it names as tried.

KEEP_BROWSERS=1 keeps the versions that ran it in ``book/tried-browsers.json``: the book shows them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.browser import program
from tests.book.conftest import FLAGS, address, site  # noqa: F401 (fixtures)
from tests.helpers.other_browsers import firefox, screen, stop, webkit
from tests.helpers.running_page import RunningPage, Window

KEPT = Path(__file__).parents[2] / "book" / "tried-browsers.json"
PAGE = "03-1-input-gate"  # text, a figure, sliders


@pytest.fixture
def chromium_window(chromium):
    """Open a window of Chromium."""
    browser = chromium.launch(executable_path=program(), args=FLAGS)
    page = browser.new_page()
    yield Window(browser.version, page.goto, page.evaluate)
    browser.close()


@pytest.fixture
def firefox_window():
    """Open a window of Firefox."""
    with firefox() as window:
        yield window


@pytest.fixture
def webkit_window():
    """Open a window of WebKitGTK."""
    with webkit() as window:
        yield window


# What each needs, and the fixture with its window.
TRIED = {
    "Chromium": ("browser", "chromium_window"),
    "Firefox": ("firefox", "firefox_window"),
    "WebKitGTK": ("webkit", "webkit_window"),
}


@pytest.mark.parametrize(
    ("name", "fixture"),
    [
        pytest.param(name, fixture, id=name, marks=pytest.mark.needs(need, "python-in-pages"))
        for name, (need, fixture) in TRIED.items()
    ],
)
def test_a_page_runs(request, address, name, fixture):  # noqa: F811
    window = request.getfixturevalue(fixture)
    running = RunningPage(window, f"{address}/{PAGE}.html")
    running.start()
    running.run_all()
    assert set(running.states()) == {"ran"}
    assert running.differences(PAGE) == {}
    if os.environ.get("KEEP_BROWSERS") == "1":
        keep(name, window.version)


def test_a_browser_that_does_not_end_when_it_is_asked_to_is_ended():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    command = [sys.executable, "-c", deaf + "print('deaf', flush=True); time.sleep(600)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        stop(process, seconds=0.1)
    assert process.returncode == -signal.SIGKILL


def test_a_screen_that_does_not_start_is_said(tmp_path, monkeypatch):
    (tmp_path / "Xvfb").symlink_to("/bin/false")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="Xvfb ended before it had a screen"), screen():
        pytest.fail("there is none")


def keep(name: str, version: str) -> None:
    """Keep the version with which a browser ran the page."""
    kept = {each["name"]: each for each in read()} | {name: {"name": name, "version": version}}
    text = json.dumps([kept[each] for each in TRIED if each in kept], indent=1)
    KEPT.write_text(f"{text}\n", encoding="utf-8")


def read() -> list[dict[str, str]]:
    """Return the browsers that the book names, with their versions."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else []


def test_the_book_names_the_browsers_that_these_tests_try():
    assert [each["name"] for each in read()] == list(TRIED)
    assert all(each["version"][0].isdigit() for each in read())
