"""Weights move between Keras and lstm_ref in both directions, and start alike."""

import inspect
from functools import cache
from itertools import permutations

import keras
import numpy as np
import pytest

import lstm_ref
from tests.helpers.keras_oracle import assert_same_answer, keras_layer, ours_layer
from tests.helpers.layer_data import B, D, H, T, inputs
from tests.helpers.parametrize import both_layers, flag


def both(kind, bidirectional, **arguments):
    """Keras's layer and ours, not built."""
    theirs, ours = keras_layer(kind, **arguments), ours_layer(kind, **arguments)
    if bidirectional:
        return keras.layers.Bidirectional(theirs), lstm_ref.Bidirectional(ours)
    return theirs, ours


@flag("bidirectional")
@both_layers
def test_ours_to_keras(kind, bidirectional):
    theirs, ours = both(kind, bidirectional, bias_initializer="ones")
    ours.build(D)
    theirs.build((B, T, D))
    theirs.set_weights(ours.get_weights())
    assert_same_answer(theirs, ours, inputs())


@flag("bidirectional")
@both_layers
def test_keras_to_ours(kind, bidirectional):
    theirs, ours = both(kind, bidirectional)
    keras.utils.set_random_seed(0)
    fresh = {"kernel_initializer": "glorot_uniform", "recurrent_initializer": "orthogonal"}
    theirs, _ = both(kind, bidirectional, **fresh)
    theirs.build((B, T, D))
    ours.set_weights(theirs.get_weights())
    assert_same_answer(theirs, ours, inputs())


@flag("bidirectional")
@both_layers
def test_same_number_order_shapes_and_dtype(kind, bidirectional):
    theirs, ours = both(kind, bidirectional)
    theirs.build((B, T, D))
    ours.build(D)
    assert [w.shape for w in ours.get_weights()] == [w.shape for w in theirs.get_weights()]
    assert [w.dtype for w in ours.get_weights()] == [w.dtype for w in theirs.get_weights()]


@flag("bidirectional")
@both_layers
def test_both_are_empty_before_they_are_built(kind, bidirectional):
    theirs, ours = both(kind, bidirectional)
    assert ours.get_weights() == theirs.get_weights() == []


@pytest.mark.parametrize("bias_initializer", ["zeros", "ones", 0.25])
@flag("unit_forget_bias")
@flag("bidirectional")
def test_the_bias_starts_as_in_keras(bidirectional, unit_forget_bias, bias_initializer):
    """unit_forget_bias sets 1; Keras's docstring says that it adds 1. It does not."""
    make = {keras: keras.initializers.Constant, lstm_ref: lstm_ref.Constant}
    biases = {}
    for module, layers in ((keras, keras.layers), (lstm_ref, lstm_ref)):
        start = bias_initializer
        start = make[module](start) if isinstance(start, float) else start
        layer = layers.LSTM(H, bias_initializer=start, unit_forget_bias=unit_forget_bias)
        layer = layers.Bidirectional(layer) if bidirectional else layer
        layer.build((B, T, D) if module is keras else D)
        biases[module] = np.stack(layer.get_weights()[2::3])
    assert biases[lstm_ref].shape == (1 + bidirectional, 4 * H)
    np.testing.assert_array_equal(biases[lstm_ref], biases[keras])


def layers_of_keras():
    """Return every recurrent layer of Keras for (B, T, D), with and without biases, by a name."""
    found = {
        name: kind
        for name, kind in inspect.getmembers(keras.layers, inspect.isclass)
        if issubclass(kind, keras.layers.RNN) and "units" in inspect.signature(kind).parameters
    }
    layers = {name: kind(H) for name, kind in found.items()}
    layers |= {f"{name}, no bias": kind(H, use_bias=False) for name, kind in found.items()}
    layers["GRU, one bias"] = keras.layers.GRU(H, reset_after=False)
    return layers | {f"Bidirectional {n}": keras.layers.Bidirectional(layers[n]) for n in found}


@cache
def weights_of(name):
    layer = layers_of_keras()[name]
    layer.build((B, T, D))
    return layer.get_weights()


@pytest.mark.parametrize("name", layers_of_keras())
@pytest.mark.parametrize(
    "ours", ["SimpleRNN", "LSTM", "Bidirectional SimpleRNN", "Bidirectional LSTM"]
)
def test_the_weights_of_another_layer_of_keras_are_refused(ours, name):
    *wrapper, kind = ours.split()
    layer = getattr(lstm_ref, kind)(H)
    layer = lstm_ref.Bidirectional(layer) if wrapper else layer
    layer.build(D)
    before = layer.get_weights()
    if name == ours:
        layer.set_weights(weights_of(name))
        return
    with pytest.raises(ValueError, match=r"^(forward |backward )?\w+: expected"):
        layer.set_weights(weights_of(name))
    for now, then in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("order", [order for order in permutations(range(3)) if order != (0, 1, 2)])
@both_layers
def test_the_three_arrays_in_another_order_are_refused(kind, order):
    """Where D = H nobody sees kernel and recurrent_kernel change places; here D is not H."""
    ours = ours_layer(kind)
    ours.build(D)
    with pytest.raises(ValueError, match=r"^(kernel|recurrent_kernel|bias): expected shape"):
        ours.set_weights([ours.get_weights()[k] for k in order])


def test_the_seed_of_a_keras_layer_fixes_its_dropout_alone():
    x = np.ones((B, T, D), dtype=np.float32)
    layers = [keras.layers.SimpleRNN(H, dropout=0.5, seed=0) for _ in range(2)]
    for layer in layers:
        layer.build(x.shape)
    drawn = [layer.get_weights()[0] for layer in layers]
    assert np.abs(drawn[0] - drawn[1]).max() > 0.01
    layers[1].set_weights(layers[0].get_weights())
    dropped = [np.asarray(layer(x, training=True)) for layer in layers]
    assert np.array_equal(*dropped)
    assert np.abs(dropped[0] - np.asarray(layers[0](x))).max() > 0.01
    seeded = []
    for _ in range(2):
        keras.utils.set_random_seed(0)
        layer = keras.layers.SimpleRNN(H)
        layer.build(x.shape)
        seeded.append(layer.get_weights())
    assert all(map(np.array_equal, *seeded))
