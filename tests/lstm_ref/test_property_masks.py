"""What a mask must mean, for any sizes, any mask and any flags."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.layer_data import normal
from tests.helpers.property_cases import FULL, assert_same, cases, modes


@given(cases, modes)
def test_a_mask_of_true_is_no_mask(case, mode):
    everything = np.ones((case.B, case.T), bool)
    assert_same(case.layer()(case.x, mask=everything), case.layer()(case.x))
    assert_same(case.both(mode)(case.x, mask=everything), case.both(mode)(case.x))


@given(cases)
def test_a_mask_of_false_returns_the_first_states(case):
    nothing = np.zeros((case.B, case.T), bool)
    rows, *states = case.layer(**FULL)(case.x, case.start, nothing)
    assert_same(tuple(states), tuple(case.start))
    np.testing.assert_array_equal(rows, np.repeat(case.start[0][:, None], case.T, axis=1))


@given(cases, st.integers(1, 3))
def test_a_masked_tail_is_a_shorter_sequence(case, extra):
    tail = normal([case.seed, 6], case.B, extra, case.D, dtype=np.float64)
    long = np.concatenate([case.x, tail], axis=1)
    mask = np.arange(case.T + extra) < np.full((case.B, 1), case.T)
    rows, *states = case.layer(**FULL)(long, case.start, mask)
    short_rows, *short_states = case.layer(**FULL)(case.x, case.start)
    assert_same(tuple(states), tuple(short_states))
    if not case.flags["go_backwards"]:
        assert_same(rows[:, : case.T], short_rows)


@given(cases)
def test_what_is_masked_is_never_read(case):
    other = np.where(case.mask[:, :, None], case.x, 1e6)
    layer = case.layer(**FULL)
    assert_same(
        layer(other, case.start, case.mask),
        layer(case.x, case.start, case.mask),
    )
