"""What a learner hears, and the points, for every function of all six assignments.

A wrong answer is met with the mistake it comes from, if that one is known, or else with the
simpler examples in which the function is right.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.contract import CONTRACT, FUNCTIONS, NOTEBOOKS, parts

ROOT = Path(__file__).parents[2]
DATA = {
    notebook: json.loads(
        (ROOT / "exercises" / notebook).with_name("fixtures.json").read_text(encoding="utf-8")
    )
    for notebook in NOTEBOOKS
}
KNOWN = [
    (notebook, function, key)
    for notebook, function in FUNCTIONS
    for key in DATA[notebook]["functions"][function]["mistakes"]
]
WHERE = {function: notebook for notebook, function in FUNCTIONS}
# Nothing that looks like a number of an example.
NUMBERS = re.compile(r"array\(|\d\.\d{3}")

# A function that answers the examples from a table, as a learner might copy the right results,
# or as if each known mistake were made. Where nothing matches, it answers with zeros.
TABLE = """
import checks


def {function}(*args, **flags):
    for case in checks.examples({function!r}):
        if all(np.array_equal(a, b) if not isinstance(a, dict) else True
               for a, b in zip(args, case.arguments.values())):
            right = list(case.expected.values())
            results = case.mistake({key!r}) if {key!r} in case.mistakes else right
            kind = checks.DATA["functions"][{function!r}]["kind"]
            if kind == "dict":
                return dict(zip(case.expected, results))
            return results if kind == "shapes" or len(results) > 1 else results[0]
    return np.zeros(1)
"""


def table(function, key=""):
    return {function: TABLE.format(function=function, key=key)}


def spec(notebook, function):
    return DATA[notebook]["functions"][function]


def worth(test_source):
    """Return the points for the examples, and for other numbers."""
    here = elsewhere = 0
    for first, *more in parts(test_source).values():
        here, elsewhere = here + first, elsewhere + sum(more)
    return here, elsewhere


@pytest.mark.parametrize(("notebook", "function", "key"), KNOWN)
def test_a_known_mistake_hears_its_message_and_loses_points(
    releases, solutions, notebook, function, key
):
    test = f"test_{function}"
    message = spec(notebook, function)["mistakes"][key]["en"]
    for book in (releases[notebook], solutions[notebook]):
        graded = book.grade(table(function, key), only=test)[test]
        assert graded.message.startswith(f"Not yet. {function}: ")
        assert graded.message.endswith((message, message[:1].upper() + message[1:]))
        assert 0 <= graded.points < graded.most
        assert not NUMBERS.search(graded.message)


def test_messages_are_sentences_of_their_own():
    for notebook, function in FUNCTIONS:
        messages = [m["en"] for m in spec(notebook, function)["mistakes"].values()]
        assert len(set(messages)) == len(messages) >= 9, function
        for message in messages:
            assert message[-1] in ".?", message
            assert not NUMBERS.search(message)


@pytest.mark.parametrize(("notebook", "function"), FUNCTIONS)
def test_a_copied_answer_gets_the_visible_share(releases, solutions, notebook, function):
    test = f"test_{function}"
    here, elsewhere = worth(releases[notebook].source(test))
    assert elsewhere >= 0.5 * here
    assert releases[notebook].grade(table(function), only=test)[test].message is None
    graded = solutions[notebook].grade(table(function), only=test)[test]
    assert (graded.points, graded.most) == (here, here + elsewhere)
    assert graded.message.startswith(f"Not yet. {function}: it is right for the example, but not")
    assert f"{here:g} of {here + elsewhere:g} points (" in graded.shown


WRONG = {
    "nothing": ("return None", "it returned nothing"),
    "a word": ("return 'word'", "it must return|must be one array of numbers"),
    "an unknown name": ("return undefined_name", "it stopped with NameError"),
    "not written": ("raise NotImplementedError('not written yet')", " is not written yet."),
    "zeros of a wrong shape": ("return np.zeros((7, 7, 7, 7))", "expected|it must return|"),
}


@pytest.mark.parametrize(("notebook", "function"), FUNCTIONS)
@pytest.mark.parametrize("wrong", WRONG)
def test_any_answer_hears_a_sentence(releases, solutions, notebook, function, wrong):
    body, words = WRONG[wrong]
    cell = {function: f"def {function}({CONTRACT[notebook][function][0]}):\n    {body}\n"}
    test = f"test_{function}"
    for book in (releases[notebook], solutions[notebook]):
        graded = book.grade(cell, only=test)[test]
        assert graded.message.startswith(f"Not yet. {function}")
        assert re.search(words, graded.message)
        assert graded.points == 0
        assert not NUMBERS.search(graded.message)


@pytest.mark.parametrize(("notebook", "function"), FUNCTIONS)
def test_a_function_that_is_not_there_hears_where_to_look(releases, notebook, function):
    test = f"test_{function}"
    graded = releases[notebook].grade({function: "def other():\n    pass\n"}, only=test)[test]
    assert "there is no function of this name" in graded.message
    assert graded.points == 0


# --- the shape first, then the value, then the mistake ------------------------------------------

SHAPES = [
    ("jacobian_norms", "return h", "expected (5,), got (5, 3)."),
    ("rnn_step", "return np.zeros((3, 2))", "expected (2, 3), got (3, 2). It lies on its side"),
    ("rnn_forward", "return np.zeros((2, 3))", "h has the wrong shape: expected (2, 4, 3), got"),
    ("simple_rnn", "return h", "with return_sequences=False and return_state=False: it stopped"),
    ("simple_rnn_shapes", "return (1, 2)", "a list of tuples, one per array; got one shape by"),
    ("split_keras_weights", "return kernel", "it must return a dict of arrays; got an ndarray."),
    ("split_keras_weights", "return {'W_xi': kernel}", "the dict has no W_hi, b_i, W_xf,"),
    ("lstm", "return np.zeros(3)", "output has the wrong shape: expected (2, 3), got (3,)."),
    ("reverse_time", "return x[0]", "reversed has the wrong shape: expected (2, 4, 5), got (4, 5)"),
    ("concatenate_directions", "return forward_h", "expected (2, 4, 6), got (2, 4, 3)."),
    ("bidirectional_lstm", "return x, x", "expected (2, 6), got (2, 2, 4, 5)."),
]  # fmt: skip


@pytest.mark.parametrize(("function", "body", "words"), SHAPES)
def test_the_shape_comes_first(releases, function, body, words):
    notebook, test = WHERE[function], f"test_{function}"
    cell = {function: f"def {function}({CONTRACT[notebook][function][0]}):\n    {body}\n"}
    message = releases[notebook].grade(cell, only=test)[test].message
    assert message.startswith(f"Not yet. {function}: ")
    assert words in message


def test_weights_that_changed_places_hear_the_line_and_the_shapes(releases):
    body = "return np.tanh(x_t @ W_h + h_prev @ W_x + b)"
    cell = {"rnn_step": f"def rnn_step(x_t, h_prev, W_x, W_h, b):\n    {body}\n"}
    message = releases[WHERE["rnn_step"]].run(cell, only="test_rnn_step")["test_rnn_step"]
    assert "it stopped with ValueError" in message
    assert "x_t (2, 5), h_prev (2, 3), W_x (5, 3), W_h (3, 3), b (3,)" in message
    assert "x_t (2, 5) @ W_h (3, 3): 5 and 3 differ" in message
    assert "It would be right if W_x and W_h changed places" in message


# --- an unknown mistake is narrowed down --------------------------------------------------------

UNKNOWN = [
    ("jacobian_norms", "T, H = h.shape; J = np.eye(H); out = np.ones(T)\n"
     "    for t in range(T - 2, -1, -1):\n"
     "        J = (W_h + W_h.T) / 2 @ np.diag(1 - h[t + 1] ** 2) @ J\n"
     "        out[t] = np.linalg.norm(J, 2)\n"
     "    return out", "It is right when W_h is symmetric"),
    ("rnn_step", "each = 1 + x_t.mean(1) + h_prev.mean(1)\n"
     "    return np.tanh(x_t @ W_x + h_prev @ W_h + b * each[:, None])",
     "It is right when b is zero, so look at how b enters the sum."),
    ("rnn_step", "return np.tanh(x_t @ W_x + h_prev @ W_h * 0.7 + b)",
     "It is right when h_prev is zero, so look at what you do with h_prev and W_h."),
    ("rnn_step", "return np.tanh(x_t @ W_x + h_prev.mean(axis=0) @ W_h + b)",
     "It is right when h_prev is zero, and when there is one sample, so look at"),
    ("input_gate", "return sigmoid(0.9 * x_t @ W_xi + h_prev @ W_hi + b_i)",
     "It is right when x_t is zero, so look at what you do with x_t and W_xi."),
    ("cell_state", "return f_t**2 * C_prev + i_t * g_t", "It is right when f_t is zero, and when"),
    ("hidden_state", "return np.sqrt(o_t) * np.tanh(C_t)", "It is right when C_t is zero, and"),
    ("rnn_forward", "h = [h_0]\n    for t in range(x.shape[1]):\n"
     "        h.append(np.tanh(x[:, t] @ W_x + (h[-1] + (t > 0) * 0.1) @ W_h + b))\n"
     "    return np.stack(h[1:], axis=1)",
     "It is right when there is one time step, and when W_h is zero, so look at what passes"),
    ("simple_rnn_shapes", "s = (batch_size, units)\n"
     "    if return_sequences: s = (batch_size, units, timesteps)\n"
     "    return [s, (batch_size, units)] if return_state else [s]", "It is right when T equals H"),
    ("concatenate_directions", "return np.concatenate([forward_h, backward_h[:, [3, 1, 2, 0]]], 2)",
     "the forward half is right, but as a whole output has the right shape and wrong values"),
    ("reverse_time", "return x[:, [3, 1, 2, 0]] if x.shape[1] > 1 else x", "right when there is"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "body", "words"), UNKNOWN)
def test_an_unknown_mistake_is_narrowed_down(releases, solutions, function, body, words):
    notebook, test = WHERE[function], f"test_{function}"
    cell = {function: f"def {function}({CONTRACT[notebook][function][0]}):\n    {body}\n"}
    for book in (releases[notebook], solutions[notebook]):
        message = book.grade(book.solved | cell, only=test)[test].message
        assert message.startswith(f"Not yet. {function}: ")
        assert words in message


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_solution_is_right_in_every_simpler_example(solutions, load_checks, notebook):
    """So a report never sends a learner the wrong way."""
    checks = load_checks(notebook)
    namespace = {}
    for source in solutions[notebook].solved.values():
        exec(source, namespace)
    for function in CONTRACT[notebook]:
        known = spec(notebook, function)
        assert len(known["probes"]) >= 2
        for which, _ in enumerate(known["examples"]):
            for case in checks.simpler(function, which):
                assert checks.call(namespace[function], case, quiet=True).right, case.when


def test_a_mistake_that_no_simpler_example_hides_hears_so(releases):
    cell = {
        "rnn_step": "def rnn_step(x_t, h_prev, W_x, W_h, b):\n"
        "    return np.tanh(x_t @ W_x) * (0.5 + np.tanh(h_prev @ W_h + b)) + 0.1\n"
    }
    message = releases[WHERE["rnn_step"]].run(cell, only="test_rnn_step")["test_rnn_step"]
    assert "It is wrong even when b is zero." in message
    assert "the hints may help" in message


# --- points -------------------------------------------------------------------------------------

PARTS = [
    ("rnn_step", "no-bias", 1),
    ("rnn_forward", "not-carried", 3),
    ("rnn_forward", "read-backward", 1),
    ("rnn_forward", "last-only", 0),
    ("jacobian_norms", "order", 5),
    ("jacobian_norms", "frobenius", 1),
    ("lstm_step", "no-tanh", 6),
    ("lstm_step", "C-squashed", 5),
    ("lstm_step", "order", 1),
    ("simple_rnn", "always-last", 5),
    ("simple_rnn", "never-state", 6),
    ("simple_rnn", "always-sequence", 5),
    ("simple_rnn_shapes", "sequence-as-state", 4),
    ("simple_rnn_shapes", "always-last", 4),
    ("split_keras_weights", "recurrent-transposed", 3),
    ("split_keras_weights", "kernel-transposed", 2),
    ("lstm", "state-order", 8),
    ("lstm", "no-C", 8),
    ("lstm", "no-bias", 0),
    ("reverse_time", "batch-axis", 0),
    ("concatenate_directions", "not-reversed", 3),
    ("concatenate_directions", "time-axis", 0),
    ("bidirectional_lstm", "last-row", 7),
    ("bidirectional_lstm", "backward-state-at-T", 6),
    ("bidirectional_lstm", "not-turned-back", 7),
]


@pytest.mark.parametrize(("function", "key", "points"), PARTS)
def test_what_is_right_keeps_its_part_of_the_points(releases, function, key, points):
    notebook, test = WHERE[function], f"test_{function}"
    graded = releases[notebook].grade(table(function, key), only=test)[test]
    assert graded.points == points
    most = CONTRACT[notebook][function][1]
    assert graded.shown.startswith(f"{points} of {most} points")
    assert (" of " in graded.shown.partition("(")[2]) == (points > 0)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_points_are_a_number_for_nbgrader_and_a_sentence_for_the_learner(load_checks, notebook):
    points = load_checks(notebook).Points(2.5)
    points.words = "2.5 of 3 points"
    assert repr(points) == "2.5"
    assert points == 2.5
    assert points._repr_html_() == "2.5 of 3 points"


# --- composites are graded by themselves --------------------------------------------------------

CALLERS = {
    "rnn_forward": ["rnn_step"],
    "lstm": ["lstm_step"],
    "concatenate_directions": ["reverse_time"],
    "bidirectional_lstm": ["lstm", "reverse_time", "concatenate_directions"],
}
CELLS = {("lstm", "lstm_step"): "own_lstm_step", ("bidirectional_lstm", "lstm"): "own_lstm"}
BROKEN = {
    "unwritten": "raise NotImplementedError('not written yet')",
    "nothing": "return None",
    "error": "return undefined_name",
    "zeros": "return 0 * np.asarray(args[0]), 0",
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize(
    ("caller", "called"), [(caller, name) for caller, names in CALLERS.items() for name in names]
)
def test_a_wrong_function_costs_only_its_own_points(solutions, releases, caller, called, kind):
    notebook = WHERE[caller]
    cell_id = CELLS.get((caller, called), called)
    broken = {cell_id: f"def {called}(*args, **kwargs):\n    {BROKEN[kind]}\n"}
    for book in (solutions[notebook], releases[notebook]):
        graded = book.grade(solutions[notebook].solved | broken)
        wrong = {test for test, each in graded.items() if each.message}
        assert wrong == ({f"test_{called}"} if cell_id == called else set())


@pytest.mark.parametrize("caller", CALLERS)
def test_all_that_it_calls_may_be_missing_at_once(solutions, releases, caller):
    notebook = WHERE[caller]
    cells = {CELLS.get((caller, name), name): "pass" for name in CALLERS[caller]}
    for book in (solutions[notebook], releases[notebook]):
        graded = book.grade(solutions[notebook].solved | cells, only=f"test_{caller}")
        assert graded[f"test_{caller}"].message is None


def test_keywords_and_flags_reach_a_stand_in(solutions, releases):
    """bidirectional_lstm may call lstm in any way in which the learner's own can be called."""
    notebook = WHERE["bidirectional_lstm"]
    arguments = CONTRACT[notebook]["bidirectional_lstm"][0]
    body = """
    one = lstm(x, params=forward_params, return_state=True, return_sequences=return_sequences)
    two = lstm(reverse_time(x=x), backward_params, return_sequences, return_state=True)
    if return_sequences:
        out = concatenate_directions(backward_h=two[0], forward_h=one[0])
    else:
        out = np.hstack([lstm(x, forward_params), lstm(reverse_time(x), backward_params)])
    return (out, *one[1:], *two[1:]) if return_state else out"""
    cells = {
        "own_lstm": "def lstm(x, params, return_sequences=False, return_state=False):\n    pass\n",
        "bidirectional_lstm": f"def bidirectional_lstm({arguments}):{body}\n",
    }
    for book in (solutions[notebook], releases[notebook]):
        graded = book.grade(solutions[notebook].solved | cells, only="test_bidirectional_lstm")
        assert graded["test_bidirectional_lstm"].message is None


def test_a_wrong_function_does_not_make_a_wrong_caller_right(solutions):
    notebook = WHERE["bidirectional_lstm"]
    arguments = CONTRACT[notebook]["bidirectional_lstm"][0]
    zeros = {
        "reverse_time": "def reverse_time(x):\n    return 0 * x\n",
        "concatenate_directions": "def concatenate_directions(forward_h, backward_h):\n"
        "    return np.concatenate([0 * forward_h, 0 * backward_h], axis=2)\n",
        "bidirectional_lstm": f"def bidirectional_lstm({arguments}):\n"
        "    return concatenate_directions(x, reverse_time(x))\n",
    }
    graded = solutions[notebook].grade(zeros)
    assert all(each.message and each.points < each.most / 2 for each in graded.values())


def test_of_two_looks_that_give_equal_points_the_one_with_right_functions_is_said(solutions):
    """What the learner's own functions do wrong is said below their own tests."""
    notebook = WHERE["bidirectional_lstm"]
    solved = solutions[notebook].solved
    changes = {
        "concatenate_directions": ("reverse_time(backward_h)", "backward_h"),
        "bidirectional_lstm": (
            "np.concatenate([forward_h, backward_h], axis=1)",
            "concatenate_directions(forward, backward)[:, -1]",
        ),
    }
    cells = {name: solved[name].replace(*change) for name, change in changes.items()}
    assert not set(cells.items()) & set(solved.items())
    graded = solutions[notebook].grade(solved | cells, only="test_bidirectional_lstm")
    message = graded["test_bidirectional_lstm"].message
    assert "you show the last row" in message


# --- what a learner prints ----------------------------------------------------------------------


def test_what_a_function_prints_is_shown_once_and_never_of_hidden_cases(solutions):
    cell = "def reverse_time(x):\n    print('shape', x.shape)\n    return x[:, ::-1]\n"
    notebook = WHERE["reverse_time"]
    right = solutions[notebook].grade({"reverse_time": cell}, only="test_reverse_time")
    assert right["test_reverse_time"].points == 3
    wrong = cell.replace("[:, ::-1]", "")
    (graded,) = solutions[notebook].grade({"reverse_time": wrong}, "test_reverse_time").values()
    assert graded.message.count("shape (2, 4, 5)") == graded.message.count("shape") == 1


def test_work_in_place_spoils_nothing(solutions):
    cell = "def reverse_time(x):\n    x[:] = x[:, ::-1].copy()\n    return x\n"
    notebook = WHERE["reverse_time"]
    graded = solutions[notebook].grade({"reverse_time": cell})
    assert all(each.message is None for each in graded.values())


def test_lists_tuples_and_float32_pass(solutions):
    notebook = WHERE["lstm"]
    source = solutions[notebook].source("lstm")
    assert "return [output, h_t, C_t] if return_state else output" in source
    changed = source.replace(
        "return [output, h_t, C_t] if return_state else output",
        "rows = output.astype(np.float32).tolist()\n"
        "    return (rows, h_t.tolist(), C_t.astype('f4')) if return_state else rows",
    )
    assert changed != source
    assert solutions[notebook].run({"lstm": changed}, only="test_lstm") == {"test_lstm": None}


def test_validate_gets_the_message_as_an_error(load_checks, monkeypatch):
    """`nbgrader validate` shows the text of errors only."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    test = load_checks(WHERE["rnn_step"]).Test("rnn_step", {"rnn_step": lambda *_: None}, value=1)
    with pytest.raises(AssertionError, match=r"^Not yet\. rnn_step: it returned nothing") as error:
        test.score()
    assert error.value._render_traceback_() == str(error.value).splitlines()


def test_numbers_are_not_shown_even_for_close_calls(releases):
    """The report counts wrong elements; it shows none of them."""
    cell = "def reverse_time(x):\n    y = x[:, ::-1].copy()\n    y[0, 0, 0] += 0.25\n    return y\n"
    notebook = WHERE["reverse_time"]
    message = releases[notebook].run({"reverse_time": cell}, "test_reverse_time")
    assert "(1 of 40 in reversed)" in message["test_reverse_time"]
    expected = DATA[notebook]["functions"]["reverse_time"]["examples"][0]["returns"]["reversed"]
    for number in np.unique(np.abs(expected)):
        assert f"{number:.1f}" not in message["test_reverse_time"]


# --- a gate that calls an earlier gate ----------------------------------------------------------

GATES = "03-lstm-gates/lstm_gates"
BORROWS = "return input_gate(x_t, h_prev, W_xf, W_hf, b_f)"


def with_gates(forget, **others):
    cells = {"forget_gate": f"def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):\n    {forget}\n"}
    head = "def {}(x_t, h_prev, W_x, W_h, b):\n    {}\n"
    return cells | {name: head.format(name, body) for name, body in others.items()}


@pytest.mark.parametrize(
    ("body", "points"),
    [
        ("return sigmoid(x_t @ W_x + h_prev @ W_h + b)", 3),
        ("return np.tanh(x_t @ W_x + h_prev @ W_h + b)", 0.5),
        ("return 0 * h_prev", 0.5),
        ("return h_prev[:, :1]", 0),
    ],
)
def test_a_gate_that_calls_an_earlier_gate_is_right_where_that_one_is(
    solutions, releases, body, points
):
    """A formula must stand somewhere: what none stands behind earns the shape at most."""
    cells = with_gates(BORROWS, input_gate=body)
    for book in (solutions[GATES], releases[GATES]):
        graded = book.grade(cells, only="test_forget_gate")["test_forget_gate"]
        assert graded.points == points


@pytest.mark.parametrize(
    "body", ["raise NotImplementedError()", "return forget_gate(x_t, h_prev, W_x, W_h, b)"]
)
def test_two_gates_without_a_formula_get_no_points(solutions, body):
    cells = with_gates(BORROWS, input_gate=body)
    graded = solutions[GATES].grade(cells, only="test_forget_gate")["test_forget_gate"]
    assert graded.points == 0
    if "raise" in body:
        assert "calls input_gate, and that one is not written yet" in graded.message


# --- which of two messages ----------------------------------------------------------------------


def test_a_line_that_stops_is_quoted_even_where_a_right_step_could_stand_in(releases):
    source = (
        "def rnn_forward(x, h_0, W_x, W_h, b):\n"
        "    return np.stack([rnn_step(x[t], h_0, W_x, W_h, b) for t in range(x.shape[1])], 1)\n"
    )
    step = (
        "def rnn_step(x_t, h_prev, W_x, W_h, b):\n"
        "    return np.tanh(x_t @ W_x + h_prev @ W_h + b)\n"
    )
    book = releases["02-vanilla-rnn/vanilla_rnn"]
    cells = {"rnn_forward": source, "rnn_step": step}
    graded = book.grade(cells, only="test_rnn_forward")["test_rnn_forward"]
    assert "it stopped with ValueError" in graded.message
    assert "x[:, t] is the input" in graded.message


def test_a_wrong_name_meets_no_hint_about_shapes(releases):
    cells = {"rnn_step": "def rnn_step(x_t, h_prev, W_x, W_h, b):\n    return np.tanh(x @ W_x)\n"}
    book = releases["02-vanilla-rnn/vanilla_rnn"]
    message = book.grade(cells, only="test_rnn_step")["test_rnn_step"].message
    assert "NameError: name 'x' is not defined" in message
    assert "Which array" not in message


def test_a_name_of_the_first_cell_leads_to_that_cell(load_checks):
    """As after a restart: the function's own cell alone has run."""
    namespace = {}
    code = "def input_gate(x_t, h_prev, W_xi, W_hi, b_i):\n    return {} + x_t\n"
    for name, line in (("np", "np.tanh(x_t)"), ("sigmoid", "sigmoid(x_t)")):
        exec(code.format(line), namespace)
        report = load_checks(GATES).Test("input_gate", namespace, value=1).report()
        words = f"The first code cell of this notebook defines {name}. Run that cell"
        assert words in report.message("en")


def test_a_key_that_params_lacks_is_named_with_those_it_holds(load_checks):
    def lstm_step(x_t, h_prev, C_prev, params):
        return params["W_h0"]

    report = load_checks(GATES).Test("lstm_step", {"lstm_step": lstm_step}, value=1).report()
    assert "params has no 'W_h0'. Its names are W_xi, W_hi, b_i" in report.text("en").replace(
        "\n", " "
    )


@pytest.mark.parametrize(
    ("code", "hinted"), [("C_prev.unsqueeze(0)", False), ("params.W_xi", True), ("params(0)", True)]
)
def test_the_hint_about_params_stands_where_the_error_is_about_them(load_checks, code, hinted):
    namespace = {}
    exec(f"def lstm_step(x_t, h_prev, C_prev, params):\n    return {code}\n", namespace)
    message = load_checks(GATES).Test("lstm_step", namespace, value=1).report().message("en")
    assert ("params is a dict" in message) == hinted


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ("(h_t, b)", "It holds 2 results. The right h_t is in the tuple: return it by itself."),
        ("(b, h_t)", "It holds 2 results. The right h_t is in the tuple: return it by itself."),
        ("[h_t - 1, W_x, b]", "got a list. It holds 3 results."),
    ],
)
def test_several_results_in_the_place_of_one_are_counted(load_checks, came, words):
    checks, namespace = load_checks("02-vanilla-rnn/vanilla_rnn"), {"np": np}
    code = (
        "def rnn_step(x_t, h_prev, W_x, W_h, b):\n    h_t = np.tanh(x_t @ W_x + h_prev @ W_h + b)\n"
    )
    exec(f"{code}    return {came}\n", namespace)
    message = checks.Test("rnn_step", namespace, value=1).report().message("en")
    assert words in message
    assert ("right h_t" in message) == ("right h_t" in words)


def test_an_array_of_ones_has_not_lost_its_fractions(load_checks):
    checks = load_checks("01-long-term-dependencies/long_term_dependencies")

    def unfilled(W_h, h):
        return np.ones(len(h))

    def last_left_out(W_h, h):
        J, norms = np.eye(len(W_h)), np.zeros(len(h))
        for t in range(len(h) - 2, -1, -1):
            J = W_h @ np.diag(1 - h[t + 1] ** 2) @ J
            norms[t] = np.linalg.norm(J, 2)
        return norms

    said = ((unfilled, "You return the same"), (last_left_out, "Only norms[4] is wrong"))
    for function, words in said:
        report = checks.Test("jacobian_norms", {"jacobian_norms": function}, value=1).report()
        assert words in report.message("en")
        assert "behind the point" not in report.message("en")


def test_names_that_a_dict_holds_instead_are_said(load_checks):
    def split_keras_weights(kernel, recurrent_kernel, bias):
        return {f"W_x{a}": kernel[:, :3] for a in "ifco"}

    checks = load_checks("05-lstm/lstm")
    given = {"split_keras_weights": split_keras_weights}
    message = checks.Test("split_keras_weights", given, value=1).report().message("en")
    assert "Instead it holds W_xc." in message


def test_whole_numbers_are_named(releases):
    cells = {
        "rnn_step": "def rnn_step(x_t, h_prev, W_x, W_h, b):\n"
        "    h_t = np.zeros(h_prev.shape, dtype=int)\n"
        "    h_t[:] = np.tanh(x_t @ W_x + h_prev @ W_h + b)\n"
        "    return h_t\n"
    }
    book = releases["02-vanilla-rnn/vanilla_rnn"]
    message = book.grade(cells, only="test_rnn_step")["test_rnn_step"].message
    assert "Is its array one of int?" in message
