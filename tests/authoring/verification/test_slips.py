"""Beyond the known mistakes: every slip of the right solution, pairs of slips, random sizes.

What lstm_ref says about a changed solution is what the grader must say: full marks where
nothing is wrong with it, fewer points where something is.
"""

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.verification.reference_results import deviation
from authoring.verification.slips import slips
from tests.helpers.known import FUNCTIONS, NAMES, proof, right, wrong

# Changed solutions divide by zero, and worse.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

SIZES = [
    {"seed": 7, "B": 5, "T": 6, "D": 2, "H": 7},
    {"seed": 8, "B": 1, "T": 3, "D": 4, "H": 2},
    {"seed": 9, "B": 3, "T": 1, "D": 3, "H": 3},
    {"seed": 10, "B": 2, "T": 2, "D": 2, "H": 2},
]
size = st.integers(1, 4)
drawn_sizes = st.fixed_dictionaries({"seed": st.integers(0, 99), "B": size, "T": size, "D": size})


def written(assignment, function, source):
    """Return the function that a cell defines, in its notebook."""
    return proof(assignment.folder).solution.function(function.name, {function.name: source})


def is_right(assignment, function, source):
    """Ask lstm_ref; a cell that does not even run is wrong."""
    try:
        made = written(assignment, function, source)
    except Exception:
        return False
    return not any(deviation(made, cases) for cases in known(assignment.folder, function.name))


@functools.cache
def known(folder, name):
    """Return arguments and right results of all sizes."""
    (function,) = [f for a, f in FUNCTIONS if (a.folder, f.name) == (folder, name)]
    return [proof(folder).cases(function, **sizes) for sizes in SIZES]


def graded(runnable, function, source):
    test = f"test_{function.name}"
    return runnable.run({function.name: source}, only=test)[test]


def slips_of(assignment, function):
    return all_slips(proof(assignment.folder).solution.code[function.name])


all_slips = functools.cache(slips)


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS, ids=NAMES)
def test_every_slip_costs_points_exactly_if_it_matters(assignment, function):
    solution = proof(assignment.folder).solution
    verdicts = {t: is_right(assignment, function, t) for t in slips_of(assignment, function)}
    assert list(verdicts.values()).count(False) >= 7
    wrongly = [t for t, full in verdicts.items() if graded(solution, function, t).full != full]
    assert wrongly == []


@pytest.mark.parametrize(("assignment", "function"), FUNCTIONS, ids=NAMES)
def test_no_slip_meets_a_bare_error(assignment, function):
    for text in slips_of(assignment, function):
        seen = graded(proof(assignment.folder).release, function, text)
        assert seen.full or function.name in seen.text, text


@given(data=st.data())
def test_two_slips_cost_points_exactly_if_they_matter(data):
    assignment, function = data.draw(st.sampled_from(FUNCTIONS))
    first = data.draw(st.sampled_from(slips_of(assignment, function)))
    second = data.draw(st.sampled_from(slips(first) or [first]))
    seen = graded(proof(assignment.folder).solution, function, second)
    assert seen.full == is_right(assignment, function, second), second


@given(data=st.data(), sizes=drawn_sizes, units=size)
def test_right_solutions_are_right_for_any_size(data, sizes, units):
    assignment, function = data.draw(st.sampled_from(FUNCTIONS))
    name, source = data.draw(st.sampled_from(list(right(assignment, function).items())))
    drawn = proof(assignment.folder).cases(function, **sizes, H=units)
    assert deviation(written(assignment, function, source), drawn) is None, name


@given(data=st.data(), seed=st.integers(0, 99))
def test_wrong_solutions_are_wrong_for_any_weights(data, seed):
    assignment, function = data.draw(st.sampled_from(FUNCTIONS))
    name, source = data.draw(st.sampled_from(list(wrong(assignment, function).items())))
    drawn = proof(assignment.folder).cases(function, seed=seed, B=5, T=6, D=2, H=7)
    assert deviation(written(assignment, function, source), drawn) is not None, name
