"""A mark is what the judge found: no learner says "not run", and every notebook can be kept."""

import nbformat
import pytest

from grading.judge.scores import scores
from tests.helpers.attacks.earning import EARNING

pytestmark = pytest.mark.needs("sandbox")


@pytest.mark.parametrize("attack", EARNING, ids=lambda attack: attack.name)
def test_every_test_has_a_mark_and_the_notebook_can_be_written(bench, attack):
    notebook, _ = bench.run(attack)
    assert None not in scores(notebook).values()
    assert nbformat.v4.writes(notebook).encode("utf-8")
