"""What a function still holds of its cell or of a hint is named; so is another def line."""

import pytest

from tests.helpers.claimed import bench
from tests.helpers.contract import CONTRACT, NOTEBOOKS
from tests.helpers.known import FUNCTIONS

GATES = "03-lstm-gates/lstm_gates"
DEF = "def input_gate(x_t, h_prev, W_xi, W_hi, b_i):"
SUM = "x_t @ W_xi + h_prev @ W_hi + b_i"
STUB = (
    '    """Say how much."""\n    # Write here.\n    raise NotImplementedError("not written yet")'
)
UNWRITTEN = "Not yet. input_gate is not written yet."
RAISE = "Not yet. input_gate: your lines are there, but so is the raise line (line {}), and Python"


@pytest.fixture
def heard(releases):
    """Return a function that gives what the release says of cells, and the points."""

    def hear(test="input_gate", **cells):
        graded = releases[GATES].grade({**cells}, only=f"test_{test}")[f"test_{test}"]
        return graded.message, graded.points

    return hear


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (f"{STUB}\n    return sigmoid({SUM})", 4),
        (f"    i_t = sigmoid({SUM})\n    raise NotImplementedError()", 3),
        (f"    raise NotImplementedError\n    return sigmoid({SUM})", 2),
        (f'    raise NotImplementedError("later")\n    z = {SUM}', 2),
        (f"    for k in range(3):\n        z = {SUM}\n    raise NotImplementedError()", 4),
    ],
)
def test_a_raise_line_that_was_left_in_is_named(heard, body, line):
    message, points = heard(input_gate=f"{DEF}\n{body}\n")
    assert message.startswith(RAISE.format(line))
    assert message.endswith("Delete that line.")
    assert points == 0


@pytest.mark.parametrize(
    "body",
    [
        STUB,
        "    raise NotImplementedError",
        "    pass\n    raise NotImplementedError()",
        "    ...\n    raise NotImplementedError()",
        "    if True:\n        raise NotImplementedError()",
        "    todo()\n\n\ndef todo():\n    raise NotImplementedError()",
    ],
)
def test_what_is_not_written_yet_is_not_said_to_hold_a_raise_line_too_many(heard, body):
    message, _ = heard(input_gate=f"{DEF}\n{body}\n")
    assert message.startswith(UNWRITTEN)


def test_a_raise_line_below_a_return_costs_nothing(heard):
    code = f"{DEF}\n    return sigmoid({SUM})\n    raise NotImplementedError()\n"
    assert heard(input_gate=code) == (None, 4)


def test_a_raise_line_in_a_function_that_is_called_is_named_there(heard, solutions):
    step = solutions[GATES].solved["lstm_step"]
    for test, own in (("output_gate", "return input_gate(x_t, h_prev, W_xo, W_ho, b_o)"),):
        message, _ = heard(
            test,
            input_gate=f"{DEF}\n    z = {SUM}\n    raise NotImplementedError()\n",
            output_gate=f"def output_gate(x_t, h_prev, W_xo, W_ho, b_o):\n    {own}\n",
            lstm_step=step,
        )
        assert (
            "it calls input_gate, and in that one the raise line still stands (line 3)" in message
        )


# --- gaps ----------------------------------------------------------------------------------------


def test_a_gap_of_a_pasted_hint_is_named_with_its_line(heard):
    code = f"{DEF}\n    z = {SUM}\n    return sigmoid(z @ GAP + GAP)\n"
    message, points = heard(input_gate=code)
    assert message == (
        "Not yet. input_gate: a gap is left in input_gate, line 3. Put your own in the place of "
        "each GAP. The line: return sigmoid(z @ GAP + GAP)"
    )
    assert points == 0


def test_a_gap_in_a_comprehension_belongs_to_its_function(heard):
    message, _ = heard(input_gate=f"{DEF}\n    return [GAP for k in range(3)]\n")
    assert "a gap is left in input_gate, line 2." in message


def test_a_gap_in_a_function_that_is_called_is_named_there(heard):
    message, _ = heard(
        "output_gate",
        input_gate=f"{DEF}\n    return GAP\n",
        output_gate="def output_gate(*args):\n    return input_gate(*args)\n",
    )
    assert message.startswith("Not yet. output_gate: a gap is left in input_gate, line 2.")


def test_another_unknown_name_is_no_gap(heard):
    message, _ = heard(input_gate=f"{DEF}\n    return GAPS\n")
    assert "it stopped with NameError: name 'GAPS' is not defined" in message


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_last_hint_of_each_function_has_gaps_that_are_found(
    releases, korean_releases, notebook
):
    """The lines of the hint in the place of the solution: whatever is missing, a gap is named."""
    for releases_, said in ((releases, "a gap is left in"), (korean_releases, "빈칸이 남아")):
        book = releases_[notebook]
        for function in CONTRACT[notebook]:
            about = book.source(f"about-{function.replace('_', '-')}")
            lines = about.split("```\n")[-2].splitlines()
            head = book.code[function].partition('    """')[0]
            code = head + "".join(f"    {line}\n" for line in lines)
            cells = {function: code} | filled(book, function)
            message = book.run(cells, only=f"test_{function}")[f"test_{function}"]
            assert said in message, (function, message)


def filled(book, function):
    """Return what a hint calls and the release leaves to the learner."""
    return {
        name: source.partition('    """')[0] + "    return None\n"
        for name, source in book.code.items()
        if name.startswith("own_")
    }


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_no_hint_has_a_gap_that_ipython_takes_for_one_of_its_names(releases, notebook):
    for cell in releases[notebook].runnable.cells.values():
        assert "__" not in "".join(cell["source"]).replace("__init__", "")


# --- the def line --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("h_prev, x_t, W_hi, W_xi, b_i", True),
        ("x_t, h_prev", True),
        ("x_t, h_prev, params", True),
        ("x_t, h_prev, C_prev, W_xi, W_hi, b_i", True),
        ("", True),
        ("x, h, W, U, b", False),
        ("*args", False),
        ("x, h, W, U, b, squash=np.tanh", False),
    ],
)
def test_a_def_line_that_takes_other_arguments_is_named(heard, arguments, named):
    message, _ = heard(input_gate=f"def input_gate({arguments}):\n    return 5.0\n")
    given = "the test gives it x_t, h_prev, W_xi, W_hi, b_i, in this order, and your def line takes"
    assert (f"{given} {arguments or '()'}." in message) == named


def test_other_names_and_optional_arguments_are_as_good(heard):
    for arguments in ("x, h, W, U, b", "x, h, W, U, b, squash=sigmoid"):
        code = f"def input_gate({arguments}):\n    return sigmoid(x @ W + h @ U + b)\n"
        assert heard(input_gate=code) == (None, 4)


def test_an_error_of_the_function_itself_is_not_laid_on_its_def_line(heard):
    message, _ = heard(input_gate="def input_gate(x, h, W, U, b, e=1):\n    return len()\n")
    assert "it stopped with TypeError: len()" in message


# --- what is said is so --------------------------------------------------------------------------


def with_a_raise_line(x_t, h_prev, W_xi, W_hi, b_i):
    z = x_t @ W_xi + h_prev @ W_hi + b_i
    raise NotImplementedError(z)


def with_a_gap(x_t, h_prev, W_xi, W_hi, b_i):
    return x_t @ W_xi + h_prev @ GAP  # noqa: F821


def in_another_order(h_prev, x_t, W_hi, W_xi, b_i):
    return x_t @ W_xi + h_prev @ W_hi + b_i


def of_two(x_t, h_prev):
    return x_t


@pytest.mark.parametrize(
    ("learner", "key"),
    [
        (with_a_raise_line, "raise_left"),
        (with_a_gap, "gap_left"),
        (in_another_order, "signature"),
        (of_two, "signature"),
    ],
)
def test_the_claims_hold(learner, key):
    (found,) = (pair for pair in FUNCTIONS if pair[1].name == "input_gate")
    with bench(*found) as put:
        assert put.report(learner).key == f"input_gate.{key}"
        assert put.false(learner) == []
