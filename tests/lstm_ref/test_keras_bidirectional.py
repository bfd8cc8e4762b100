"""Bidirectional equals real Keras 3 for every combination of flags and merge modes."""

import keras
import pytest

import lstm_ref
from tests.helpers.keras_oracle import (
    assert_same_answer,
    bidirectional_pair,
    keras_layer,
    ours_layer,
    share_weights,
)
from tests.helpers.layer_data import MASK, STATES, H, inputs, states, weights
from tests.helpers.parametrize import both_layers, flag, merge_modes


@flag("return_sequences")
@flag("return_state")
@flag("initial_state")
@flag("mask")
@pytest.mark.parametrize("second", ["default", "separate", "reversed"])
@merge_modes
@both_layers
def test_every_flag(kind, merge_mode, second, return_sequences, return_state, initial_state, mask):
    theirs, ours = bidirectional_pair(
        kind,
        merge_mode,
        second,
        return_sequences=return_sequences,
        return_state=return_state,
    )
    assert_same_answer(
        theirs,
        ours,
        inputs(),
        initial_state=states(2 * STATES[kind]) if initial_state else None,
        mask=MASK if mask else None,
    )


@both_layers
def test_a_first_layer_that_reads_backward_needs_a_second_one(kind):
    """Keras refuses it: its default backward layer always reads backward. So do we."""
    with pytest.raises(ValueError, match="go_backwards"):
        keras.layers.Bidirectional(keras_layer(kind, go_backwards=True))
    with pytest.raises(ValueError, match="go_backwards"):
        lstm_ref.Bidirectional(ours_layer(kind, go_backwards=True))


@pytest.mark.parametrize("merge_mode", ["concat", None])
@flag("return_sequences")
def test_the_two_directions_may_differ_in_size(merge_mode, return_sequences):
    theirs, ours = (
        module.Bidirectional(
            make("LSTM", H, return_sequences=return_sequences),
            merge_mode=merge_mode,
            backward_layer=make(
                "LSTM", H + 1, go_backwards=True, return_sequences=return_sequences
            ),
        )
        for module, make in ((keras.layers, keras_layer), (lstm_ref, ours_layer))
    )
    arrays = weights(4, units=H) + weights(4, units=H + 1, seed=8)
    share_weights(theirs, ours, arrays)
    assert_same_answer(theirs, ours, inputs())
