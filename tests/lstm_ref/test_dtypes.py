"""float32 in gives float32 out, float64 gives float64; lists of Python floats are float64."""

import numpy as np
import pytest

import lstm_ref
from lstm_ref import Bidirectional, lstm_step, rnn_step
from tests.helpers.layer_data import BLOCKS, MASK, STATES, B, D, H, inputs, normal, states, weights
from tests.helpers.parametrize import both_layers, flag, merge_modes

both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def dtypes(returned):
    return {array.dtype for array in (returned if isinstance(returned, tuple) else (returned,))}


def layer(kind, **flags):
    return getattr(lstm_ref, kind)(H, return_state=True, **flags)


@flag("return_sequences")
@flag("mask")
@flag("initial_state")
@both_dtypes
@both_layers
def test_layers(kind, dtype, initial_state, mask, return_sequences):
    fresh = layer(kind, return_sequences=return_sequences)
    start = states(STATES[kind], dtype) if initial_state else None
    returned = fresh(inputs(dtype), initial_state=start, mask=MASK if mask else None)
    assert dtypes(returned) == {np.dtype(dtype)}
    assert dtypes(tuple(fresh.get_weights())) == {np.dtype(dtype)}


@merge_modes
@flag("return_sequences")
@flag("mask")
@both_dtypes
@both_layers
def test_bidirectional(kind, dtype, mask, return_sequences, merge_mode):
    both = Bidirectional(layer(kind, return_sequences=return_sequences), merge_mode)
    assert dtypes(both(inputs(dtype), mask=MASK if mask else None)) == {np.dtype(dtype)}
    assert dtypes(tuple(both.get_weights())) == {np.dtype(dtype)}


@both_dtypes
@both_layers
def test_the_input_decides_not_the_weights_and_not_the_states(kind, dtype):
    other = np.float64 if dtype == np.float32 else np.float32
    ready = layer(kind)
    ready.set_weights(weights(BLOCKS[kind], dtype=other))
    returned = ready(inputs(dtype), initial_state=states(STATES[kind], other))
    assert dtypes(returned) == {np.dtype(dtype)}


@both_dtypes
def test_steps_and_their_caches(dtype):
    x_t, (h, C) = normal(5, B, D, dtype=dtype), states(2, dtype)
    h_t, rnn_cache = rnn_step(x_t, h, *weights(1, dtype=dtype))
    assert dtypes((h_t, *rnn_cache)) == {np.dtype(dtype)}
    h_t, C_t, lstm_cache = lstm_step(x_t, h, C, *weights(4, dtype=dtype))
    assert dtypes((h_t, C_t, *lstm_cache)) == {np.dtype(dtype)}


@both_dtypes
@flag("bidirectional")
@both_layers
def test_build_takes_a_dtype(kind, bidirectional, dtype):
    fresh = Bidirectional(layer(kind)) if bidirectional else layer(kind)
    fresh.build(D, dtype)
    assert dtypes(tuple(fresh.get_weights())) == {np.dtype(dtype)}


@flag("bidirectional")
@both_layers
def test_lists_are_as_good_as_arrays(kind, bidirectional):
    directions = 1 + bidirectional
    plain = Bidirectional(layer(kind)) if bidirectional else layer(kind)
    listed = Bidirectional(layer(kind)) if bidirectional else layer(kind)
    w = weights(BLOCKS[kind], directions, dtype=np.float64)
    start = states(directions * STATES[kind], np.float64)
    plain.set_weights(w)
    listed.set_weights([array.tolist() for array in w])
    expected = plain(inputs(np.float64), initial_state=start, mask=MASK)
    received = listed(
        inputs(np.float64).tolist(),
        initial_state=[state.tolist() for state in start],
        mask=MASK.tolist(),
    )
    for ours, wanted in zip(received, expected, strict=True):
        assert ours.dtype == np.float64
        np.testing.assert_array_equal(ours, wanted)


def test_steps_take_lists():
    x_t, (h, C) = normal(5, B, D, dtype=np.float64), states(2, np.float64)
    for step, start, blocks in ((rnn_step, [h], 1), (lstm_step, [h, C], 4)):
        arguments = [x_t, *start, *weights(blocks, dtype=np.float64)]
        expected = step(*arguments)
        received = step(*(argument.tolist() for argument in arguments))
        np.testing.assert_array_equal(received[0], expected[0])


def test_float32_really_is_less_exact():
    """Were float32 computed in float64 inside, the two would agree to the last float32 bit."""
    ready = layer("LSTM", return_sequences=True)
    ready.set_weights(weights(4))
    low, high = ready(inputs())[0], ready(inputs().astype(np.float64))[0]
    assert not np.array_equal(low, high.astype(np.float32))
    np.testing.assert_allclose(low, high, rtol=0, atol=1e-6)
