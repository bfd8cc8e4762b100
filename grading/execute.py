"""A preprocessor for nbgrader: run a notebook to its end, whatever its cells do.

A cell that kills the kernel or never ends costs its own points only: a new kernel starts, the
other cells that ran before run again, and the next cell goes on.
"""

import copy
from subprocess import DEVNULL
from time import monotonic
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from traitlets import Enum, Integer

NOT_RUN = "NotRun"
TOO_LONG = "CellTimeoutError"
LONGEST_LINE = 5000


class PatientExecute(Execute):
    """nbgrader's Execute; a dead kernel is replaced, and what a cell prints is limited."""

    notebook_timeout = Integer(600, help="seconds for all cells together").tag(config=True)
    max_output = Integer(200_000, help="characters that a cell may print").tag(config=True)
    iopub_timeout = Integer(10).tag(config=True)
    shutdown_kernel = Enum(["graceful", "immediate"], "immediate").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: Any = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        self._notes: list[str] = resources["nbgrader"].setdefault("notes", [])
        self._end = monotonic() + self.notebook_timeout
        self._done: list[int] = []
        self._lost = ""
        self._room = self.max_output
        ran: tuple[NotebookNode, ResourcesDict] = super().preprocess(nb, resources, km)
        return ran

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        if cell.cell_type != "code" or not cell.source.strip():
            return cell, resources
        if monotonic() > self._end:
            self._lost = self._lost or f"the notebook took more than {self.notebook_timeout} s"
        if self._lost:
            return self._leave(cell), resources
        self._room = self.max_output
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except Exception as error:
            self._blame(cell, error)
            self._start_again()
        else:
            self._finish(cell, index)
        return cell, resources

    def start_new_kernel(self, **kwargs: Any) -> None:
        """Keep what a kernel writes past its notebook out of the instructor's terminal."""
        super().start_new_kernel(stdout=DEVNULL, stderr=DEVNULL, **kwargs)

    def _finish(self, cell: NotebookNode, index: int) -> None:
        """Note an endless cell; remember the others, to run them again in a new kernel."""
        if any(o.get("ename") == TOO_LONG for o in cell.outputs):
            self._notes.append(f"{name(cell)} did not end within {self.timeout} s")
            kept = [o for o in cell.outputs if o.output_type != "error"]
            cell.outputs = [*kept, _error(TOO_LONG, self._too_long())]
        elif not is_grade(cell):
            self._done.append(index)
        if self._room < 0:
            self._notes.append(f"{name(cell)} printed too much, the output was cut")

    def _too_long(self) -> str:
        return f"not done after {self.timeout} seconds. Is there a loop that never ends?"

    def _leave(self, cell: NotebookNode) -> NotebookNode:
        cell.outputs = [_error(NOT_RUN, self._lost)]
        if is_grade(cell):
            self._notes.append(f"{name(cell)} was not run: {self._lost}")
        return cell

    def _blame(self, cell: NotebookNode, error: Exception) -> None:
        """Say in the cell, and to the instructor, that the kernel was lost in it."""
        hung = isinstance(error, TimeoutError)
        what = self._too_long() if hung else "the kernel died in this cell."
        kept = [o for o in cell.outputs if o.output_type != "error"]
        cell.outputs = [*kept, _error(TOO_LONG if hung else "DeadKernelError", what)]
        did = f"did not end within {self.timeout} s" if hung else "killed the kernel"
        self._notes.append(f"{name(cell)} {did}")

    def _start_again(self) -> None:
        """Start a new kernel and bring it to where the lost one was, without the lost cell."""
        try:
            self._cleanup_kernel()
            self.km = self.create_kernel_manager()
            self.start_new_kernel()
            self.start_new_kernel_client()
            for index in self._done:
                cell = self.nb.cells[index]
                self.execute_cell(copy.deepcopy(cell), index, store_history=True)
                self.nb.cells[index] = cell
        except Exception as error:
            self._lost = f"no new kernel after one was lost ({type(error).__name__})"

    def output(self, outs: Any, msg: dict[str, Any], display_id: Any, cell_index: int) -> Any:
        """Keep an output only while there is room, and a part of it where there is some."""
        content = msg["content"]
        if msg["msg_type"] == "error":
            content["evalue"] = content["evalue"][:LONGEST_LINE]
            content["traceback"] = [line[:LONGEST_LINE] for line in content["traceback"]]
        elif msg["msg_type"] == "stream":
            text, room = content["text"], max(0, self._room)
            self._room -= len(text)
            content["text"] = text if len(text) <= room else text[:room] + "\n... cut ...\n"
            if not room:
                return None
        elif msg["msg_type"] in ("display_data", "execute_result"):
            size = sum(len(str(value)) for value in content["data"].values())
            self._room -= size
            if size > max(self._room, 100):  # a number always fits: it may be a score
                return None
        return super().output(outs, msg, display_id, cell_index)


def name(cell: NotebookNode) -> str:
    """Return what an instructor calls a cell."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {cell.get('id', '')}")


def _error(ename: str, text: str) -> NotebookNode:
    shown = f"{ename}: {text}"
    made: NotebookNode = new_output("error", ename=ename, evalue=text, traceback=[shown])
    return made
