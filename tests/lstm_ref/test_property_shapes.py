"""Shapes and structure of what comes back, for any sizes and any flags."""

import numpy as np
from hypothesis import given

from tests.helpers.property_cases import FULL, as_tuple, cases, masks, modes


@given(cases, masks)
def test_shapes_of_a_layer(case, masked):
    returned = case.layer()(case.x, mask=case.mask if masked else None)
    assert isinstance(returned, tuple) is case.flags["return_state"]
    output, *states = as_tuple(returned)
    rows = (case.T,) if case.flags["return_sequences"] else ()
    assert output.shape == (case.B, *rows, case.H)
    expected = case.count if case.flags["return_state"] else 0
    assert [state.shape for state in states] == [(case.B, case.H)] * expected


@given(cases, masks, modes)
def test_shapes_of_bidirectional(case, masked, mode):
    returned = case.both(mode)(case.x, mask=case.mask if masked else None)
    rows = (case.T,) if case.flags["return_sequences"] else ()
    width = 2 * case.H if mode == "concat" else case.H
    shapes = [(case.B, *rows, width)] * (2 if mode is None else 1)
    if case.flags["return_state"]:
        shapes += [(case.B, case.H)] * (2 * case.count)
    assert [array.shape for array in as_tuple(returned)] == shapes
    assert isinstance(returned, tuple) is (mode is None or case.flags["return_state"])


@given(cases, masks)
def test_the_last_row_is_the_last_state_is_the_short_output(case, masked):
    mask = case.mask if masked else None
    rows, last, *_ = case.layer(**FULL)(case.x, case.start, mask)
    short = case.layer(return_sequences=False, return_state=False)(case.x, case.start, mask)
    np.testing.assert_array_equal(rows[:, -1], last)
    np.testing.assert_array_equal(short, last)
