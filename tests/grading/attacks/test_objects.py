"""Objects of a submission win nothing by what they are: the solution says what they may decide.

Each attack is told beside an honest answer, which earns the point that the attack must not.
"""

import contextlib

import pytest

from grading.sandbox.process import SandboxProcess
from grading.sandbox.settings import HeldUpError, SandboxSettings
from tests.helpers.plain_notebook import PlainNotebook

pytestmark = pytest.mark.needs("sandbox")

F, TEST = "def f(x): return x * x", "assert f(3) == 9 and f(4) == 16"
CLOSE = "import numpy as np\nassert abs(f(3) - 9) < 1e-9\nassert np.allclose(f(4), 16)"
ANY = """
class Any:
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __mul__ = __sub__
    def __bool__(self): return True
    def __len__(self): return 1
    def __getattr__(self, name): return lambda *args, **more: True
    def __hash__(self): return hash(9)
    def __float__(self): return 9.0
"""
SAY = """
import gc
from grading.student.request_handler import RequestHandler
(me,) = [found for found in gc.get_objects() if type(found) is RequestHandler]
def answer(node):
    def send(head, blob=b""):
        del me._send
        rest = {"changed": ["dict", []], "renewed": ["dict", []], "out": [], "cut": False}
        me._send({"result": node, **rest})
    me._send = send
"""
MINE = "['mine', [10**6, 'object', 'm', 'int', hex(2**%d - 1), []]]"
ITEMS = "def f(n): return list(range(n))"
FILE = "with open('out.txt', 'w') as file: file.write('3')"
TABLE = "import pandas as pd\ndef f(): return pd.DataFrame({'x': [1, 2]})"
PICKLE = """
import pickle
class Bad:
    def __reduce__(self): return (exec, ("import builtins; builtins.open('owned', 'w')",))
with open("out.txt", "wb") as file: pickle.dump(Bad(), file)
"""

ATTACKS = {
    "equal-to-all": (F, TEST, ANY + "def f(x): return Any()"),
    "equal-to-all-as-int": (
        F,
        TEST,
        ANY.replace("class Any", "class int") + "def f(x): return int()",
    ),
    "difference-is-zero": (F, CLOSE, ANY + "def f(x): return Any()"),
    "in-a-list": (
        "def f(x): return [x, 2]",
        "assert f(1) == [1, 2]",
        ANY + "def f(x): return [Any(), Any()]",
    ),
    "as-a-key": (
        "def f(x): return {x: 2}",
        "assert 9 in f(9) and f(9)[9] == 2",
        ANY + "def f(x): return {Any(): 2}",
    ),
    "method-of-a-text": (
        "def f(x): return str(x)",
        "assert f(1).isdigit()",
        ANY + "def f(x): return Any()",
    ),
    "subclass-of-float": (
        F,
        TEST,
        "class Fine(float):\n"
        "    def __eq__(self, o): return True\n"
        "    __hash__ = None\n"
        "def f(x): return Fine(0)",
    ),
    "subclass-of-text": (
        "def f(x): return 'a'",
        "assert f(1) == 'a'",
        "class Fine(str):\n    def __eq__(self, o): return True\ndef f(x): return Fine('b')",
    ),
    "attribute-that-changes": (
        "class A:\n    def __init__(self): self.n = 1\ndef f(): return A()",
        "a = f()\nassert a.n == 1 and a.n == 1",
        "class A:\n"
        "    count = 0\n"
        "    @property\n"
        "    def n(self):\n"
        "        A.count += 1\n"
        "        return A.count\n"
        "def f(): return A()",
    ),
    "length-that-lies": (
        ITEMS,
        "assert len(f(3)) == 3 and list(f(3)) == [0, 1, 2]",
        "class L:\n"
        "    def __len__(self): return 3\n"
        "    def __getitem__(self, n): return 7\n"
        "def f(n): return L()",
    ),
    "iterator-without-end": (
        ITEMS,
        "assert list(f(3)) == [0, 1, 2]",
        "import itertools\ndef f(n): return itertools.repeat(0)",
    ),
    "representation-without-end": (
        F,
        "assert repr(f(3)) == '9'",
        "class R:\n    def __repr__(self):\n        while True: pass\ndef f(x): return R()",
    ),
    "invented-number": (F, TEST, SAY + f"def f(x): answer({MINE % 30}); return 0"),
    "invented-object-of-the-test": (F, TEST, SAY + "def f(x): answer(['yours', 0]); return 0"),
    "invented-library": (F, TEST, SAY + "def f(x): answer(['known', ['os', 'system']]); return 0"),
    "callback-without-end": (
        "def f(g): return g(1)",
        "assert f(lambda x: x + 1) == 2",
        "def f(g):\n    while True: g(1)",
    ),
    "callback-recursion": (
        "def f(g): return g(1)",
        "def h(x): return f(h) if x > 0 else 5\nassert f(lambda x: x + 1) == 2\nassert f(abs) == 1",
        "def f(g): return f(lambda x: g(x))",
    ),
    "behind-a-callback": (
        "def f(g): return g(1)",
        "secret = 77\nassert f(lambda x: x + secret) == 78",
        "def f(g): return 1 + g.__globals__['secret']",
    ),
    "behind-an-object": (
        "def f(o): return o.n",
        "class O:\n    def __init__(self): self.n = 1; self._m = 5\nassert f(O()) == 1",
        "def f(o): return o._m - 4",
    ),
    "millions-of-objects": (
        "def f(n): return n",
        "assert f(5) == 5",
        "def f(n): return [object() for _ in range(10**7)]",
    ),
    "huge-table": (
        TABLE,
        "assert f().shape == (2, 1)",
        "import pandas as pd\n"
        "import numpy as np\n"
        "def f(): return pd.DataFrame(np.zeros((10**7, 2)))",
    ),
    "table-of-another-class": (
        TABLE,
        "assert f().equals(__import__('pandas').DataFrame({'x': [1, 2]}))",
        "import pandas as pd\n"
        "class T(pd.DataFrame):\n"
        "    def equals(self, other): return True\n"
        "def f(): return T({'x': [7, 7]})",
    ),
    "like-a-table": (
        TABLE,
        "assert f().equals(__import__('pandas').DataFrame({'x': [1, 2]}))",
        ANY + "def f(): return Any()",
    ),
    "module-of-the-learner": (
        "import numpy as np\ndef f(x): return x * x",
        "assert np.allclose(f(3), 9)",
        "class np:\n    allclose = staticmethod(lambda *args: True)\ndef f(x): return 0",
    ),
    "built-in-of-the-learner": (
        F,
        "assert all([f(3) == 9])",
        "all = lambda values: True\ndef f(x): return 0",
    ),
    "error-of-a-tool": (
        "def f(): raise ValueError",
        "try:\n    f()\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
        "import unittest\ndef f(): raise unittest.SkipTest",
    ),
    "file-that-is-a-link": (
        FILE,
        "assert open('out.txt').read() == '3'",
        "import os\nos.symlink('/etc/hostname', 'out.txt')",
    ),
    "file-that-is-a-pipe": (
        FILE,
        "assert open('out.txt').read() == '3'",
        "import os\nos.mkfifo('out.txt')",
    ),
    "file-that-is-huge": (
        FILE,
        "assert open('out.txt').read() == '3'",
        "with open('out.txt', 'w') as file: file.write('3' * 20_000_000)",
    ),
    "file-of-pickles": (
        FILE,
        "import pickle\n"
        "try:\n"
        "    got = pickle.load(open('out.txt', 'rb'))\n"
        "except pickle.UnpicklingError:\n"
        "    got = open('out.txt').read()\n"
        "assert got in ('3', None)",
        PICKLE,
    ),
    "file-in-the-place-of-ours": (
        FILE,
        "assert open('out.txt').read() == '3' and open('data.txt').read() == 'ours'",
        "with open('data.txt', 'w') as file: file.write('theirs')",
    ),
    "module-in-a-file": (
        FILE,
        "import importlib\nassert open('out.txt').read() == '3'\nimport judgeable",
        "open('judgeable.py', 'w').write('1')\nopen('out.txt', 'w').write('4')",
    ),
    "method-of-an-object-of-the-test": (
        "def f(o): o.n = 5",
        "class O:\n    n = 0\n    def fits(self): return self.n == 5\n"
        "o = O()\nf(o)\nassert o.fits()",
        "def f(o): o.fits = lambda: True",
    ),
    "field-that-is-a-method": (
        "def f(x): return str(x)",
        "assert f(1).isdigit()",
        "import collections\n"
        "def f(x): return collections.namedtuple('T', ['isdigit'])(lambda: True)",
    ),
    "field-that-is-an-attribute": (
        "import numpy as np\ndef f(x): return np.zeros(x)",
        "assert f(3).size == 3",
        "import collections\ndef f(x): return collections.namedtuple('T', ['size'])(3)",
    ),
    "points-below-zero": ("def f(): return 9", "1 - abs(f() - 9)", "def f(): return 99"),
    "points-that-are-none": (
        "def f(): return 9",
        "1 - abs(f() - 9)",
        "def f(): return float('nan')",
    ),
    "points-above-the-most": ("def f(): return 9", "f() / 9", "def f(): return 99"),
    "pickle-as-an-answer": (
        "import pickle\ndef f(x): return pickle.dumps(x)",
        "import pickle\nassert pickle.loads(f([1])) == [1]",
        ANY + "import pickle\nclass Bad:\n    def __reduce__(self):\n"
        "        return (eval, (\"type('A', (), {'__eq__': lambda *both: True})()\",))\n"
        "def f(x): return pickle.dumps(Bad())",
    ),
    "text-that-is-run": (
        "class V:\n    def __init__(self, x): self.x = x\n"
        "    def __repr__(self): return f'V({self.x})'",
        "v = V(3)\nassert eval(repr(v)).x == 3 and eval('1 + 1') == 2",
        "class V:\n    def __init__(self, x): pass\n"
        '    def __repr__(self): return \'type("A", (str,), {"x": 3})()\'',
    ),
    "text-that-changes-the-judge": (
        "def f(): return 'V = 3'",
        "space = {}\ntry:\n    exec(f(), space)\nexcept RuntimeError:\n    assert f() == 'V = 3'",
        "def f(): return 'import builtins'",
    ),
}
SETTINGS = SandboxSettings(cell_seconds=2, notebook_seconds=30, memory_mb=600)
SLIPS = ("module-in-a-file",)  # whose solution fails as well: there is nothing to import


@pytest.fixture(scope="module")
def sandbox():
    made = SandboxProcess(SETTINGS)
    yield made
    made.close()


@pytest.mark.parametrize("checked", [True, False], ids=["checked", "unchecked"])
@pytest.mark.parametrize("name", ATTACKS)
def test_an_object_of_a_submission_earns_nothing_by_what_it_is(sandbox, name, checked):
    solution, test, attack = ATTACKS[name]
    if "pandas" in solution:
        pytest.importorskip("pandas")
    notebook = PlainNotebook(sandbox, "", solution, [test], {"data.txt": b"ours"})
    assert notebook.check() == {"test0": name not in SLIPS}, notebook.notes
    if not checked:
        notebook.decisions = {}
    with contextlib.suppress(HeldUpError):  # on a busy machine an endless one is tried again
        assert notebook.points(attack) == {"test0": 0}
    assert notebook.points(solution) == {"test0": name not in SLIPS}, notebook.notes


def test_an_object_of_a_submission_decides_less_where_no_solution_was_checked(sandbox):
    solution = (
        "class P:\n    def __init__(self, x):\n        self.x = x\n"
        "    def __eq__(self, other):\n        return self.x == other.x\n"
        "def made():\n    return P(1)\n"
    )
    notebook = PlainNotebook(sandbox, "", solution, ["assert made() == made()"], {})
    assert notebook.check() == {"test0": True}, notebook.notes
    assert notebook.points(solution) == {"test0": 1}
    notebook.decisions = {}
    assert notebook.points(solution) == {"test0": 0}
