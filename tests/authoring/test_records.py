"""Records of mistakes: what is refused, in which order they are tried, how their code is run."""

import re

import numpy as np
import pytest

from authoring.assignments import ASSIGNMENTS
from authoring.fixtures import Examples
from authoring.notebook import load_notebook
from authoring.records import Function, Mistake, Text

GATES = ASSIGNMENTS["03-lstm-gates"]
CELLS = load_notebook("03-lstm-gates", "lstm_gates")
SAYS = Text("a", "b")


def hidden_state(*mistakes, tried=""):
    return Function(
        "hidden_state",
        right=lambda v: {"h_t": v["o_t"] * np.tanh(v["C_t"])},
        hint=SAYS,
        probes=[],
        mistakes=list(mistakes),
        solutions=[],
        tried=tried,
    )


def spec(*mistakes, tried=""):
    return Examples(hidden_state(*mistakes, tried=tried), CELLS, GATES.values).spec()


def test_two_mistakes_of_one_key_are_refused():
    one, other = Mistake("a", "o_t", SAYS), Mistake("a", "C_t", SAYS)
    with pytest.raises(ValueError, match=r"hidden_state: more than one mistake is called .'a'"):
        hidden_state(one, other)


def test_a_key_that_is_tried_must_be_that_of_a_mistake_with_a_message():
    with pytest.raises(ValueError, match=r"no mistake with a message is called .'a'"):
        hidden_state(Mistake("a", "o_t", SAYS), tried="a")


def test_an_example_that_cannot_tell_two_mistakes_apart_is_refused():
    twins = Mistake("a", "o_t", says=SAYS), Mistake("b", "o_t + 0", says=SAYS)
    with pytest.raises(ValueError, match="hidden_state: this example cannot tell a from b"):
        spec(*twins)
    with pytest.raises(ValueError, match="cannot tell the solution from a"):
        spec(Mistake("a", "np.tanh(C_t) * o_t", says=SAYS))


def test_a_mistake_with_a_message_must_give_numbers():
    for code in ("undefined", "'a word'", "raise KeyError"):
        where = re.escape("hidden_state: a has a message, but no result for the example")
        with pytest.raises(ValueError, match=where):
            spec(Mistake("a", code, says=SAYS))


def test_mistakes_are_compared_in_the_order_of_tried_then_as_they_stand():
    made = spec(
        Mistake("a", "o_t", says=SAYS),
        Mistake("row-only", "undefined", described=SAYS),
        Mistake("b", "C_t", says=SAYS),
        Mistake("c", "o_t + C_t", says=SAYS),
        tried="c",
    )
    assert list(made["mistakes"]) == ["c", "a", "b"]
    assert list(made["examples"][0]["mistakes"]) == ["c", "a", "b"]


def test_numbers_are_those_of_the_code_and_code_in_place_spoils_no_other():
    made = spec(
        Mistake("in-place", "C_t *= 2\nreturn o_t * C_t", says=SAYS),
        Mistake("no-tanh", "o_t * C_t", says=SAYS),
    )["examples"][0]["mistakes"]
    right = GATES.values["o_t"] * GATES.values["C_t"]
    np.testing.assert_allclose(made["no-tanh"][0], right, rtol=0, atol=1e-8)
    np.testing.assert_allclose(made["in-place"][0], 2 * right, rtol=0, atol=2e-8)


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("o_t", "def hidden_state(o_t, C_t):\n    return o_t\n"),
        (
            "\n    a = o_t\n    return a\n",
            "def hidden_state(o_t, C_t):\n    a = o_t\n    return a\n",
        ),
        ("raise KeyError", "def hidden_state(o_t, C_t):\n    raise KeyError\n"),
        (
            "x = 1\n\ndef hidden_state(a, b):\n    pass",
            "x = 1\n\ndef hidden_state(a, b):\n    pass\n",
        ),
        ("def hidden_state(...):\n    pass", "def hidden_state(o_t, C_t):\n    pass\n"),
    ],
)
def test_a_cell_is_an_expression_a_body_or_a_whole_cell(code, source):
    assert CELLS.cell("hidden_state", code) == source


def test_arguments_come_from_the_notebook_and_an_unknown_function_is_named():
    assert CELLS.arguments("lstm_step") == ["x_t", "h_prev", "C_prev", "params"]
    with pytest.raises(KeyError, match="no cell defines nobody"):
        CELLS.arguments("nobody")
