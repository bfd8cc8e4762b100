"""Versions: which version of a function a test has seen, and whether the learner has a later one.

A test calls what the kernel holds. That is not what stands in the cell where the cell's last run
stopped before its def, where the function has another name there now, or where it was edited and
not run. So what is said to be right is the version of one run, In [n]; and only what is certain
is said of a later one.
"""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .findings import Finding
from .notebooks import HERE, UNREADABLE, cells, saved
from .recorded import digest
from .runs import Journal, Run, journal_of

Findings = tuple[Finding, ...]


@dataclass(frozen=True)
class Version:
    """The version that a test has seen. number: of its run; 0: there is no such function.

    later: what is known of a later one, which the test has not seen. unsaved: what is to be said
    of a right version that the saved notebook does not hold.
    """

    number: int
    later: Findings = ()
    unsaved: Findings = ()


def version_of(name: str, function: Any, namespace: dict[str, Any]) -> Version | None:
    """Return which version of a function a test sees; None in grading, or where it is not known."""
    journal = journal_of(namespace)
    if journal is None:
        return None
    with contextlib.suppress(Exception):  # to know no version is better than to end the test
        return _version(journal, name, function)
    return None


def _version(journal: Journal, name: str, function: Any) -> Version | None:
    if not callable(function):
        missed = [r for r in journal.after(0) if r.defines(name)][:1]
        return Version(0, tuple(_run_stopped(name, run) for run in missed if run.error))
    origin = journal.origin(name, function)
    if origin is None:
        return None
    later, older = _later(name, origin, journal), Findings()
    with contextlib.suppress(*UNREADABLE):
        newer, older = _saved_otherwise(name, origin, journal)
        later = later or newer
    return Version(origin.number, later, older)


def _run_stopped(name: str, run: Run) -> Finding:
    return Finding("run_stopped", {"name": name, "number": run.number, "kind": run.error})


def _later(name: str, origin: Run, journal: Journal) -> Findings:
    """Find the last run after the origin that was to define the function, and has not."""
    for run in journal.after(origin.number):
        values = {"name": name, "number": run.number, "seen": origin.number}
        if run.defines(name) and run.error:
            return (_run_stopped(name, run), Finding("sees_before", values))
        if run.defines(name):
            return (Finding("sees_other", values),)
        if run.cell and run.cell == origin.cell:
            return (Finding("sees_renamed", values),)
    return ()


def _saved_otherwise(name: str, origin: Run, journal: Journal) -> tuple[Findings, Findings]:
    """Find that the saved notebook holds a later version of the cell, or does not hold this one."""
    path = _notebook(journal)
    if path is None:
        return (), ()
    notebook, ran = saved(path), digest(origin.text)
    answer = cells(notebook, "solution").get(name)
    texts = {digest("".join(c["source"])) for c in notebook["cells"] if c["cell_type"] == "code"}
    if answer is None or ran in texts:
        return (), ()
    stored = digest("".join(answer["source"]))
    before = any(digest(run.text) == stored for run in journal.runs.values())
    values = {"file": path.name, "seen": origin.number}
    if not before and path.stat().st_mtime > (origin.ended or journal.began):
        return (Finding("saved_later", values),), ()
    return (), (Finding("not_saved", values),)


def _notebook(journal: Journal) -> Path | None:
    """Return the notebook of this kernel: Jupyter's servers and VS Code tell its path."""
    names = journal.shell.user_ns
    told = names.get("__vsc_ipynb_file__") or names.get("__session__")
    path = Path(str(told or os.environ.get("JPY_SESSION_NAME", "")))
    path = path if path.is_absolute() else HERE / path.name
    return path if path.suffix == ".ipynb" and path.is_file() else None
