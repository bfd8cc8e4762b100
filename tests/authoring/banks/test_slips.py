"""The banks grow: every small slip of the right solution, pairs of slips, and random sizes.

What lstm_ref says about a changed solution is what the grader must say: full marks where
nothing is wrong with it, fewer points where something is.
"""

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.banks.proof import MODULES, replays
from authoring.banks.references import deviation, draw
from authoring.banks.slips import slips

# Changed solutions divide by zero, and worse.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

BANKS = [(module, function) for module in MODULES for function in module.BANK]
NAMES = [function for _, function in BANKS]
SIZES = [
    {"seed": 7, "B": 5, "T": 6, "D": 2, "H": 7},
    {"seed": 8, "B": 1, "T": 3, "D": 4, "H": 2},
    {"seed": 9, "B": 3, "T": 1, "D": 3, "H": 3},
    {"seed": 10, "B": 2, "T": 2, "D": 2, "H": 2},
]
size = st.integers(1, 4)
drawn_sizes = st.fixed_dictionaries({"seed": st.integers(0, 99), "B": size, "T": size, "D": size})
replayed = functools.cache(replays)


def is_right(module, function, source):
    """Ask lstm_ref; a cell that does not even run is wrong."""
    try:
        written = replayed(module)[0].function(function, {function: source})
    except Exception:
        return False
    return not any(deviation(written, function, draw(function, **sizes)) for sizes in SIZES)


def graded(module, function, source, folder=0):
    test = f"test_{function}"
    return replayed(module)[folder].run({function: source}, only=test)[test]


@functools.cache
def slips_of(module, function):
    return slips(replayed(module)[0].code[function])


@pytest.mark.parametrize(("module", "function"), BANKS, ids=NAMES)
def test_every_slip_costs_points_exactly_if_it_matters(module, function):
    texts = slips_of(module, function)
    verdicts = {text: is_right(module, function, text) for text in texts}
    assert list(verdicts.values()).count(False) >= 7
    wrongly = [t for t, right in verdicts.items() if graded(module, function, t).full != right]
    assert wrongly == []


@pytest.mark.parametrize(("module", "function"), BANKS, ids=NAMES)
def test_no_slip_meets_a_bare_error(module, function):
    for text in slips_of(module, function):
        seen = graded(module, function, text, folder=1)
        assert seen.full or function in seen.text, text


@given(data=st.data())
def test_two_slips_cost_points_exactly_if_they_matter(data):
    module, function = data.draw(st.sampled_from(BANKS))
    first = data.draw(st.sampled_from(slips_of(module, function)))
    second = data.draw(st.sampled_from(slips(first) or [first]))
    right = is_right(module, function, second)
    assert graded(module, function, second).full == right, second


@given(data=st.data(), sizes=drawn_sizes, units=size)
def test_right_solutions_are_right_for_any_size(data, sizes, units):
    module, function = data.draw(st.sampled_from(BANKS))
    name = data.draw(st.sampled_from(list(module.BANK[function].right)))
    written = replayed(module)[0].function(function, {function: module.BANK[function].right[name]})
    assert deviation(written, function, draw(function, **sizes, H=units)) is None, name


@given(data=st.data(), seed=st.integers(0, 99))
def test_wrong_solutions_are_wrong_for_any_weights(data, seed):
    module, function = data.draw(st.sampled_from(BANKS))
    mutant = data.draw(st.sampled_from(module.BANK[function].mutants))
    written = replayed(module)[0].function(function, {function: mutant.source})
    drawn = draw(function, seed=seed, B=5, T=6, D=2, H=7)
    assert deviation(written, function, drawn) is not None, mutant.name
