"""A mark is what the judge found: no learner says "not run", and every notebook can be kept."""

import nbformat
import pytest

from grading.judge.scores import scores
from tests.helpers.attacks.earning import EARNING
from tests.helpers.attacks.fairness import submitted
from tests.helpers.attacks.reported import REPORTED

HALF_LETTERS = [submitted(fair) for fair in REPORTED if "half-a-letter" in fair.name]
pytestmark = pytest.mark.needs("sandbox")


@pytest.mark.parametrize("attack", [*EARNING, *HALF_LETTERS], ids=lambda attack: attack.name)
def test_every_test_has_a_mark_and_the_notebook_can_be_written(bench, attack):
    notebook, _ = bench.run(attack)
    assert None not in scores(notebook).values()
    assert nbformat.v4.writes(notebook).encode("utf-8")
