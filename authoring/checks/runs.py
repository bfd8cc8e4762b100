"""Runs: which cells this kernel has run, and how each run ended; a learner's own kernel alone.

IPython tells of every run that ends after this file was imported. Of an earlier one it has kept
the text, and of the very last one its error. In grading, and without IPython, there are no runs.
"""

import ast
import builtins
import contextlib
import inspect
import linecache
import os
import re
import time
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any

from .examples import DATA
from .recorded import digest

DEFS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Run:
    """One run of one cell.

    number: its n in In [n]. cell: the id of the cell, where the front end tells it. error: the
    type of the error that stopped it. told: IPython has told how it ended; else it may have
    failed. ended: when, in seconds since 1970.
    """

    number: int
    text: str
    cell: str = ""
    error: str = ""
    told: bool = False
    ended: float = 0

    def defines(self, name: str) -> bool:
        """Tell whether its text holds a def of this name; inside another def it is another one."""
        try:
            tree = ast.parse(self.text)
        except (SyntaxError, ValueError):  # magics are no Python, either
            return re.search(rf"^\s*(async\s+)?def\s+{name}\b", self.text, re.M) is not None
        return any(isinstance(n, DEFS) and n.name == name for n in _outermost(tree))


class Journal:
    """The runs of one kernel, and after which of them each exercise function was another one."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.began = time.time()
        self.runs = {run.number: run for run in _earlier(shell)}
        self._held = dict(self._functions())
        self._origins: dict[str, int] = {}

    def _functions(self) -> list[tuple[str, Any]]:
        return [(name, self.shell.user_ns.get(name)) for name in DATA["functions"]]

    def note(self, result: Any = None) -> None:
        """Note a run that has ended. IPython calls this; an error here would be shown."""
        with contextlib.suppress(Exception):
            number = result.execution_count if result.info.store_history else 0
            for name, function in self._functions():
                if function is not self._held[name]:
                    self._held[name], self._origins[name] = function, number
            if number:
                run = _told(number, result)
                self.runs[number] = replace(run, ended=time.time())

    def origin(self, name: str, function: Any) -> Run | None:
        """Return the run that has defined a function; None where that is not certain.

        What comes from a file has no run: it may be another one by now, under the same name.
        """
        original = inspect.unwrap(function)
        compiled = _compiled_in(self.shell, original)
        told = self._held[name] is function and name in self._origins
        if not compiled or not (told or original.__name__ == name):
            return None
        number = self._origins[name] if told else compiled
        return self.runs.get(number) or self._running(number)

    def _running(self, number: int) -> Run | None:
        """Return the run that has not ended yet: a test may stand in the cell of its function."""
        raw = self.shell.history_manager.input_hist_raw
        last = 0 < number == len(raw) - 1
        return Run(number, raw[number], ended=time.time()) if last else None

    def after(self, number: int) -> list[Run]:
        """Return the runs that ended after this one, the last one first."""
        return [self.runs[k] for k in sorted(self.runs, reverse=True) if k > number]


def _outermost(tree: ast.AST) -> list[ast.AST]:
    """Return the statements that a cell runs itself, also those inside an if, a try or a with."""
    found: list[ast.AST] = []
    for node in ast.iter_child_nodes(tree):
        inside = () if isinstance(node, (*DEFS, ast.ClassDef)) else _outermost(node)
        found += [node, *inside]
    return found


def _earlier(shell: Any) -> list[Run]:
    """Return the runs that ended before this file was imported; the running one ends later."""
    raw = list(shell.history_manager.input_hist_raw)
    if len(raw) != shell.execution_count:  # some are not kept: which number has which text?
        return []
    runs = [Run(number, text) for number, text in enumerate(raw[:-1]) if number]
    last = shell.last_execution_result
    if runs and last is not None and last.info.raw_cell.strip() == runs[-1].text.strip():
        runs[-1] = _told(runs[-1].number, last)
    return runs


def _told(number: int, result: Any) -> Run:
    error = result.error_before_exec or result.error_in_exec
    kind = type(error).__name__ if error is not None else ""
    cell = getattr(result.info, "cell_id", None)
    return Run(number, result.info.raw_cell, str(cell or ""), kind, told=True)


def _compiled_in(shell: Any, function: Any) -> int:
    """Return the number of the run whose text a function was compiled from; 0: of none."""
    if type(function) is not FunctionType:
        return 0
    file = function.__code__.co_filename
    number: int = getattr(getattr(shell, "compile", None), "_filename_map", {}).get(file, 0)
    ran = shell.history_manager.input_hist_parsed
    compiled = "".join(linecache.getlines(file))
    return number if 0 < number < len(ran) and digest(ran[number]) == digest(compiled) else 0


def _started() -> Journal | None:
    """Start the journal of this kernel, where there is one and somebody sits at it."""
    shell = getattr(builtins, "get_ipython", lambda: None)()
    if shell is None or "NBGRADER_EXECUTION" in os.environ:
        return None
    with contextlib.suppress(Exception):  # a shell that is not as IPython's: no journal
        journal = Journal(shell)
        shell.events.register("post_run_cell", journal.note)
        return journal
    return None


JOURNAL = _started()


def journal_of(namespace: dict[str, Any]) -> Journal | None:
    """Return the journal of the kernel whose names these are; no other has a history of them."""
    if JOURNAL is None or "NBGRADER_EXECUTION" in os.environ:
        return None
    return JOURNAL if JOURNAL.shell.user_ns is namespace else None
