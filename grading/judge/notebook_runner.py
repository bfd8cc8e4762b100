"""Runs a whole notebook: the student's cells in the sandbox, the instructor's tests here.

A cell that kills its process or never ends costs its own points only: a fresh process runs the
other cells again, and the next cell goes on.
"""

import contextlib
import platform
from collections.abc import Iterator, Mapping
from math import inf
from time import process_time
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.utils import determine_grade, is_grade

from .. import time_limit
from ..languages import ENGLISH, language_of, say, spoken
from ..sandbox.process import SandboxProcess
from ..sandbox.settings import HeldUpError, KilledBySystemError
from ..stage.names import names_of
from ..time_limit import at_most
from . import cell_runner, databases, partial_credit, pickles, seeds, sources
from .cells import (
    DEAD,
    NO_EVIDENCE,
    NOT_RUN,
    TOO_LONG,
    UNAVAILABLE,
    cell_name,
    error_output,
    is_given,
    is_test,
    set_outputs,
)
from .clock import HELD_UP, LATE, SLEPT, CellClock
from .decisions import Decisions
from .files import USES, SharedFiles
from .namespace import TestNamespace
from .not_here import NotHere
from .outputs import within
from .session import BROKE, DIED, TEST_LATE, CellResult, ProcessLostError, Session
from .workspace import Workspace

ENDED = (
    "the system has ended its process each time, as it does when memory is short; no work is to "
    "blame, and nothing is lost by grading it again"
)
NOT_HERE = (
    "it could not be run here: its process was stopped, or got no processor time; no work is to "
    "blame, and nothing is lost by grading it again"
)
STREAM = {"output_type": "stream", "name": "stdout"}
TRIES = 3
CHECKS = "checks.py"  # tests that use it are written for new numbers in each submission
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


class NotebookRunner:
    """Runs one notebook of one submission. notes: what an instructor should know of it.

    functions: the names that the instructor's solution binds; imports: those that an import binds.
    evidence: a test earns points only if the function that it is about has answered. last: what may
    have been held up has no other try. decisions: what a submission may decide in each test;
    record: this is the solution, which decides it.
    """

    def __init__(
        self,
        process: SandboxProcess,
        workspace: Workspace,
        functions: tuple[str, ...],
        evidence: bool = True,
        last: bool = True,
        imports: Mapping[str, str] | None = None,
        decisions: Mapping[str, tuple[str, ...]] | None = None,
        record: bool = False,
    ) -> None:
        self.settings, self.workspace, self.functions = process.settings, workspace, functions
        self.imports, self.known, self.record = dict(imports or {}), decisions or {}, record
        beside = {name.partition(".")[0].partition("/")[0] for name in workspace.files}
        for name, line in list(self.imports.items()):  # a module beside the notebook is theirs
            if line.split()[1].partition(".")[0] in beside:
                del self.imports[name]
        self.evidence, self.last = evidence, last
        self.process = process
        self.notes: list[str] = []
        self.calls: dict[str, int] = {}
        self.decisions = Decisions(self.known, record)
        self.seed = seeds.draw()

    def execute(self, notebook: NotebookNode, files: dict[str, bytes]) -> None:
        """Run all cells; their outputs are put into the notebook.

        What the system killed is run again from the start. Raise KilledBySystemError if that
        happens each time. Raise HeldUpError when a cell is not done in time and has not computed
        for that long; in the last try only where something outside has held it up.
        """
        for left in reversed(range(TRIES)):
            self.notes.clear()
            self.calls.clear()
            try:
                self._execute(notebook, files)
                return
            except KilledBySystemError:
                if not left:
                    raise

    def _execute(self, notebook: NotebookNode, files: dict[str, bytes]) -> None:
        notebook.metadata["language_info"] = from_dict(LANGUAGE)
        self.language = language_of(notebook.metadata, notebook.cells)
        self.decisions = Decisions(self.known, self.record)
        self.session = Session(self.process, files, self.language, self.decisions)
        self.names = TestNamespace(self.session, self.functions, self.imports)
        self.not_here = NotHere(self.settings, files)
        self._done: dict[int, str] = {}
        self._out_of_time, self._count = False, 0
        self._space = self.settings.total_output
        cells = notebook.cells
        code = {i: c for i, c in enumerate(cells) if c.cell_type == "code" and c.source.strip()}
        own = {i: c.source for i, c in code.items() if not is_test(c)}
        cell_runner.quote_student_lines(own)
        self.process.preload_for("\n".join(own.values()))
        self._cpu = self._passed = 0.0  # of all cells so far
        known = seeds.Seeds(self.seed if CHECKS in self.workspace.files else None)
        self.session.seeds_set = known.taken
        following = dict(zip(code, list(code.values())[1:], strict=False))
        self._expect(next(iter(code.values()), None))
        place = self._folder([c.source for c in code.values() if is_test(c) or is_given(c)])
        with (
            self._open_session(),
            self.workspace.importable(),
            place,
            seeds.watched(known),
            sources.readable(),
            databases.confined(),
            pickles.guarded(self.workspace.files),
            spoken(self.language),
        ):
            for index, cell in code.items():
                self._expect(following.get(index), cell)
                self._run_cell(cell, index)
        self.notes[:0] = self.not_here.notes()  # of very many notes, the first ones are kept

    def _folder(self, sources: list[str]) -> contextlib.AbstractContextManager[None]:
        """Return a folder for this submission's files, where a test reads or writes some."""
        if not any(map(USES.search, sources)):
            return contextlib.nullcontext()
        self.session.files_of_tests = SharedFiles(self.workspace.files)
        return self.session.files_of_tests.folder()

    def _expect(self, following: NotebookNode | None, cell: NotebookNode | None = None) -> None:
        """Let the session know what the next cell needs: it comes with the end of this one."""
        if cell is not None and (is_test(cell) or is_given(cell)):
            self._runs_here = self.names.begin(cell)  # its source, or a part of it
        needs = following is not None and is_test(following)
        self.session.wanted = self.names.wanted(following) if following and needs else []

    @contextlib.contextmanager
    def _open_session(self) -> Iterator[None]:
        try:
            self._open()
            yield
        finally:
            self.session.close()

    def _open(self) -> None:
        try:
            self.session.open()
        except ProcessLostError as lost:
            if lost.why == LATE:  # nothing of a learner's runs yet
                raise HeldUpError(NOT_HERE) from None
            self._raise_if_excused(lost.why)
            raise OSError("the submission's files do not fit into the sandbox") from None

    def _run_cell(self, cell: NotebookNode, index: int) -> None:
        self._out_of_time = min(self._left()) <= 0
        if self._out_of_time:
            self._skip(cell)
            return
        self._count += 1
        cell.execution_count = self._count
        with self._timed(self.settings.cell_seconds):
            if is_test(cell):
                self._run_test(cell)
            else:
                self._run_in_sandbox(cell, index)
        for output in cell.outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = self._count

    def _left(self) -> tuple[float, float]:
        """Return how much CPU time the notebook has left, and how much on the wall."""
        limit = self.settings.notebook_seconds
        return limit - self._cpu, time_limit.PATIENCE * limit - self._passed

    @contextlib.contextmanager
    def _timed(self, limit: float) -> Iterator[None]:
        """Set the clock of a cell, and add what it and the judge have used to the notebook's."""
        cpu, passed = self._left()
        clock = CellClock(
            self.process.usage, min(limit, cpu), min(time_limit.PATIENCE * limit, passed)
        )
        start, self.session.deadline = process_time(), clock
        try:
            yield
        finally:
            clock.count()
            self._cpu += clock.cpu + process_time() - start
            self._passed += clock.passed

    def _run_in_sandbox(self, cell: NotebookNode, index: int) -> None:
        """Run a cell of the student's, or one that is the instructor's but no test."""
        try:
            if is_given(cell) and self._runs_here:
                name, unseen = cell_name(cell), cell_runner.BoundedOutput(0)
                self._run_here(name, self._runs_here, unseen)
            ran = self.session.run(index, cell.source)
        except ProcessLostError as lost:
            set_outputs(cell, [])
            self._show_loss(cell, lost.why)
            return
        self._show(cell, ran.outputs)
        self._note_outcome(cell, index, ran)
        self.not_here.ran(cell_name(cell), cell.source, ran.ok or bool(ran.late))

    def _show(self, cell: NotebookNode, shown: list[dict[str, Any]]) -> None:
        """Show what a cell of the student's has shown; after a total size, that it is left out."""
        kept, self._space = within(shown, self._space)
        set_outputs(cell, kept)
        if len(kept) < len(shown):
            most = self.settings.total_output
            words = self._say("left_out", most=most) + "\n"
            cell.outputs.append(from_dict({**STREAM, "text": words}))
            self._note_once(
                f"the outputs of all cells had more than {most} characters, some are left out"
            )

    def _note_once(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _note_outcome(self, cell: NotebookNode, index: int, ran: CellResult) -> None:
        if ran.late:
            self._raise_if_excused(ran.late)
            self._too_long(cell, ran.late)
        else:
            self._done[index] = cell.source
        if ran.cut:
            self.notes.append(f"{cell_name(cell)} printed too much, the output was cut")

    def _too_long(self, cell: NotebookNode, why: str) -> None:
        limit = self.settings.cell_seconds
        if why == SLEPT:
            limit *= time_limit.PATIENCE
            self.notes.append(f"{cell_name(cell)} slept or waited for {limit:g} s")
            cell.outputs.append(error_output(TOO_LONG, self._say("waited", seconds=limit)))
            return
        self.notes.append(f"{cell_name(cell)} did not end within {limit:g} s")
        cell.outputs.append(error_output(TOO_LONG, self._say("too_long", seconds=limit)))

    def _run_test(self, cell: NotebookNode) -> None:
        """Run a test; points need an answer of the function that the test is about."""
        printed = cell_runner.BoundedOutput(self.settings.output)
        self.session.start_test()
        names = names_of(cell.source)
        self.decisions.start(cell_name(cell), names.read | names.later, names.expected)
        try:
            self.names.renew(cell)
            self.session.pull_files()
            if self.session.files_of_tests:
                self.session.files_of_tests.opened.clear()
            set_outputs(cell, self._run_here(cell_name(cell), cell.source, printed))
            self.session.settle()
        except ProcessLostError as lost:
            set_outputs(cell, cell_runner.stream(printed))
            if lost.why != TEST_LATE:
                self.names.disable(cell_name(cell).removeprefix("test_"))
            self._show_loss(cell, lost.why)
        else:
            self._require_points(cell)
            self._require_evidence(cell)
            self._put_off(cell)
        if printed.cut:
            self.notes.append(f"{cell_name(cell)} printed too much, the output was cut")

    def _run_here(
        self, name: str, source: str, printed: cell_runner.BoundedOutput
    ) -> cell_runner.Outputs:
        """Run a cell of the instructor's here, or a part of it."""
        seconds = self.settings.cell_seconds + SLACK
        with at_most(seconds, ProcessLostError(TEST_LATE), ProcessLostError(HELD_UP)):
            return cell_runner.run(name, source, self.names, printed)

    def _require_points(self, cell: NotebookNode) -> None:
        """Let a test whose last line should give points, and does not, give none."""
        value = partial_credit.shown(cell)
        if value is None:
            return
        due = self.decisions.gives_points(partial_credit.is_number(value))
        if not due or not partial_credit.are_points(cell, value):
            words = self._say("no_points", value=value[:80])
            cell.outputs = [o for o in cell.outputs if o["output_type"] == "stream"]
            cell.outputs.append(error_output("ValueError", words))

    def _require_evidence(self, cell: NotebookNode) -> None:
        """Take the points of a test back that no function has answered."""
        graded = cell_name(cell).removeprefix("test_")
        names, answered = names_of(cell.source), self.session.answered
        files = self.session.files_of_tests
        read = len(self.names.evidence(names)) + (len(files.opened) if files else 0)
        calls = self.session.evidence + read
        if self.names.is_about(graded, names):
            calls = answered[graded]
        self.calls[cell_name(cell)] = calls
        if self.evidence and not calls and determine_grade(cell)[0]:
            words = self._say("no_evidence", function=graded)
            cell.outputs = [o for o in cell.outputs if o["output_type"] == "stream"]
            cell.outputs.append(error_output(NO_EVIDENCE, words))
            self.notes.append(f"{cell_name(cell)}: no points without an answer of {graded}")

    def _put_off(self, cell: NotebookNode) -> None:
        """Let a test without all of its points wait for a person, if it could not be run here."""
        points, most = determine_grade(cell)
        graded = cell_name(cell).removeprefix("test_")
        about = graded if graded in self.functions else ""
        if points == most or not (why := self.not_here.why(cell_name(cell), about, cell.source)):
            return
        words = self._say("unavailable", why=why.words(self.language))
        cell.outputs = [o for o in cell.outputs if o["output_type"] == "stream"]
        cell.outputs.append(error_output(UNAVAILABLE, words))

    def _skip(self, cell: NotebookNode) -> None:
        limit = self.settings.notebook_seconds
        set_outputs(cell, [error_output(NOT_RUN, self._say("not_run", seconds=limit))])
        if is_grade(cell):
            why = say(ENGLISH, "not_run", seconds=limit)  # a note is for the instructor
            self.notes.append(f"{cell_name(cell)} was not run: {why}")

    def _say(self, key: str, **names: Any) -> str:
        return say(self.language, key, **names)

    def _show_loss(self, cell: NotebookNode, why: str) -> None:
        """Say in the cell, and to the instructor, that the process was lost in it; start again."""
        self._raise_if_excused(why)
        if why in (LATE, SLEPT, TEST_LATE):
            self._too_long(cell, why)
        elif why == DIED:
            cell.outputs.append(error_output(DEAD, self._say("died")))
            self.notes.append(f"{cell_name(cell)} killed the kernel")
        else:
            cell.outputs.append(error_output(DEAD, self._say("broke")))
            self.notes.append(f"{cell_name(cell)} {BROKE}")
        self._restart()

    def _raise_if_excused(self, why: str) -> None:
        """Raise the error of a loss that is no one's fault here, or may be none."""
        if why == HELD_UP or (why == SLEPT and not self.last):
            raise HeldUpError(NOT_HERE) from None
        if why == DIED and self.process.was_killed_by_system():
            raise KilledBySystemError(ENDED) from None

    def _restart(self) -> None:
        """Bring a fresh process to where the lost one was, without the lost cell."""
        again = False
        while not again:
            self._open()
            with self._timed(inf):
                again = self._replay()

    def _replay(self) -> bool:
        """Run the good cells again; one that loses its process now is left out from then on."""
        for index, source in list(self._done.items()):
            try:
                self.session.run(index, source)
            except ProcessLostError as lost:
                self._raise_if_excused(lost.why)
                del self._done[index]
                self.notes.append(f"a cell could not be run again: {source.strip()[:40]!r}")
                return False
        return True
