"""The module that is tested, and the browser of the book's tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import browser as installed_browser

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from tests.book.conftest import FLAGS  # noqa: E402 (needs the line before)


@pytest.fixture(scope="session")
def browser(chromium: Any) -> Iterator[object]:
    """Start the browser that `tests/needs.py` has found; it finds no other host."""
    made = chromium.launch(executable_path=installed_browser.program(), args=FLAGS)
    yield made
    made.close()
