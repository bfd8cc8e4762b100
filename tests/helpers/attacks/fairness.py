"""Honest submissions that something goes wrong in: each keeps what it has earned.

Everything is right in each of them, but for what is named in `loses`.
"""

from dataclasses import dataclass, field

from tests.helpers.attacks.attack import Attack, answer, text
from tests.helpers.attacks.bench import own_cell, right
from tests.helpers.attacks.cells import find
from tests.helpers.attacks.harming import HARMING
from tests.helpers.course_folder import POINTS

OWN = {attack.name: attack.own for attack in HARMING}


@dataclass(frozen=True)
class Fair:
    """An honest submission. own, last: cells above and below the exercises; seen: a report.

    about: what the notebook says of itself.
    """

    name: str
    own: str = ""
    last: str = ""
    functions: dict[str, str] = field(default_factory=dict)
    cells: object = None
    about: dict[str, object] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    loses: tuple[str, ...] = ()
    seen: str = ""


def submitted(fair):
    """Return the submission as the bench takes it: solved, with what is odd about it."""
    functions = {function: right(function) for function in POINTS} | fair.functions

    def change(cells):
        if fair.cells:
            fair.cells(cells)
        if fair.last:
            cells.append(own_cell(fair.last, "last"))

    return Attack(fair.name, fair.own, functions, cells=change, about=fair.about, files=fair.files)


def gate(before="", squash="1 / (1 + np.exp(-z))", after="return"):
    """Return a right input_gate with something odd in it."""
    body = f"x, h, W, U, b = args\n{text(before)}\nz = x @ W + h @ U + b\n{after} {squash}"
    return answer(body)


def twice(cells):
    cells.insert(8, find(cells, "test_input_gate") | {"id": "copy"})


def test_in_own_cell(cells):
    cells.append(find(cells, "test_input_gate") | {"id": "copy", "metadata": {}})


def reorder(cells):
    cell = find(cells, "hidden_state")
    cells.remove(cell)
    cells.insert(4, cell)


def no_ids(cells):
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"


def in_threads(count, work):
    """Return an input_gate that is right if so many threads have worked at the same time."""
    together = text(f"""
        import threading
        together, done = threading.Barrier({count}), []
        def work():
            together.wait()
            {work}
            done.append(1)
        started = [threading.Thread(target=work) for _ in range({count})]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join()
    """)
    right = gate(squash=f"len(done) // {count} / (1 + np.exp(-z))")["input_gate"]
    return {"input_gate": f"{together}\n{right}"}


def step(call):
    """Return a right lstm_step that calls input_gate in a way of its own."""
    return text(f"""
        def lstm_step(x_t, h_prev, C_prev, params):
            i_t = {call}
            rest = {{a: [params[w + a] for w in ("W_x", "W_h", "b_")] for a in "fgo"}}
            g_t = candidate(x_t, h_prev, *rest["g"])
            f_t = forget_gate(x_t, h_prev, *rest["f"])
            C_t = cell_state(f_t, C_prev, i_t, g_t)
            return hidden_state(output_gate(x_t, h_prev, *rest["o"]), C_t), C_t
    """)


def other_arguments(arguments, body, call, others_are_right):
    """Return functions with an input_gate of another signature, and an lstm_step that knows it."""
    own = f"def input_gate({arguments}):\n    return {body}\n"
    wrong = {} if others_are_right else {"candidate": "def candidate(*args):\n    return 5.0\n"}
    return {"input_gate": own, "lstm_step": step(call), **wrong}


RENAMED = ("x, h, W, U, b", "5.0")  # wrong: in lstm_step a right one has to take its place
BY_NAME = "input_gate(U=params['W_hi'], W=params['W_xi'], x=x_t, h=h_prev, b=params['b_i'])"
IN_OTHER_ORDER = "input_gate(h_prev, params['W_hi'], params['b_i'], x_t, params['W_xi'])"
OTHER_ORDER = "h_prev, W_hi, b_i, x_t, W_xi"
GATE = "sigmoid(x_t @ W_xi + h_prev @ W_hi + b_i)"
WHOLE_DICT = "sigmoid(x_t @ p['W_xi'] + h_prev @ p['W_hi'] + p['b_i'])"

FAIR = [
    Fair(
        "calls-a-wrong-function-by-its-own-names",
        functions=other_arguments(*RENAMED, BY_NAME, True),
        loses=("input_gate",),
    ),
    Fair(
        "calls-a-wrong-function-in-its-own-order",
        functions=other_arguments(OTHER_ORDER, "5.0", IN_OTHER_ORDER, True),
        loses=("input_gate",),
    ),
    Fair(
        "arguments-in-another-order-beside-a-wrong-function",
        functions=other_arguments(OTHER_ORDER, GATE, IN_OTHER_ORDER, False),
        loses=("input_gate", "candidate"),
    ),
    Fair(
        "other-arguments-beside-a-wrong-function",
        functions=other_arguments(
            "x_t, h_prev, p", WHOLE_DICT, "input_gate(x_t, h_prev, params)", False
        ),
        loses=("input_gate", "candidate"),
    ),
    Fair("warning", functions=gate("np.exp(np.array([1e4]))")),
    Fair("own-warning", functions=gate("import warnings; warnings.warn('so-so')")),
    Fair("warnings-as-errors-elsewhere", last="import warnings\nwarnings.simplefilter('error')"),
    Fair("stderr", functions=gate("import sys; print('on the way', file=sys.stderr)")),
    Fair("stdout", functions=gate("print('on the way')")),
    Fair("logging", functions=gate("import logging; logging.warning('on the way')")),
    Fair("dying-cell-above", own=OWN["harm-dies"]),
    Fair("dying-cell-below", last=OWN["harm-dies"]),
    Fair("endless-cell-above", own="while True:\n    pass"),
    Fair("endless-cell-below", last="while True:\n    pass"),
    Fair("stubborn-cell-above", own=OWN["harm-swallows"]),
    Fair(
        "endless-below-a-function",
        functions=gate() | {"input_gate": gate()["input_gate"] + "\n\nwhile True:\n    pass\n"},
    ),
    Fair("dying-function", functions=answer("import os; os._exit(1)"), loses=("input_gate",)),
    Fair("endless-function", functions=answer("while True: pass"), loses=("input_gate",)),
    Fair("failing-cell", own="1 / 0"),
    Fair("syntax-error-elsewhere", last="def f(:\n"),
    Fair("copied-test", cells=twice),
    Fair("test-in-own-cell", cells=test_in_own_cell),
    Fair("other-order", cells=reorder),
    Fair("other-ids", cells=no_ids),
    Fair("much-printed", own="print('x' * 5_000_000)"),
    Fair("quit", own="quit()"),
    Fair("asks-for-input", own="name = input('Who are you? ')"),
    Fair(
        "installs",
        functions={"input_gate": "!pip install numpy\n%pip install numpy\n" + gate()["input_gate"]},
    ),
    Fair("magics", functions={"input_gate": "%time 1 + 1\n" + gate()["input_gate"]}),
    Fair(
        "plots",
        functions={
            "input_gate": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
            "plt.show()\n" + gate()["input_gate"]
        },
    ),
    Fair(
        "own-module",
        functions={
            "input_gate": "from mine import squash\n" + gate(squash="squash(z)")["input_gate"]
        },
        files={"mine.py": b"import numpy as np\ndef squash(z): return 1 / (1 + np.exp(-z))\n"},
    ),
    Fair("reads-own-file", own="data = open('data.txt').read()", files={"data.txt": b"1"}),
    Fair("writes-own-file", functions=gate("open('notes.txt', 'w').write('x')")),
    Fair(
        "threads",
        own=text("""
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool:
            print(sum(pool.map(abs, range(10))))
    """),
    ),
    Fair("as-many-threads-as-allowed", functions=in_threads(31, "pass")),
    Fair(
        "products-in-threads",
        functions=in_threads(6, "for m in [np.ones((300, 300))] * 20: m @ m"),
    ),
    Fair("awaits", own="import asyncio\nawait asyncio.sleep(0)"),
    Fair(
        "class-with-call",
        functions={
            "input_gate": text("""
        class Gate:
            def __call__(self, x, h, W, U, b):
                return 1 / (1 + np.exp(-(x @ W + h @ U + b)))
        input_gate = Gate()
    """)
        },
    ),
    Fair(
        "lambda",
        functions={"input_gate": "input_gate = lambda x, h, W, U, b: sigmoid(x @ W + h @ U + b)"},
    ),
    Fair("matrix", functions=gate(squash="np.matrix(1 / (1 + np.exp(-z)))")),
    Fair("masked", functions=gate(squash="np.ma.array(1 / (1 + np.exp(-z)))")),
    Fair("lists", functions=gate(squash="(1 / (1 + np.exp(-z))).tolist()")),
    Fair("objects", functions=gate(squash="(1 / (1 + np.exp(-z))).astype(object)")),
    Fair("view", functions=gate(squash="(1 / (1 + np.exp(-z))).T.copy().T")),
    Fair("single-precision", functions=gate(squash="(1 / (1 + np.exp(-z))).astype('f4')")),
    Fair(
        "changes-arguments",
        functions=gate(squash="np.multiply(h, 0, out=h) + 1 / (1 + np.exp(-z))"),
    ),
    Fair(
        "waits-for-longer-than-it-may-compute",
        functions={"input_gate": "import time\ntime.sleep(2.5)\n" + gate()["input_gate"]},
    ),
    Fair("seeds", own="import random\nrandom.seed(1)\nnp.random.seed(1)"),
    Fair("names-of-the-test", own="test = checks = Points = 5"),
    Fair("names-of-python", own="list = [1]\nsum = 3\ndict = str = 4"),
    Fair("name-is-not-main", own="__name__ = 'mine'"),
    Fair("deletes-its-files", own=OWN["harm-deletes-work"]),
    Fair("unicode", own="größe = '크기'\nprint(größe, '\\ud800')"),
]
