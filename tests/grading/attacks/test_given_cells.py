# ruff: noqa: E501
"""What cells of the instructor's have made stays theirs, whatever a submission does meanwhile."""

import contextlib
import pickle
from fractions import Fraction

import pytest

from grading.judge.workspace import Workspace
from grading.sandbox.process import SandboxProcess
from grading.sandbox.settings import SandboxSettings
from tests.helpers.plain_notebook import PlainNotebook

pytestmark = pytest.mark.needs("sandbox")

F = "def f(x): return x * x"
DROPPED = """
import ast
import numpy.testing
numpy.testing.assert_allclose = lambda *args: None
class Skip(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)
    def visit_Constant(self, node): return ast.copy_location(ast.Constant(0), node)
get_ipython().ast_transformers.append(Skip())
def f(x): return 0
"""
SORT, SORTED = "def f(x): x.sort()", "assert xs == [1, 2, 3]"

# A given cell that calls the function of the submission, the test below it, an attack.
GIVEN = {
    "import": (F, "from numpy.testing import assert_allclose\ny = f(3)", "assert_allclose(y, 9)", DROPPED),
    "function": (F, "def check(a, b): assert a == b\ny = f(3)", "check(y, 9)", DROPPED),
    "value": (F, "due = 9\ny = f(3)", "assert y == due", DROPPED),
    "argument": (F, "x = 5\ny = f(x)", "assert y == x**2", "def f(n):\n    globals()['x'] = 0\n    return 0"),
    "list": ("def f(xs): return [x + 1 for x in xs]", "xs = [1, 2]\ny = f(xs)", "assert y == [x + 1 for x in xs]", "def f(x):\n    x.clear()\n    return []"),
    "sorted": (SORT, "xs = [2, 1, 3]\nf(xs)", SORTED, "def f(x): x.append(4)"),
    "collected": (F, "ys = []\nfor x in (1, 2):\n    ys.append(f(x))", "assert ys == [1, 4]", "def f(x): return x"),
    "helper": (F, "def all_of(*xs): return [f(x) for x in xs]\nys = all_of(1, 2)", "assert ys == [1, 4] and all_of(3) == [9]", "def f(x): return x"),
    "object": (
        "def f(o): o.n += 5", "class O:\n    n = 0\no = O()\nf(o)", "assert o.n == 5", "def f(o): o.n += 6",
    ),
}  # fmt: skip
SETTINGS = SandboxSettings(cell_seconds=3, notebook_seconds=30, memory_mb=600)


@pytest.fixture(scope="module")
def sandbox():
    made = SandboxProcess(SETTINGS)
    yield made
    made.close()


@pytest.mark.parametrize("name", GIVEN)
def test_a_given_cell_that_calls_a_submission_stays_the_instructor_s(sandbox, name):
    solution, given, test, attack = GIVEN[name]
    notebook = PlainNotebook(sandbox, "", solution, [test], below=given)
    assert notebook.check() == {"test0": 1}
    assert notebook.points(attack) == {"test0": 0}
    assert notebook.points(solution) == {"test0": 1}, notebook.notes


def test_what_a_submission_has_changed_in_a_module_no_other_finds(sandbox):
    files = {"utils.py": b"data = [2, 1, 3]", "kit/more.py": b"data = [2, 1, 3]"}
    given = "from utils import data\nfrom kit.more import data as more"
    tests = [f"f({name})\nassert {name} == [1, 2, 3]" for name in ("data", "more")]
    with contextlib.closing(Workspace(files)) as kept:
        notebook = PlainNotebook(sandbox, given, SORT, tests, files, workspace=kept)
        assert notebook.check() == {"test0": 1, "test1": 1}
        assert notebook.points("def f(x): pass") == {"test0": 0, "test1": 0}
        assert notebook.points(SORT) == {"test0": 1, "test1": 1}


def test_a_function_of_a_test_that_was_kept_is_no_answer(sandbox):
    solution = "def f(g): return g(3)\ndef h(x): return x * x"
    tests = ["def square(x): return x * x\nassert f(square) == 9", "assert h(4) == 16"]
    notebook = PlainNotebook(sandbox, "", solution, tests)
    assert notebook.check() == {"test0": 1, "test1": 1}
    kept = "def f(g):\n    global h\n    h = g\n    return g(3)\nh = None"
    assert notebook.points(kept) == {"test0": 1, "test1": 0}


def test_a_call_changes_the_argument_that_the_solution_changes_and_no_other(sandbox):
    solution = "def f(a, b): a.sort()"
    notebook = PlainNotebook(
        sandbox, "", solution, ["a, b = [2, 1], [1, 2]\nf(a, b)\nassert a == b"]
    )
    assert notebook.check() == {"test0": 1}
    assert notebook.points("def f(a, b): b[:] = a") == {"test0": 0}
    assert notebook.points("def f(a, b): a[:] = sorted(a)") == {"test0": 1}


@pytest.mark.parametrize("got", ["'no'", "[1]", "None", "object()"])
def test_where_the_last_line_gives_points_it_is_a_number(sandbox, got):
    notebook = PlainNotebook(sandbox, "", "def f(): return 1", ["f()"])
    assert notebook.check() == {"test0": 1}
    assert notebook.points(f"def f(): return {got}") == {"test0": 0}
    assert notebook.points("def f(): return 0.5") == {"test0": 0.5}


def test_a_pickle_of_the_assignment_is_loaded_and_one_of_a_submission_is_not(sandbox):
    due = pickle.dumps(Fraction(1, 3))
    given = "import pickle, shutil"
    load = "with open('{}', 'rb') as file: due = pickle.load(file)\nassert {} == due"
    tests = [load.format("due.pkl", "answer"), load.format("other.bin", "1")]
    solution = "import pickle\nfrom fractions import Fraction\nanswer = Fraction(1, 3)\n"
    written = "with open('other.bin', 'wb') as file: pickle.dump({}, file)"
    notebook = PlainNotebook(sandbox, given, solution + written.format(1), tests, {"due.pkl": due})
    assert notebook.check() == {"test0": 1, "test1": 1}, notebook.shown(solution + written)
    assert notebook.points(solution + written.format("Fraction(1)")) == {"test0": 1, "test1": 0}
    copied = "import shutil\nanswer = 1\nshutil.copy('due.pkl', 'other.bin')"
    assert notebook.points(copied) == {"test0": 0, "test1": 0}


ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT MAX(n) FROM c"


@pytest.mark.parametrize("made", ["connect(':memory:')", "Connection(':memory:')"])
@pytest.mark.parametrize(
    "query", ["ATTACH '{}' AS o; CREATE TABLE o.t AS SELECT 1", "VACUUM INTO '{}'", ENDLESS]
)
def test_a_query_of_a_submission_gets_at_no_file_and_has_an_end(sandbox, tmp_path, made, query):
    given = f"import sqlite3\nconnection = sqlite3.{made}"
    test = "for one in query.split(';'): found = connection.execute(one).fetchall()\nassert found == [(1,)]"
    notebook = PlainNotebook(sandbox, given, "query = 'SELECT 1'", [test])
    assert notebook.check() == {"test0": 1}
    path = tmp_path / "other.db"
    assert notebook.points(f"query = {query.format(path)!r}") == {"test0": 0}
    assert not path.exists()


def test_a_process_that_has_sent_too_much_takes_no_other_mark_with_it(sandbox):
    tests = ["for n in range(500): f(n)\nassert f(2) == 4", "assert f(3) == 9"]
    notebook = PlainNotebook(sandbox, "", F, tests)
    assert notebook.check() == {"test0": 1, "test1": 1}
    assert notebook.points("def f(x):\n    if x != 3: print('x' * 190_000)\n    return x * x") == {
        "test0": 0,
        "test1": 1,
    }
