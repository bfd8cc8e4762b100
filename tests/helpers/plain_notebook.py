"""A notebook of plain nbgrader cells, judged in this process: the solution first, then others."""

from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from grading.judge.cells import cell_name, is_test
from grading.judge.notebook_runner import NotebookRunner
from grading.judge.workspace import Workspace
from grading.stage.bundle import NotebookBundle


def cell(name, source, kind):
    meta = {"grade_id": name, "schema_version": 3, "locked": kind != "solution", "task": False}
    meta |= {"grade": kind == "test", "solution": kind == "solution"}
    meta |= {"points": 1} if kind == "test" else {}
    return new_code_cell(source, id=name, metadata={"nbgrader": meta})


class PlainNotebook:
    """given, solution: sources of cells; tests: those below them, each worth a point.

    below: a given cell between the solution and the tests. workspace: one that is kept from one
    submission to the next, as a worker keeps it.
    """

    def __init__(self, sandbox, given, solution, tests, files=None, below="", workspace=None):
        self.below, self.workspace = below, workspace
        self.sandbox, self.given, self.solution, self.tests = sandbox, given, solution, tests
        self.files = files or {}
        named = {c.metadata.nbgrader.grade_id: dict(c) for c in self.cells(solution)}
        self.bundle = NotebookBundle("plain", named)
        self.calls, self.decisions = {}, {}

    def cells(self, written):
        made = [cell("setup", self.given, "given"), cell("answer", written, "solution")]
        made += [cell("below", self.below, "given")] if self.below else []
        return made + [cell(f"test{n}", test, "test") for n, test in enumerate(self.tests)]

    def check(self):
        """Judge the solution, whose decisions count from now on; return the points of the tests."""
        found, run = self._run(self.solution, {}, record=True)
        self.calls, self.decisions = run.calls, run.decisions.kept
        return found

    def points(self, written):
        return self._run(written, self.decisions)[0]

    def shown(self, written):
        """Return the words of the errors that tests end with."""
        self.points(written)
        outputs = [o for c in self.notebook.cells if is_test(c) for o in c.outputs]
        return [f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"]

    def _run(self, written, decisions, record=False):
        self.notebook = new_notebook(cells=self.cells(written))
        workspace = self.workspace or Workspace(self.files)
        run = NotebookRunner(
            self.sandbox,
            workspace,
            self.bundle.functions,
            imports=self.bundle.imports,
            decisions=decisions,
            record=record,
        )
        try:
            run.execute(self.notebook, self.files)
        finally:
            if not self.workspace:
                workspace.close()
        self.notes = run.notes
        tests = [c for c in self.notebook.cells if is_test(c)]
        return {cell_name(c): determine_grade(c)[0] for c in tests}, run
