"""split_gates and join_gates: one order, i f g o, and each the inverse of the other."""

import numpy as np
import pytest

from lstm_ref import join_gates, split_gates
from tests.helpers.layer_data import D, H, weights

NAMES = {"W_xi", "W_hi", "b_i", "W_xf", "W_hf", "b_f", "W_xg", "W_hg", "b_g", "W_xo", "W_ho", "b_o"}
SHAPES = {"W_x": (D, H), "W_h": (H, H), "b_": (H,)}


def test_each_block_carries_its_letter():
    """Fill block k with k: 0 must be i, 1 f, 2 g, 3 o."""
    row = np.repeat([0.0, 1.0, 2.0, 3.0], H)
    params = split_gates(np.tile(row, (D, 1)), np.tile(row + 10, (H, 1)), row + 20)
    assert set(params) == NAMES
    for block, gate in enumerate("ifgo"):
        np.testing.assert_array_equal(params["W_x" + gate], np.full((D, H), block))
        np.testing.assert_array_equal(params["W_h" + gate], np.full((H, H), block + 10))
        np.testing.assert_array_equal(params["b_" + gate], np.full(H, block + 20))


def test_join_puts_each_letter_into_its_block():
    params = {
        prefix + gate: np.full(shape, block, np.float32)
        for block, gate in enumerate("ifgo")
        for prefix, shape in SHAPES.items()
    }
    for fused, rows in zip(join_gates(params), [(D,), (H,), ()], strict=True):
        row = np.repeat([0, 1, 2, 3], H)
        np.testing.assert_array_equal(fused, np.broadcast_to(row, (*rows, 4 * H)))
        assert fused.dtype == np.float32


def test_join_undoes_split():
    for before, after in zip(weights(4), join_gates(split_gates(*weights(4))), strict=True):
        np.testing.assert_array_equal(after, before)
        assert after.dtype == before.dtype


def test_split_undoes_join():
    before = {name: array.copy() for name, array in split_gates(*weights(4)).items()}
    shuffled = dict(reversed(before.items()))  # the order of a dict must not matter
    after = split_gates(*join_gates(shuffled))
    assert set(after) == set(before)
    for name, array in before.items():
        np.testing.assert_array_equal(after[name], array)


def test_split_gives_views():
    kernel, recurrent_kernel, bias = weights(4)
    params = split_gates(kernel, recurrent_kernel, bias)
    params["W_xf"][:] = 7
    params["W_hg"][:] = 8
    params["b_o"][:] = 9
    assert (kernel[:, H : 2 * H] == 7).all()
    assert (recurrent_kernel[:, 2 * H : 3 * H] == 8).all()
    assert (bias[3 * H :] == 9).all()
    assert (kernel == 7).sum() == D * H


def test_join_gives_new_arrays():
    params = split_gates(*weights(4))
    for fused in join_gates(params):
        assert not any(np.shares_memory(fused, array) for array in params.values())


def test_lists_are_accepted():
    arrays = weights(4, dtype=np.float64)
    params = split_gates(*(array.tolist() for array in arrays))
    joined = join_gates({name: array.tolist() for name, array in params.items()})
    for received, expected in zip(joined, arrays, strict=True):
        np.testing.assert_array_equal(received, expected)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_join_misses_any_name(name):
    params = split_gates(*weights(4))
    del params[name]
    with pytest.raises(ValueError, match=rf"missing \['{name}'\], unknown none"):
        join_gates(params)


@pytest.mark.parametrize("name", sorted(NAMES - {"W_xi"}))
def test_join_checks_every_shape_against_the_first(name):
    params = dict(split_gates(*weights(4)))
    params[name] = params[name][:-1]
    with pytest.raises(ValueError, match=rf"{name}: expected shape .* received"):
        join_gates(params)
