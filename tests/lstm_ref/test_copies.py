"""A copy of a layer has its weights and its settings, and nothing of its last call.

``repr`` is the call that makes a layer with the same settings.
"""

import copy
import inspect
import pickle
from dataclasses import fields

import numpy as np
import pytest

import lstm_ref
from lstm_ref import LSTM, Bidirectional, Constant, Orthogonal, Readout, SimpleRNN

B, T, D, H = 4, 6, 3, 5
LAYERS = {
    "SimpleRNN": lambda: SimpleRNN(H, seed=1),
    "LSTM": lambda: LSTM(H, return_sequences=True, seed=1),
    "Bidirectional": lambda: Bidirectional(LSTM(H, seed=1), "sum"),
    "Readout": lambda: Readout(LSTM(H, seed=1), 2, seed=1),
}
WAYS = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda layer: pickle.loads(pickle.dumps(layer)),
}
every_layer = pytest.mark.parametrize("name", LAYERS)
every_way = pytest.mark.parametrize("way", WAYS)


def x():
    return np.random.default_rng(0).normal(size=(B, T, D)).astype(np.float32)


def trained(name):
    """Return a layer that has just been called in training."""
    layer = LAYERS[name]()
    layer(x(), training=True)
    return layer


def numbers(value, seen):
    """Return how many numbers can be reached from a value, each array counted once."""
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        return value.size if value.base is None else numbers(value.base, seen)
    if isinstance(value, dict):
        return sum(numbers(each, seen) for each in value.values())
    if isinstance(value, (list, tuple)):
        return sum(numbers(each, seen) for each in value)
    return numbers(vars(value), seen) if hasattr(value, "__dict__") else 0


def test_every_class_with_weights_is_here():
    public = [getattr(lstm_ref, name) for name in lstm_ref.__all__]
    found = {each.__name__ for each in public if hasattr(each, "get_weights")}
    assert found == set(LAYERS)
    assert all(inspect.isclass(getattr(lstm_ref, name)) for name in found)


@every_layer
@every_way
def test_a_copy_holds_the_weights_and_no_other_number(name, way):
    layer = trained(name)
    weights = sum(weight.size for weight in layer.get_weights())
    assert numbers(layer, set()) > weights + B * T  # the call's: else this test shows nothing
    assert numbers(WAYS[way](layer), set()) == weights


@every_layer
@every_way
def test_a_copy_computes_the_same(name, way):
    layer = trained(name)
    other = WAYS[way](layer)
    assert repr(other) == repr(layer) or name == "Readout"
    np.testing.assert_array_equal(other(x()), layer(x()))


@every_layer
@every_way
def test_a_copy_and_its_layer_know_nothing_of_each_other(name, way):
    layer = trained(name)
    before, expected = layer.get_weights(), layer.backward(np.ones_like(layer(x(), training=True)))
    other = WAYS[way](layer)
    with pytest.raises(ValueError, match="expected a call with training=True"):
        other.backward(np.ones_like(other(x())))
    other.set_weights([weight * 2 for weight in before])
    other(-x(), training=True)
    for ours, old in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, old)
    received = layer.backward(np.ones_like(LAYERS[name]()(x())))
    flat = [weights for gradients in (expected, received) for weights in leaves(gradients)]
    for a, b in zip(flat[: len(flat) // 2], flat[len(flat) // 2 :], strict=True):
        np.testing.assert_array_equal(a, b)


def leaves(gradients):
    """Return the arrays of what ``backward`` gives: Gradients, or a list."""
    if isinstance(gradients, np.ndarray):
        return [gradients]
    return [array for each in gradients for array in leaves(each)]


def ramp(shape, rng):
    return np.linspace(-1, 1, int(np.prod(shape))).reshape(shape)


OTHER = {
    "return_sequences": True,
    "return_state": True,
    "go_backwards": True,
    "kernel_initializer": ramp,
    "recurrent_initializer": Orthogonal(gain=0.5),
    "bias_initializer": "ones",
    "unit_forget_bias": False,
    "seed": [1, 2],
    "activation": "relu",
    "zero_output_for_mask": True,
}


@pytest.mark.parametrize("layer", [SimpleRNN, LSTM])
def test_the_repr_of_a_layer_is_short_and_names_what_is_no_default(layer):
    assert repr(layer(3)) == f"{layer.__name__}(3)"
    assert repr(layer(3, seed=0)) == f"{layer.__name__}(3, seed=0)"
    assert repr(layer(3, bias_initializer=Constant(0.0))) == f"{layer.__name__}(3)"


@pytest.mark.parametrize(
    ("layer", "name"),
    [(layer, each.name) for layer in (SimpleRNN, LSTM) for each in fields(layer)[1:]],
)
def test_a_layer_is_made_again_from_its_repr_whatever_the_setting(layer, name):
    """A new argument has no row in OTHER, and fails here."""
    one = layer(3, **{name: OTHER[name]})
    again = eval(repr(one), vars(lstm_ref) | {"ramp": ramp})
    assert f"{name}=" in repr(one)
    for each in fields(layer):
        assert getattr(again, each.name) == getattr(one, each.name)


def test_a_function_is_named_and_no_place_in_memory_is_shown():
    assert repr(LSTM(2, bias_initializer=ramp)) == "LSTM(2, bias_initializer=ramp)"


@pytest.mark.parametrize(
    "text",
    [
        "Bidirectional(LSTM(3))",
        "Bidirectional(LSTM(3, return_sequences=True, seed=2), merge_mode='ave')",
        "Bidirectional(SimpleRNN(3), merge_mode=None)",
        "Bidirectional(LSTM(3), backward_layer=LSTM(4, go_backwards=True))",
        "Bidirectional(LSTM(3, go_backwards=True), backward_layer=LSTM(3, seed=5))",
    ],
)
def test_the_repr_of_two_directions(text):
    assert repr(eval(text, vars(lstm_ref))) == text


def test_the_units_of_two_directions_are_those_of_each():
    assert Bidirectional(LSTM(3)).units == 3
    two_sizes = Bidirectional(LSTM(3), backward_layer=LSTM(4, go_backwards=True))
    with pytest.raises(ValueError, match="3 forward and 4 backward"):
        _ = two_sizes.units
