"""Plain nbgrader tests see of a submission what they would see in its own kernel.

Each row: what a learner writes, a test, and a change of the source that makes it wrong.
"""

from dataclasses import dataclass
from textwrap import dedent

import pytest

from grading.sandbox.process import SandboxProcess
from grading.sandbox.settings import SandboxSettings
from tests.helpers.plain_notebook import PlainNotebook

pytestmark = pytest.mark.needs("sandbox")


@dataclass(frozen=True)
class Row:
    name: str
    source: str
    test: str
    right: str  # a part of the source
    wrong: str  # what stands there in wrong work
    given: str = ""


VECTOR = """
class Vector:
    made = 0
    def __init__(self, x, y):
        self.x, self.y = x, y
        Vector.made += 1
    def norm(self): return (self.x**2 + self.y**2) ** 0.5
    def __add__(self, other): return Vector(self.x + other.x, self.y + other.y)
    def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
    def __repr__(self): return f"Vector({self.x}, {self.y})"
    def __len__(self): return 2
    def __getitem__(self, n): return (self.x, self.y)[n]
    def __contains__(self, n): return n in (self.x, self.y)
    def twice(self): return [self, self]
    def __enter__(self): return self
    def __exit__(self, *error): return False
v = Vector(3, 4)
"""
COUNTED = """
import functools
def counted(f):
    @functools.wraps(f)
    def inner(*args):
        inner.calls += 1
        return f(*args)
    inner.calls = 0
    return inner
"""
ERRORS = """
class TooPoor(ValueError):
    def __init__(self, missing):
        super().__init__(f"{missing} are missing")
        self.missing = missing
def pay(have, price):
    if price > have: raise TooPoor(price - have)
    if price == 0: raise KeyError("free")
    return have - price
"""
DRAW = """
def draw(x, y, ax=None):
    ax = ax or plt.gca()
    ax.plot(x, y)
    ax.set_xlabel("time")
    ax.bar([1, 2], [3, 4])
draw([1, 2], [5, 6])
"""
FILES = """
def count(path):
    with open(path) as file: return len(file.read().split())
def save(path, words):
    with open(path, "w") as file: file.write(" ".join(words))
save("words.txt", ["a", "b"])
"""
TABLES = """
import pandas as pd
def doubled(table):
    made = table.dropna().copy()
    made["z"] = made["x"] * 2
    return made
def mark(table): table["seen"] = True
"""
PLOT = "import matplotlib.pyplot as plt\nimport matplotlib.axes\nimport numpy as np"
VALUES = "x, words, pairs, kinds = 3, 'ab', {('a', 1): 2.5}, {1, 2}"

ROWS = [
    Row(
        "values",
        VALUES,
        "assert (x, words, pairs, kinds) == (3, 'ab', {('a', 1): 2.5}, {1, 2})",
        "{1, 2}",
        "{1, 3}",
    ),
    Row("method", VECTOR, "assert v.norm() == 5", "** 0.5", "** 0.6"),
    Row(
        "operators",
        VECTOR,
        "assert v + Vector(1, 1) == Vector(4, 5)\nassert v != Vector(3, 5)",
        "self.y + other.y",
        "self.y - other.y",
    ),
    Row(
        "instance",
        VECTOR,
        "assert isinstance(v, Vector) and type(v) == Vector and not isinstance(3, Vector)\n"
        "v.x = 7\nassert v[0] == 7 and list(v) == [7, 4] and len(v) == 2 and 4 in v",
        "return 2",
        "return 3",
    ),
    Row(
        "identity",
        VECTOR,
        "assert v.twice()[0] is v and v.twice()[1] is v",
        "[self, self]",
        "[self, Vector(3, 4)]",
    ),
    Row(
        "class-attribute",
        VECTOR,
        "made = Vector.made\nVector(1, 1)\nassert Vector.made == made + 1",
        "+= 1",
        "+= 2",
    ),
    Row(
        "text",
        VECTOR,
        "with v as w: assert w is v\nassert f'{v}' == repr(v) == 'Vector(3, 4)'",
        "Vector({self.x}",
        "Vector<{self.x}",
    ),
    Row(
        "closure",
        "def adder(n):\n    return lambda x: x + n",
        "assert adder(3)(4) == 7",
        "x + n",
        "n",
    ),
    Row(
        "callback",
        "def twice(f, x):\n    return f(f(x))",
        "import numpy as np\n"
        "assert twice(lambda x: 3 * x, 1) == 9 and twice(np.sqrt, 16.0) == 2\n"
        "assert twice(str, 7) == '7'",
        "f(f(x))",
        "f(x)",
    ),
    Row(
        "decorator",
        COUNTED,
        "def f(x):\n    'words'\n    return x\ng = counted(f)\ng(1), g(2)\n"
        "assert g.calls == 2 and g.__name__ == 'f' and g.__doc__ == 'words'",
        "+= 1",
        "+= 2",
    ),
    Row(
        "generator",
        "def count(n):\n    yield from range(n)",
        "import itertools, types\nassert list(count(3)) == [0, 1, 2] and next(count(1)) == 0\n"
        "assert isinstance(count(1), types.GeneratorType)\n"
        "assert list(itertools.islice(count(10**9), 2)) == [0, 1]",
        "range(n)",
        "range(n + 1)",
    ),
    Row(
        "lazily",
        "def pairs(rows):\n    rows = iter(rows)\n    return zip(rows, rows)",
        "asked = []\n"
        "def rows():\n"
        "    for n in range(4):\n"
        "        asked.append(n)\n"
        "        yield n\n"
        "assert next(pairs(rows())) == (0, 1) and asked == [0, 1]",
        "return zip(rows, rows)",
        "return iter(list(zip(rows, rows)))",
    ),
    Row(
        "own-error",
        ERRORS,
        "import pytest\nwith pytest.raises(TooPoor) as error: pay(1, 3)\n"
        "assert error.value.missing == 2 and isinstance(error.value, ValueError)",
        "TooPoor(price - have)",
        "TooPoor(price)",
    ),
    Row(
        "built-in-error",
        ERRORS,
        "try:\n    pay(1, 0)\nexcept KeyError as error:\n    assert error.args == ('free',)\n"
        "else:\n    raise AssertionError",
        "KeyError",
        "IndexError",
    ),
    Row(
        "in-place",
        "def sort(values):\n    values.sort()",
        "values = [2, 1]\nsame = values\nsort(values)\nassert values == [1, 2] and same is values",
        "values.sort()",
        "return sorted(values)",
    ),
    Row(
        "variable-of-a-call",
        "n = 0\ndef step():\n    global n\n    n += 1",
        "before = n\nstep()\nassert n == before + 1",
        "+= 1",
        "+= 2",
    ),
    Row(
        "deleted",
        "def square(x): return x * x\ndef total(n): return sum(map(square, range(n)))",
        "kept = square\ndel square\ntry:\n    total(3)\nexcept NameError:\n    pass\n"
        "else:\n    raise AssertionError\nfinally:\n    square = kept",
        "map(square, range(n))",
        "x * x for x in range(n)",
    ),
    Row(
        "rebound",
        "def shift(n): return n + 1\ndef twice(n): return shift(shift(n))",
        "kept, calls = shift, []\ndef shift(n):\n    calls.append(n)\n    return kept(n)\n"
        "assert twice(1) == 3 and calls == [1, 2]\nshift = kept",
        "shift(shift(n))",
        "n + 2",
    ),
    Row(
        "deleted-by-the-solution",
        "del scratch",
        "try:\n    scratch\nexcept NameError:\n    pass\nelse:\n    raise AssertionError",
        "del scratch",
        "pass",
        given="scratch = 1",
    ),
    Row(
        "printed",
        "def hello(): print('hello')",
        "import contextlib, io\n"
        "out = io.StringIO()\n"
        "with contextlib.redirect_stdout(out): hello()\n"
        "assert out.getvalue() == 'hello\\n'",
        "'hello'",
        "'hallo'",
    ),
    Row(
        "captured",
        "def hello(): print('hello')",
        "%time pass\nfrom IPython.utils.capture import capture_output\n"
        "with capture_output() as out: hello()\nassert out.stdout == 'hello\\n'",
        "'hello'",
        "'hallo'",
    ),
    Row(
        "input",
        "def ask(): return input('? ') + '!'",
        "from unittest.mock import patch\nwith patch('builtins.input', return_value='x'):\n"
        "    assert ask() == 'x!'",
        "'!'",
        "'?'",
    ),
    Row(
        "given-class",
        "def name(person): return person.name.upper()\ndef born(n): return Person(n)",
        "assert name(Person('ann')) == 'ANN' and isinstance(born('x'), Person)",
        ".upper()",
        "",
        given="class Person:\n    def __init__(self, name): self.name = name",
    ),
    Row(
        "named-tuple",
        "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\n"
        "def at(): return Point(1, 2)",
        "assert at() == (1, 2) and at().y == 2 and isinstance(at(), Point)",
        "(1, 2)",
        "(2, 1)",
    ),
    Row(
        "enum",
        "from enum import Enum\nclass Color(Enum):\n    RED = 1",
        "assert Color.RED.value == 1 and Color(1) is Color.RED and len(list(Color)) == 1",
        "RED = 1",
        "RED = 2",
    ),
    Row(
        "signature",
        "def f(a, b=3): return a",
        "import inspect\nkinds = inspect.signature(f).parameters\n"
        "assert list(kinds) == ['a', 'b'] and kinds['b'].default == 3",
        "b=3",
        "b=4",
    ),
    Row(
        "figure",
        DRAW,
        "ax = plt.gca()\nassert np.allclose(ax.lines[0].get_xydata(), [[1, 5], [2, 6]])\n"
        "assert ax.get_xlabel() == 'time' and [p.get_height() for p in ax.patches] == [3, 4]",
        "[3, 4]",
        "[4, 3]",
        given=PLOT,
    ),
    Row(
        "figure-of-the-test",
        DRAW,
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\ndraw([0], [1], ax)\n"
        "assert ax.get_xlabel() == 'time' and isinstance(ax, matplotlib.axes.Axes)",
        "'time'",
        "'tim'",
        given=PLOT,
    ),
    Row("file-that-a-cell-wrote", FILES, "assert open('words.txt').read() == 'a b'", '"b"', '"c"'),
    Row(
        "files-both-ways",
        FILES,
        "open('in.txt', 'w').write('x y z')\nassert count('in.txt') == 3\n"
        "save('out.txt', ['u', 'v'])\nassert open('out.txt').read() == 'u v'",
        '" ".join',
        '"-".join',
    ),
    Row(
        "frame",
        TABLES,
        "table = pd.DataFrame({'x': [1.0, None], 'k': ['a', 'b']})\n"
        "want = pd.DataFrame({'x': [1.0], 'k': ['a'], 'z': [2.0]})\n"
        "pd.testing.assert_frame_equal(doubled(table), want)\n"
        "mark(table)\nassert list(table.columns) == ['x', 'k', 'seen']",
        "* 2",
        "* 3",
        given="import pandas as pd",
    ),
]


@pytest.fixture(scope="module")
def sandbox():
    made = SandboxProcess(SandboxSettings(cell_seconds=10, notebook_seconds=60))
    yield made
    made.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_right_work_gets_the_point_and_wrong_work_does_not(sandbox, row):
    if "pandas" in row.given:
        pytest.importorskip("pandas")
    source = dedent(row.source).strip()
    right, wrong = row.right.replace("'time'", '"time"'), row.wrong.replace("'tim'", '"tim"')
    assert right in source
    notebook = PlainNotebook(sandbox, row.given, source, [row.test])
    assert notebook.check() == {"test0": 1}, notebook.notes
    assert notebook.calls["test0"] > 0
    assert notebook.points(source) == {"test0": 1}, notebook.notes
    assert notebook.points(source.replace(right, wrong)) == {"test0": 0}
    assert notebook.points("pass") == {"test0": 0}


def test_what_cannot_cross_is_refused_with_words_that_say_what_can(sandbox):
    test = "import threading\nassert f(threading.Lock()) is None"
    notebook = PlainNotebook(sandbox, "", "def f(x): return None", [test])
    assert notebook.check() == {"test0": 0}
    (words,) = notebook.shown("def f(x): return None")
    assert words.startswith("TypeError: a lock cannot be handed to the submission's process. What")
    assert notebook.notes == []


def test_names_that_a_test_has_seen_are_there_in_the_next(sandbox):
    notebook = PlainNotebook(sandbox, "", "n = 4", ["assert n == 4", "assert n == 4"])
    assert notebook.check() == {"test0": 1, "test1": 1}


def test_what_given_cells_bind_alone_is_no_evidence(sandbox):
    tests = ["assert known == 4", "assert found == 5"]
    notebook = PlainNotebook(sandbox, "known = 4", "found = known + 1", tests)
    assert notebook.check() == {"test0": 0, "test1": 1}
    assert notebook.calls == {"test0": 0, "test1": 1}


def test_a_function_that_is_not_written_yet_earns_nothing(sandbox):
    test = "try:\n    f(0)\nexcept Exception:\n    pass\nelse:\n    raise AssertionError"
    notebook = PlainNotebook(sandbox, "", "def f(n): raise ValueError(n)", [test])
    assert notebook.check() == {"test0": 1}
    assert notebook.points("def f(n): raise NotImplementedError") == {"test0": 0}
