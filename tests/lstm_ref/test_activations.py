"""sigmoid and tanh: right everywhere, silent at the extremes, and true to the dtype."""

import math

import numpy as np
import pytest

from lstm_ref import sigmoid, tanh

GRID = np.linspace(-30, 30, 241)


def test_sigmoid_is_the_textbook_formula():
    expected = [1 / (1 + math.exp(-x)) for x in GRID]
    np.testing.assert_allclose(sigmoid(GRID), expected, rtol=0, atol=3e-16)


def test_tanh_is_the_textbook_formula():
    expected = [math.tanh(x) for x in GRID]
    np.testing.assert_allclose(tanh(GRID), expected, rtol=0, atol=3e-16)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_saturate_without_a_warning(dtype):
    x = np.array([-np.inf, -1e30, 0, 1e30, np.inf], dtype)
    np.testing.assert_array_equal(sigmoid(x), [0, 0, 0.5, 1, 1])
    np.testing.assert_array_equal(tanh(x), [-1, -1, 0, 1, 1])


def test_where_the_left_tail_becomes_zero_is_where_the_docstring_says():
    assert sigmoid(np.float32(-16)) > 0
    assert sigmoid(np.float32(-21)) == 0
    assert sigmoid(np.float64(-36)) > 0
    assert sigmoid(np.float64(-39)) == 0


@pytest.mark.parametrize("function", [sigmoid, tanh])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)])
def test_shape_and_dtype_are_kept(function, dtype, shape):
    y = function(np.full(shape, 0.3, dtype))
    assert y.shape == shape
    assert y.dtype == dtype


@pytest.mark.parametrize("function", [sigmoid, tanh])
def test_numbers_and_lists_are_accepted(function):
    x = np.array([0.5, -1.0])
    np.testing.assert_array_equal(function([0.5, -1.0]), function(x))
    np.testing.assert_array_equal(function([1, 2]), function(np.array([1.0, 2.0])))
    assert function(0.5) == function(x)[0]


@pytest.mark.parametrize("function", [sigmoid, tanh])
def test_the_argument_is_not_changed(function):
    x = GRID.copy()
    function(x)
    np.testing.assert_array_equal(x, GRID)
