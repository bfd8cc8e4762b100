"""Every argument of every public callable, replaced by twenty wrong things and more.

Each is refused by a ValueError or a TypeError that names the argument and says what was expected
and what came, and nothing has changed; or it is in ACCEPTED, for a reason.
"""

import inspect
import re
from fnmatch import fnmatchcase

import pytest

from tests.helpers.public_calls import CALLS, public
from tests.helpers.wrong_arguments import frozen, wrong_things

# The names that a message may use for what stands in a list.
PARTS = {
    "weights": ["kernel", "recurrent_kernel", "bias", "W_y", "b_y"],
    "words": ["language"],
    "shares": ["share"],
}
NUMBERS = ["a number with a fraction", "a huge whole number"]
ANY_SHAPE = [
    "an empty list", "an empty array", "an array of five axes", "a number with a fraction", "NaN",
    "one axis more", "one axis less", "nothing along the last axis",
    "one more along the last axis",
]  # fmt: skip
# callable and argument -> what is taken all the same. None where it is the default, and True
# beside False, need no row. A function is taken where it is called later, with a message then.
ACCEPTED = {
    "sigmoid x": [*ANY_SHAPE, "-1", "True"],
    "tanh x": [*ANY_SHAPE, "-1", "True"],
    "* seed": ["a huge whole number"],  # NumPy takes seeds of any size
    "check_gradients seed": ["None"],
    "make_layer seed": ["None"],
    "fit progress": ["None"],
    "Bidirectional merge_mode": ["None"],
    "tuned runs": ["one item more"],
    "Constant value": [*NUMBERS, "-1"],
    "Constant.__call__ shape": ["an empty list", "one item *"],
    "Constant.__call__ rng": ["*"],  # it draws nothing
    "Orthogonal gain": [*NUMBERS, "-1"],
    "get_initializer initializer": ["a function"],
    "check_gradients step": NUMBERS,
    "softmax_cross_entropy logits": ["one more along the last axis"],  # one class more
    "Adam learning_rate": NUMBERS,
    "Adam epsilon": NUMBERS,
    "clip_by_global_norm limit": NUMBERS,
    "clip_by_global_norm gradients": [
        "a list of lists of two lengths",  # two gradients, of one number and of two
        "an empty list", "one item *", *(f"item ?: {each}" for each in ANY_SHAPE),
    ],
    "fit clip": NUMBERS,
    "percent share": [*NUMBERS, "-1"],
    "reorder_gates axis": ["-1"],
    "from_torch state": ["weight_ih_l0: one more along the last axis"],  # another D
    "from_onnx inputs": ["W: one more along the last axis", "without B", "B: None"],
    "bidirectional title": ["a text"],
    "lstm_cell title": ["a text"],
    "rnn_cell title": ["a text"],
    "families installed": ["an empty list", "one item *"],
}  # fmt: skip
ARGUMENTS = [(name, argument) for name, row in CALLS.items() for argument in row()[1]]
every_argument = pytest.mark.parametrize(("name", "argument"), ARGUMENTS)


def test_every_public_callable_has_a_row_with_all_its_arguments():
    assert set(CALLS) == set(public())
    for name, thing in public().items():
        named = [each for each in inspect.signature(thing).parameters if each != "self"]
        assert set(CALLS[name]()[1]) == set(named) - {"arguments"}  # make_layer hands them on


@pytest.mark.parametrize("name", CALLS)
def test_the_right_arguments_are_right(name):
    call, arguments = CALLS[name]()
    call(**arguments)


@every_argument
def test_a_wrong_argument_is_refused_by_its_name_and_nothing_changes(name, argument):
    things = wrong_things(CALLS[name]()[1][argument])
    taken = [what for what, thing in things.items() if not refused(name, argument, what, thing)]
    accepted = [*by_itself(name, argument), *accepted_by_name(name, argument)]
    assert [what for what in taken if not any(fnmatchcase(what, each) for each in accepted)] == []
    assert [each for each in accepted if not any(fnmatchcase(w, each) for w in taken)] == []


def accepted_by_name(name, argument):
    rows = (row for key, row in ACCEPTED.items() if fnmatchcase(f"{name} {argument}", key))
    return [each for row in rows for each in row]


def by_itself(name, argument):
    """Return what is right without a row: the default None, and the other bool."""
    default = inspect.signature(public()[name]).parameters.get(argument)
    found = ["None"] if default is not None and default.default is None else []
    return [*found, "True"] if isinstance(CALLS[name]()[1][argument], bool) else found


def refused(name, argument, what, thing):
    """Return whether the call is refused; fail if it is not refused as it must be."""
    call, arguments = CALLS[name]()
    others = {key: value for key, value in arguments.items() if key != argument}
    before = frozen([call, others])
    try:
        call(**others, **{argument: thing})
    except Exception as error:
        heard = error
    else:
        return False
    names = [argument, what.split(": ")[0], *PARTS.get(argument, [])]
    assert type(heard) in (ValueError, TypeError), f"{what}: {heard!r}"
    assert says(str(heard), names), f"{what}: {heard!r}"
    assert frozen([call, others]) == before, what
    return True


def says(message, names):
    """Return whether a message names an argument, what was expected and what came."""
    named = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message) for name in names)
    return named and "expected" in message and re.search("received|missing .* unknown", message)
