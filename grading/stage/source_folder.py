"""What is wrong with the folder of an assignment before any of its cells is looked at."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat

from .helper_files import missing_helpers

# What Jupyter, macOS and Windows put behind the name of a copy.
COPY = re.compile(r"(.+?)(-Copy\d+| copy( \d+)?| ?\(\d+\)| - (Copy|복사본)( \(\d+\))?)")
NEW = re.compile(r"Untitled\d*")  # as Jupyter calls a new notebook


def wrong_with(folder: Path) -> str:
    """Say what is wrong: a notebook that is none or strays there, a helper that is missing."""
    names = {path.stem for path in folder.glob("*.ipynb")}
    place = f"{folder.parent.name}/{folder.name}"
    for path in sorted(folder.glob("*.ipynb")):
        for words in _wrong(path, names):
            return f"{place}/{path.name} {words}"
    return missing_helpers(folder)


def _wrong(path: Path, names: set[str]) -> Iterator[str]:
    """Yield what is wrong with a notebook. names: of all in its folder."""
    try:
        notebook = nbformat.reads(json.dumps(json.loads(path.read_bytes())), as_version=4)
        marked = any("nbgrader" in cell.metadata for cell in notebook.cells)
    except Exception as error:  # whatever is in a file that is no notebook
        yield f"is not a notebook: {type(error).__name__}: {error}".split("\n")[0]
        return
    if (copy := COPY.fullmatch(path.stem)) and copy[1] in names:
        yield f"looks like a copy of {copy[1]}.ipynb, and all would have to hand it in: move it out"
    elif NEW.fullmatch(path.stem) and not marked:
        yield "has no cell of nbgrader's, and all would have to hand it in: move it out"
