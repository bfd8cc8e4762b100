"""One run predicts another, for any sizes, any data and any flags."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.property_cases import FULL, assert_same, cases, masks, modes


@given(cases, masks)
def test_go_backwards_is_the_reversed_input(case, masked):
    mask = case.mask if masked else None
    reversed_mask = case.mask[:, ::-1] if masked else None
    backward = case.layer(go_backwards=True)(case.x, case.start, mask)
    forward = case.layer(go_backwards=False)(case.x[:, ::-1], case.start, reversed_mask)
    assert_same(backward, forward)


@given(cases, masks, modes)
def test_bidirectional_is_two_layers_run_by_hand(case, masked, mode):
    mask = case.mask if masked else None
    output = case.both(mode, **FULL)(case.x, case.start + case.back, mask)
    ahead, *ahead_states = case.layer(**FULL, go_backwards=False)(case.x, case.start, mask)
    back, *back_states = case.second(**FULL, go_backwards=True)(case.x, case.back, mask)
    back = back[:, ::-1]
    if masked:  # Bidirectional shows zero where nothing was read
        ahead, back = (np.where(mask[:, :, None], rows, 0) for rows in (ahead, back))
    joined = {
        "concat": lambda: [np.concatenate([ahead, back], axis=2)],
        "sum": lambda: [ahead + back],
        "mul": lambda: [ahead * back],
        "ave": lambda: [(ahead + back) / 2],
        None: lambda: [ahead, back],
    }[mode]()
    assert_same(output, (*joined, *ahead_states, *back_states))


@given(cases, masks)
def test_the_rows_of_a_batch_do_not_meet(case, masked):
    mask = case.mask if masked else None
    layer = case.layer(**FULL)
    together = layer(case.x, case.start, mask)
    for row in range(case.B):
        one = slice(row, row + 1)
        start = [state[one] for state in case.start]
        alone = layer(case.x[one], start, mask[one] if masked else None)
        assert_same(alone, tuple(array[one] for array in together))


@given(cases, st.integers(1, 4))
def test_a_run_can_be_cut_and_resumed(case, cut):
    layer = case.layer(**FULL, go_backwards=False)
    whole, *last = layer(case.x, case.start)
    if cut < case.T:
        first, *middle = layer(case.x[:, :cut], case.start)
        rest, *end = layer(case.x[:, cut:], middle)
        assert_same(np.concatenate([first, rest], axis=1), whole)
        assert_same(tuple(end), tuple(last))


@given(cases, masks)
def test_no_initial_state_is_a_zero_state(case, masked):
    mask = case.mask if masked else None
    zeros = [np.zeros_like(state) for state in case.start]
    assert_same(case.layer()(case.x, None, mask), case.layer()(case.x, zeros, mask))


@given(cases, st.sampled_from(["sum", "mul", "ave"]))
def test_merging_does_not_depend_on_the_order_of_the_directions(case, mode):
    """Swap the two directions' weights and the time axis: the same output, mirrored."""
    layer, swapped = case.both(mode, **FULL), case.both(mode, **FULL)
    forward, backward = layer.get_weights()[:3], layer.get_weights()[3:]
    swapped.set_weights(backward + forward)
    rows, *states = layer(case.x, case.start + case.back)
    mirrored, *other = swapped(case.x[:, ::-1], case.back + case.start)
    assert_same(rows, mirrored[:, ::-1])
    assert_same(tuple(states), tuple(other[case.count :] + other[: case.count]))
