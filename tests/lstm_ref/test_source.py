"""Read the package's source: it never asserts, and every refusal is written the same way."""

import ast
from pathlib import Path

import pytest

import lstm_ref

FOLDER = Path(lstm_ref.__file__).parent
SOURCES = sorted(FOLDER.rglob("*.py"))

every_source = pytest.mark.parametrize(
    "source", SOURCES, ids=lambda source: source.relative_to(FOLDER).as_posix()
)


def nodes(source, kind):
    tree = ast.parse(source.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


def raised(source):
    """Raise statements with a message: not a bare raise, not NotImplementedError."""
    return [node for node in nodes(source, ast.Raise) if isinstance(node.exc, ast.Call)]


def words(node):
    """All the text inside a statement, f-strings included."""
    return " ".join(
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def test_there_is_something_to_read():
    names = {source.relative_to(FOLDER).as_posix() for source in SOURCES}
    assert {"cells.py", "layers.py", "learning/losses.py", "figures/words.py"} <= names
    assert sum(len(raised(source)) for source in SOURCES) > 10


@every_source
def test_no_assert(source):
    assert [node.lineno for node in nodes(source, ast.Assert)] == []


@every_source
def test_every_raise_says_expected_and_received(source):
    for node in raised(source):
        text = words(node)
        assert "expected" in text
        assert "received" in text or "missing" in text


@every_source
def test_only_these_exceptions(source):
    kinds = {ast.unparse(node.exc.func) for node in raised(source)}
    assert kinds <= {"ValueError", "TypeError"}


@every_source
def test_functions_are_short(source):
    """About 25 lines of code at most, without docstring and signature."""
    for function in nodes(source, ast.FunctionDef):
        code = function.body[1:] if ast.get_docstring(function) else function.body
        lines = code[-1].end_lineno - code[0].lineno + 1 if code else 0
        assert lines <= 30, function.name
