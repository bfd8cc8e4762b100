"""checks.py as learners get it: one file that needs NumPy and nothing else; what it compares."""

import ast
import builtins
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.helpers.contract import FUNCTIONS, NOTEBOOKS

ROOT = Path(__file__).parents[2]
FILE = ROOT / "exercises/02-vanilla-rnn/checks.py"
STEP = "02-vanilla-rnn/vanilla_rnn"
LSTM = "05-lstm/lstm"
# What a browser does not have, and what would go around a look at the imports.
REFUSED = {"threading", "_thread", "multiprocessing", "subprocess", "concurrent", "asyncio"}
REFUSED |= {"socket", "ssl", "signal", "ctypes", "importlib", "runpy"}
STARTS = re.compile(r"spawn|posix_spawn|exec[lv]")  # execution_count starts nothing
PROCESSES = {"system", "popen", "fork", "forkpty", "__import__", "exec", "eval", "compile"}


def is_allowed(module):
    top = module.split(".")[0]
    return top == "numpy" or (top in sys.stdlib_module_names and top not in REFUSED)


def test_it_imports_the_standard_library_and_numpy_and_starts_nothing():
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, ast.unparse(node)
            imported.add(node.module)
        elif isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            assert name not in PROCESSES, ast.unparse(node)
            assert not STARTS.match(name), ast.unparse(node)
    assert "numpy" in imported
    assert [name for name in imported if not is_allowed(name)] == []


def test_it_works_where_every_other_import_is_refused():
    """Also those that a function would make when it is called."""
    met = set()

    def guarded(name, *rest):
        met.add(name)
        if not is_allowed(name):
            raise ImportError(f"{name} is not there")
        return builtins.__import__(name, *rest)

    module = ModuleType("checks")
    module.__dict__.update(__file__=str(FILE))
    module.__dict__["__builtins__"] = {**vars(builtins), "__import__": guarded}
    before = sys.modules.get("checks")
    sys.modules["checks"] = module  # its dataclasses look for themselves there
    try:
        exec(compile(FILE.read_text(encoding="utf-8"), str(FILE), "exec"), module.__dict__)
        for answer in (None, "a word", np.ones((2, 3)), np.ones(3)):
            module.Test("rnn_step", {"rnn_step": lambda *_, a=answer: a}, value=1).score()
    finally:
        sys.modules.pop("checks")
        sys.modules |= {"checks": before} if before else {}
    assert {"json", "numpy"} <= met


# --- the comparison -----------------------------------------------------------------------------


NUMBERS = [(n, function) for n, function in FUNCTIONS if function != "simple_rnn_shapes"]


@pytest.mark.parametrize(("notebook", "function"), NUMBERS)
def test_a_result_may_differ_as_float32_does_and_not_by_more(load_checks, notebook, function):
    checks = load_checks(notebook)
    case = checks.fixture(function)
    for name, expected in case.expected.items():
        for off, right in ((1e-6, True), (1e-4, False), (1e-3, False)):
            outcome = checks.Outcome(case, {**case.expected, name: expected + off})
            assert outcome.is_right(name) == outcome.right == right, (name, off)
        single = expected.astype(np.float32).astype(float)
        assert checks.Outcome(case, {**case.expected, name: single}).right


# --- the report as data -------------------------------------------------------------------------


def report(checks, function, answer, **parts):
    return checks.Test(function, {function: answer}, **parts).report()


def test_a_report_is_plain_data_for_a_page(load_checks):
    checks = load_checks(LSTM)

    def lstm(x, params, return_sequences=False, return_state=False):
        raise ValueError("no <shape>")

    found = report(checks, "lstm", lstm, last_output=(2, 2), sequence=(2, 2), states=(2, 2))
    english, korean = (json.loads(json.dumps(found.to_dict(way))) for way in ("en", "ko"))
    (stopped,) = english["finding"]["then"]
    assert english["finding"]["key"] == "with"
    assert stopped["key"] == "stopped"
    assert stopped["line"] == 'raise ValueError("no <shape>")'
    assert stopped["values"]["kind"] == "ValueError"
    assert stopped["values"]["arguments"][0] == "x (2, 4, 5)"
    assert (english["points"], english["total"]) == (0, 12)
    assert [part["name"] for part in english["parts"]] == ["last_output", "sequence", "states"]
    assert english["text"] == found.text("en")
    assert english["text"].startswith("Not yet. lstm: with return_sequences=False")
    assert english["points_text"] == "0 of 12 points"
    assert korean["points_text"] == "12점 중 0점"
    assert korean["parts"][0]["text"] == "마지막 출력 4점 중 0점"
    assert korean["finding"]["key"] == "with"


def test_a_known_mistake_keeps_its_key(load_checks):
    checks = load_checks(STEP)
    mistake = checks.DATA["functions"]["rnn_step"]["mistakes"]["no-bias"]

    def rnn_step(x_t, h_prev, W_x, W_h, b):
        return np.tanh(x_t @ W_x + h_prev @ W_h)

    found = report(checks, "rnn_step", rnn_step, shape=1, value=(2, 2))
    assert found.finding.key == "no-bias"
    assert found.to_dict("ko")["finding"]["text"] == mistake["ko"]
    assert (found.points, found.total) == (1, 5)


def test_a_report_is_html_without_the_learners_tags(load_checks):
    checks = load_checks(STEP)

    def rnn_step(*args):
        raise ValueError("<script>")

    shown = report(checks, "rnn_step", rnn_step, value=1).html("en")
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert shown.endswith("0 of 1 points</p>")


def test_a_right_function_has_no_finding(load_checks):
    checks = load_checks(STEP)

    def rnn_step(x_t, h_prev, W_x, W_h, b):
        return np.tanh(x_t @ W_x + h_prev @ W_h + b)

    found = report(checks, "rnn_step", rnn_step, shape=1, value=(2, 2))
    assert found.to_dict("en")["finding"] is None
    assert found.text("en") == "rnn_step is right."
    assert found.points_text("en").startswith("5 of 5 points; 2 of them")


# --- the learner's line -------------------------------------------------------------------------


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_line_of_checks_py_is_ever_quoted(load_checks, notebook):
    """An error that only the checks' own lines are behind has no line."""
    checks = load_checks(notebook)
    for function in checks.DATA["functions"]:
        found = report(checks, function, "".join, value=1)  # built in: it has no lines
        stopped = found.finding.then[0] if found.finding.key == "with" else found.finding
        assert (stopped.key, stopped.line) == ("stopped", "")
        assert "The line:" not in found.text("en")
