"""Parse a submitted notebook, whatever wrote it, and keep what grading needs.

What is kept of a cell: its type, source, id, grade_id, the checksum that it had when it was handed
out, and the pictures that were pasted into it; of the notebook: its language. Outputs, tags and all
other metadata are the learner's or some tool's, and are left behind: a fresh notebook is built.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode, from_dict

from ..languages import KEY, language_of
from .encodings import korean, unix_lines
from .pictures import limited, pasted_pictures
from .printable import shown
from .submissions import MAX_BYTES, NotGradedError, SubmittedFile

MAX_CELLS = 10_000
MAX_TEXT = 4_000_000  # characters of all cells together: what is written, without outputs
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
GRADE_ID = re.compile(r"[a-zA-Z0-9_-]+")
CHECKSUM = re.compile(r"[0-9a-f]{32}")
KINDS = ("code", "markdown", "raw")
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def parse_notebook(file: SubmittedFile) -> tuple[NotebookNode, list[str]]:
    """Return the notebook in its newest format, and what an instructor should know of it."""
    name = file.name.name
    if file.size > MAX_BYTES:
        raise NotGradedError(f"{name} is too large: {file.size // 10**6} MB")
    text, notes = _decode(name, file.content)
    return rebuilt(name, _parse(name, text), notes), notes


def _decode(name: str, raw: bytes) -> tuple[str, list[str]]:
    """Return the text of a file: UTF-8, 16 or 32 with or without a mark, or older."""
    if not raw.strip():
        raise NotGradedError(f"{name} is empty ({len(raw)} bytes)")
    if raw.startswith(b"PK\x03\x04"):
        raise NotGradedError(f"{name} is not a notebook but a zip file: unpack it")
    encoding: str = json.detect_encoding(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text, encoding = _without_unicode(raw)
    usual = encoding in ("utf-8", "utf-8-sig")
    return text, [] if usual else [f"{name} is written in {encoding.upper()}"]


def _without_unicode(raw: bytes) -> tuple[str, str]:
    """Return text and code of what is no UTF-8: Korean Windows' where that fits, or latin-1."""
    text = korean(raw)
    return (text, "cp949") if text is not None else (raw.decode("latin-1"), "latin-1")


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}: {error.msg}"
        raise NotGradedError(f"{name} is not a notebook (not JSON, {where})") from None
    except (RecursionError, ValueError) as error:
        why = f"not JSON that can be read, {type(error).__name__}"
        raise NotGradedError(f"{name} is not a notebook ({why})") from None
    if not isinstance(parsed, dict) or not list(_raw_cells(parsed)):
        raise NotGradedError(f"{name} holds no cells")
    return parsed


def _raw_cells(parsed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the cells of any format; formats 2 and 3 keep them in worksheets."""
    holders: Any = [parsed]
    if "cells" not in parsed:
        holders = parsed.get("worksheets")
    for holder in holders if isinstance(holders, list) else []:
        cells = holder.get("cells") if isinstance(holder, dict) else None
        yield from (c for c in cells or [] if isinstance(c, dict) and "cell_type" in c)


def rebuilt(name: str, parsed: dict[str, Any], notes: list[str]) -> NotebookNode:
    """Return a fresh notebook of the newest format; add to the notes what was unusual."""
    version = parsed.get("nbformat")
    if version != 4:
        known = version if isinstance(version, (int, float, str)) else type(version).__name__
        notes.append(f"{name} has the notebook format {shown(str(known), 20)}, not 4")
    cells: list[NotebookNode] = []
    taken: set[str] = set()
    space = MAX_TEXT
    for number, raw in enumerate(_raw_cells(parsed)):
        wanted = raw.get("id")
        if not isinstance(wanted, str) or not CELL_ID.fullmatch(wanted) or wanted in taken:
            wanted = f"cell-{number}"
        cell = _cell(raw, wanted)
        space -= len(cell.source)
        if number == MAX_CELLS or space < 0:
            raise NotGradedError(f"{name} has more than {MAX_CELLS} cells or {MAX_TEXT} characters")
        taken.add(cell.id)
        cells.append(cell)
    notes += limited(cells)
    metadata = from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    metadata[KEY] = language_of(parsed.get("metadata"), cells)
    format_4 = {"nbformat": 4, "nbformat_minor": 5}
    return NotebookNode(cells=cells, metadata=metadata, **format_4)


def _cell(raw: dict[str, Any], cell_id: str) -> NotebookNode:
    """Return a cell of the newest format; made by hand, since nbformat checks each one slowly."""
    kind = raw["cell_type"] if raw["cell_type"] in KINDS else "markdown"
    metadata: dict[str, Any] = {}
    if grade_id := _grade_id(raw):
        metadata = {"nbgrader": {"grade_id": grade_id} | _checksum(raw)}
    more: dict[str, Any] = {}
    if kind == "code":
        more = {"execution_count": None, "outputs": []}
    elif pictures := pasted_pictures(raw.get("attachments")):
        more = {"attachments": pictures}
    made = {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": _source(raw)}
    cell: NotebookNode = from_dict(made | more)
    return cell


def _checksum(raw: dict[str, Any]) -> dict[str, str]:
    """Return what nbgrader wrote into a cell when it was handed out, as a cell's own word."""
    found = raw["metadata"]["nbgrader"].get("checksum")
    return {"checksum": found} if isinstance(found, str) and CHECKSUM.fullmatch(found) else {}


def _grade_id(raw: dict[str, Any]) -> str | None:
    found: Any = raw
    for key in ("metadata", "nbgrader", "grade_id"):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) and GRADE_ID.fullmatch(found) else None


def _source(raw: dict[str, Any]) -> str:
    """Return the text of a cell; format 3 calls a code cell's text its input."""
    source = raw.get("source", raw.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    text = unix_lines("".join(line for line in lines if isinstance(line, str)))
    return text.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
