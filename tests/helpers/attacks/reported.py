"""Honest submissions that are odd in some other way: each keeps what it has earned.

`seen`: a public report of the kind, for those that were found there.
"""

import copy

from tests.helpers.attacks.attack import answer, text
from tests.helpers.attacks.cells import find
from tests.helpers.attacks.fairness import Fair, gate

RIGHT = "1 / (1 + np.exp(-z))"


def stops(name, line, seen=""):
    """Return a submission whose input_gate is still to be done: lstm_step is right by itself."""
    return Fair(f"stops-{name}", functions=answer(line), loses=("input_gate",), seen=seen)


def number(name, squash, before="", seen=""):
    return Fair(f"number-{name}", own=text(before), functions=gate(squash=squash), seen=seen)


def above(name, lines, seen=""):
    """Return a submission with lines above the function, in its own cell."""
    source = text(lines) + "\n" + gate()["input_gate"]
    return Fair(f"above-{name}", functions={"input_gate": source}, seen=seen)


def below(name, lines, seen=""):
    source = gate()["input_gate"] + "\n\n" + text(lines) + "\n"
    return Fair(f"below-{name}", functions={"input_gate": source}, seen=seen)


def inside(name, lines, seen=""):
    return Fair(f"inside-{name}", functions=gate(lines), seen=seen)


def elsewhere(name, lines, seen=""):
    """Return a submission with a cell of its own above the exercises."""
    return Fair(f"own-{name}", own=text(lines), seen=seen)


def written(name, source):
    return Fair(f"written-{name}", functions={"input_gate": text(source) + "\n"})


def split(cells):
    """Split a solution cell in two, as an editor does: both halves keep its name."""
    whole = find(cells, "input_gate")
    second = copy.deepcopy(whole) | {"id": "half"}
    cells.insert(cells.index(whole) + 1, second)
    second["source"], whole["source"] = whole["source"], "bits = 64\n"


def copied_below(cells):
    """Copy a solution cell to the end, where its function is right again."""
    cells.append(copy.deepcopy(find(cells, "input_gate")) | {"id": "copy"})


def no_words(cells):
    cells[:] = [cell for cell in cells if cell["cell_type"] == "code"]


def windows(cells):
    for cell in cells:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


STOPS = [
    stops("exit", "import sys; sys.exit('todo')", "jupyter/notebook#4400"),
    stops("exit-code", "raise SystemExit(3)"),
    stops("quit", "quit()", "jupyter/notebook#1452"),
    stops("interrupt", "raise KeyboardInterrupt"),
    stops("cancelled", "import asyncio; raise asyncio.CancelledError('later')"),
    stops("generator-exit", "raise GeneratorExit"),
    stops("own-base", "raise type('Todo', (BaseException,), {})('later')"),
    stops("group", "raise BaseExceptionGroup('todo', [SystemExit()])"),
    stops("half-a-letter", "raise ValueError(b'\\xc3%'.decode('utf8', 'surrogateescape'))",
          "jupyter/notebook#2680"),
    stops("half-a-letter-as-answer", "return '\\ud800'"),
    stops("too-large", "return np.zeros((3000, 3000))"),
    stops("larger-than-a-message", "return np.zeros((2050, 2050))"),
    stops("longer-than-a-message", "return [10**300] * 15_000"),
    stops("too-long-a-list", "return [0.0] * 400_000"),
    stops("error-without-words",
          "import sys; raise type('Odd', (Exception,), {'__str__': lambda self: sys.exit(1)})"),
]  # fmt: skip

NUMBERS = [
    number("decimals", f"[[Decimal(n) for n in row] for row in {RIGHT}]",
           "from decimal import Decimal"),
    number("decimals-in-array", f"np.vectorize(Decimal, otypes=[object])({RIGHT})",
           "from decimal import Decimal"),
    number("fractions", f"[[Fraction(n) for n in row] for row in {RIGHT}]",
           "from fractions import Fraction", "numpy/numpy#23062"),
    number("own-number", f"[[Value(n) for n in row] for row in {RIGHT}]", """
        class Value:
            def __init__(self, n): self.n = n
            def __float__(self): return float(self.n)
    """),
    number("own-complex", f"[[Value(n) for n in row] for row in {RIGHT}]", """
        class Value:
            def __init__(self, n): self.n = n
            def __complex__(self): return complex(self.n)
    """),
    number("complex", f"np.fft.ifft(np.fft.fft({RIGHT}))", seen="numpy/numpy#13007"),
    number("complex-list", f"({RIGHT} + 0j).tolist()"),
    number("long-double", f"({RIGHT}).astype(np.longdouble)"),
    number("big-endian", f"({RIGHT}).astype('>f8')"),
    number("scalars", f"[[np.float32(n) for n in row] for row in {RIGHT}]"),
    number("tuples", f"tuple(map(tuple, {RIGHT}))"),
    number("rows-of-arrays", f"list({RIGHT})"),
    number("array-module", f"[array('d', row) for row in {RIGHT}]", "from array import array"),
    number("deque", f"deque(map(deque, {RIGHT}))", "from collections import deque"),
    number("memoryview", f"memoryview({RIGHT})"),
    number("own-sequence", f"Rows({RIGHT})", """
        class Rows:
            def __init__(self, rows): self.rows = rows.tolist()
            def __len__(self): return len(self.rows)
            def __getitem__(self, n): return self.rows[n]
    """),
    number("own-array", f"Wrapped({RIGHT})", """
        class Wrapped:
            def __init__(self, a): self.a = a
            def __array__(self, dtype=None): return self.a
    """, "JuliaPy/PythonCall.jl#706"),
    number("record-array", f"({RIGHT}).view(np.recarray)"),
    number("read-only", f"np.broadcast_to({RIGHT}, z.shape)"),
    number("own-float", f"[[Mark(n) for n in row] for row in {RIGHT}]",
           "class Mark(float): __slots__ = ()"),
]  # fmt: skip

SHELL = [
    above("matplotlib-notebook", "%matplotlib notebook\nimport matplotlib.pyplot as plt",
          "jupyter/nbgrader#1070"),
    above("matplotlib-widget", "%matplotlib widget\nimport matplotlib.pyplot as plt\nplt.plot(1)"),
    above("matplotlib-qt", "%matplotlib qt"),
    above("autoreload", "%load_ext autoreload\n%autoreload 2"),
    above("figure-format", "%config InlineBackend.figure_format = 'retina'"),
    above("pylab", "%pylab inline"),
    above("whole-cell-timed", "%%time"),
    above("whole-cell-captured", "%%capture said"),
    above("small-magics", "%who\n%pwd\n%env SEED=1\n%precision 3\n%xmode Verbose"),
    below("timeit", "%timeit -n1 -r1 input_gate(*[np.ones((2, 2))] * 4, 0)"),
    below("input", "name = input('Who are you? ')", "jupyter/nbgrader#1844"),
    below("shown", "from IPython.display import HTML, display\ndisplay(HTML('<b>done</b>'))"),
    below("many-figures", """
        import matplotlib.pyplot as plt
        for _ in range(25):
            plt.figure()
    """, "CLIMADA-project/climada_python#1241"),
    below("odd-last-value", "type('Odd', (), {'__repr__': lambda self: exit(1)})()"),
    inside("fileno", "import sys; sys.stdout.fileno()", "ipython/ipykernel#91"),
    inside("faulthandler", "import faulthandler; faulthandler.enable()", "jupyter/notebook#920"),
    inside("asyncio-run", "import asyncio\nasyncio.run(asyncio.sleep(0))", "jupyter/notebook#4312"),
    inside("half-a-letter", "print(b'\\xc3%'.decode('utf8', 'surrogateescape'))",
           "jupyter/notebook#2680"),
    elsewhere("event-loop", "import asyncio\nasyncio.get_event_loop().run_until_complete(None)",
              "ipython/ipykernel#548"),
    elsewhere("stdout-to-child", "import subprocess as s, sys\ns.run(['ls'], stdout=sys.stdout)",
              "spyder-ide/spyder#5561"),
    elsewhere("pool", "from multiprocessing import Pool\nPool(2).map(abs, [1])",
              "jupyter/notebook#2080"),
    elsewhere("numpy-raises", "np.seterr(all='raise')", "INET-Complexity/macro-main#90"),
    elsewhere("own-stdout", "import io, sys\nsys.stdout = io.StringIO()"),
    elsewhere("closed-stdout", "import sys\nsys.stdout.close()", "tqdm/tqdm#202"),
    elsewhere("own-print", "print = lambda *words: None"),
    elsewhere("hook-that-exits", """
        def after(*_):
            raise SystemExit
        get_ipython().events.register("post_run_cell", after)
    """),
    elsewhere("thread-that-prints", """
        import threading, time
        def tick():
            while True:
                print("tick")
                time.sleep(0.05)
        threading.Thread(target=tick, daemon=True).start()
    """),
    elsewhere("debug-logging", "import logging\nlogging.basicConfig(level=logging.DEBUG)"),
    elsewhere("no-environment", "import os\nos.environ.clear()\nos.chdir('/')"),
    elsewhere("recursion", "import sys\nsys.setrecursionlimit(10**6)"),
    elsewhere("collector-off", "import gc\ngc.disable()"),
    Fair("last-cell-forgets", last="%reset -f", seen="jupyter/nbgrader#1492"),
]  # fmt: skip

WRITTEN = [
    written("partial", """
        import functools
        def squashed(f, x, h, W, U, b): return f(x @ W + h @ U + b)
        input_gate = functools.partial(squashed, sigmoid)
    """),
    written("decorated", """
        import functools
        def noted(function):
            @functools.wraps(function)
            def inner(*args, **kwargs):
                print(function.__name__)
                return function(*args, **kwargs)
            return inner
        @noted
        def input_gate(x_t, h_prev, W_xi, W_hi, b_i):
            return sigmoid(x_t @ W_xi + h_prev @ W_hi + b_i)
    """),
    written("with-a-flag", """
        def input_gate(x, h, W, U, b, verbose=False, **more):
            return sigmoid(x @ W + h @ U + b)
    """),
    written("twice", """
        def input_gate(*args):
            raise NotImplementedError
        def input_gate(x, h, W, U, b, /):
            return sigmoid(x @ W + h @ U + b)
    """),
    written("method", """
        class Cell:
            def gate(self, x, h, W, U, b):
                return sigmoid(x @ W + h @ U + b)
        input_gate = Cell().gate
    """),
    written("with-hints", """
        from __future__ import annotations
        def input_gate(x: Array, h: Array, W: Array, U: Array, b: Array) -> Array:
            return sigmoid(x @ W + h @ U + b)
    """),
    Fair("cell-split", cells=split, seen="jeflem/ananke#12"),
    Fair("cell-copied-below", cells=copied_below, seen="jupyter/nbgrader#1083"),
    Fair("no-words-left", cells=no_words),
    Fair("line-ends-of-windows", cells=windows),
]  # fmt: skip

REPORTED = [*STOPS, *NUMBERS, *SHELL, *WRITTEN]
