"""A set_weights that fails changes nothing, in either direction."""

import numpy as np
import pytest

import lstm_ref
from lstm_ref import Bidirectional
from tests.helpers.layer_data import BLOCKS, D, H, inputs, weights
from tests.helpers.parametrize import both_layers, flag


def make(kind, bidirectional):
    layer = getattr(lstm_ref, kind)(H)
    return Bidirectional(layer) if bidirectional else layer


def spoilt(kind, directions, position, how):
    """Other good weights, except for one array."""
    arrays = weights(BLOCKS[kind], directions, seed=11)
    if how == "shape":
        arrays[position] = arrays[position][..., :-1]
    elif how == "dtype":
        arrays[position] = arrays[position].astype(np.int64)
    else:
        del arrays[position]
    return arrays


@pytest.mark.parametrize("how", ["shape", "dtype", "missing"])
@pytest.mark.parametrize("position", range(6))
@both_layers
def test_bidirectional(kind, position, how):
    check(kind, True, spoilt(kind, 2, position, how))


@pytest.mark.parametrize("how", ["shape", "dtype", "missing"])
@pytest.mark.parametrize("position", range(3))
@both_layers
def test_one_direction(kind, position, how):
    check(kind, False, spoilt(kind, 1, position, how))


@both_layers
def test_the_two_directions_must_read_the_same_input(kind):
    wide = weights(BLOCKS[kind], input_dim=D + 1)
    check(kind, True, weights(BLOCKS[kind]) + wide)


def check(kind, bidirectional, bad):
    """Refused by a layer with weights and by one without; both are as before."""
    layer = make(kind, bidirectional)
    layer.set_weights(weights(BLOCKS[kind], 1 + bidirectional))
    before, answer = layer.get_weights(), layer(inputs())
    with pytest.raises((ValueError, TypeError), match=r"expected .*received"):
        layer.set_weights(bad)
    assert all(np.array_equal(a, b) for a, b in zip(layer.get_weights(), before, strict=True))
    np.testing.assert_array_equal(layer(inputs()), answer)

    unbuilt = make(kind, bidirectional)
    with pytest.raises((ValueError, TypeError), match=r"expected .*received"):
        unbuilt.set_weights(bad)
    assert unbuilt.get_weights() == []
    unbuilt.set_weights(weights(BLOCKS[kind], 1 + bidirectional, input_dim=D + 2))


@flag("bidirectional")
@both_layers
def test_a_refused_call_builds_nothing(kind, bidirectional):
    layer = make(kind, bidirectional)
    with pytest.raises(ValueError, match="initial_state"):
        layer(inputs(), initial_state=[])
    with pytest.raises(ValueError, match="mask"):
        layer(inputs(), mask=[[True]])
    assert layer.get_weights() == []
