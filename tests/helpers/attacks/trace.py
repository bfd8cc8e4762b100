"""What happened while an attack was graded: which of our checks ran, and what each one said.

A check that runs in this process is seen by Python's own trace: each function of grading/ and of
checks.py that is called, each error at the place where it is raised, and each answer True or False.
What the kernel refuses, and what a check in the sandbox refuses, is seen by what the attack's own
cells and functions met.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from grading.judge.cells import DEAD, TOO_LONG, cell_name
from grading.judge.session import ProcessLostError, Session

ROOT = Path(__file__).parents[3]
CALLED = Session.use.__code__
LONGEST = 300
OF_JUDGE = (DEAD, TOO_LONG)  # errors that say what became of a cell


class Trace:
    """The events of one attack, as lines of text, each kept once."""

    def __init__(self) -> None:
        self.lines: dict[str, None] = {}
        self.met: dict[str, set[str]] = {}  # function of the learner's -> its errors

    def add(self, line: str) -> None:
        self.lines[line[:LONGEST]] = None

    def has(self, check: str) -> bool:
        return any(line.startswith(check) for line in self.lines)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        before = sys.gettrace()
        sys.settrace(self._called)
        try:
            yield
        finally:
            sys.settrace(before)

    def keep_outputs(self, notebook: Any, notes: list[str]) -> None:
        """Keep what the cells showed, and what the instructor is told."""
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                name = cell_name(cell) if cell.metadata else cell.get("id", "")
                if output.output_type == "error" and output.ename not in OF_JUDGE:
                    self.met.setdefault(f"cell {name}", set()).add(_lines(output)[0])
                for line in _lines(output):
                    self.add(f"cell {name}: {line}")
        for note in notes:
            self.add(note if note.startswith("undone: ") else f"note: {note}")

    def missing(self, attack: Any, plain: "Trace") -> list[str]:
        """Return which checks an attack has not got to; those of a plain submission prove nothing.

        An error that it met and does not name is a fault in the attack itself.
        """
        if not attack.reaches:
            return ["a check"]
        never = [c for c in attack.reaches if not self.has(c)]
        usual = [c for c in attack.reaches if plain.has(c) and not attack.careless]
        return never + usual + self._unnamed(attack, plain)

    def _unnamed(self, attack: Any, plain: "Trace") -> list[str]:
        """Return the errors that the attack met and does not name; a plain one meets others."""
        met = [
            f"{who}: {words}"
            for who in ("cell own", *attack.functions)
            for words in self.met.get(who, set()) - plain.met.get(who, set())
        ]
        return [line for line in met if not line.startswith(attack.reaches)]

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code is not CALLED and not _is_ours(code.co_filename):
            return None
        frame.f_trace_lines = False
        self.add(_where(frame))
        return self._went_on

    def _went_on(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "return" and isinstance(argument, bool):
            self.add(f"{_where(frame)} -> {argument}")
        elif event == "exception":
            self._raised(frame, *argument[1:])
        return self._went_on

    def _raised(self, frame: FrameType, error: BaseException, trace: TracebackType) -> None:
        if trace.tb_next is None:  # it began here
            self.add(f"{_where(frame)}: {error}")
        if frame.f_code is CALLED:
            name, words = _called_name(frame), f"{type(error).__name__}: {error}"
            if not isinstance(error, ProcessLostError):  # its reason stands elsewhere
                self.met.setdefault(name, set()).add(words[:LONGEST])
            self.add(f"{name}: {words}")


def _called_name(frame: FrameType) -> str:
    """Return the name of the submission's object that is used there."""
    return str(frame.f_locals["link"].mine.name)


def _lines(output: Any) -> list[str]:
    if output.output_type == "error":
        return [f"{output.ename}: {output.evalue}"]
    return [*output.get("text", "").split("\n"), *map(str, output.get("data", {}).values())]


def _where(frame: FrameType) -> str:
    return f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"


def _is_ours(file: str) -> bool:
    return file.startswith(f"{ROOT}/grading/") or file.endswith("/checks.py")
