"""Firefox and WebKit, as Debian packs them, driven by Selenium's own parts.

Playwright brings patched builds of both; what readers have is nearer to these. Firefox speaks
WebDriver BiDi by itself, so it needs no driver; WebKitGTK has one, and wants a screen: Xvfb.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.helpers.running_page import LONGEST, Window

FIREFOX = ("firefox-esr", "firefox")
MINI_BROWSER = "webkit2gtk-4.*/MiniBrowser"
LIBRARIES = (Path("/usr/lib"), Path("/usr/libexec"), Path("/usr/lib64"))
WINDOW = (1280, 900)

# Nobody but this machine is ever reached: all else goes to a proxy that is not there.
FIREFOX_PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
}


def firefox_path() -> str:
    """Return the path of an installed Firefox, or nothing."""
    return next(filter(None, map(shutil.which, FIREFOX)), "")


@contextmanager
def firefox() -> Iterator[Window]:
    """Start Firefox with a new profile and open a window."""
    from selenium.webdriver.common.bidi.browsing_context import BrowsingContext
    from selenium.webdriver.common.bidi.script import Script
    from selenium.webdriver.common.bidi.session import Session
    from selenium.webdriver.remote.websocket_connection import WebSocketConnection

    with started_firefox() as address:
        connection = WebSocketConnection(f"{address}/session", timeout=LONGEST, interval=0.05)
        try:
            version = Session(connection).new({})["capabilities"]["browserVersion"]
            contexts, script = BrowsingContext(connection), Script(connection)
            window = contexts.create(type="tab")
            width, height = WINDOW
            contexts.set_viewport(context=window, viewport={"width": width, "height": height})
            yield Window(
                version,
                lambda url: contexts.navigate(context=window, url=url, wait="complete"),
                lambda code: script.execute(f"() => {code}", context_id=window)["value"],
            )
        finally:
            connection.close()


@contextmanager
def started_firefox() -> Iterator[str]:
    """Start Firefox without a window of the desktop; give the address at which it listens."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        lines = [
            f"user_pref({json.dumps(key)}, {json.dumps(value)});\n"
            for key, value in FIREFOX_PREFERENCES.items()
        ]
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        flags = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        said = Path(profile, "said.txt")
        with said.open("wb") as log:
            process = subprocess.Popen([firefox_path(), *flags], stdout=log, stderr=log)
        try:
            yield first_match(process, said, r"WebDriver BiDi listening on (ws://\S+)\s")
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """End a program: first by asking it to."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def first_match(process: subprocess.Popen[bytes], said: Path, pattern: str) -> str:
    """Wait until a program says a pattern, and return its group."""
    end = time.monotonic() + LONGEST
    while process.poll() is None and time.monotonic() < end:
        if found := re.search(pattern, said.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"the browser does not listen; it said:\n{said.read_text(errors='replace')}")


def webkit_path() -> str:
    """Return the path of WebKitGTK's small browser, or nothing if anything is missing."""
    if not shutil.which("WebKitWebDriver") or not shutil.which("Xvfb"):
        return ""
    found = (path for folder in LIBRARIES for path in folder.glob(f"**/{MINI_BROWSER}"))
    return str(next(found, ""))


@contextmanager
def webkit() -> Iterator[Window]:
    """Start WebKitGTK's small browser and open a window."""
    from selenium import webdriver
    from selenium.webdriver.webkitgtk.service import Service

    options = webdriver.WebKitGTKOptions()
    options.binary_location = webkit_path()
    options.add_argument("--automation")
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        display = stack.enter_context(screen())
        environment = os.environ | {"DISPLAY": display, "HOME": home, "GDK_BACKEND": "x11"}
        service = Service(shutil.which("WebKitWebDriver"), env=environment)
        with warnings.catch_warnings():  # Selenium's class for WebKitGTK uses its own old way
            warnings.filterwarnings("ignore", "setting remote_server_addr", DeprecationWarning)
            driver = webdriver.WebKitGTK(options=options, service=service)
        stack.callback(driver.quit)
        driver.set_window_size(*WINDOW)
        version = driver.capabilities["browserVersion"]
        yield Window(version, driver.get, lambda code: driver.execute_script(f"return {code}"))


@contextmanager
def screen() -> Iterator[str]:
    """Start a screen that nobody sees; give its name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24"]
    process = subprocess.Popen(
        [*command, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        if not number:
            raise RuntimeError("Xvfb ended before it had a screen")
        yield f":{number}"
    finally:
        stop(process)
