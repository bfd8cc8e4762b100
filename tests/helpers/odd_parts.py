"""A grammar of odd submissions: a submission is a notebook with some odd parts.

One production for each fault that a submission can carry; its number is the fault's. Each has
parameters of its own, which the generator draws.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.helpers import bad_input
from tests.helpers.course_folder import Course, Json, code, solved
from tests.helpers.faults import ERRORS, GUARDS, OF_THE_MACHINE


@dataclass(repr=False)
class Odd:
    """One odd submission while it is made; drawn: the productions and their parameters.

    instead: what is handed in in the place of the notebook. fault: a step, and what it raises.
    """

    drawn: list[tuple[str, Any]] = field(default_factory=list)
    notebook: Json = field(default_factory=solved)
    beside: list[Callable[[Path], object]] = field(default_factory=list)
    instead: Callable[[Course, str], object] | None = None
    fault: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return f"Odd({str(self.drawn)[:500]}, fault={self.fault})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def add(self, production: "Production", drawn: Any) -> "Odd":
        self.drawn.append((production.name, drawn))
        production.apply(self, drawn)
        return self

    def make(self, course: Course, student: str) -> None:
        if self.instead:
            self.instead(course, student)
            return
        folder = course.submit(student, self.notebook).parent
        for add in self.beside:
            add(folder)


@dataclass(frozen=True)
class Production:
    """One way to be odd. known: the fault as it was found; parameters: what else may be drawn."""

    number: int
    name: str
    known: Any
    parameters: st.SearchStrategy[Any]
    apply: Callable[[Odd, Any], object]


ANY_TEXT = st.text(st.characters(), max_size=30)  # surrogates and control characters too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
NAMES = st.binary(min_size=1, max_size=40).filter(lambda b: not {0, 47} & set(b) and b[0] != 46)
WORDS = ["handed in ..", "5\r\nam", "yesterday", "2030-02-30 10:00 UTC", "2030-01-01 10:00 A/../B"]
RAISED = ["KeyboardInterrupt", "SystemExit", "GeneratorExit", "StopIteration", "MemoryError"]
ODD_CODE = [
    "import os\nos._exit(9)",
    "import sys\nsys.exit('todo')",
    "raise ValueError('\\ud800')",
    "print('\\x1b[2Janna 03-lstm-gates: graded')",
    "print('x' * 3_000_000)",
    "class Own(BaseException): pass\nraise Own",
]


def _file(folder: Path, name: bytes | str, content: bytes = b"x") -> None:
    path = Path(os.fsdecode(os.path.join(os.fsencode(folder), os.fsencode(name))))
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(content)


def _nested(odd: Odd, depth: int) -> None:
    def make(course: Course, student: str) -> None:
        bad_input.nested(course, student, depth)

    odd.instead = make


def _cells(change: Callable[[Json, Any], object]) -> Callable[[Odd, Any], object]:
    return lambda odd, drawn: change(odd.notebook, drawn)


def _beside(add: Callable[[Path, Any], object]) -> Callable[[Odd, Any], object]:
    return lambda odd, drawn: odd.beside.append(lambda folder: add(folder, drawn))


def _many(folder: Path, drawn: tuple[int, bool]) -> None:
    for number in range(drawn[0]):
        _file(folder, f"venv/{number}.py")
    if drawn[1]:
        _file(folder, "venv/pyvenv.cfg")


def _raising(notebook: Json, drawn: tuple[str, str]) -> None:
    """Let a function made from another file raise what is no Exception."""
    function, error = drawn
    source = f"def {function}(*args): raise {error}"
    made = f"exec(compile({source!r}, 'x.py', 'exec'))\n"
    for cell in notebook["cells"]:  # its id may be lost already
        if cell.get("id") == function:
            cell["source"] = made


def _metadata(notebook: Json, drawn: Any) -> None:
    for cell in notebook["cells"]:
        cell["metadata"], cell["id"] = drawn, drawn
    notebook["metadata"] = drawn


def _attached(notebook: Json, drawn: Any) -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": "![](attachment:a.png)"}
    notebook["cells"].append(cell | {"attachments": {"a.png": drawn}, "id": "picture"})


def _injected(odd: Odd, drawn: tuple[str, str]) -> None:
    odd.fault = drawn


def _instead(*ways: Callable[[Course, str], object]) -> st.SearchStrategy[Any]:
    return st.sampled_from(ways)


def _replace(odd: Odd, way: Callable[[Course, str], object]) -> None:
    odd.instead = way


FUNCTIONS = st.sampled_from(sorted(bad_input.ALL))
PATHS = st.lists(st.sampled_from(["d" * 200, "a", "가" * 60]), min_size=1, max_size=30)
SIZES = st.sampled_from([0, 1, 99, 101, 6_000_000])
STEPS = st.sampled_from([step for _, step in GUARDS.values()])

GRAMMAR = [
    Production(
        1,
        "a name that grading needs",
        ("lstm_gates.html", b"a.txt"),
        st.tuples(st.sampled_from(["lstm_gates.html", "LSTM_GATES.HTML", "checks.py"]), NAMES),
        _beside(lambda folder, d: _file(folder, os.fsencode(d[0]) + b"/" + d[1])),
    ),
    Production(2, "folders in folders", 1500, st.integers(1, 1500), _nested),
    Production(
        3,
        "the notebook format",
        "\ud800\x1b[2J",
        JSON,
        _cells(lambda notebook, d: notebook.update(nbformat=d)),
    ),
    Production(4, "names of files", b"z\xff\n.csv", NAMES, _beside(_file)),
    Production(
        5,
        "times",
        "handed in ..",
        st.sampled_from(WORDS) | ANY_TEXT,
        _beside(lambda folder, d: _file(folder, "timestamp.txt", d.encode("utf-8", "replace"))),
    ),
    Production(
        6,
        "the size of a timestamp",
        6_000_000,
        SIZES,
        _beside(lambda folder, d: _file(folder, "timestamp.txt", b"5 " * d)),
    ),
    Production(
        7,
        "long paths",
        ["d" * 200] * 19,
        PATHS,
        _beside(lambda folder, d: _file(folder, "/".join(d)[:3000] + "/f")),
    ),
    Production(
        8,
        "blank lines",
        (40_000, "\n"),
        st.tuples(st.integers(1, 60_000), st.sampled_from(["\n", " \n", "candidate:\n", "\t"])),
        _cells(lambda notebook, d: notebook["cells"].append(code("x = 1\n" + d[1] * d[0]))),
    ),
    Production(
        9,
        "links and pipes",
        bad_input.linked_folder,
        _instead(
            *(bad_input.link, bad_input.linked_folder, bad_input.linked_student),
            *(bad_input.link_beside, bad_input.pipe),
        ),
        _replace,
    ),
    Production(
        10,
        "many files",
        (1500, False),
        st.tuples(st.integers(0, 1500), st.booleans()),
        _beside(_many),
    ),
    Production(
        11,
        "many cells",
        150_000,
        st.integers(1, 150_000),
        _cells(lambda notebook, d: notebook["cells"].extend([{"cell_type": "raw"}] * d)),
    ),
    Production(
        12,
        "huge files",
        bad_input.huge_beside,
        _instead(bad_input.huge_beside, bad_input.sparse("a.ipynb")),
        _replace,
    ),
    Production(
        13,
        "what a function raises",
        ("input_gate", "KeyboardInterrupt"),
        st.tuples(FUNCTIONS, st.sampled_from(RAISED)),
        _cells(_raising),
    ),
    Production(
        14,
        "what a cell does",
        "raise ValueError('\\ud800')",
        st.sampled_from(ODD_CODE),
        _cells(lambda notebook, d: notebook["cells"].insert(4, code(d))),
    ),
    Production(15, "metadata", {"nbgrader": {"grade_id": "\ud800"}}, JSON, _cells(_metadata)),
    Production(16, "attachments", {"image/png": "AAAA"}, JSON, _cells(_attached)),
    Production(
        17,
        "bytes",
        b"[" * 10**6,
        st.binary(max_size=60),
        lambda odd, d: _replace(odd, bad_input.file(d)),
    ),
    Production(
        18, "two forms of a name", bad_input.two_forms, _instead(bad_input.two_forms), _replace
    ),
    Production(
        19,
        "what it makes a step raise",
        ("gradebook", "RecursionError"),
        st.tuples(STEPS, st.sampled_from(sorted({*ERRORS} - {*OF_THE_MACHINE}))),
        _injected,
    ),
]


@st.composite
def submissions(draw: Any) -> Odd:
    """Draw an odd submission: one to three parts, put into the solved notebook."""
    odd = Odd()
    for production in draw(st.lists(st.sampled_from(GRAMMAR), min_size=1, max_size=3)):
        odd.add(production, draw(production.parameters))
    return odd
