"""Arguments are never written to, and nothing handed out is the layer's own memory."""

import copy

import numpy as np

import lstm_ref
from lstm_ref import Bidirectional, lstm_step, rnn_step
from tests.helpers.layer_data import BLOCKS, MASK, STATES, B, D, H, inputs, normal, states, weights
from tests.helpers.parametrize import both_layers, flag, merge_modes


def ready(kind, merge_mode="none at all", **flags):
    """A layer with weights set; Bidirectional if a merge mode is given."""
    layer = getattr(lstm_ref, kind)(H, return_state=True, **flags)
    directions = 1
    if merge_mode != "none at all":
        layer, directions = Bidirectional(layer, merge_mode), 2
    w = weights(BLOCKS[kind], directions)
    layer.set_weights(w)
    return layer, w, states(directions * STATES[kind])


def all_equal(left, right):
    return all(np.array_equal(a, b) for a, b in zip(left, right, strict=True))


def share(left, right):
    return any(np.shares_memory(a, b) for a in left for b in right)


@flag("go_backwards")
@flag("return_sequences")
@flag("mask")
@both_layers
def test_layers_read_only(kind, mask, return_sequences, go_backwards):
    layer, w, start = ready(kind, return_sequences=return_sequences, go_backwards=go_backwards)
    check_call(layer, w, start, mask)


@flag("return_sequences")
@flag("mask")
@merge_modes
@both_layers
def test_bidirectional_reads_only(kind, merge_mode, mask, return_sequences):
    layer, w, start = ready(kind, merge_mode, return_sequences=return_sequences)
    check_call(layer, w, start, mask)


def check_call(layer, w, start, mask):
    """x, states, mask and weights survive a call, and own all their memory afterwards."""
    x, mask = inputs(), MASK.copy() if mask else None
    given = [x, *start, *w] + ([] if mask is None else [mask])
    before = copy.deepcopy(given)
    returned = layer(x, initial_state=start, mask=mask)
    assert all_equal(given, before)
    assert not share(returned, given)
    for k, array in enumerate(returned):
        assert array.flags.owndata  # not a view that keeps the whole sequence alive
        assert array.flags.c_contiguous
        assert not share([array], returned[k + 1 :])
    again = layer(x, initial_state=start, mask=mask)
    for array in returned:
        array[...] = 99
    assert all_equal(layer(x, initial_state=start, mask=mask), again)
    assert all_equal(layer.get_weights(), w)


@flag("bidirectional")
@both_layers
def test_weights_are_copied_in_and_out(kind, bidirectional):
    layer, w, _ = ready(kind, "concat") if bidirectional else ready(kind)
    before = copy.deepcopy(w)
    for array in w:
        array[...] = 99  # the caller's own arrays
    assert all_equal(layer.get_weights(), before)
    for array in layer.get_weights():
        array[...] = 99  # what was handed out
    assert all_equal(layer.get_weights(), before)


@both_layers
def test_a_layer_is_not_changed_by_being_wrapped(kind):
    layer, w, start = ready(kind, return_sequences=True)
    before = layer(inputs(), initial_state=start, mask=MASK)
    both = Bidirectional(layer)
    both(inputs(), mask=MASK)
    both.set_weights([np.zeros_like(array) for array in w * 2])
    assert all_equal(layer(inputs(), initial_state=start, mask=MASK), before)
    assert layer.go_backwards is False


def test_steps_read_only():
    x_t, (h, C) = normal(5, B, D), states(2)
    for step, start, blocks in ((rnn_step, [h], 1), (lstm_step, [h, C], 4)):
        given = [x_t, *start, *weights(blocks)]
        before = copy.deepcopy(given)
        *outputs, cache = step(*given)
        assert all_equal(given, before)
        assert not share(outputs, given)
        assert not any(array is None for array in cache)
