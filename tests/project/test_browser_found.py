"""A browser counts as there only if it starts."""

from pathlib import Path

import pytest

from benchmarks import browser

STUB = "echo 'requires the chromium snap to be installed' >&2; exit 1"  # Ubuntu's chromium-browser
LACKING = "echo 'error while loading shared libraries: libnspr4.so' >&2; exit 127"
WORKS = "echo 'Google Chrome 130.0'"


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Return a function that puts programs on PATH, in the place of all others."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))

    def put(name, text):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
        return str(tmp_path / name)

    return put


@pytest.mark.parametrize("text", [STUB, LACKING, "exit 0"], ids=["stub", "no library", "silent"])
def test_one_that_does_not_start_is_passed_over(put, text):
    put("chromium", text)
    works = put("google-chrome", WORKS)
    assert browser.find.__wrapped__() == works


def test_where_none_starts_there_is_none(put):
    put("chromium", STUB)
    assert browser.find.__wrapped__() == ""


def test_the_first_that_starts_is_taken(put):
    put("google-chrome", WORKS)
    first = put("chromium", WORKS)
    assert browser.find.__wrapped__() == first


def test_one_fixture_starts_playwright():
    """A process can have one at a time; tests of two folders meet in one."""
    tests = Path(__file__).parents[1]
    import_of = "from playwright.sync_api import " + "sync_playwright"
    users = [path for path in tests.rglob("*.py") if import_of in path.read_text(encoding="utf-8")]
    assert [path.relative_to(tests).as_posix() for path in users] == ["conftest.py"]
