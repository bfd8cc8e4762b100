"""Whatever a learner's function raises is an ordinary error of that function, and of no other.

An interrupt at the learner's own keyboard ends the test cell with one sentence.
"""

import io
from array import array
from collections import deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grading.student.handles import Handles
from grading.student.sanitize import encoded
from grading.wire import codec
from grading.wire.handles import Yours
from grading.wire.operations import OPERATIONS
from grading.wire.remote import remote
from tests.helpers.contract import CONTRACT

GATES = "03-lstm-gates/lstm_gates"
WAYS = {
    "exit": "import sys; sys.exit('todo')",
    "system-exit": "raise SystemExit",
    "interrupt": "raise KeyboardInterrupt",
    "cancelled": "import asyncio; raise asyncio.CancelledError",
    "generator-exit": "raise GeneratorExit",
    "own": "raise type('Todo', (BaseException,), {})('later')",
    "group": "raise BaseExceptionGroup('todo', [SystemExit()])",
    "while-it-is-converted": "return Stops()",
}
STOPS = "class Stops:\n    def __float__(self): raise SystemExit\n\n\n"


def raising(function, body):
    return {function: f"{STOPS}def {function}(*args):\n    {body}\n"}


@pytest.fixture
def grading(monkeypatch):
    """Let the checks know that nobody sits at the keyboard."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")


@pytest.mark.usefixtures("grading")
@pytest.mark.parametrize("way", WAYS)
def test_it_costs_the_points_of_its_own_function_alone(solutions, releases, way):
    gates = [name for name in CONTRACT[GATES] if name != "lstm_step"]
    for book in (solutions[GATES], releases[GATES]):
        for gate in (gates[0], gates[-1]):
            graded = book.grade(solutions[GATES].solved | raising(gate, WAYS[way]))
            assert [test for test, each in graded.items() if each.message] == [f"test_{gate}"]
            assert graded[f"test_{gate}"].points == 0


@pytest.mark.usefixtures("grading")
def test_the_error_is_named_with_its_words_and_its_line(releases):
    graded = releases[GATES].grade(raising("input_gate", WAYS["exit"]), only="test_input_gate")
    message = graded["test_input_gate"].message
    assert "it stopped with SystemExit: todo The line: import sys; sys.exit('todo')" in message


def test_half_a_letter_in_an_error_can_be_shown(load_checks):
    checks = load_checks(GATES)

    def fails(*args):
        raise ValueError("\ud800")

    report = checks.Test("input_gate", {"input_gate": fails}, value=1).report()
    assert "\\ud800" in report.text("en").encode("utf-8").decode()


def test_an_error_without_words_can_be_shown(load_checks):
    checks = load_checks(GATES)

    class Mute(Exception):  # noqa: N818
        def __str__(self):
            raise ValueError

    def fails(*args):
        raise Mute

    report = checks.Test("input_gate", {"input_gate": fails}, value=1).report()
    assert "it stopped with Mute" in report.text("en")


# --- an interrupt --------------------------------------------------------------------------------

SENTENCES = {
    "en": "Interrupted: the test of input_gate has not come to its end.",
    "ko": "실행이 중단되어 input_gate 테스트가 끝나지 않았습니다.",
}


def interrupted(*args):
    raise KeyboardInterrupt


@pytest.fixture
def at_home(monkeypatch):
    """Let the checks know that this is a learner's own kernel."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("way", SENTENCES)
def test_at_home_an_interrupt_ends_the_test_with_one_sentence(load_checks, monkeypatch, way):
    monkeypatch.setenv("EXERCISES_LANGUAGE", way)
    test = load_checks(GATES).Test("input_gate", {"input_gate": interrupted}, value=1)
    with pytest.raises(KeyboardInterrupt) as error:
        test.score()
    assert " ".join(error.value._render_traceback_()) == SENTENCES[way]
    assert error.value.__suppress_context__


@pytest.mark.usefixtures("at_home")
def test_a_notebook_shows_that_sentence_and_no_traceback(load_checks):
    checks, shown = load_checks(GATES), []
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    shell._showtraceback = lambda kind, value, lines: shown.append(lines)
    shell.user_ns["test"] = checks.Test("input_gate", {"input_gate": interrupted}, value=1)
    result = shell.run_cell("test.score()")
    assert not result.success
    assert shown == [[SENTENCES["en"]]]


@pytest.mark.usefixtures("at_home")
def test_at_home_an_interrupt_in_an_earlier_function_ends_the_test_as_well(load_checks):
    checks, calls = load_checks(GATES), []

    def lstm_step(x_t, h_prev, C_prev, params):
        calls.append(1)
        return interrupted()

    test = checks.Test("lstm_step", {"lstm_step": lstm_step, "input_gate": interrupted}, h_t=1)
    with pytest.raises(checks.Interrupted):
        test.score()
    assert len(calls) == 1


@pytest.mark.usefixtures("grading")
def test_a_time_limit_that_interrupts_is_met_once_for_each_look(load_checks):
    """nbgrader interrupts what never ends: the next example would be the same."""
    checks, calls = load_checks("04-simple-rnn/simple_rnn"), []

    def endless(*args):
        calls.append(1)
        return interrupted()

    report = checks.Test("simple_rnn", {"simple_rnn": endless}, states=1).report()
    assert report.points == 0
    assert len(calls) == 1


class Late(BaseException):
    """A time limit of a grader."""


@pytest.mark.parametrize("error", [Late, KeyboardInterrupt])
@pytest.mark.usefixtures("grading")
def test_what_a_grader_itself_raises_passes(load_checks, error):
    """A proxy says what may arrive from the learner's process; all else ends the test."""

    def proxy(*args):
        raise error

    proxy.raises = Exception
    for function in ("input_gate", "lstm_step"):
        test = load_checks(GATES).Test(function, {function: proxy}, value=1)
        with pytest.raises(error):
            test.report()


# --- numbers of any kind -------------------------------------------------------------------------


def answering(checks, change):
    """Return the test of a cell_state that gives a changed right result."""
    case = checks.fixture("cell_state")
    right = case.expected["C_t"]
    return checks.Test("cell_state", {"cell_state": lambda *_: change(right)}, shape=1, value=3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda right: right + 1e6j, "C_t holds complex numbers."),
        (lambda right: (right + 1e6j).tolist(), "C_t holds complex numbers."),
        (lambda right: np.array((right + 1j).tolist(), dtype=object), "C_t holds complex numbers"),
        (lambda right: right + complex(0, np.nan), "C_t holds nan"),
        (lambda right: np.broadcast_to(0.0, (10**6, 10**6)), "C_t is too large"),
        (lambda right: [[10**400] * 4] * 2, "C_t is too large"),
        (lambda right: [[object()] * 4] * 2, "C_t must be one array of numbers; got a list"),
        (lambda right: [[1.0], [2.0, 3.0]], "C_t must be one array of numbers; got a list"),
        (lambda right: io.StringIO(), "C_t must be one array of numbers; got a StringIO"),
    ],
)
def test_what_is_no_array_of_real_numbers_hears_so(load_checks, change, words):
    report = answering(load_checks(GATES), change).report()
    assert words in report.text("en").replace("\n", " ")
    assert report.points < 2


class Rows:
    """A sequence that is registered nowhere as one."""

    def __len__(self):
        return 2

    def __getitem__(self, n):
        return [1.0, 2.0][n]


class Takes:
    """What float() takes."""

    def __float__(self):
        return 0.5


VALUES = [
    *(1, 2.5, 1j, True, None, "1.5", b"2", [], [[1], [2]], [1, [2]], {1}, {"a": 1}, object(), len),
    *(Decimal("1.5"), Fraction(1, 3), Takes(), [Takes(), 1j], Rows(), range(3), deque([1, 2])),
    *(np.float16(1), np.longdouble(2), np.array(5), np.array([1, None], dtype=object)),
    *(
        np.array([[1, 2]]).view(np.recarray),
        np.ma.array([1, 2], mask=[0, 1]),
        np.array(["1", "x"]),
        array("d", [1]),
    ),
    *([10**400], [10**300], np.broadcast_to(0.0, (10**6, 10**6)), (n for n in [1]), io.StringIO()),
    *(
        np.array([1, 2], dtype=">i4"),
        np.timedelta64(3, "s"),
        np.array([np.complex128(1j)], dtype=object),
    ),
]


def received(handles, value):
    """Return what the judge has of a value."""
    return codec.decode(*encoded(value, handles.lend), lambda mine: remote(Lent(handles, mine)))


class Lent:
    """The link to an object of the submission's, as the judge's is, within one process."""

    def __init__(self, handles, mine):
        self.handles, self.mine = handles, mine

    def ask(self, operation, args, kwargs):
        own = self.handles.resolve(Yours(self.mine.number))
        return received(self.handles, OPERATIONS[operation](own, *args[1:], **kwargs))

    def disguise(self):
        return None


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_what_is_taken_for_numbers_at_home_is_taken_for_the_same_numbers_in_grading(
    load_checks, value
):
    checks = load_checks(GATES)
    sent = received(Handles(None, {}), value)  # first: it may be used up
    assert as_numbers(checks, sent) == as_numbers(checks, value)


def as_numbers(checks, value):
    """Return the numbers, or whether the value is too large or is no numbers at all."""
    try:
        found = checks.numbers(value)
    except OverflowError:
        return "too large"
    except Exception:
        return "no numbers"
    return found.shape, found.dtype, found.tobytes()


def test_a_conversion_that_fails_blames_no_line_of_the_checks(load_checks):
    class Stops:
        def __float__(self):
            raise SystemExit("no")

    report = answering(load_checks(GATES), lambda right: Stops()).report()
    assert report.finding.key == "stopped"
    assert report.finding.line == 'raise SystemExit("no")'
