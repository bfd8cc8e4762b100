"""Find a browser of the Chromium family: for the benchmarks and for the tests."""

import shutil
from functools import cache
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PROGRAMS += ("microsoft-edge", "microsoft-edge-stable", "msedge")
MAC = ("Chromium", "Google Chrome", "Microsoft Edge")
MISSING = "there is no Chromium, Chrome or Edge"
HOW = "`.venv/bin/python -m playwright install chromium` brings one"


@cache
def find() -> str:
    """Return the path of an installed browser, else of Playwright's own, else nothing."""
    if found := next(filter(None, map(shutil.which, PROGRAMS)), None):
        return found
    for name in MAC:
        if (path := Path(f"/Applications/{name}.app/Contents/MacOS/{name}")).is_file():
            return str(path)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.is_file() else ""


def program() -> str:
    """Return the path of a browser, or end with the way to get one."""
    if found := find():
        return found
    raise SystemExit(f"No browser: {MISSING}. {HOW}.")
