"""Assignment 03: each common mistake loses points and hears what it is; right code never does.

Here the cells run in this process. test_grading.py runs submissions through nbgrader, and
test_diagnosis.py looks at all six assignments.
"""

import json
import re
import textwrap
from pathlib import Path

import pytest

from authoring.assignments import lstm_gates
from authoring.assignments.lstm_cell import step
from authoring.notebook import load_notebook
from tests.helpers.contract import CONTRACT

ROOT = Path(__file__).parents[2]
NOTEBOOK = "03-lstm-gates/lstm_gates"
SIGNATURES = {function: arguments for function, (arguments, _) in CONTRACT[NOTEBOOK].items()}
POINTS = {f"test_{function}": points for function, (_, points) in CONTRACT[NOTEBOOK].items()}


@pytest.fixture(scope="module")
def solution(solutions):
    return solutions[NOTEBOOK]


@pytest.fixture(scope="module")
def release(releases):
    return releases[NOTEBOOK]


LETTERS = {"input_gate": "i", "candidate": "g", "forget_gate": "f", "output_gate": "o"}


EXPLAINED = {each.name: each.explained for each in lstm_gates.ASSIGNMENT.functions}
CASES = [(function, key) for function, known in EXPLAINED.items() for key in known]


def function_cell(function, code):
    """Return the source of a solution cell: a body, or just the returned expression."""
    return load_notebook("03-lstm-gates", "lstm_gates").cell(function, code)


def released_functions():
    path = ROOT / "exercises/03-lstm-gates/fixtures.json"
    return json.loads(path.read_text(encoding="utf-8"))["functions"]


def test_every_known_mistake_is_released_with_a_message_of_its_own():
    functions = released_functions()
    assert {f: list(spec["mistakes"]) for f, spec in functions.items()} == {
        f: list(known) for f, known in EXPLAINED.items()
    }
    for spec in functions.values():
        messages = [message["en"] for message in spec["mistakes"].values()]
        assert len(set(messages)) == len(messages)


@pytest.mark.parametrize(("function", "key"), CASES)
def test_a_known_mistake_hears_its_own_message(solution, release, function, key):
    cell = {function: function_cell(function, EXPLAINED[function][key].code)}
    expected = f"Not yet. {function}: {released_functions()[function]['mistakes'][key]['en']}"
    test = f"test_{function}"
    for notebook in (release, solution):
        graded = notebook.grade(cell, only=test)[test]
        assert graded.message == expected
        assert graded.points < graded.most
    assert "array(" not in expected
    assert not re.search(r"\d\.\d{3}", expected)


@pytest.mark.parametrize(("function", "key"), CASES)
def test_the_hidden_part_alone_catches_a_known_mistake(solution, function, key):
    test = f"test_{function}"
    cells = {
        function: function_cell(function, EXPLAINED[function][key].code),
        test: hidden_alone(solution.source(test)),
    }
    (message,) = solution.run(cells, only=test).values()
    assert message.startswith(
        f"Not yet. {function}: it is right for the example, but not for other"
    )


def hidden_alone(source):
    """Return a test cell without the visible examples."""
    return f"import checks\nchecks.examples = lambda function: []\n{source}"


def test_the_hidden_parts_alone_pass_the_solution(solution):
    hidden = {test: hidden_alone(solution.source(test)) for test in POINTS}
    assert solution.run(hidden) == dict.fromkeys(hidden)


@pytest.mark.parametrize("function", SIGNATURES)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return np.ones((4, 2))", "wrong shape: expected (2, 4), got (4, 2)"),
        ("return np.ones(4)", "wrong shape: expected (2, 4), got (4,)"),
        ("return 0.5", "wrong shape: expected (2, 4), got ()"),
        ("return np.full((2, 4), np.nan)", "not a number"),
        ("return np.full((2, 4), 0.123)", "the hints may help"),
        ("return 'a word'", "must be one array of numbers; got a str"),
        ("return", "returned nothing"),
        ("return undefined_name", "stopped with NameError"),
        ("raise NotImplementedError('not written yet')", "is not written yet"),
    ],
)
def test_any_other_answer_hears_what_came_and_what_was_expected(release, function, body, words):
    if function == "lstm_step" and body.startswith("return "):
        body = f"value = {body.removeprefix('return ')}\n    return value, value"
    cell = {function: f"def {function}({SIGNATURES[function]}):\n    {body}\n"}
    (message,) = release.run(cell, only=f"test_{function}").values()
    assert message.startswith(f"Not yet. {function}")
    assert words in message


@pytest.mark.parametrize("returned", ["h", "(h,)", "(h, C, C)", "[h]"])
def test_lstm_step_must_return_two_arrays(release, returned):
    cell = {"lstm_step": function_cell("lstm_step", step(out=returned))}
    (message,) = release.run(cell, only="test_lstm_step").values()
    assert "it must return 2 arrays, h_t and then C_t; got " in message


def test_of_two_mistakes_in_lstm_step_none_is_said_to_explain_both(release):
    """C_t would be that of the first; h_t is wrong for a second reason."""
    body = step(C="i * C_prev + f * g", h="o * C")
    cell = {"lstm_step": function_cell("lstm_step", body)}
    (message,) = release.run(cell, only="test_lstm_step").values()
    mistakes = released_functions()["lstm_step"]["mistakes"].values()
    assert [words["en"] for words in mistakes if words["en"] in message] == []
    assert "h_t and C_t have the right shape and wrong values" in message


@pytest.mark.parametrize("function", LETTERS)
def test_weights_that_changed_places_hear_the_line_and_the_shapes(release, function):
    a = LETTERS[function]
    cell = {function: function_cell(function, f"sigmoid(x_t @ W_h{a} + h_prev @ W_x{a} + b_{a})")}
    (message,) = release.run(cell, only=f"test_{function}").values()
    assert "stopped with ValueError" in message
    assert f"x_t (2, 3), h_prev (2, 4), W_x{a} (3, 4), W_h{a} (4, 4), b_{a} (4,)" in message
    assert f"Which array does x_t meet, and which one h_prev? W_x{a} has a row" in message


def test_the_untouched_release_says_that_nothing_is_written(release):
    messages = release.run({})
    assert list(messages) == [f"test_{function}" for function in SIGNATURES]
    for function in SIGNATURES:
        assert messages[f"test_{function}"] == (
            f"Not yet. {function} is not written yet. "
            "Write it in the cell above, run that cell, then this one."
        )


# --- lstm_step is graded by itself -------------------------------------------------------------

COMPOSED = {  # ways to write lstm_step from the learner's own functions
    "positional": None,  # the solution's own
    "keywords": """
    def own(f, a):
        more = {f"W_x{a}": params[f"W_x{a}"], f"W_h{a}": params[f"W_h{a}"]}
        return f(x_t, h_prev=h_prev, **more, **{f"b_{a}": params[f"b_{a}"]})
    i_t, f_t = own(input_gate, "i"), own(forget_gate, "f")
    g_t, o_t = own(candidate, "g"), own(output_gate, "o")
    C_t = cell_state(i_t=i_t, f_t=f_t, g_t=g_t, C_prev=C_prev)
    return hidden_state(C_t=C_t, o_t=o_t), C_t""",
    "one gate function for all three": """
    i_t, f_t, o_t = (
        input_gate(x_t, h_prev, params["W_x" + a], params["W_h" + a], params["b_" + a])
        for a in "ifo"
    )
    g_t = candidate(x_t, h_prev, params["W_xg"], params["W_hg"], params["b_g"])
    C_t = cell_state(f_t, C_prev, i_t, g_t)
    return hidden_state(o_t, C_t), C_t""",
    "half of it written again": """
    i_t = input_gate(x_t, h_prev, params["W_xi"], params["W_hi"], params["b_i"])
    f_t = sigmoid(x_t @ params["W_xf"] + h_prev @ params["W_hf"] + params["b_f"])
    g_t = np.tanh(x_t @ params["W_xg"] + h_prev @ params["W_hg"] + params["b_g"])
    o_t = output_gate(x_t, h_prev, params["W_xo"], params["W_ho"], params["b_o"])
    C_t = f_t * C_prev + i_t * g_t
    return hidden_state(o_t, C_t), C_t""",
    "all written again": "\n" + textwrap.indent(step(), "    "),
}
WRONG = {  # ways in which one earlier function can be wrong
    "value": "return 0.5 * {first}.sum() + np.zeros((len({first}), 4))",
    "shape": "return {first}.T",
    "error": "return undefined_name",
    "unwritten": "raise NotImplementedError('not written yet')",
    "nothing": "return None",
}


@pytest.mark.parametrize("composed", COMPOSED)
@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("function", list(SIGNATURES)[:-1])
def test_a_wrong_function_costs_only_its_own_points(solution, release, function, kind, composed):
    body = WRONG[kind].format(first=SIGNATURES[function].split(",")[0])
    cells = {function: f"def {function}({SIGNATURES[function]}):\n    {body}\n"}
    if COMPOSED[composed]:
        cells["lstm_step"] = f"def lstm_step({SIGNATURES['lstm_step']}):{COMPOSED[composed]}\n"
    solved = {name: solution.source(name) for name in SIGNATURES} | cells
    for notebook in (solution, release):
        messages = notebook.run(solved)
        assert [t for t, message in messages.items() if message] == [f"test_{function}"]


def test_lstm_step_row_by_row_is_graded_by_itself(solution):
    """Such calls are in no table: only the hidden formulas can stand in."""
    body = """
    rows = []
    for n in range(len(x_t)):
        x, h, c = x_t[n : n + 1], h_prev[n : n + 1], C_prev[n : n + 1]
        i = input_gate(x, h, params["W_xi"], params["W_hi"], params["b_i"])
        f = forget_gate(x, h, params["W_xf"], params["W_hf"], params["b_f"])
        g = candidate(x, h, params["W_xg"], params["W_hg"], params["b_g"])
        o = output_gate(x, h, params["W_xo"], params["W_ho"], params["b_o"])
        C_t = cell_state(f, c, i, g)
        rows.append((hidden_state(o, C_t)[0], C_t[0]))
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows])"""
    cells = {"lstm_step": f"def lstm_step({SIGNATURES['lstm_step']}):{body}\n"}
    for function in list(SIGNATURES)[:-1]:
        cells[function] = f"def {function}({SIGNATURES[function]}):\n    return None\n"
    assert solution.run(cells, only="test_lstm_step") == {"test_lstm_step": None}


@pytest.mark.parametrize("notebook", ["solution", "release"])
def test_work_in_place_does_not_spoil_the_second_look(request, solution, notebook):
    """lstm_step runs twice where an earlier function is wrong: each time on fresh arrays."""
    body = """
    C_prev *= forget_gate(x_t, h_prev, params["W_xf"], params["W_hf"], params["b_f"])
    i_t = input_gate(x_t, h_prev, params["W_xi"], params["W_hi"], params["b_i"])
    C_prev += i_t * candidate(x_t, h_prev, params["W_xg"], params["W_hg"], params["b_g"])
    o_t = output_gate(x_t, h_prev, params["W_xo"], params["W_ho"], params["b_o"])
    params.clear()
    return o_t * np.tanh(C_prev), C_prev"""
    cells = {function: solution.source(function) for function in SIGNATURES} | {
        "input_gate": f"def input_gate({SIGNATURES['input_gate']}):\n    return 0.5\n",
        "lstm_step": f"def lstm_step({SIGNATURES['lstm_step']}):{body}\n",
    }
    messages = request.getfixturevalue(notebook).run(cells)
    assert [t for t, message in messages.items() if message] == ["test_input_gate"]


def test_lstm_step_may_call_its_own_functions_in_its_own_way(solution):
    """cell_state with another order of arguments is wrong by itself; lstm_step is right."""
    own = "def cell_state(f_t, i_t, C_prev, g_t):\n    return f_t * C_prev + i_t * g_t\n"
    call = "cell_state(f_t, C_prev, i_t, g_t)"
    step_with_own = solution.source("lstm_step").replace(call, "cell_state(f_t, i_t, C_prev, g_t)")
    cells = {"cell_state": own, "lstm_step": step_with_own}
    messages = solution.run(cells)
    assert [t for t, message in messages.items() if message] == ["test_cell_state"]


@pytest.mark.parametrize("notebook", ["solution", "release"])
def test_wrong_gates_do_not_make_a_wrong_lstm_step_right(request, notebook):
    """With zeros everywhere, the step agrees with its own gates, and earns nothing."""
    zeros = {}
    for function, arguments in SIGNATURES.items():
        rows = f"len({arguments.split(',')[0]})"
        zeros[function] = function_cell(function, f"np.zeros(({rows}, 4))")
    zeros["lstm_step"] = function_cell("lstm_step", "np.zeros_like(C_prev), np.zeros_like(C_prev)")
    messages = request.getfixturevalue(notebook).run(zeros)
    assert all(message.startswith("Not yet") for message in messages.values())


def test_the_learners_own_functions_come_back(load_checks):
    checks = load_checks(NOTEBOOK)

    def own():
        return "own"

    namespace = {"input_gate": own, "other": 1}

    def fail():
        with checks.replaced(namespace, {"input_gate": len, "cell_state": len}):
            assert namespace["input_gate"] is len
            assert namespace["cell_state"] is len
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert namespace == {"input_gate": own, "other": 1}


def test_a_wrong_call_of_an_unwritten_function_is_not_excused(release, solution):
    """Only lstm_step is at fault for the call; the earlier function is just not there yet."""
    swapped = solution.source("lstm_step").replace(
        "cell_state(f_t, C_prev, i_t, g_t)", "cell_state(i_t, C_prev, f_t, g_t)"
    )
    cells = {name: solution.source(name) for name in SIGNATURES if name != "cell_state"}
    (message,) = release.run(cells | {"lstm_step": swapped}, only="test_lstm_step").values()
    assert message.startswith("Not yet. lstm_step: it calls cell_state with other arguments than")
