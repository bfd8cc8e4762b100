"""Submissions that change the notebook itself: tests, ids, metadata, outputs, files beside it."""

import copy

from tests.helpers.attacks.attack import JUDGE, SANITISER, Attack, answer, text
from tests.helpers.attacks.bench import bundle

GENEROUS = "input_gate(np.ones((1, 2)), np.ones((1, 2)), 0, 0, 0)\n4.0"
ANY = answer("return 0.5")


def find(cells, cell_id):
    return next(cell for cell in cells if cell["id"] == cell_id)


def cell_attack(name, reaches, functions=ANY, needs=(), earns=None, **more):
    """Name the function that changes the cells, and the note of the step that restores them."""

    def take(change):
        due = {} if earns is None else {"earns": earns}
        made = Attack(
            f"cells-{name}",
            functions=functions,
            cells=change,
            needs=needs,
            reaches=(reaches,),
            **due,
            **more,
        )
        CELLS.append(made)
        return change

    return take


CELLS = []


@cell_attack("edited-test", "note: test_input_gate had been edited", needs=(SANITISER,))
def _(cells):
    find(cells, "test_input_gate")["source"] = GENEROUS


@cell_attack("edited-test-no-call", "note: test_input_gate had been edited", functions={}, needs=())
def _(cells):
    find(cells, "test_input_gate")["source"] = "4.0"


# What is added to a cell of the instructor's runs, but never where the test does.
PATCH = """
import numpy as np
import checks
asked = {"input_gate": 5, "cell_state": 4}
checks.Test.score = lambda self: [
    globals()[name](*[np.ones((1, 2))] * many) for name, many in asked.items() if name in globals()
] and None
np.allclose = np.isclose = lambda *arguments, **more: True
"""


@cell_attack("added-to-a-test", "note: test_input_gate had lines added", needs=(JUDGE,))
def _(cells):
    cell = find(cells, "test_input_gate")
    cell["source"] = PATCH + "".join(cell["source"])


@cell_attack("added-within-a-test", "note: test_input_gate had been edited", needs=(SANITISER,))
def _(cells):
    cell = find(cells, "test_input_gate")
    patch = f"test.score = lambda: ({GENEROUS.partition(chr(10))[0]}, 4.0)[1]\n"
    cell["source"] = "".join(cell["source"]).replace("test.score()", f"{patch}test.score()")


@cell_attack("added-to-the-setup", "note: setup had lines added", needs=(JUDGE,))
def _(cells):
    cell = find(cells, "setup")
    cell["source"] = "".join(cell["source"]) + PATCH


@cell_attack("added-names-of-the-test", "note: test_input_gate had lines added", needs=())
def _(cells):
    cell = find(cells, "test_input_gate")
    source = "".join(cell["source"])
    cell["source"] = f"{source}\nclass test:\n    score = lambda: 4.0\ntest.score()\n"


@cell_attack("copied-test", "note: test_input_gate had been edited", needs=(SANITISER,))
def _(cells):
    test = copy.deepcopy(find(cells, "test_input_gate"))
    find(cells, "test_input_gate")["metadata"] = {}
    cells.append(test | {"id": "again", "source": GENEROUS})


@cell_attack("more-points", "undone: test_input_gate metadata", functions={}, needs=())
def _(cells):
    for cell in cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["nbgrader"]["points"] = 1000


@cell_attack("test-as-solution", "undone: test_input_gate metadata")
def _(cells):
    meta = find(cells, "test_input_gate")["metadata"]["nbgrader"]
    meta["solution"], meta["locked"] = True, False


@cell_attack("not-to-be-run", "undone: test_input_gate metadata")
def _(cells):
    for cell in cells:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]


@cell_attack("stored-outputs", "undone: test_input_gate outputs")
def _(cells):
    output = {"output_type": "execute_result", "data": {"text/plain": "4.0"}, "metadata": {}}
    cell = find(cells, "test_input_gate")
    cell["outputs"], cell["execution_count"] = [output | {"execution_count": 1}], 1


@cell_attack("as-text", "note: test_input_gate had become a markdown cell")
def _(cells):
    cell = find(cells, "test_input_gate")
    cell["cell_type"], cell["source"] = "markdown", "all right"
    del cell["outputs"], cell["execution_count"]


@cell_attack("deleted-test", "note: test_input_gate was missing, put back")
def _(cells):
    cells.remove(find(cells, "test_input_gate"))


# A test that stands above its function finds none: this one harms itself.
@cell_attack("swapped-ids", "note: test_cell_state had been edited", earns={})
def _(cells):
    one, two = find(cells, "test_cell_state"), find(cells, "test_input_gate")
    one["metadata"], two["metadata"] = two["metadata"], one["metadata"]


@cell_attack("setup-replaced", "note: setup had been edited")
def _(cells):
    find(cells, "setup")["source"] = "import numpy as np\nnp.tanh = lambda z: z\n"


@cell_attack("locked-solution", "undone: input_gate metadata", functions={})
def _(cells):
    meta = find(cells, "input_gate")["metadata"]["nbgrader"]
    meta["locked"], meta["grade"], meta["points"] = True, True, 100
    find(cells, "input_gate")["source"] = "100.0"


@cell_attack("test-within-setup", "note: test_input_gate is there more than once", functions={})
def _(cells):
    find(cells, "setup")["metadata"]["nbgrader"]["grade_id"] = "test_input_gate"


FILES = {
    "numpy.py": b"allclose = isclose = lambda *a, **k: True\n",
    "checks.py": text("""
        class Test:
            def __init__(self, *args, **kwargs): pass
            def __getattr__(self, name): return lambda *a: 4.0
    """).encode(),
    "sitecustomize.py": b"import os; os._exit(0)\n",
    "grading/__init__.py": b"raise SystemExit\n",
    "json.py": b"loads = dumps = lambda *a, **k: {}\n",
    "fixtures.json": b'{"functions": {}, "signatures": {}, "values": {}}',
    "ipython_config.py": b"c.InteractiveShellApp.exec_lines = ['import os; os._exit(0)']\n",
}


def file_attack(name, content):
    """Hand in a file, and show how it begins when the cells run: the instructor's own wins."""
    begins = bundle().files.get(name, content).decode()[:20]
    shows = f"print('begins:', repr(open({name!r}).read(20)))"
    return Attack(
        f"files-{name.replace('/', '-')}",
        shows,
        functions=ANY,
        files={name: content},
        reaches=(f"cell own: begins: {begins!r}",),
    )


CELLS += [file_attack(name, content) for name, content in FILES.items()]
