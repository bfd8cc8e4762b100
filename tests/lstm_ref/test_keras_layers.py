"""SimpleRNN and LSTM equal real Keras 3 for every combination of flags."""

import keras
import pytest

from tests.helpers.keras_oracle import assert_same_answer, layer_pair
from tests.helpers.layer_data import MASK, STATES, inputs, states
from tests.helpers.parametrize import both_layers, flag


def test_the_oracle_is_keras_3_on_jax():
    assert keras.__version__.startswith("3.")
    assert keras.backend.backend() == "jax"


@flag("return_sequences")
@flag("return_state")
@flag("go_backwards")
@flag("initial_state")
@flag("mask")
@both_layers
def test_every_flag(kind, return_sequences, return_state, go_backwards, initial_state, mask):
    theirs, ours = layer_pair(
        kind,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
    )
    assert_same_answer(
        theirs,
        ours,
        inputs(),
        initial_state=states(STATES[kind]) if initial_state else None,
        mask=MASK if mask else None,
    )


@flag("unit_forget_bias")
@flag("return_sequences")
@flag("return_state")
@flag("go_backwards")
@flag("initial_state")
@flag("mask")
def test_unit_forget_bias_changes_no_weight_that_was_set(
    unit_forget_bias, return_sequences, return_state, go_backwards, initial_state, mask
):
    theirs, ours = layer_pair(
        "LSTM",
        unit_forget_bias=unit_forget_bias,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
    )
    start = states(2) if initial_state else None
    assert_same_answer(theirs, ours, inputs(), initial_state=start, mask=MASK if mask else None)


@pytest.mark.parametrize("row", range(len(MASK)))
@flag("go_backwards")
@both_layers
def test_every_mask_alone(kind, go_backwards, row):
    theirs, ours = layer_pair(
        kind, go_backwards=go_backwards, return_sequences=True, return_state=True
    )
    mask = MASK[[row] * len(MASK)]
    start = states(STATES[kind])
    assert_same_answer(theirs, ours, inputs(), mask=mask, initial_state=start)


def test_a_single_state_needs_no_list():
    theirs, ours = layer_pair("SimpleRNN", return_state=True)
    assert_same_answer(theirs, ours, inputs(), initial_state=states(1)[0])


@pytest.mark.parametrize("return_sequences", [False, True])
def test_an_rnn_with_relu_is_keras_s(return_sequences):
    theirs, ours = layer_pair("SimpleRNN", activation="relu", return_sequences=return_sequences)
    assert_same_answer(theirs, ours, inputs())
