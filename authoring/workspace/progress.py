"""Progress in a learner's folder: what ``python -m checks`` says there.

It reads what the notebooks hold. On demand their cells run first, each notebook in a fresh kernel,
in a copy of the folder: the learner's own files stay as they are.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from .items import EXERCISES, FIRST
from .layout import UnknownItemError
from .words import say

SECONDS = 60  # for one cell: then it is interrupted, and the next one runs
LEFT_OUT = shutil.ignore_patterns("before-*", ".*", "__pycache__")


def show(work: Path, language: str, anew: bool) -> list[str]:
    """Return the lines that show the progress in the exercises of a language."""
    exercises = work / EXERCISES / ("" if language == FIRST else language)
    folders = sorted(path.parent for path in exercises.glob("[0-9]*/checks.py"))
    if not folders:
        raise UnknownItemError(say("none", language, folder=exercises.relative_to(work.parent)))
    if not anew:
        return _lines(folders[0])
    with tempfile.TemporaryDirectory(prefix="progress") as place:
        for folder in folders:
            shutil.copytree(folder, Path(place, folder.name), ignore=LEFT_OUT)
        for path in sorted(Path(place).glob("*/*.ipynb")):
            _run(path)
        return _lines(Path(place, folders[0].name))


def _lines(folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "checks"],
        cwd=folder,
        stdout=subprocess.PIPE,
        check=False,
    )
    return done.stdout.decode().splitlines()


def _run(path: Path) -> None:
    """Run a notebook's cells, and save it with what they gave, as far as they came."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (ValueError, OSError):
        return  # said to be so by what reads it next
    for cell in notebook.cells:
        cell.update({"outputs": []} if cell.cell_type == "code" else {})
    settings = {"timeout": SECONDS, "interrupt_on_timeout": True, "allow_errors": True}
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, kernel_name="python3", resources=resources, **settings)
    try:
        client.execute(stderr=subprocess.DEVNULL)  # what the kernel says of itself
    except Exception as error:  # the kernel is lost: its tests have no result
        print(f"{path.parent.name}/{path.name}: {type(error).__name__}", file=sys.stderr)
    nbformat.write(notebook, path)
