"""The strictest Content-Security-Policy under which a page of such a book runs Python.

No inline script runs but those of the page's own file, which are named by their hash; nothing
comes from another host. `wasm-unsafe-eval` lets WebAssembly be compiled, and no text be run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import unescape
from pathlib import Path

REPORTS = "/reports-of-the-policy"
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.S)
HANDLER = re.compile(r"\son[a-z]+=\"([^\"]*)\"")

RULES = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",  # style attributes: formulas, drawings, the theme
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",  # Python's files
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",  # the theme's search
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "report-uri": REPORTS,
}


def policy_of(path: Path, data: bytes) -> str:
    """Return the policy for a file: a page's has the hashes of its own inline scripts."""
    rules = dict(RULES)
    if path.suffix == ".html":
        rules["script-src"] += _hashes(data)
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@cache
def _hashes(data: bytes) -> str:
    text = data.decode()
    handlers = [unescape(handler) for handler in HANDLER.findall(text)]
    found = [*SCRIPT.findall(text), *handlers]
    sums = sorted({hashlib.sha256(script.encode()).digest() for script in found})
    named = "".join(f" 'sha256-{base64.b64encode(each).decode()}'" for each in sums)
    return named + (" 'unsafe-hashes'" if handlers else "")
