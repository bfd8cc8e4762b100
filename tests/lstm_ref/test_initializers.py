"""The initialisers have Keras's distributions: bounds, orthogonality and moments.

The draws cannot be equal (the two libraries have other random streams), so the moments of
many are compared: the tolerances are about five standard errors, a tenth of the effect of
the wrong fan or a missing gain.
"""

import keras
import numpy as np
import pytest

import lstm_ref
from lstm_ref import LSTM, Constant, GlorotUniform, Orthogonal, get_initializer
from tests.helpers.layer_data import D, H
from tests.helpers.parametrize import both_layers

SHAPE = (30, 4 * 20)  # a fused LSTM kernel: D = 30, H = 20
DRAWS = 40


def ours(initializer, shape, draws=DRAWS):
    rng = np.random.default_rng(0)
    return np.stack([initializer(shape, rng) for _ in range(draws)])


def theirs(name, shape, draws=DRAWS):
    make = getattr(keras.initializers, name)
    return np.stack([np.asarray(make(seed=seed)(shape)) for seed in range(draws)])


def test_glorot_uniform_fills_its_interval():
    limit = np.sqrt(6 / (30 + 80))  # fan_out is 4H, the fused width, not H
    draws = ours(GlorotUniform(), SHAPE)
    assert np.abs(draws).max() <= limit
    assert np.abs(draws).max() > 0.999 * limit
    assert draws.min() < -0.999 * limit
    assert abs(draws.mean()) < 5 * limit / np.sqrt(3 * draws.size)
    np.testing.assert_allclose(draws.std(), limit / np.sqrt(3), rtol=0.01)
    np.testing.assert_allclose(np.mean(np.abs(draws) < limit / 2), 0.5, atol=0.01)


@pytest.mark.parametrize("shape", [SHAPE, (80, 30)])
def test_glorot_uniform_has_the_moments_of_keras(shape):
    a, b = ours(GlorotUniform(), shape), theirs("GlorotUniform", shape)
    np.testing.assert_allclose(a.mean(), b.mean(), atol=0.004)
    np.testing.assert_allclose(a.std(), b.std(), rtol=0.01)
    np.testing.assert_allclose(np.abs(a).max(), np.abs(b).max(), rtol=1e-3)


def test_a_layer_draws_the_kernel_for_its_fused_shape():
    layer = LSTM(20, seed=0)
    layer.build(30, np.float64)
    kernel, recurrent_kernel, bias = layer.get_weights()
    limit = np.sqrt(6 / (30 + 80))
    assert 0.98 * limit < np.abs(kernel).max() <= limit
    np.testing.assert_allclose(recurrent_kernel @ recurrent_kernel.T, np.eye(20), atol=1e-14)
    np.testing.assert_array_equal(bias, np.repeat([0, 1, 0, 0], 20))


@pytest.mark.parametrize("gain", [1.0, 2.5])
@pytest.mark.parametrize("shape", [(4, 16), (16, 4), (5, 5), (1, 4)])
def test_orthogonal(shape, gain):
    W = Orthogonal(gain)(shape, np.random.default_rng(0))
    assert W.shape == shape
    small = W @ W.T if shape[0] <= shape[1] else W.T @ W
    np.testing.assert_allclose(small, gain**2 * np.eye(min(shape)), atol=1e-14)


@pytest.mark.parametrize("shape", [(4, 16), (4, 4), (16, 4)])
def test_orthogonal_has_the_moments_of_keras(shape):
    """Without the sign correction the diagonal's mean is far from zero."""
    draws = 400
    a, b = ours(Orthogonal(), shape, draws), theirs("Orthogonal", shape, draws)
    error = 5 / np.sqrt(draws * max(shape))
    np.testing.assert_allclose(a.mean(axis=0), np.zeros(shape), atol=error)
    np.testing.assert_allclose(a.mean(axis=0), b.mean(axis=0), atol=np.sqrt(2) * error)
    np.testing.assert_allclose(a.var(axis=0), b.var(axis=0), atol=0.35 / max(shape))
    np.testing.assert_allclose(a.var(axis=0), np.full(shape, 1 / max(shape)), rtol=0.35)


def test_constant():
    W = Constant(0.3)((2, 3), np.random.default_rng(0))
    np.testing.assert_array_equal(W, np.full((2, 3), 0.3))


@pytest.mark.parametrize("initializer", [Constant(1), GlorotUniform(), Orthogonal()])
def test_draws_are_float64(initializer):
    assert initializer((2, 3), np.random.default_rng(0)).dtype == np.float64


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("zeros", Constant(0.0)),
        ("ones", Constant(1.0)),
        ("glorot_uniform", GlorotUniform()),
        ("orthogonal", Orthogonal()),
    ],
)
def test_names_mean_what_they_mean_in_keras(name, expected):
    assert get_initializer(name) == expected
    assert type(keras.initializers.get(name)).__name__.lower() == name.replace("_", "")


def test_a_callable_passes_through():
    def three(shape, rng):
        return np.full(shape, 3)

    assert get_initializer(three) is three


@both_layers
def test_the_defaults_are_those_of_keras(kind):
    ours_layer, keras_layer = getattr(lstm_ref, kind)(H), getattr(keras.layers, kind)(H)
    for name in ("kernel_initializer", "recurrent_initializer"):
        expected = type(getattr(keras_layer, name)).__name__
        assert type(getattr(ours_layer, name)).__name__ == expected
    assert ours_layer.bias_initializer == Constant(0.0)
    assert type(keras_layer.bias_initializer).__name__ == "Zeros"
    for flag in ("return_sequences", "return_state", "go_backwards"):
        assert getattr(ours_layer, flag) is getattr(keras_layer, flag) is False


def test_the_forget_bias_is_on_by_default_as_in_keras():
    assert LSTM(H).unit_forget_bias is keras.layers.LSTM(H).unit_forget_bias is True


@pytest.mark.parametrize("which", ["kernel", "recurrent", "bias"])
def test_each_argument_reaches_its_own_array(which):
    layer = LSTM(H, unit_forget_bias=False, **{f"{which}_initializer": Constant(0.3)})
    layer.build(D)
    filled = [bool((w == np.float32(0.3)).all()) for w in layer.get_weights()]
    assert filled == [name == which for name in ("kernel", "recurrent", "bias")]
