"""Write exercises/ko/: what learners get, in Korean. ``make exercises`` runs this.

It is made from the English files that nbgrader has just made, so it holds no solution either:
the words of a cell are exchanged by its id, the code and the tests stay as they are.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.utils import compute_checksum

from . import cells as catalogue

LANGUAGE = "ko"


def write_all(exercises: Path) -> None:
    """Write the Korean files of every assignment below exercises/."""
    shutil.rmtree(exercises / LANGUAGE, ignore_errors=True)
    for folder in sorted(path for path in exercises.iterdir() if path.is_dir()):
        write(folder, exercises / LANGUAGE / folder.name)


def write(english: Path, korean: Path) -> None:
    """Write the Korean files of one assignment."""
    korean.mkdir(parents=True)
    for path in sorted(p for p in english.iterdir() if p.is_file()):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = in_korean(json.loads(text), english.name)
        elif path.name == "fixtures.json":
            text = exchanged(text, [{"en": '"language": "en"', "ko": f'"language": "{LANGUAGE}"'}])
        (korean / path.name).write_text(text, encoding="utf-8")


def in_korean(notebook: dict[str, Any], assignment: str) -> str:
    """Return a notebook with Korean words."""
    entries = catalogue.entries(assignment)
    nb = nbformat.from_dict(notebook)
    for cell in nb.cells:
        if catalogue.is_test(cell):
            continue
        if cell.id not in entries and catalogue.to_translate(cell):
            where = f"{catalogue.path_of(assignment).name}, {cell.id}"
            print(f"{where}: no Korean words yet, the English ones stand in", file=sys.stderr)
        cell.source = translated(cell.id, catalogue.source(cell), entries.get(cell.id, {}))
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution"):
            cell.source = exchanged(cell.source, catalogue.answers(), cell.id)
        if "checksum" in meta:
            meta["checksum"] = compute_checksum(cell)
    nb.metadata["natural_language"] = LANGUAGE
    return str(nbformat.writes(nb)) + "\n"


def translated(name: str, english: str, entry: dict[str, Any]) -> str:
    """Return the text of a Markdown cell, or code in which the words are exchanged."""
    if "korean" in entry:
        return str(entry["korean"]).rstrip("\n")
    return exchanged(english, entry.get("pieces", []), name)


def exchanged(text: str, pieces: list[dict[str, str]], name: str = "fixtures.json") -> str:
    """Return a text with pieces exchanged; each one stands in it exactly once."""
    for piece in pieces:
        if text.count(piece["en"]) != 1:
            raise ValueError(
                f"{name}: expected once, found {text.count(piece['en'])} times: {piece}"
            )
        text = text.replace(piece["en"], piece["ko"])
    return text
