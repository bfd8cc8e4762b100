"""What cannot be judged in a notebook of the instructor's: other languages, AUTOTEST cells.

It is found before a class is graded, and named: it must never look like a learner's mistake. The
learner's code runs in one Python process that may start no other, and the tests run in the judge's.
"""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

PYTHON = re.compile(r"(i?python|xeus-python|xpython)[\d.]*", re.IGNORECASE)
# nbgrader takes a comment with this word for a test that it has yet to write.
AUTOTEST = re.compile(r"^[ \t]*#.*\bAUTOTEST\b", re.MULTILINE)
CELL_MAGIC = re.compile(r"\s*%%(!|[\w.]+)")
# Cell magics of IPython that start another program, and well-known ones of other languages.
PROGRAMS = {"!", "bash", "cmd", "perl", "pypy", "python", "python2", "python3", "ruby", "script"}
PROGRAMS |= {"sh", "system", "sx", "R", "cython", "fortran", "javascript", "js", "julia", "octave"}
PROGRAMS |= {"bigquery", "sql"}
TO_A_PROGRAM = re.compile(r"^[ \t]*([\w., ]+=[ \t]*)?(![^=]|%(sx|system|R|sql)\b)", re.MULTILINE)
USE_PYTHON = "only Python, run by this grading itself, can be judged here"


def refused(notebook: NotebookNode) -> list[str]:
    """Return a sentence for each reason why a source notebook cannot be graded here.

    Each names the cell and the reason. Cells that nbgrader does not know are the learner's own:
    they may hold what they like.
    """
    return [*_language(notebook), *(why for cell in notebook.cells for why in _cell(cell))]


def _language(notebook: NotebookNode) -> Iterator[str]:
    kernel = notebook.metadata.get("kernelspec", {})
    info = notebook.metadata.get("language_info", {})
    language = str(kernel.get("language") or info.get("name") or kernel.get("name") or "python")
    if not PYTHON.fullmatch(language):
        yield f"the notebook is written for {_named(language, kernel)}: {USE_PYTHON}"


def _named(language: str, kernel: NotebookNode) -> str:
    """Return what people call a language: a kernel is often shown under its name."""
    shown = str(kernel.get("display_name") or language)
    return shown if language.casefold() in shown.casefold() else f"{shown} ({language})"


def _cell(cell: NotebookNode) -> Iterator[str]:
    meta = cell.metadata.get("nbgrader", {})
    if cell.cell_type != "code" or not (meta.get("grade_id") and _counts(meta)):
        return
    name = meta["grade_id"]
    magic = CELL_MAGIC.match(cell.source)
    if AUTOTEST.search(cell.source):
        yield (
            f"{name} is an AUTOTEST cell: nbgrader would write its tests, which this grading does "
            "not; write them as assert statements"
        )
    if magic and magic[1] in PROGRAMS:
        yield f"{name} is a cell for another program, %%{magic[1]}: {USE_PYTHON}"
    elif _is_test(meta) and (found := TO_A_PROGRAM.search(cell.source)):
        line = found[0].strip() + cell.source[found.end() :].partition("\n")[0]
        yield f"{name} calls another program, {line[:60]!r}: {USE_PYTHON}"


def _counts(meta: NotebookNode) -> bool:
    """Say whether a cell is the instructor's, or may get points."""
    return bool(meta.get("grade") or meta.get("locked") or meta.get("solution"))


def _is_test(meta: NotebookNode) -> bool:
    return bool(meta.get("grade") and not meta.get("solution"))
