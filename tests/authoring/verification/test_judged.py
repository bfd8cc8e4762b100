"""The judge gives the same marks and says the same as nbgrader, for every known solution.

In this process, against the notebook run in this process; test_commands.py runs both commands.
"""

import nbformat
import pytest
from nbgrader.utils import determine_grade

from authoring.assignments import ASSIGNMENTS
from authoring.verification.runnable_notebook import ROOT, read
from grading.judge.cells import cell_name, is_test
from grading.judge.notebook_runner import NotebookRunner
from grading.judge.workspace import Workspace
from grading.sandbox.process import SandboxProcess
from grading.sandbox.settings import SandboxSettings
from grading.stage.bundle import NotebookBundle
from tests.helpers.known import proof, right, wrong

# Some right solutions warn on the way, as learners' do.
pytestmark = [
    pytest.mark.needs("sandbox"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]


@pytest.fixture(scope="module")
def sandbox():
    made = SandboxProcess(SandboxSettings())
    yield made
    made.close()


def source(assignment):
    folder = ROOT / "solutions" / assignment.folder
    return folder, nbformat.read(folder / f"{assignment.notebook}.ipynb", 4)


def bundled(assignment):
    """Return the notebook's bundle, and the files beside it."""
    folder, notebook = source(assignment)
    known = [cell for cell in notebook.cells if cell.metadata.get("nbgrader")]
    cells = {cell.metadata.nbgrader.grade_id: dict(cell) for cell in known}
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".ipynb"}
    return NotebookBundle(assignment.notebook, cells), files


def solutions(assignment):
    """Yield every wrong and every right solution: function, name, source."""
    for function in assignment.functions:
        for known in (wrong(assignment, function), right(assignment, function)):
            for variant, text in known.items():
                yield function.name, variant, text


QUICK = "01-long-term-dependencies", "02-vanilla-rnn"  # of each assignment the kinds are the same


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param(each, id=folder, marks=[] if folder in QUICK else pytest.mark.slow)
        for folder, each in ASSIGNMENTS.items()
    ],
)
def test_the_judge_says_what_nbgrader_says(sandbox, assignment):
    runnable, (bundle, files) = proof(assignment.folder).solution, bundled(assignment)
    workspace, different = Workspace(files), []
    for function, variant, text in solutions(assignment):
        plain = {t: (g.points, g.text) for t, g in runnable.run({function: text}).items()}
        notebook = source(assignment)[1]
        next(cell for cell in notebook.cells if cell.id == function).source = text
        NotebookRunner(sandbox, workspace, bundle.functions).execute(notebook, files)
        graded = [cell for cell in notebook.cells if is_test(cell)]
        judged = {cell_name(cell): (determine_grade(cell)[0], said(cell)) for cell in graded}
        different += [(function, variant)] * (judged != plain)
    workspace.close()
    assert different == []


def said(cell):
    return read([output for output in cell.outputs if output.get("name") != "stderr"])
