"""Honest work keeps what it has earned, whatever else goes wrong in its notebook."""

import pytest

from tests.helpers.attacks.fairness import FAIR, submitted
from tests.helpers.attacks.reported import REPORTED, STOPS
from tests.helpers.course_folder import POINTS

HONEST = [*FAIR, *REPORTED]
pytestmark = pytest.mark.needs("sandbox")


def test_there_are_enough():
    assert len(FAIR) >= 20
    assert len(REPORTED) >= 40
    assert len({fair.name for fair in HONEST}) == len(HONEST)


@pytest.mark.parametrize("fair", HONEST, ids=lambda fair: fair.name)
def test_honest_work_keeps_what_it_has_earned(bench, fair):
    found, notes = bench.grade(submitted(fair))
    assert found == {f: p for f, p in POINTS.items() if f not in fair.loses}, notes


EXITS = [fair for fair in REPORTED if "exits" in fair.name]


@pytest.mark.parametrize("fair", [*STOPS, *EXITS], ids=lambda fair: fair.name)
def test_what_is_raised_or_too_large_costs_no_process(bench, fair):
    """There is nothing to note then, and no cell is run again."""
    _, notes = bench.grade(submitted(fair))
    assert notes == []
