"""A server that notes what it sends: every answer, and its bytes as they cross the wire."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from benchmarks.server import COMPRESSED, Plain, serve

# As common hosts of static sites do: WebAssembly is compressed, archives are not.
ALSO_COMPRESSED = ("application/wasm",)
TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
TYPES |= {".whl": "application/octet-stream"}


@dataclass
class Wire:
    """What was sent: the path, the status and the bytes of each answer."""

    answers: list[tuple[str, int, int]] = field(default_factory=list)

    def sent(self) -> list[tuple[str, int, int]]:
        """Return the answers that had a body."""
        return [answer for answer in self.answers if answer[2]]


@cache
def on_the_wire(path: Path, changed: int, compressed: bool) -> bytes:
    """Return a file as it is sent; a change of it is noticed."""
    data = path.read_bytes()
    return gzip.compress(data, mtime=0) if compressed else data


class Noted(Plain, SimpleHTTPRequestHandler):
    """Serves files of one folder as common static hosts do: compressed, for ten minutes, ETags."""

    protocol_version = "HTTP/1.1"
    wire: Wire  # a subclass for each server has its own

    def do_GET(self) -> None:
        """Send a file, that it has not changed, or 404."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.answer(404, {}, b"")
            return
        changed = path.stat().st_mtime_ns
        headers = {"ETag": f'"{changed:x}"', "Cache-Control": "max-age=600"}
        if self.headers["If-None-Match"] == headers["ETag"]:
            self.answer(304, headers, b"")
            return
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
        zipped = kind.startswith((*COMPRESSED, *ALSO_COMPRESSED))
        headers |= {"Content-Type": kind} | ({"Content-Encoding": "gzip"} if zipped else {})
        self.answer(200, headers, on_the_wire(path, changed, zipped))

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send an answer and note it."""
        self.wire.answers.append((self.path, status, len(body)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """Let a browser leave in the middle of an answer."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True


@contextmanager
def serve_noted(folder: Path) -> Iterator[tuple[str, Wire]]:
    """Serve a folder while the block runs; give the address, and what has been sent."""
    wire = Wire()
    handler = type("Handler", (Noted,), {"wire": wire})
    with serve(folder, handler) as address:
        yield address, wire
