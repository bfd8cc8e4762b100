"""Every public name says what it is, its shapes, what it raises, its source and its chapter."""

import inspect
import re

import pytest

import lstm_ref

# (B, T, D), (4H,), "any shape", or for what is no array: a callable or a number.
SHAPE = re.compile(r"\([BTDHk0-9][BTDHk0-9, ]*\)|any shape|callable|shape, rng")
CACHES = (lstm_ref.LSTMCache, lstm_ref.RNNCache, lstm_ref.Gradients)
METHODS = ("build", "get_weights", "set_weights", "__call__", "backward")
LAYERS = (lstm_ref.SimpleRNN, lstm_ref.LSTM, lstm_ref.Bidirectional)

NAMES = {name: getattr(lstm_ref, name) for name in lstm_ref.__all__}
PUBLIC = NAMES | {
    f"{layer.__name__}.{method}": getattr(layer, method) for layer in LAYERS for method in METHODS
}

every_name = pytest.mark.parametrize("name", PUBLIC)


def doc(name):
    return inspect.getdoc(PUBLIC[name]) or ""


def is_equation(name):
    """A function or a layer's call; build, get_weights and set_weights are one paragraph."""
    return inspect.isfunction(PUBLIC[name]) and ("." not in name or name.endswith("__call__"))


@every_name
def test_the_first_line_is_a_sentence(name):
    first = doc(name).split("\n\n")[0]
    assert first[:1].isupper()
    assert first.rstrip().endswith(".") or ": " in first
    assert not first.startswith("LSTMCache(")  # what NamedTuple writes by itself
    assert not first.startswith("RNNCache(")


@every_name
def test_shapes(name):
    assert SHAPE.search(doc(name))


@every_name
def test_raises(name):
    if PUBLIC[name] not in CACHES:
        assert re.search(r"\bRaises\b", doc(name))


@every_name
def test_source(name):
    assert re.search(r"Sources?: \S", doc(name))


@every_name
def test_chapter(name):
    assert re.search(r"Chapters? [1-6]", doc(name))


@every_name
def test_every_argument_is_named(name):
    """In the docstring, or for a layer's three weights in the list [kernel, ...]."""
    arguments = inspect.signature(PUBLIC[name]).parameters
    missing = [
        argument
        for argument in arguments
        if argument not in ("self", "dtype", "weights") and argument not in doc(name)
    ]
    assert missing == []


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "rnn_step", "lstm_step", "LSTM", "SimpleRNN"])
def test_the_equation_is_there(name):
    assert ".. math::" in doc(name)


@pytest.mark.parametrize("name", [name for name in PUBLIC if is_equation(name)])
def test_functions_have_the_sections_of_numpydoc(name):
    for section in ("Parameters", "Returns", "Raises"):
        assert f"{section}\n{'-' * len(section)}\n" in doc(name)


def test_all_is_what_the_package_defines():
    defined = {
        name
        for name, value in vars(lstm_ref).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert defined == set(lstm_ref.__all__)


def test_every_module_has_a_docstring():
    for module in vars(lstm_ref).values():
        if inspect.ismodule(module):
            assert module.__doc__
