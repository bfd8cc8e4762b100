"""A whole notebook: the student's cells in the sandbox, the instructor's tests in the judge.

A cell that kills its process or never ends costs its own points only: a fresh process runs the
other cells again, and the next cell goes on.
"""

import contextlib
import platform
from collections.abc import Iterator
from time import monotonic
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.utils import determine_grade, is_grade, is_solution

from ..languages import ENGLISH, language_of, say, spoken
from ..patience import at_most
from ..sandbox.house import House
from ..sandbox.layers import EndedError
from . import fresh, testcell
from .material import Desk, Material
from .proxies import Names
from .session import BROKE, DIED, ENDLESS, LATE, Cell, LostError, Session

NOT_RUN, TOO_LONG, DEAD = "NotRun", "CellTimeoutError", "DeadKernelError"
NO_EVIDENCE = "NoEvidence"
ENDED = (
    "the system has ended its process each time, as it does when memory is short; no work is to "
    "blame, and nothing is lost by grading it again"
)
TRIES = 3
SLACK = 1.0  # seconds that a test may take longer than what it asks the student's process
LANGUAGE = {  # what a kernel says of itself
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}


class NotebookRun:
    """One notebook of one submission; notes are what an instructor should know of it."""

    def __init__(self, house: House, desk: Desk, material: Material, evidence: bool = True) -> None:
        self.setting, self.desk, self.material = house.setting, desk, material
        self.evidence = evidence
        self.house = house
        self.notes: list[str] = []
        self.calls: dict[str, int] = {}
        self.seed = fresh.draw()

    def execute(self, notebook: NotebookNode, files: dict[str, bytes]) -> None:
        """Run all cells; their outputs are put into the notebook.

        What the system ends is run again from the start. Raise EndedError if it ends it each time.
        """
        for left in reversed(range(TRIES)):
            self.notes.clear()
            self.calls.clear()
            try:
                self._execute(notebook, files)
                return
            except EndedError:
                if not left:
                    raise

    def _execute(self, notebook: NotebookNode, files: dict[str, bytes]) -> None:
        notebook.metadata["language_info"] = from_dict(LANGUAGE)
        self.language = language_of(notebook.metadata, notebook.cells)
        self.session = Session(self.house, files, self.material.functions, self.language)
        self.names = Names(self.session)
        self._done: dict[int, str] = {}
        self._lost, self._count = False, 0
        cells = notebook.cells
        code = {i: c for i, c in enumerate(cells) if c.cell_type == "code" and c.source.strip()}
        own = {i: c.source for i, c in code.items() if not is_test(c)}
        testcell.own_lines(own)
        self.house.expect("\n".join(own.values()))
        self._end = monotonic() + self.setting.notebook_seconds
        numbers, words = fresh.numbers(self.seed), spoken(self.language)
        with self._opened(), self.desk.open(), numbers, words:
            for index, cell in code.items():
                self._one(cell, index)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[None]:
        try:
            self._open()
            yield
        finally:
            self.session.close()

    def _open(self) -> None:
        try:
            self.session.open()
        except LostError as lost:
            self._forgive(lost.why)
            raise OSError("the submission's files do not fit into the sandbox") from None

    def _one(self, cell: NotebookNode, index: int) -> None:
        if monotonic() > self._end:
            self._lost = True
        if self._lost:
            self._leave(cell)
            return
        self._count += 1
        cell.execution_count = self._count
        self.session.deadline = min(monotonic() + self.setting.cell_seconds, self._end)
        if is_test(cell):
            self._test(cell)
        else:
            self._own(cell, index)
        for output in cell.outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = self._count

    def _own(self, cell: NotebookNode, index: int) -> None:
        """Run a cell of the student's, or one that is the instructor's but no test."""
        try:
            if is_given(cell):
                self._judged(cell, testcell.Printed(0))
            ran = self.session.run(index, cell.source)
        except LostError as lost:
            _show(cell, [])
            self._blame(cell, lost.why)
            return
        _show(cell, ran.outputs)
        self._finish(cell, index, ran)

    def _finish(self, cell: NotebookNode, index: int, ran: Cell) -> None:
        if ran.late:
            self._too_long(cell)
        else:
            self._done[index] = cell.source
        if ran.cut:
            self.notes.append(f"{name(cell)} printed too much, the output was cut")

    def _too_long(self, cell: NotebookNode) -> None:
        limit = self.setting.cell_seconds
        self.notes.append(f"{name(cell)} did not end within {limit:g} s")
        cell.outputs.append(_error(TOO_LONG, self._say("too_long", seconds=limit)))

    def _test(self, cell: NotebookNode) -> None:
        """Run a test; points need an answer of the function that the test is about."""
        printed = testcell.Printed(self.setting.output)
        self.session.start_test()
        try:
            self.names.renew()
            _show(cell, self._judged(cell, printed))
            self.session.settle()
        except LostError as lost:
            _show(cell, testcell.stream(printed))
            if lost.why != ENDLESS:
                self.names.lost(name(cell).removeprefix("test_"))
            self._blame(cell, lost.why)
        else:
            self._ask_for_evidence(cell)
        if printed.cut:
            self.notes.append(f"{name(cell)} printed too much, the output was cut")

    def _judged(self, cell: NotebookNode, printed: testcell.Printed) -> testcell.Outputs:
        """Run a cell of the instructor's here."""
        with at_most(self.setting.cell_seconds + SLACK, LostError(ENDLESS)):
            return testcell.run(name(cell), cell.source, self.names, printed)

    def _ask_for_evidence(self, cell: NotebookNode) -> None:
        """Take the points of a test back that no function has answered."""
        graded = name(cell).removeprefix("test_")
        answered = self.session.answered
        calls = answered[graded] if graded in self.material.functions else answered.total()
        self.calls[name(cell)] = calls
        if self.evidence and not calls and determine_grade(cell)[0]:
            words = self._say("no_evidence", function=graded)
            cell.outputs = [o for o in cell.outputs if o["output_type"] == "stream"]
            cell.outputs.append(_error(NO_EVIDENCE, words))
            self.notes.append(f"{name(cell)}: no points without an answer of {graded}")

    def _leave(self, cell: NotebookNode) -> None:
        limit = self.setting.notebook_seconds
        _show(cell, [_error(NOT_RUN, self._say("not_run", seconds=limit))])
        if is_grade(cell):
            why = say(ENGLISH, "not_run", seconds=limit)  # a note is for the instructor
            self.notes.append(f"{name(cell)} was not run: {why}")

    def _say(self, key: str, **names: Any) -> str:
        return say(self.language, key, **names)

    def _blame(self, cell: NotebookNode, why: str) -> None:
        """Say in the cell, and to the instructor, that the process was lost in it; start again."""
        self._forgive(why)
        if why in (LATE, ENDLESS):
            self._too_long(cell)
        elif why == DIED:
            cell.outputs.append(_error(DEAD, self._say("died")))
            self.notes.append(f"{name(cell)} killed the kernel")
        else:
            cell.outputs.append(_error(DEAD, self._say("broke")))
            self.notes.append(f"{name(cell)} {BROKE}")
        self._start_again()

    def _forgive(self, why: str) -> None:
        """Raise EndedError if nobody's code has ended the process."""
        if why == DIED and self.house.was_ended():
            raise EndedError(ENDED) from None

    def _start_again(self) -> None:
        """Bring a fresh process to where the lost one was, without the lost cell."""
        while not self._replayed():
            pass

    def _replayed(self) -> bool:
        """Run the good cells again; one that is lost this time is not tried a third time."""
        self._open()
        self.session.deadline = self._end
        for index, source in list(self._done.items()):
            try:
                self.session.run(index, source)
            except LostError as lost:
                self._forgive(lost.why)
                del self._done[index]
                self.notes.append(f"a cell could not be run again: {source.strip()[:40]!r}")
                return False
        return True


def is_test(cell: NotebookNode) -> bool:
    """Say whether a cell is the instructor's and gives points by itself."""
    return bool(is_grade(cell) and not is_solution(cell) and cell.cell_type == "code")


def is_given(cell: NotebookNode) -> bool:
    """Say whether a cell is the instructor's and no student may change it."""
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("locked") and not meta.get("grade") and not meta.get("solution"))


def name(cell: NotebookNode) -> str:
    """Return what an instructor calls a cell: its grade_id, or how it begins."""
    known = cell.metadata.get("nbgrader", {}).get("grade_id")
    begins = cell.source.strip().partition("\n")[0][:40]
    return str(known or f"the cell {begins!r}")


def _show(cell: NotebookNode, outputs: list[dict[str, Any]]) -> None:
    cell.outputs = [from_dict(output) for output in outputs]


def _error(ename: str, words: str) -> NotebookNode:
    shown = {"output_type": "error", "ename": ename, "evalue": words}
    made: NotebookNode = from_dict({**shown, "traceback": [f"{ename}: {words}"]})
    return made
