"""A cache of the test's own, and an index without a network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from python_in_pages.runtime.cache import FOLDER, Cache
from python_in_pages.runtime.sources import FROM


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the user's decide a test, and let no test leave this machine."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "PYTHON_IN_PAGES"))]:
        monkeypatch.delenv(name)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv(FROM, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.setenv(FOLDER, str(tmp_path / "cache"))
    (tmp_path / "index").mkdir()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return the folder in which pip looks for wheels."""
    return tmp_path / "index"


@pytest.fixture
def cache() -> Cache:
    """Return the test's own cache."""
    return Cache()


@pytest.fixture
def said() -> list[str]:
    """Return the list to which a build's words go: give ``said.append``."""
    return []
