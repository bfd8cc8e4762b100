"""The property tests are deterministic, and their cases are worth testing."""

import numpy as np
import pytest
from hypothesis import settings

from tests.helpers.property_cases import Case


def test_the_examples_are_the_same_in_every_run():
    assert settings().derandomize
    assert settings().deadline is None


@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM"])
def test_the_cases_are_not_degenerate(kind):
    """The properties would hold for a layer of zeros; these weights are none."""
    case = Case(kind, 2, 3, 4, 5, {}, seed=0)
    assert all(np.abs(array).min() > 0 for array in case.weights)
    assert np.std(case.layer()(case.x), axis=0).min() > 1e-3
