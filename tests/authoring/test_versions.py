"""The version that a test has seen: what is praised is that one, and a later one is not hidden.

A learner's own kernel alone: in plain IPython, and in a kernel of Jupyter's.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.helpers.kernels import JupyterKernel, PlainIPython

ROOT = Path(__file__).parents[2]
FOLDER = "03-lstm-gates"
SETUP = "import numpy as np\n\n\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))"
LINE = "    return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)"
RIGHT = f"def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):\n{LINE}"
WRONG = RIGHT.replace("sigmoid", "np.tanh")
OPEN = RIGHT[:-1]  # a bracket is left open
TEST = (
    "import checks\n"
    'test = checks.Test("forget_gate", globals(), shape=0.5, value=(1, 1.5))\n'
    "test.score()"
)
BROKEN = {
    "SyntaxError": OPEN,
    "ModuleNotFoundError": f"import no_such_module\n\n{RIGHT}",
    "ZeroDivisionError": f"1 / 0\n{RIGHT}",
    "IndentationError": RIGHT.replace("    return", "   x = 1\n    return"),
}


@pytest.fixture
def folder(tmp_path, make_folder):
    return make_folder(tmp_path)


@pytest.fixture(scope="session")
def make_folder():
    def make(place):
        for name in ("checks.py", "fixtures.json", "lstm_gates.ipynb"):
            shutil.copy(ROOT / "exercises" / FOLDER / name, place)
        return place

    return make


@pytest.fixture
def plain(folder):
    kernel = PlainIPython(folder)
    yield kernel
    kernel.close()


@pytest.fixture
def start(folder, monkeypatch):
    """Return a function that starts a kernel of Jupyter's for this folder's notebook."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    kernels = []

    def begin(**environment):
        kernels.append(JupyterKernel(folder, **environment))
        return kernels[-1]

    yield begin
    for kernel in kernels:
        kernel.close()


def words(shown):
    return " ".join(shown.split())


def seen(number):
    return f"forget_gate is right, as In [{number}] has it."


# --- plain IPython -------------------------------------------------------------------------------


def test_a_test_names_the_version_that_it_has_seen(plain):
    plain.run(SETUP)
    plain.run(RIGHT)
    shown = words(plain.run(TEST))
    assert shown.startswith(f"{seen(2)} In [2]: 3 of 3 points;")
    plain.run(WRONG)
    shown = words(plain.run(TEST))
    assert shown.startswith("Not yet. forget_gate: ")
    assert "In [4]: 0.5 of 3 points (" in shown
    assert "forget_gate is right" not in shown


@pytest.mark.parametrize("tested_before", [True, False])
@pytest.mark.parametrize("kind", BROKEN)
def test_after_a_run_that_stopped_only_the_version_before_it_is_praised(plain, kind, tested_before):
    plain.run(SETUP)
    plain.run(RIGHT)
    if tested_before:
        plain.run(TEST)
    plain.run(BROKEN[kind])
    number = 4 if tested_before else 3
    assert words(plain.run(TEST)).startswith(
        f"The last run of the cell with def forget_gate, In [{number}], stopped with {kind}. "
        f"The test sees the version before it, In [2]. {seen(2)} In [2]: 3 of 3 points"
    )
    plain.run(RIGHT)
    assert words(plain.run(TEST)).startswith(seen(number + 2))


def test_a_function_that_never_came_is_missed_with_the_error_of_its_cell(plain):
    plain.run(SETUP)
    plain.run(OPEN)
    shown = words(plain.run(TEST))
    assert shown.startswith(
        "The last run of the cell with def forget_gate, In [2], stopped with SyntaxError. "
        "Not yet. forget_gate: there is no function of this name."
    )


def test_an_error_after_the_def_hides_no_version(plain):
    plain.run(SETUP)
    plain.run(TEST)
    plain.run(f"{RIGHT}\n\n1 / 0")
    assert words(plain.run(TEST)).startswith(seen(3))


def test_of_an_earlier_run_only_what_is_certain_is_said(plain):
    """Nobody has told how it ended: it may have failed, or may have put another one in place."""
    plain.run(SETUP)
    plain.run(RIGHT)
    plain.run(f"1 / 0\n{RIGHT}")
    plain.run("a = 1")
    assert words(plain.run(TEST)).startswith(
        "In [3] holds a def forget_gate, too, but the test sees the version of In [2]. " + seen(2)
    )


@pytest.mark.parametrize(
    "other",
    [
        "def forget_gate_2(x):\n    return (",
        "def of():\n    def forget_gate(x):\n        pass\n1 / 0",
        "# def forget_gate(\n1 / 0",
        "forget_gate(1)",
        "class A:\n    def forget_gate(self):\n        pass\n1 / 0",
    ],
)
def test_a_cell_of_something_else_that_failed_is_not_told(plain, other):
    plain.run(SETUP)
    plain.run(RIGHT)
    plain.run(TEST)
    plain.run(other)
    assert words(plain.run(TEST)).startswith(seen(2))


@pytest.mark.parametrize("watched", [True, False])
@pytest.mark.parametrize(
    "made",
    [
        "%run {folder}/own.py",
        "from own import forget_gate",
        "exec({RIGHT!r})",
        "import functools\nforget_gate = functools.partial(kept)",
    ],
)
def test_a_function_that_no_cell_has_defined_has_no_version(plain, folder, made, watched):
    (folder / "own.py").write_text(f"{SETUP}\n\n\n{RIGHT}\n", encoding="utf-8")
    sys.modules.pop("own", None)
    plain.run(f"{SETUP}\n\n{RIGHT.replace('def forget_gate', 'def kept')}")
    if watched:
        plain.run(TEST)
    plain.run(OPEN)
    plain.run(made.format(folder=folder, RIGHT=RIGHT))
    assert words(plain.run(TEST)).startswith("forget_gate is right. 3 of 3 points")


def test_a_module_that_is_loaded_again_has_no_version(plain, folder):
    """autoreload puts new code into the function that a cell has imported."""
    own = folder / "reloaded.py"
    own.write_text(f"{SETUP}\n\n\n{WRONG}\n", encoding="utf-8")
    plain.run("%load_ext autoreload\n%autoreload 2")
    plain.run("from reloaded import forget_gate")
    plain.run(TEST)
    own.write_text(f"{SETUP}\n\n\n{RIGHT}  # right\n", encoding="utf-8")
    assert words(plain.run(TEST)).startswith("forget_gate is right. 3 of 3 points")
    sys.modules.pop("reloaded", None)


def test_an_old_version_that_was_put_back_is_the_one_that_is_named(plain):
    plain.run(SETUP)
    plain.run(f"{RIGHT}\nkept = forget_gate")
    plain.run(TEST)
    plain.run(WRONG)
    plain.run("forget_gate = kept")
    assert words(plain.run(TEST)).startswith(seen(5))


def test_a_function_in_the_cell_of_its_test_is_seen_in_that_run(plain):
    plain.run(SETUP)
    plain.run(TEST)
    plain.run(RIGHT)
    assert words(plain.run(f"{RIGHT}\n{TEST}")).startswith(seen(4))


def test_a_second_name_that_was_given_before_anybody_watched_has_no_version(plain):
    plain.run(SETUP)
    plain.run(RIGHT.replace("def forget_gate", "def other"))
    plain.run("forget_gate = other")
    assert words(plain.run(TEST)).startswith("forget_gate is right. 3 of 3 points")


def test_a_number_that_the_history_gives_to_another_text_is_not_named(plain):
    plain.run(SETUP)
    plain.run(RIGHT)
    plain.run("%reset -f in")
    while len(plain.shell.history_manager.input_hist_raw) < 2:
        plain.run("a = 1")
    assert words(plain.run(TEST)).startswith("forget_gate is right. 3 of 3 points")


@pytest.mark.parametrize("magic", ["%reset -f", "%reset -f in"])
def test_after_a_reset_of_the_history_nothing_wrong_is_said(plain, magic):
    for cell in (SETUP, RIGHT, TEST, OPEN):
        plain.run(cell)
    plain.run(magic)
    for cell in (SETUP, RIGHT):
        plain.run(cell)
    shown = words(plain.run(TEST))
    assert "stopped" not in shown
    assert "forget_gate is right" in shown


def test_with_the_names_of_another_module_there_is_no_version(plain):
    plain.run(SETUP)
    plain.run(RIGHT)
    shown = words(plain.run(TEST.replace("globals()", "dict(globals())")))
    assert shown.startswith("forget_gate is right. 3 of 3 points")


def test_in_grading_there_is_no_version(plain, monkeypatch):
    plain.run(SETUP)
    plain.run(RIGHT)
    plain.run(TEST)
    plain.run(OPEN)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    shown = words(plain.run(TEST))
    assert shown.startswith("forget_gate is right. 3 of 3 points")


def test_in_grading_no_run_is_watched(plain, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    before = list(plain.shell.events.callbacks["post_run_cell"])
    plain.run(TEST)
    assert plain.shell.events.callbacks["post_run_cell"] == before


def test_korean_says_the_same(plain, monkeypatch):
    monkeypatch.setenv("EXERCISES_LANGUAGE", "ko")
    plain.run(SETUP)
    plain.run(RIGHT)
    plain.run(OPEN)
    shown = words(plain.run(TEST))
    assert "SyntaxError 오류로 멈췄습니다. 테스트는 그전에 In [2]에서 정의한 함수를" in shown
    assert "In [2]에서 정의한 forget_gate 함수가 맞습니다." in shown


# --- the cell itself, and the saved notebook -----------------------------------------------------


@pytest.mark.parametrize("renamed", [RIGHT, OPEN])
def test_a_cell_that_ran_again_under_another_name_is_told(plain, renamed):
    plain.run(SETUP)
    plain.run(TEST)
    plain.run(RIGHT, cell="a")
    plain.run("1 + 1", cell="b")
    plain.run(renamed.replace("def forget_gate", "def forget"), cell="a")
    assert words(plain.run(TEST, cell="t")).startswith(
        "The cell of In [3] ran again as In [5] and defines no forget_gate there. "
        f"The test sees the version of In [3]. {seen(3)}"
    )


def write(folder, text, later=0):
    """Save a text as the cell of forget_gate; later: how many seconds from now."""
    path = folder / "lstm_gates.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    (cell,) = (c for c in notebook["cells"] if c["id"] == "forget_gate")
    cell["source"] = text.splitlines(keepends=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    moment = path.stat().st_mtime + later
    os.utime(path, (moment, moment))


OTHER = (
    "lstm_gates.ipynb holds another version of this cell than In [3], which the test sees. "
    "Run the cell, then this one."
)
UNSAVED = "lstm_gates.ipynb does not hold this version yet: save the notebook."


@pytest.fixture(params=["__session__", "__vsc_ipynb_file__"])
def opened(request, plain, folder):
    """Return an IPython whose front end has told the notebook's path."""
    plain.run(f"{request.param} = {str(folder / 'lstm_gates.ipynb')!r}\n{SETUP}")
    plain.run(TEST)
    return plain


def test_an_edit_that_was_saved_and_not_run_is_told(opened, folder):
    opened.run(RIGHT)
    write(folder, WRONG, later=5)
    assert words(opened.run(TEST)).startswith(f"{OTHER} {seen(3)}")
    opened.run(WRONG)
    shown = words(opened.run(TEST))
    assert shown.startswith("Not yet. forget_gate: ")
    assert "ipynb" not in shown


def test_a_right_version_that_is_not_saved_is_told(opened, folder):
    write(folder, WRONG, later=-5)
    opened.run(RIGHT)
    assert f"{seen(3)} {UNSAVED}" in words(opened.run(TEST))
    write(folder, f"{RIGHT}  \n", later=5)
    shown = words(opened.run(TEST))
    assert seen(3) in shown
    assert "ipynb" not in shown


def test_a_file_that_holds_an_earlier_run_is_not_taken_for_an_edit(opened, folder):
    opened.run(WRONG)
    opened.run(RIGHT)
    write(folder, WRONG, later=5)  # a save that has taken its time
    assert f"{seen(4)} {UNSAVED}" in words(opened.run(TEST))


def test_a_function_in_a_cell_of_its_own_is_saved_there(opened, folder):
    opened.run(RIGHT)
    path = folder / "lstm_gates.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append(
        {"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "source": [RIGHT]}
    )
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert "ipynb" not in opened.run(TEST)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}'])
def test_a_file_that_cannot_be_read_changes_nothing(opened, folder, content):
    opened.run(RIGHT)
    (folder / "lstm_gates.ipynb").write_text(content, encoding="utf-8")
    shown = words(opened.run(TEST))
    assert shown.startswith(seen(3))
    assert "ipynb" not in shown


# --- a kernel of Jupyter's -----------------------------------------------------------------------


def test_in_a_kernel_of_jupyters(start, folder):
    write(folder, RIGHT, later=-5)
    kernel = start(JPY_SESSION_NAME=str(folder / "lstm_gates.ipynb"))
    kernel.run(SETUP)
    kernel.run(RIGHT, cell="forget_gate")
    shown = words(kernel.run(TEST))
    assert shown.startswith(seen(2))
    assert "ipynb" not in shown
    kernel.run(OPEN, cell="forget_gate")
    assert words(kernel.run(TEST)).startswith(
        "The last run of the cell with def forget_gate, In [4], stopped with SyntaxError. "
        f"The test sees the version before it, In [2]. {seen(2)}"
    )
    kernel.run(RIGHT, cell="forget_gate")
    kernel.run(f"import no_such_module\n{RIGHT}", cell="forget_gate")
    assert "In [7], stopped with ModuleNotFoundError. The test sees" in words(kernel.run(TEST))
    kernel.run(RIGHT.replace("def forget_gate", "def forget"), cell="forget_gate")
    assert "ran again as In [9] and defines no forget_gate there" in words(kernel.run(TEST))
    kernel.run(RIGHT, cell="forget_gate")
    write(folder, WRONG, later=60)
    assert "holds another version of this cell than In [11]" in words(kernel.run(TEST))


ENDLESS = (
    f"{RIGHT.partition(':')[0]}:\n    print('begun', flush=True)\n    while True:\n        pass"
)


def test_an_endless_loop_that_is_interrupted_ends_the_test_with_one_sentence(start):
    kernel = start()
    kernel.run(SETUP)
    kernel.run(ENDLESS)
    kernel.send(TEST)
    kernel.wait_for("begun")
    kernel.interrupt()
    shown = words(kernel.shown())
    assert shown == "Interrupted: the test of forget_gate has not come to its end."
    kernel.run(RIGHT)
    assert words(kernel.run(TEST)).startswith(seen(4))


def test_in_grading_a_kernel_says_nothing_of_versions(start):
    kernel = start(NBGRADER_EXECUTION="autograde")
    for cell in (SETUP, RIGHT, TEST, OPEN):
        kernel.run(cell)
    assert words(kernel.run(TEST)).startswith("forget_gate is right. 3.0 3 of 3 points;")
