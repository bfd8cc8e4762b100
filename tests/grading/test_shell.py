"""The sandbox's shell spares itself IPython's work on plain Python, and only there."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from IPython.core.async_helpers import _should_be_async
from IPython.core.inputtransformer2 import TransformerManager

from grading.student.shell import is_plain, may_wait

ROOT = Path(__file__).parents[2]
PIECES = [
    "x", "x = ", "1", "f(", ")", "[", "]", ":", "#", "'", '"""', "f'{x!r}'", "time", "ls", "print ",
    "import os", "return x", "가", "%", "%%", "!", "!!", "?", "??", ",", ";", "/", "=", "!=", "%=",
    "==", ">>> ", "...", "...: ", "In [3]: ", "[nav] ", "\n", "\n", "\n", " ", "    ", "\t", "\\\n",
    "def f(x):\n", "\r", "\r\n", "\f", "\v", "\x1c", "\x85", "\u2028", "\xa0", "\ufeff",
]  # fmt: skip
HARMLESS = [piece for piece in PIECES if is_plain(f"x\n{piece}x")] + ["%", "\n    "]
CELLS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
MOSTLY_PLAIN = st.lists(st.sampled_from(HARMLESS), max_size=20).map(lambda p: "".join(["x\nx", *p]))


def code_of(notebook):
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def as_ipython_has_it(cell):
    return TransformerManager().transform_cell(cell)


def ended(cell):
    return cell if cell.endswith("\n") else cell + "\n"


@given(cell=CELLS | MOSTLY_PLAIN)
@example("\\\n\xa0>>> ")  # a prompt may stand behind any space
def test_what_is_taken_for_plain_is_nothing_to_ipython(cell):
    if is_plain(cell):
        try:
            assert as_ipython_has_it(cell) == ended(cell)
        except SyntaxError:  # the compiler will say so as well
            with pytest.raises(SyntaxError):
                compile(ended(cell), "cell", "exec")


@pytest.mark.parametrize("kind", ["exercises", "solutions"])
def test_most_cells_of_this_course_are_plain_and_stay_as_they_are(kind):
    cells = [cell for path in (ROOT / kind).rglob("*.ipynb") for cell in code_of(path)]
    longer = [cell for cell in cells if "\n" in cell.strip()]
    plain = [cell for cell in longer if is_plain(cell)]
    assert len(plain) > 0.9 * len(longer) > 0
    assert [as_ipython_has_it(cell) for cell in plain] == [ended(cell) for cell in plain]


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline\nx = 1",
        "%%time\nx = 1",
        "x = %time 1\ny = 2",
        "x = !ls\ny = 2",
        "!ls\nx = 1",
        "x = 1\nx?",
        "  x = 1\n  y = 2",
        ">>> x = 1\n>>> y = 2",
        "In [1]: x = 1\n   ...: y = 2",
        "\n\nx = 1\ny = 2",
        "x = '''a\n   \nb'''",
    ],
)
def test_what_ipython_rewrites_is_left_to_it(cell):
    assert as_ipython_has_it(cell) != ended(cell)
    assert not is_plain(cell)


@pytest.mark.parametrize("cell", ["ls", "x", "print 1\n", "\n\nautocall f\n"])
def test_a_single_line_is_left_to_ipython(cell):
    assert not is_plain(cell)


WAITING = ["await f()", "async with a:\n    pass", "async for a in b:\n    pass", "x = [await a]"]


@given(cell=st.lists(st.sampled_from([*PIECES, *WAITING]), max_size=9).map("".join))
def test_a_cell_that_waits_has_a_word_for_it(cell):
    if _should_be_async(cell):
        assert may_wait(cell)


@pytest.mark.parametrize("cell", WAITING)
def test_a_cell_that_waits_is_noticed(cell):
    assert _should_be_async(cell)
    assert may_wait(cell)
