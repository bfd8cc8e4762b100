"""A small site in a folder of its host, as a project's page is, and a reader of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import kept_site
from tests.helpers.keeping_reader import Reader, reading
from tests.helpers.strict_server import StrictServer


@pytest.fixture
def site(tmp_path: Path) -> Iterator[StrictServer]:
    """Serve the site's first version under the strict policy, which nothing may break."""
    kept_site.lay(tmp_path / "site")
    with StrictServer(tmp_path / "site", prefix="/course/") as server:
        yield server
        assert server.violations == []


@pytest.fixture
def reader(browser: object, site: StrictServer) -> Iterator[Reader]:
    """Open a browser that knows nothing of the site yet."""
    with reading(browser, site.address) as found:
        yield found
