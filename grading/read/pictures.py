"""Pictures that were pasted into a cell: what Jupyter calls its attachments."""

import re
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode

TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*+")
MAX_NAME = 200
MOST = 10_000_000  # characters of all pictures of a notebook
LEFT_OUT = f"pictures pasted into the notebook were left out: more than {MOST // 10**6} MB in all"


def pasted_pictures(said: Any) -> dict[str, dict[str, str]]:
    """Return name -> type -> content in base64, and nothing that is no picture."""
    found = {}
    for name, kinds in said.items() if isinstance(said, dict) else ():
        if isinstance(kinds, dict) and isinstance(name, str) and len(name) <= MAX_NAME:
            data = {kind: _text(kinds[kind]) for kind in TYPES if kind in kinds}
            found[_plain(name)] = {kind: text for kind, text in data.items() if text}
    return {name: kinds for name, kinds in found.items() if kinds}


def limited(cells: Iterable[NotebookNode]) -> list[str]:
    """Leave out the pictures that are too many; return what an instructor should know of it."""
    space, notes = MOST, []
    for cell in cells:
        kept = cell.get("attachments", {})
        space -= sum(len(text) for kinds in kept.values() for text in kinds.values())
        if kept and space < 0:
            del cell["attachments"]
            notes = [LEFT_OUT]
    return notes


def _text(content: Any) -> str:
    """Return base64 without its ends of lines; nothing for anything else."""
    text = "".join(content) if _is_lines(content) else content
    if not isinstance(text, str) or not BASE64.fullmatch(text):
        return ""
    return "".join(text.split())


def _is_lines(content: Any) -> bool:
    return isinstance(content, list) and all(isinstance(line, str) for line in content)


def _plain(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
