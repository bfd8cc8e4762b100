"""Honest work keeps what it has earned, whatever else goes wrong in its notebook."""

import pytest

from tests.helpers.attacks.attack import Attack
from tests.helpers.attacks.bench import own_cell, right
from tests.helpers.attacks.fairness import FAIR
from tests.helpers.attacks.reported import REPORTED
from tests.helpers.course_folder import POINTS

HONEST = [*FAIR, *REPORTED]
pytestmark = pytest.mark.needs("sandbox")


def submitted(fair):
    """Return the submission as the bench takes it: solved, with what is odd about it."""
    functions = {function: right(function) for function in POINTS} | fair.functions

    def change(cells):
        if fair.cells:
            fair.cells(cells)
        if fair.last:
            cells.append(own_cell(fair.last, "last"))

    return Attack(fair.name, fair.own, functions, cells=change, files=fair.files)


def test_there_are_enough():
    assert len(FAIR) >= 20
    assert len(REPORTED) >= 40
    assert len({fair.name for fair in HONEST}) == len(HONEST)


@pytest.mark.parametrize("fair", HONEST, ids=lambda fair: fair.name)
def test_honest_work_keeps_what_it_has_earned(bench, fair):
    found, notes = bench.grade(submitted(fair))
    assert found == {f: p for f, p in POINTS.items() if f not in fair.loses}, notes
