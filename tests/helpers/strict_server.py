"""A server of static files as strict as one can be, that can fail in every way a server fails.

It sends the site's own Content-Security-Policy with each answer, notes each request and what the
policy has forbidden, and gives each file an ETag. What the tests want to go wrong they set while
it runs: `fault`, `root`, `cache`, `stop()`.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from python_in_pages import policy

TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm", ".whl": "application/zip"}
PACKED = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".wasm"}
REPORTS = "/reports-of-the-policy"
KEEP_TEN_MINUTES = "max-age=600"  # what GitHub Pages sends

# A path -> "": nothing goes wrong; "hold": answers after `release()`; "silent": never; "refuse";
# "tear": half of it; "stall": half of it, the rest after `release()`; "wrong": a wrong byte; or a
# status.
Fault = Callable[[str], str]


@dataclass
class Request:
    """One request as the server saw it, and how many bytes its answer had on the wire."""

    path: str
    status: int = 0  # no answer
    bytes: int = 0


@dataclass
class StrictServer:
    """Serves `root` below `prefix` on 127.0.0.1; the port stays the same after stop and start.

    A socket that never listens holds the port for all that time: no other program gets it between.
    """

    root: Path
    prefix: str = "/"
    strict: bool = True
    cache: str = KEEP_TEN_MINUTES
    fault: Fault = lambda path: ""
    log: list[Request] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.released = threading.Event()
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.place.bind(("127.0.0.1", 0))
        self.port: int = self.place.getsockname()[1]
        self.start()

    @property
    def address(self) -> str:
        """Return the site's root, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def start(self) -> None:
        """Serve."""
        self.released.clear()
        self.server = _Server(("127.0.0.1", self.port), partial(_Handler, self))
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Be gone: every further connection is refused."""
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def release(self) -> None:
        """Answer what is held, and let nothing go wrong any more."""
        self.fault = lambda path: ""
        self.released.set()

    def __enter__(self) -> StrictServer:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        self.place.close()

    def asked(self, part: str = "") -> list[str]:
        """Return the paths of all requests since the last `log.clear()` that contain a part."""
        return [request.path for request in self.log if part in request.path]


class _Server(ThreadingHTTPServer):
    """Says nothing of a browser that has gone away."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Print what is a mistake of this server."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Answers in HTTP/1.0: a connection for each request, so that none outlives the server."""

    def __init__(self, site: StrictServer, *args: object) -> None:
        self.site = site
        super().__init__(*args)  # type: ignore[arg-type]

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Take a report of the browser on what the policy has forbidden."""
        length = int(self.headers.get("Content-Length", 0))
        self.site.violations.append(self.rfile.read(length).decode())
        self.noted = Request(self.path)
        self._answer(204, b"")

    def do_GET(self) -> None:
        """Send a file, or let it go wrong as the test wants it."""
        address = unquote(urlsplit(self.path).path)
        name = address.removeprefix(self.site.prefix)
        self.noted = Request(name)
        self.site.log.append(self.noted)
        fault = self.site.fault(name)
        if fault in ("hold", "silent"):
            self.site.released.wait()
        if fault in ("refuse", "silent"):
            return None
        path = self.site.root / name
        path = path / "index.html" if path.is_dir() else path
        if fault.isdigit() or not path.is_file() or not address.startswith(self.site.prefix):
            return self._answer(int(fault or 404), b"")
        return self._send(path, fault)

    def _send(self, path: Path, fault: str) -> None:
        data = path.read_bytes()
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag and fault in ("", "hold"):
            return self._answer(304, b"")
        headers = {"Content-Type": _type(path), "ETag": tag, "Cache-Control": self.site.cache}
        if self.site.strict:
            rules = (self.site.root / policy.FILE).read_text(encoding="utf-8").strip()
            headers["Content-Security-Policy"] = f"{rules}; report-uri {REPORTS}"
        if fault == "wrong":
            data = data[:-1] + bytes([data[-1] ^ 1])
        if path.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            data = gzip.compress(data, 6, mtime=0)
        half = len(data) // 2 if fault in ("tear", "stall") else len(data)
        self._answer(200, data, headers, half)
        if fault == "stall":
            self.wfile.flush()
            self.site.released.wait()
            self.wfile.write(data[half:])

    def _answer(
        self,
        status: int,
        data: bytes,
        headers: dict[str, str] | None = None,
        cut: int | None = None,
    ) -> None:
        self.noted.status, self.noted.bytes = status, len(data)
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:cut])


def _type(path: Path) -> str:
    return (
        TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
