"""A seed reproduces, another seed differs, and two directions never share weights."""

import numpy as np
import pytest

import lstm_ref
from lstm_ref import Bidirectional
from tests.helpers.layer_data import D, H, inputs
from tests.helpers.parametrize import both_layers


def built(layer):
    layer.build(D)
    return layer


def draw(kind, seed, bidirectional=False):
    """The weights, all of them random: the bias too."""
    layer = getattr(lstm_ref, kind)(
        H, seed=seed, bias_initializer=lambda shape, rng: rng.uniform(-1, 1, shape)
    )
    return built(Bidirectional(layer) if bidirectional else layer).get_weights()


def same(left, right):
    """Which of the arrays are equal."""
    return [np.array_equal(a, b) for a, b in zip(left, right, strict=True)]


@pytest.mark.parametrize("seed", [0, 7, [7, 2], (7, 2), np.int64(7)])
@pytest.mark.parametrize("bidirectional", [False, True])
@both_layers
def test_the_same_seed_gives_the_same_weights(kind, bidirectional, seed):
    assert all(same(draw(kind, seed, bidirectional), draw(kind, seed, bidirectional)))


@pytest.mark.parametrize("seeds", [(0, 1), (7, [7, 2]), (None, None)], ids=str)
@pytest.mark.parametrize("bidirectional", [False, True])
@both_layers
def test_other_seeds_give_other_weights(kind, bidirectional, seeds):
    first, second = (draw(kind, seed, bidirectional) for seed in seeds)
    assert not any(same(first, second))


@pytest.mark.parametrize("seed", [None, 0, 7, [7, 2], (7, 2), np.int64(7)])
@both_layers
def test_the_two_directions_never_share_weights(kind, seed):
    weights = draw(kind, seed, bidirectional=True)
    assert not any(same(weights[:3], weights[3:]))


@both_layers
def test_the_forward_direction_draws_what_the_layer_alone_draws(kind):
    assert all(same(draw(kind, 7, bidirectional=True)[:3], draw(kind, 7)))


@both_layers
def test_the_two_directions_start_differently_even_from_a_built_layer(kind):
    """The layer that was passed in keeps its weights; neither direction takes them."""
    layer = built(getattr(lstm_ref, kind)(H))
    before = layer.get_weights()
    both = Bidirectional(layer)
    assert both.get_weights() == []
    both(inputs())  # the first call draws, as if the layer had never been built
    assert all(same(layer.get_weights(), before))
    for kernel in both.get_weights()[::3]:
        assert not np.array_equal(kernel, before[0])


@both_layers
def test_the_first_call_builds_what_build_builds(kind):
    layer = getattr(lstm_ref, kind)(H, seed=7)
    layer(inputs())
    assert all(same(layer.get_weights(), built(getattr(lstm_ref, kind)(H, seed=7)).get_weights()))


@both_layers
def test_a_call_does_not_draw_again(kind):
    layer = getattr(lstm_ref, kind)(H)
    np.testing.assert_array_equal(layer(inputs()), layer(inputs()))
