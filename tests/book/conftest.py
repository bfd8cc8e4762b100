"""The built site, a server for it and a browser, for the tests of this folder."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

from lstm_book.assets import icon_font  # noqa: E402 (found by the line before)
from lstm_book.editions.edition import Edition, all_editions  # noqa: E402
from lstm_book.site import build_stamp  # noqa: E402

from benchmarks import browser as installed_browser  # noqa: E402
from benchmarks.server import Plain, serve  # noqa: E402
from tests.helpers.representative_pages import representative_pages  # noqa: E402
from tests.helpers.visit import DESK, Visit  # noqa: E402

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nobody else is ever reached
]


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site; an old one would prove nothing."""
    if old := build_stamp.stale_languages(build_stamp.input_digests()):
        wanted = f"the site is not what a build would make now ({', '.join(old)}): run `make book`"
        pytest.fail(wanted, pytrace=False)
    return ROOT / "_build" / "html"


def is_page(path: Path, site: Path) -> bool:
    """Say whether a file is a page: no template of the theme, no redirect from an old address."""
    parts = path.relative_to(site).parts
    return "_static" not in parts and parts[0] != "book"


@pytest.fixture(scope="session", params=all_editions(), ids=lambda edition: edition.language)
def edition(request: pytest.FixtureRequest) -> Edition:
    """Return each edition in turn: what is tested of pages is tested in every language."""
    return request.param


@pytest.fixture(scope="session")
def own_site(site: Path, edition: Edition) -> Path:
    """Return the folder of an edition's own site: its search, its style sheets, its pages."""
    return site / edition.site_folder


@pytest.fixture(scope="session")
def icons(own_site: Path) -> set[int]:
    """Return the icons in an edition's fonts, which are small."""
    fonts = [path.read_bytes() for path in (own_site / icon_font.FOLDER).glob("*.woff2")]
    assert sum(map(len, fonts)) < 10_000
    return {code for data in fonts for code in TTFont(io.BytesIO(data)).getBestCmap()}


@pytest.fixture(scope="session")
def pages(site: Path, edition: Edition) -> list[Path]:
    """Return every page of an edition."""
    found = [
        path for path in sorted((site / edition.site_folder).rglob("*.html")) if is_page(path, site)
    ]
    others = [
        site / other.site_folder
        for other in all_editions()
        if other.site_folder and other != edition
    ]
    return [path for path in found if not any(path.is_relative_to(other) for other in others)]


@pytest.fixture(scope="session")
def few(site: Path) -> list[Path]:
    """Return the few pages, of all editions, that show every kind of element of the site."""
    return representative_pages(
        [path for path in sorted(site.rglob("*.html")) if is_page(path, site)]
    )


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site, uncompressed, on a free port of this machine."""
    with serve(site, Plain) as found:
        yield found


@pytest.fixture(scope="session")
def browser(chromium: Any) -> Iterator[object]:
    """Start the browser that `tests/needs.py` has found."""
    made = chromium.launch(executable_path=installed_browser.program(), args=FLAGS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def window(browser: object) -> Iterator[Visit]:
    """Open one window for a module: one for each test would take seconds."""
    made = Visit(browser, DESK)
    yield made
    made.context.close()
