"""Families of mistakes: each shows by its effect, however it is written, and never by chance."""

import linecache

import numpy as np
import pytest
from tblib import Traceback

from tests.helpers.contract import CONTRACT
from tests.helpers.known import FUNCTIONS, proof

# Wrong functions overflow, and divide by zero.
pytestmark = pytest.mark.filterwarnings("ignore")

WHERE = {function: notebook for notebook, known in CONTRACT.items() for function in known}
Z = "x_t @ W_xf + h_prev @ W_hf + b_f"
GATE = [  # the expression of a forget gate, and the key of its family
    (f"np.maximum(0, {Z})", "function_of_sum"),
    (f"np.exp(-({Z}) ** 2)", "function_of_sum_other"),
    (f"sigmoid({Z} + 0.5)", "number_added"),
    (f"sigmoid(3 * ({Z}))", "sum_times"),
    ("sigmoid(x_t @ W_xf + h_prev @ W_hf + 1.4 * b_f)", "rows_off"),
    ("sigmoid(x_t @ W_xf) + sigmoid(h_prev @ W_hf) * 2 + b_f", "terms_apart"),
    ("np.maximum(0, x_t @ W_xf * 2 + h_prev @ W_hf + b_f)", "function_first"),
    ("sigmoid(np.hstack([h_prev, x_t]) @ np.vstack([W_xf, W_hf]) + b_f)", "if_joined"),
    ("sigmoid(x_t @ W_hf + h_prev @ W_xf + b_f)", "if_exchanged"),
    ("sigmoid(x_t @ W_xf.T + h_prev @ W_hf + b_f)", "if_transposed"),
    ("sigmoid(W_xf @ x_t + W_hf @ h_prev + b_f)", "if_columns"),
    ("sigmoid(x_t @ W_xf - h_prev @ W_hf + b_f)", "if_negative"),
    ("1 / (1 + np.exp(-x_t @ W_xf + h_prev @ W_hf + b_f))", "if_negative_some"),
    ("sigmoid(x_t @ W_xf)", "ignored_some"),  # one term alone does not stand apart from others
    (f"[sigmoid({Z})]", "in_a_list"),
    (f"(sigmoid({Z}), h_prev)", "in_a_list"),
    ("np.full((2, 4), 0.3)", "constant"),
    ("np.tanh(h_prev) * b_f", "ignored_some"),
    (f"sigmoid({Z}).astype(np.float16)", "float16"),
    (f"np.round(sigmoid({Z}), 3)", "rounded_off"),
    (f"sigmoid({Z})[:, None]", "another_shape"),
    (f"sigmoid({Z}).T.reshape(h_prev.shape)", "reshaped"),
    (f"sigmoid({Z})[::-1]", "other_places"),
    (f"sigmoid({Z}).mean(axis=0)", "done_after"),
    ("h_prev", "argument_itself"),
]
LOOP = """
    h = np.zeros((len(x), len(b)))
    states = []
    for t in {steps}:
        h = {step}
        states.append(h)
    sequence = np.stack(states, axis=1)
    output = sequence if return_sequences else {last}
    return [output, h] if return_state else output
"""
STEP = "np.tanh(x[:, t] @ W_x + h @ W_h + b)"
RNN = [
    ({"steps": "[0]"}, "steps_only_first"),
    ({"steps": "[1, 2, 3] * 2"}, "steps_not_first"),
    ({"steps": "[0, 1, 2, 2]", "last": "h ** 3"}, "steps_not_last"),
    ({"step": "np.tanh(0.5 * x[:, t] @ W_x + 0 * h @ W_h + b)"}, "steps_only_last"),
    ({"step": "h + (np.tanh(x[:, t] @ W_x + h @ W_h + b) - h) * (t == 3)"}, "steps_only_last"),
    ({"last": "sequence.max(axis=1)"}, "over_steps"),
    ({"step": "np.tanh(x[:, t - 1] @ W_x + h @ W_h + b)"}, "if_shifted"),
]
ADDED = (
    "x_t @ sum(params['W_x' + a] for a in 'fgo') + h_prev @ sum(params['W_h' + a] for a in 'fgo') "
    "+ sum(params['b_' + a] for a in '{biases}')"
)
IN_OTHERS = [  # a function, its expression, and the key of the family
    ("hidden_state", "o_t * np.tan(C_t)", "function_of_state"),
    ("hidden_state", "o_t * C_t.tanh()", "of_numpy"),
    ("hidden_state", "o_t * C_t.unsqueeze(0)", "stopped"),
    ("hidden_state", "np.concatenate([o_t, C_t[:, 1:]])", "concat_axis"),
    ("concatenate_directions", "np.stack([forward_h, backward_h[:, ::-1]], axis=2)", "new_axis"),
    ("lstm_step", f"{ADDED.format(biases='fgo')}, C_prev * 2", "ignored_gates"),
    ("lstm_step", f"{ADDED.format(biases='go')}, C_prev * 2", "ignored_some"),
]
# A product in the other order, and the order that is said to fit.
ORDERS = [
    ("np.tanh(np.dot(W_x, x_t) + h_prev @ W_h + b)", "x_t @ W_x fits"),
    ("np.tanh(np.dot(W_x, x_t.T) + h_prev @ W_h + b)", "x_t @ W_x fits"),
    ("np.tanh(np.dot(W_h, x_t) + h_prev @ W_h + b)", "Which array does x_t meet"),
    ("np.tanh(x_t @ W_h + h_prev @ W_h + b)", "Which array does x_t meet"),
    ("x_t = h_prev\nreturn np.tanh(np.dot(W_h, x_t))", "Which array does x_t meet"),
]


def key_of(load_checks, function, code):
    """Return the key of what a learner's code hears, without the name of the function."""
    checks = load_checks(WHERE[function])
    notebook = WHERE[function].split("/")[0]
    learner = proof(notebook).cells.function(function, code)
    return checks.Test(function, {function: learner}, value=1).report().key.partition(".")[2]


@pytest.mark.parametrize(("code", "key"), GATE, ids=[key for _, key in GATE])
def test_a_family_of_mistakes_in_a_gate_is_named(load_checks, code, key):
    assert key_of(load_checks, "forget_gate", code) == key


@pytest.mark.parametrize(("function", "code", "key"), IN_OTHERS)
def test_a_family_of_mistakes_in_another_function_is_named(load_checks, function, code, key):
    assert key_of(load_checks, function, code) == key


@pytest.mark.parametrize(("code", "words"), ORDERS, ids=[code for code, _ in ORDERS])
def test_a_product_hears_of_the_other_order_only_where_that_fits(code, words):
    notebooks = proof(WHERE["rnn_step"].split("/")[0])
    cells = {"rnn_step": notebooks.cells.cell("rnn_step", code)}
    said = notebooks.release.run(cells, only="test_rnn_step")["test_rnn_step"].text
    assert words in said
    assert (" fits: " in said) == words.endswith("fits")


@pytest.mark.parametrize(("parts", "key"), RNN, ids=[str(parts) for parts, _ in RNN])
def test_a_family_of_mistakes_in_a_loop_is_named(load_checks, parts, key):
    code = LOOP.format(**{"steps": "range(x.shape[1])", "step": STEP, "last": "h"} | parts)
    assert key_of(load_checks, "simple_rnn", code) == key


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("return np.stack([rnn_step(x[:, 0], h_0, W_x, W_h, b)] * 4)", "steps_only_first"),
        ("h = h_0.copy(); states = []\n"
         "for t in range(x.shape[1]):\n"
         "    h[:] = np.tanh(x[:, t] @ W_x + h @ W_h + b)\n"
         "    states.append(h)\n"
         "return np.stack(states, axis=1)", "last_step_again"),
        ("h = h_0; states = []\n"
         "for x_t in x.reshape(x.shape[1], x.shape[0], -1):\n"
         "    h = np.tanh(x_t @ W_x + h @ W_h + b)\n"
         "    states.append(h)\n"
         "return np.stack(states, axis=1)", "if_reshaped"),
    ],
)  # fmt: skip
def test_a_family_of_mistakes_over_time_is_named(load_checks, code, key):
    assert key_of(load_checks, "rnn_forward", code) == key


# --- never by chance -----------------------------------------------------------------------------


OF_ARRAYS = [(assignment, f) for assignment, f in FUNCTIONS if f.kind != "shapes"]


@pytest.mark.parametrize(("assignment", "function"), OF_ARRAYS, ids=[f.name for _, f in OF_ARRAYS])
def test_all_arguments_of_a_right_function_have_a_say(load_checks, assignment, function):
    """Or to be told that one has none would be no hint."""
    checks = load_checks(WHERE[function.name])
    right = proof(assignment.folder).cells.function(function.name, function.solutions[0].code)
    visible = [checks.call(right, case, True) for case in checks.examples(function.name)]
    trials = checks.Trials(right, visible)
    assert {name for outcome in visible for name in trials.ignored(outcome)} == set()


def test_a_call_that_stops_shows_nothing(load_checks):
    """A function that knows the example alone says nothing of its arguments."""
    checks = load_checks(WHERE["forget_gate"])
    (case,) = checks.examples("forget_gate")
    known = {name: array.copy() for name, array in case.arguments.items()}

    def only_here(*arguments):
        for here, array in zip(known.values(), arguments, strict=True):
            np.testing.assert_array_equal(here, array)
        return np.full((2, 4), 0.3)

    report = checks.Test("forget_gate", {"forget_gate": only_here}, value=1).report()
    assert report.key == "forget_gate.one_wrong"


# --- errors --------------------------------------------------------------------------------------

ERRORS = [
    ("sigmoid(x_t @ W_hf)", "x_t (2, 3) @ W_hf (4, 4): 3 and 4 differ"),
    ("sigmoid(np.dot(x_t, W_hf))", "x_t (2, 3) @ W_hf (4, 4): 3 and 4 differ"),
    ("sigmoid(x_t @ (W_xf + 1) + b_f[1:])", "x_t @ (W_xf + 1) (2, 4) + b_f[1:] (3,): these two"),
    ("sigmoid(x_t * W_xf)", "x_t (2, 3) * W_xf (3, 4): these two shapes do not fit"),
    ("torch.sigmoid(x_t)", "No line that has run imports torch."),
    ("sigmoid(x_t @ W_xi)", "W_xi is no argument of forget_gate."),
    ("sigmoid(x_t @ W_xi)", "All that this function needs are its arguments"),
    ("sigmoid(x_t @ np.abs(W_hf))", "inner sizes of a matrix product (@) differ: 3 on the left, 4"),
    ("np.sigmoid(x_t @ W_xf)", "NumPy has no sigmoid. This notebook has one: write sigmoid"),
    ("np.linlag.norm(x_t)", "Do you mean np.linalg?"),
    ("x_t.exp()", "NumPy has a function of this name: np.exp."),
    ("exp(x_t)", "NumPy has a function of this name: np.exp."),
    ("sigmod(x_t)", "Do you mean sigmoid?"),
    ("sigmoid(x_t @ w_xf)", "Do you mean W_xf?"),
    ("sigmoid(x_t ^ 2)", "In Python ^ is not a power."),
    ("__import__('math').exp(x_t)  # math.exp", "The functions of math take one number."),
    ("np.zeros(2, 4)", "A shape goes in as one tuple"),
    ("[x_t := sigmoid(z), z := x_t]", "No line before this one has given z a value."),
    ("[candidate(x_t), candidate := 1]", "This function gives a value to candidate."),
    ("x_t[:, 3]", "Here the indices go from 0 to 2, and this line asks for 3."),
]


@pytest.mark.parametrize(("code", "words"), ERRORS)
def test_an_error_is_said_in_the_names_of_the_learner(releases, solutions, code, words):
    """In a learner's kernel, and where another process sends the error as plain data."""
    cell = {"forget_gate": f"def forget_gate({CONTRACT[WHERE['forget_gate']]['forget_gate'][0]}):\n"
            f"    return {code}\n"}  # fmt: skip
    message = releases[WHERE["forget_gate"]].grade(cell, only="test_forget_gate")
    assert words in message["test_forget_gate"].message
    assert "gufunc" not in message["test_forget_gate"].message


TEXT = (
    "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
    "(n?,k),(k,m?)->(n?,m?) (size 4 is different from 3)"
)
LINES = {
    "return sigmoid(x_t @ W_hf + b_f)": True,
    "return sigmoid(x_t @ W_hf + h_prev @ W_xf)": True,  # Python comes to the left one first
    "return sigmoid(x_t @ W_hf if len(x_t) else x_t @ W_hf)": False,  # which of the two?
    "return sigmoid(rows @ W_hf)": False,  # no argument
}


@pytest.mark.parametrize(("line", "is_said"), LINES.items())
def test_where_python_does_not_tell_the_place_the_arguments_must_explain_it(
    load_checks, line, is_said
):
    """As in grading: the error comes as plain data, with a line, without values."""
    checks = load_checks(WHERE["forget_gate"])
    (case,) = checks.examples("forget_gate")
    linecache.cache["<cell-9>"] = (len(line), None, [line], "<cell-9>")
    code = {"co_filename": "<cell-9>", "co_name": "forget_gate"}
    frame = {"f_globals": {}, "f_locals": {}, "f_code": code, "f_lineno": 1}
    made = Traceback.from_dict({"tb_frame": frame, "tb_lineno": 1, "tb_next": None})
    error = ValueError(TEXT).with_traceback(made.as_traceback())
    found = checks.mismatch(error, TEXT, case.arguments)
    assert found.key == ("matrix_product" if is_said else "sizes_differ")
    there = {"rows": np.zeros((2, 3))}  # the shape of a name that is no argument
    frame["f_locals"] = there
    made = Traceback.from_dict({"tb_frame": frame, "tb_lineno": 1, "tb_next": None})
    found_there = checks.mismatch(error.with_traceback(made.as_traceback()), TEXT, case.arguments)
    assert (found_there.key == "matrix_product") == (is_said or "rows" in line)
    product, sizes = "x_t (2, 3) @ W_hf (4, 4): 3 and 4 differ", "3 on the left, 4 on the right"
    assert (product if is_said else sizes) in checks.sentence(found, "en")
