"""unit_forget_bias sets b_f to exactly 1: it does not add, and touches no other block."""

import numpy as np
import pytest

from lstm_ref import LSTM, Bidirectional, Constant, split_gates
from tests.helpers.layer_data import D, H


def random_bias(shape, rng):
    return rng.normal(3.0, 1.0, size=shape)


BIAS_INITIALIZERS = ["zeros", "ones", Constant(-2.5), random_bias]


@pytest.mark.parametrize("bias_initializer", BIAS_INITIALIZERS)
def test_only_block_f_is_set_and_to_exactly_one(bias_initializer):
    arguments = {"bias_initializer": bias_initializer, "seed": 4}
    layer, without = LSTM(H, **arguments), LSTM(H, unit_forget_bias=False, **arguments)
    layer.build(D)
    without.build(D)
    params, plain = split_gates(*layer.get_weights()), split_gates(*without.get_weights())
    np.testing.assert_array_equal(params["b_f"], np.ones(H))
    for gate in "igo":
        np.testing.assert_array_equal(params["b_" + gate], plain["b_" + gate])


@pytest.mark.parametrize("bias_initializer", BIAS_INITIALIZERS)
def test_both_directions(bias_initializer):
    layer = Bidirectional(LSTM(H, bias_initializer=bias_initializer, seed=4))
    layer.build(D)
    weights = layer.get_weights()
    for arrays in (weights[:3], weights[3:]):
        np.testing.assert_array_equal(split_gates(*arrays)["b_f"], np.ones(H))


def test_the_initializers_own_array_is_left_alone():
    bias = np.zeros(4 * H)
    layer = LSTM(H, bias_initializer=lambda shape, rng: bias)
    layer.build(D)
    assert not bias.any()
    assert layer.get_weights()[2].sum() == H
