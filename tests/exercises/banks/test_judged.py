"""The judge gives the same marks and says the same as nbgrader, for every solution of the banks.

In this process, against the replay of a notebook; test_commands.py runs both commands.
"""

import nbformat
import pytest
from nbgrader.utils import determine_grade
from proof import MODULES, replays
from replay import ROOT, read

from grading.judge.cells import cell_name, is_test
from grading.judge.notebook_runner import NotebookRunner
from grading.judge.workspace import Workspace
from grading.sandbox.process import SandboxProcess
from grading.sandbox.settings import SandboxSettings
from grading.stage.bundle import NotebookBundle

# Some right solutions warn on the way, as learners' do.
pytestmark = [
    pytest.mark.needs("sandbox"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]
IDS = [module.ASSIGNMENT for module in MODULES]


@pytest.fixture(scope="module")
def sandbox():
    made = SandboxProcess(SandboxSettings())
    yield made
    made.close()


def source(module):
    folder = ROOT / "solutions" / module.ASSIGNMENT
    return folder, nbformat.read(folder / f"{module.NOTEBOOK}.ipynb", 4)


def bundled(module):
    """Return the notebook's bundle, and the files beside it."""
    folder, notebook = source(module)
    known = [cell for cell in notebook.cells if cell.metadata.get("nbgrader")]
    cells = {cell.metadata.nbgrader.grade_id: dict(cell) for cell in known}
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".ipynb"}
    return NotebookBundle(module.NOTEBOOK, cells), files


def solutions(module):
    """Yield every wrong and every right solution: function, name, source."""
    for function, bank in module.BANK.items():
        for mutant in bank.mutants:
            yield function, mutant.name, mutant.source
        for variant, text in bank.right.items():
            yield function, variant, text


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_the_judge_says_what_nbgrader_says(sandbox, module):
    replay, (bundle, files) = replays(module)[0], bundled(module)
    workspace, different = Workspace(files), []
    for function, variant, text in solutions(module):
        plain = {t: (g.points, g.text) for t, g in replay.run({function: text}).items()}
        notebook = source(module)[1]
        next(cell for cell in notebook.cells if cell.id == function).source = text
        NotebookRunner(sandbox, workspace, bundle.functions).execute(notebook, files)
        graded = [cell for cell in notebook.cells if is_test(cell)]
        judged = {cell_name(cell): (determine_grade(cell)[0], said(cell)) for cell in graded}
        different += [(function, variant)] * (judged != plain)
    workspace.close()
    assert different == []


def said(cell):
    return read([output for output in cell.outputs if output.get("name") != "stderr"])
