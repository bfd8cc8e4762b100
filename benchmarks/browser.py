"""Find a browser of the Chromium family: for the benchmarks and for the tests."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PROGRAMS += ("microsoft-edge", "microsoft-edge-stable", "msedge")
MAC = ("Chromium", "Google Chrome", "Microsoft Edge")
MISSING = "there is no Chromium, Chrome or Edge that starts"
HOW = "`.venv/bin/python -m playwright install chromium` brings one"
HOW += " (and `playwright install-deps chromium`, as root, the libraries that it may lack)"


@cache
def find() -> str:
    """Return the path of an installed browser, else of Playwright's own, else nothing."""
    applications = (f"/Applications/{name}.app/Contents/MacOS/{name}" for name in MAC)
    for path in filter(None, [*map(shutil.which, PROGRAMS), *applications]):
        if starts(path):
            return path
    with ThreadPoolExecutor(1) as thread:  # Playwright cannot start twice in one thread
        own = thread.submit(own_path).result()
    return own if starts(own) else ""


def own_path() -> str:
    """Return where Playwright keeps the browser that it installs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def starts(path: str) -> bool:
    """Say whether this is a browser that runs here, not a stub, nor one that lacks libraries."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and bool(done.stdout.strip())


def program() -> str:
    """Return the path of a browser, or end with the way to get one."""
    if found := find():
        return found
    raise SystemExit(f"No browser: {MISSING}. {HOW}.")
