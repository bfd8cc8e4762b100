"""The built site, a server for it and a browser, for the tests of this folder."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "book" / "_ext"), str(Path(__file__).parent)]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def newest_source() -> Path:
    """Return the file of the book, the package or the settings that was changed last."""
    single = [ROOT / "_config.yml", ROOT / "_toc.yml", ROOT / "requirements.lock"]
    single.append(ROOT / "tests" / "exercises" / "banks" / "proof.json")
    single += [ROOT / "benchmarks" / name for name in ("speed.json", "speed_table.py")]
    single.append(ROOT / "lstm_ref" / "experiments.json")
    trees = [*(ROOT / "book").rglob("*"), *(ROOT / "lstm_ref").rglob("*.py")]
    files = [path for path in trees if path.is_file() and "__pycache__" not in path.parts]
    return max(single + files, key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site; an old one would prove nothing."""
    stamp, newest = ROOT / "_build" / "site.built", newest_source()
    if not stamp.exists():
        pytest.fail("no cleanly built site: run `make book`", pytrace=False)
    if stamp.stat().st_mtime < newest.stat().st_mtime:
        name = newest.relative_to(ROOT)
        pytest.fail(f"{name} is newer than the site: run `make book`", pytrace=False)
    return ROOT / "_build" / "html"


def is_page(path: Path, site: Path) -> bool:
    """Say whether a file is a page: no template of the theme, not the root's redirect."""
    parts = path.relative_to(site).parts
    return "_static" not in parts and parts != ("index.html",)


@pytest.fixture(scope="session")
def pages(site: Path) -> list[Path]:
    """Return every page of the site."""
    return [path for path in sorted(site.rglob("*.html")) if is_page(path, site)]


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site on a free port of this machine."""
    handler = partial(QuietHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Start the system's Chromium; where there is none, skip, or fail if it was promised."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        message = f"none of {', '.join(BROWSERS)} is installed"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
