"""What stands at a masked step reaches nothing: no output, no state, no gradient.

Keras 3 is the oracle with the same numbers at all other steps; there the masked ones are 0, for
Keras's own gradients are NaN where a masked step holds a NaN (tests/book/test_masking_page.py).
"""

import jax
import keras
import numpy as np
import pytest

from lstm_ref import LSTM, Bidirectional, SimpleRNN, check_gradients
from tests.helpers.keras_oracle import as_tuple, keras_layer, ours_layer
from tests.helpers.layer_data import BLOCKS, MASK, STATES, B, D, H, T, inputs, normal, states
from tests.helpers.layer_data import weights as drawn_weights
from tests.helpers.parametrize import both_layers, flag

CLOSE = 1e-12  # float64 on both sides
BAD = pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf], ids=str)


def filled(value):
    """x, float64, with this value at each masked step."""
    return np.where(MASK[:, :, None], inputs(np.float64), value)


def run(layer, x, start, mask=MASK):
    """All that a call and its backward pass return, the gradients last."""
    returned = as_tuple(layer(x, start, mask, training=True))
    factors = [normal([7, k], *y.shape, dtype=np.float64) for k, y in enumerate(returned)]
    found = layer.backward(factors if len(factors) > 1 else factors[0])
    return [*returned, found.inputs, *found.initial_state, *found.weights]


def ours(kind, both, **flags):
    """Our layer, alone or in both directions, with weights and its first states."""
    layer = ours_layer(kind, **flags)
    layer = Bidirectional(layer) if both else layer
    layer.set_weights(drawn_weights(BLOCKS[kind], 1 + both, np.float64))
    return layer, states((1 + both) * STATES[kind], np.float64)


@BAD
@flag("return_sequences")
@flag("both")
@both_layers
def test_what_is_masked_changes_no_number(kind, both, return_sequences, bad):
    layer, start = ours(kind, both, return_sequences=return_sequences, return_state=True)
    expected = run(layer, filled(0.5), start)
    received = run(layer, filled(bad), start)
    assert all(np.isfinite(array).all() for array in received)
    for array, wanted in zip(received, expected, strict=True):
        np.testing.assert_array_equal(array, wanted)


@BAD
@flag("go_backwards")
def test_an_rnn_with_relu_reads_nothing_masked_either(go_backwards, bad):
    layer, start = ours("SimpleRNN", False, activation="relu", go_backwards=go_backwards)
    for array, wanted in zip(
        run(layer, filled(bad), start), run(layer, filled(0.5), start), strict=True
    ):
        np.testing.assert_array_equal(array, wanted)


def jax_run(theirs, x, start):
    """What :func:`run` returns, from Keras and jax."""
    variables = [each.value for each in theirs.trainable_variables]
    rest = [each.value for each in theirs.non_trainable_variables]

    def call(x, start, variables):
        returned, _ = theirs.stateless_call(variables, rest, x, initial_state=start, mask=MASK)
        return as_tuple(returned)

    x, *start = map(jax.numpy.asarray, [x, *start])  # Keras makes float32 of NumPy's float64
    returned = call(x, start, variables)
    factors = [normal([7, k], *y.shape, dtype=np.float64) for k, y in enumerate(returned)]
    found = jax.grad(
        lambda *given: sum((f * y).sum() for f, y in zip(factors, call(*given), strict=True)),
        argnums=(0, 1, 2),
    )(x, start, variables)
    return [*returned, found[0], *found[1], *found[2]]


def keras_pair(kind, both, **flags):
    """Keras's layer in float64 and ours, with the same weights, and the first states.

    Keras's tanh and sigmoid compute in float32 on jax, whatever they are given; jax's do not.
    """
    layer, start = ours(kind, both, **flags)
    theirs = keras_layer(kind, dtype="float64", **flags)
    theirs = keras.layers.Bidirectional(theirs, dtype="float64") if both else theirs
    for one in (theirs.forward_layer, theirs.backward_layer) if both else (theirs,):
        one.cell.activation, one.cell.recurrent_activation = jax.numpy.tanh, jax.nn.sigmoid
    theirs.build((B, T, D))
    theirs.set_weights([jax.numpy.asarray(each) for each in layer.get_weights()])
    return theirs, layer, start


@pytest.mark.parametrize("way", ["forward", "go_backwards", "both"])
@flag("zero_output_for_mask")
@flag("return_sequences")
@both_layers
def test_a_masked_nan_gives_what_keras_gives_without_it(
    kind, return_sequences, zero_output_for_mask, way
):
    flags = {"return_sequences": return_sequences, "return_state": True}
    flags |= {"zero_output_for_mask": zero_output_for_mask, "go_backwards": way == "go_backwards"}
    with jax.enable_x64(True), jax.disable_jit():
        theirs, layer, start = keras_pair(kind, way == "both", **flags)
        expected = [np.asarray(each) for each in jax_run(theirs, filled(0.0), start)]
    received = run(layer, filled(np.nan), start)
    assert {each.dtype for each in expected} == {np.dtype(np.float64)}
    assert [each.shape for each in received] == [each.shape for each in expected]
    for array, wanted in zip(received, expected, strict=True):
        np.testing.assert_allclose(array, wanted, rtol=0, atol=CLOSE)


@flag("return_sequences")
@both_layers
def test_zeros_for_masked_steps_have_their_gradient(kind, return_sequences):
    flags = {"return_sequences": return_sequences, "zero_output_for_mask": True}
    layer, start = ours(kind, False, **flags)
    assert max(check_gradients(layer, filled(0.5), start, MASK).values()) < 1e-7


def test_a_gradient_that_is_infinite_later_stays_out_of_a_masked_step():
    for layer in (SimpleRNN(H, seed=1), LSTM(H, seed=1)):
        layer(inputs(np.float64), mask=MASK, training=True)
        with np.errstate(invalid="ignore"):
            found = layer.backward(np.full((B, H), np.inf))
        assert (found.inputs[~MASK] == 0).all()


AS_NUMBERS = {
    "int": MASK.astype(int),
    "uint8": MASK.astype(np.uint8),
    "float": MASK.astype(np.float32),
    "a half": MASK * 0.5,
    "below zero": MASK * -1,
    "(B, T, 1)": MASK[:, :, None],
    "(B, T, 1) float": MASK[:, :, None].astype(float),
}
AS_LISTS = {
    "list": MASK.tolist(),
    "list of int": MASK.astype(int).tolist(),
    "list of (T, 1)": MASK[:, :, None].tolist(),
    "tuple of arrays": tuple(MASK),
}


@pytest.mark.parametrize("mask", [*AS_NUMBERS.values(), *AS_LISTS.values()])
@flag("both")
@both_layers
def test_a_mask_of_any_kind_is_one_of_bool(kind, both, mask):
    layer, start = ours(kind, both, return_sequences=True, return_state=True)
    for array, wanted in zip(
        run(layer, filled(0.5), start, mask), run(layer, filled(0.5), start), strict=True
    ):
        np.testing.assert_array_equal(array, wanted)


@pytest.mark.parametrize("mask", AS_NUMBERS.values(), ids=AS_NUMBERS)
@flag("both")
def test_keras_takes_the_same_masks(both, mask):
    with jax.enable_x64(True), jax.disable_jit():
        theirs, layer, start = keras_pair("LSTM", both, return_sequences=True)
        x, *first = map(jax.numpy.asarray, [filled(0.5), *start])
        expected = np.asarray(theirs(x, initial_state=first, mask=mask))
    received = layer(filled(0.5), start, mask)
    np.testing.assert_allclose(received, expected, rtol=0, atol=CLOSE)
