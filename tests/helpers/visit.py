"""Pages in a real browser, and what goes wrong in them."""

from __future__ import annotations

from urllib.parse import urlsplit

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

# Every widget of the page has said what it shows: it does so 300 ms after it is drawn.
SPOKEN = """() => [...document.querySelectorAll('.lw-widget')].every(
  widget => widget.querySelector('.lw-said')?.textContent)"""


class Visit:
    """Opens pages and notes everything that goes wrong.

    The browser finds no other host (FLAGS in tests/book/conftest.py), and each page loads all its
    files anew: a cache would hide what a page asks for.
    """

    def __init__(self, browser, viewport: dict[str, int], scheme: str = "light", **other) -> None:
        self.context = browser.new_context(viewport=viewport, color_scheme=scheme, **other)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.loaded: set[str] = set()
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("response", self._note_response)

    def _note_request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("file", "data", "blob") and parts.hostname != "127.0.0.1":
            self.troubles.append(f"calls another host: {request.url}")

    def _note_failure(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # it was under way when the next page was opened
            self.troubles.append(f"{request.failure}: {request.url}")

    def _note_console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console: {message.text}")

    def _note_response(self, response) -> None:
        self.loaded.add(response.url)
        if response.status >= 400:
            self.troubles.append(f"{response.status} for {response.url}")

    def choose(self, theme: str) -> None:
        """Let the pages that are opened from now on be light or dark."""
        keys = "".join(f"localStorage.setItem('{key}', '{theme}');" for key in ("mode", "theme"))
        self.page.add_init_script(keys)

    def open(self, url: str) -> None:
        """Open a page and wait until its scripts and fonts are there."""
        self.loaded.clear()
        self.page.goto(url, wait_until="load")
        self.page.evaluate("() => document.fonts.ready.then(() => null)")

    def wait_for_widgets(self) -> None:
        """Wait until the widgets of the page change nothing by themselves any more."""
        self.page.wait_for_function(SPOKEN)
