"""The other Keras tests switch jit off for speed; these run Keras as a user runs it."""

import pytest

from tests.helpers.keras_oracle import assert_same_answer, bidirectional_pair, layer_pair
from tests.helpers.layer_data import MASK, STATES, inputs, states
from tests.helpers.parametrize import both_layers, flag


@flag("go_backwards")
@flag("mask")
@both_layers
def test_layers(kind, go_backwards, mask):
    theirs, ours = layer_pair(
        kind, return_sequences=True, return_state=True, go_backwards=go_backwards
    )
    start = states(STATES[kind])
    mask = MASK if mask else None
    assert_same_answer(theirs, ours, inputs(), compiled=True, initial_state=start, mask=mask)


@pytest.mark.parametrize("second", ["default", "reversed"])
@flag("mask")
@both_layers
def test_bidirectional(kind, second, mask):
    theirs, ours = bidirectional_pair(
        kind, "concat", second, return_sequences=True, return_state=True
    )
    mask = MASK if mask else None
    assert_same_answer(theirs, ours, inputs(), compiled=True, mask=mask)
