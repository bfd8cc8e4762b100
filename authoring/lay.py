"""Lay beside the notebooks of solutions/ what their tests import: checks.py and fixtures.json.

Git keeps neither there: both are made, and exercises/ has them as learners get them.
"""

import json
import os
from pathlib import Path
from typing import Any

from .assignments import FIXTURES, to_text
from .bundle import bundle

ROOT = Path(__file__).parents[1]
CHECKS, NUMBERS = "checks.py", "fixtures.json"
LAST_DIGIT = 2e-8  # another machine may round a number the other way


def lay(root: Path = ROOT) -> list[Path]:
    """Bring the files up to date; return those that were written."""
    checks, written = bundle().text, []
    for assignment, make in FIXTURES.items():
        folder = root / "solutions" / assignment
        if not folder.is_dir():  # an assignment that a course does without
            continue
        released = root / "exercises" / assignment / NUMBERS
        files = {CHECKS: checks, NUMBERS: settled(make(), released)}
        written += [folder / name for name, text in files.items() if put(folder / name, text)]
    return written


def settled(fixtures: dict[str, Any], released: Path) -> str:
    """Return the numbers as text; the released text, where only a last digit differs from it."""
    if released.is_file():
        text = released.read_text(encoding="utf-8")
        if alike(json.loads(text), fixtures):
            return text
    return to_text(fixtures)


def alike(old: Any, new: Any) -> bool:
    """Compare two trees: words and their order exactly, numbers but for their last digit."""
    if isinstance(new, dict):
        return (
            isinstance(old, dict)
            and list(old) == list(new)
            and all(alike(old[key], new[key]) for key in new)
        )
    if isinstance(new, (list, tuple)):
        return (
            isinstance(old, list)
            and len(old) == len(new)
            and all(alike(a, b) for a, b in zip(old, new, strict=True))
        )
    if isinstance(new, float) and isinstance(old, float):
        return abs(old - new) <= LAST_DIGIT
    return type(old) is type(new) and bool(old == new)


def put(path: Path, text: str | bytes) -> bool:
    """Write a file whole or not at all; leave one alone that is right. Return if it was written."""
    content = text.encode() if isinstance(text, str) else text
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
    return True
