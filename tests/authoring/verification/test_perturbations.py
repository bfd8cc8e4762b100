"""No answer further from the right one than the tolerance earns its points: a search for one.

Right results are changed: in scale, by an offset, in one element, in the imaginary part, in the
dtype, in one time step, and by how much is drawn. The search is seeded and bounded.
"""

from collections import Counter

import numpy as np
import pytest

from authoring.verification.runnable_notebook import execute
from grading.student.sanitize import encoded
from grading.wire import codec
from tests.helpers.known import FUNCTIONS, NAMES, proof
from tests.helpers.perturbed import CHANGES, Perturbed, is_looked_at

pytestmark = [
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning"),
]
EACH = 9  # of each kind of change, for each function
EVERY = pytest.mark.parametrize(("assignment", "function"), FUNCTIONS, ids=NAMES)


@pytest.fixture
def tested(load_checks):
    """Return a function that gives the test of a right function, with its hidden cases."""

    def load(assignment, name):
        checks = load_checks(f"{assignment.folder}/{assignment.notebook}")
        solution, namespace = proof(assignment.folder).solution, {"__name__": "__main__"}
        for cell, source in solution.code.items():
            if cell == f"test_{name}":
                execute(source.replace("test.score()", "own_test = test"), "<test>", namespace)
            elif cell not in solution.tests:
                execute(source, f"<{cell}>", namespace)
        return checks, namespace["own_test"]

    return load


def perturbations(checks, test):
    """Yield the right function, changed in all ways."""
    examples = checks.examples(test.name)
    names = max((case.expected for case in examples), key=len)
    visible = [list(case.arguments.values()) for case in examples]
    most, right = len(examples) + len(test.hidden), test.namespace[test.name]
    rng = np.random.default_rng(2026)
    for change in CHANGES:
        for _ in range(EACH):
            yield Perturbed(right, names, visible, most, change, rng)


def report_of(test, function):
    test.namespace[test.name] = function
    return test.report()


def behind_the_wire(function):
    """Return a function whose results come as the judge receives them."""
    return lambda *args: codec.decode(*encoded(function(*args)))


def due(test, perturbed, part):
    """Return what a part of the points may earn at most."""
    here, elsewhere = test.parts[part]
    far = [far.visible for far in perturbed.far if is_looked_at(part, far)]
    return 0 if any(far) else here if far else here + elsewhere


@EVERY
def test_no_answer_beyond_the_tolerance_earns_its_points(tested, assignment, function):
    checks, test = tested(assignment, function.name)
    most, came = sum(map(sum, test.parts.values())), Counter()
    for perturbed in perturbations(checks, test):
        report = report_of(test, perturbed)
        for part in report.parts:
            assert part.earned <= due(test, perturbed, part.name), (str(perturbed), part)
        assert not perturbed.far or report.points < most
        came[bool(perturbed.far), report.points == most] += 1
    assert min(came[True, False], came[False, True]) >= 5, came  # both were met


@EVERY
def test_it_is_worth_the_same_behind_the_wire(tested, assignment, function):
    checks, test = tested(assignment, function.name)
    for perturbed in list(perturbations(checks, test))[::3]:
        here = report_of(test, perturbed)
        there = report_of(test, behind_the_wire(perturbed))
        assert there.to_dict("en") == here.to_dict("en"), str(perturbed)
