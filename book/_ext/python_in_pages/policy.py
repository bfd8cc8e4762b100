"""The strictest Content-Security-Policy under which the pages of a site run Python.

Nothing comes from another host. Of the scripts that stand in the pages only those run that this
site was built with: each is named by its hash. ``wasm-unsafe-eval`` lets WebAssembly be compiled,
and no text be run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

FILE = "python-content-security-policy.txt"
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
DATA = re.compile(
    r"""<script[^>]*\btype=["']?[\w.+-]+/(?!javascript)[\w.+-]+["'\s>].*?</script>""", re.DOTALL
)
HANDLER = re.compile(r"""\son[a-z]+=(["'])(.*?)\1""", re.DOTALL)

RULES = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval' blob:",  # blob: a widget's script comes as text
    "style-src": "'self' 'unsafe-inline'",  # style attributes: formulas, drawings, the theme
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",  # Python's files
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",  # the search
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(pages: Iterable[str]) -> str:
    """Return the policy for these pages: the text of the header."""
    scripts: set[str] = set()
    handlers: set[str] = set()
    for html in pages:
        code = DATA.sub("", html)
        scripts.update(SCRIPT.findall(code))
        handlers.update(unescape(text) for _, text in HANDLER.findall(SCRIPT.sub("", code)))
    named = " ".join(sorted(map(_hash, scripts | handlers)))
    rules = dict(RULES)
    rules["script-src"] += f" {named}" * bool(named) + " 'unsafe-hashes'" * bool(handlers)
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def write(root: Path) -> Path:
    """Write the policy of a finished site into a file at its root; return the file."""
    files = {path.relative_to(root): path for path in sorted(root.rglob("*.html"))}
    pages = (path for name, path in files.items() if "_static" not in name.parts)
    path = root / FILE
    path.write_text(policy(page.read_text(encoding="utf-8") for page in pages) + "\n", "utf-8")
    return path
