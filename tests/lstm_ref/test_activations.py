"""sigmoid and tanh: right everywhere, silent at the extremes, and true to the dtype."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from lstm_ref import LSTM, lstm_step, lstm_step_backward, sigmoid, tanh

GRID = np.linspace(-30, 30, 241)
FAR = np.linspace(-80, 80, 1283)  # in steps that float32 must round
FEW = 4  # units in the last place: NumPy's exp is within 3 of them


def exact_sigmoid(x):
    """Return 50 digits for the number that x is."""
    with localcontext(prec=50):
        return 1 / (1 + (-Decimal(float(x))).exp())


def relative_error(y, x):
    true = [exact_sigmoid(each) for each in x]
    pairs = zip(map(float, y), true, strict=True)
    return np.array([abs(float(Decimal(received) / each - 1)) for received, each in pairs])


def gate_and_slope(run, z):
    """Return the input gate of the sums z (B, 1) and its slope, by a step or by a layer."""
    kernel = np.zeros((2, 4), z.dtype)
    kernel[0, 0] = kernel[1, 2] = 1  # the first feature is z_i, the second z_g
    recurrent_kernel, bias = np.zeros((1, 4), z.dtype), np.zeros(4, z.dtype)
    x, h = np.concatenate([z, np.ones_like(z)], axis=1), np.zeros_like(z)
    if run == "step":
        _, C, cache = lstm_step(x, h, h, kernel, recurrent_kernel, bias)
        dx, *_ = lstm_step_backward(h, np.ones_like(h), kernel, recurrent_kernel, cache)
    else:
        layer = LSTM(1, return_state=True)
        layer.set_weights([kernel, recurrent_kernel, bias])
        _, _, C = layer(x[:, None], training=True)
        dx = layer.backward([h, h, np.ones_like(h)]).inputs[:, 0]
    tanh_1 = np.tanh(z.dtype.type(1))
    return C[:, 0] / tanh_1, dx[:, 0] / tanh_1


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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_relative_error_of_sigmoid_is_a_few_units_in_the_last_place(dtype):
    x = FAR.astype(dtype)
    np.testing.assert_array_less(relative_error(sigmoid(x), x), FEW * np.finfo(dtype).eps)


def test_the_relative_error_of_sigmoid_in_float16_where_the_result_is_a_normal_number():
    x = np.linspace(-9.5, 10, 500).astype(np.float16)
    np.testing.assert_array_less(relative_error(sigmoid(x), x), FEW * np.finfo(np.float16).eps)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("run", ["step", "layer"])
def test_a_gate_and_its_gradient_keep_their_digits_too(run, dtype):
    """One input gate over all sums z: C is sigma(z) tanh(1), and dC/dz the slope times tanh(1).

    To the right the slope is a difference from 1, sigma(z) (1 - sigma(z)), and has no more digits
    than 1 has: its error is one of 1.
    """
    z = FAR.astype(dtype)[:, None]
    gate, slope = gate_and_slope(run, z)
    eps, left = np.finfo(dtype).eps, z[:, 0] <= 0
    np.testing.assert_array_less(relative_error(gate, z[:, 0]), FEW * eps)
    true = np.array([float(exact_sigmoid(v) * exact_sigmoid(-v)) for v in z[:, 0]])
    error = np.abs(slope - true)
    np.testing.assert_array_less(error[left], FEW * eps * true[left])
    np.testing.assert_array_less(error, FEW * eps)


@pytest.mark.parametrize(
    ("dtype", "right", "zero"), [(np.float16, -9, -12), (np.float32, -87, -89), (float, -708, -710)]
)
def test_where_the_left_tail_becomes_zero_is_where_the_docstring_says(dtype, right, zero):
    x = np.array([right, zero], dtype)
    assert relative_error(sigmoid(x[:1]), x[:1])[0] < FEW * np.finfo(dtype).eps
    assert sigmoid(x)[1] == 0


@pytest.mark.parametrize("function", [sigmoid, tanh])
def test_nothing_is_raised_where_numpy_raises_all_it_can(function):
    with np.errstate(all="raise"):
        for dtype in (np.float16, np.float32, np.float64):
            function(np.array([-np.inf, -200, -100, -15, 0, 100, 200, np.inf], dtype))
        assert np.isnan(function(np.float32(np.nan)))


@pytest.mark.parametrize("function", [sigmoid, tanh])
@pytest.mark.parametrize("dtype", ["?", "b", "B", "h", "H", "i", "I", "q", "Q"])
def test_whole_numbers_are_computed_in_float64(function, dtype):
    x = np.array([0, 1], dtype)
    y = function(x)
    assert y.dtype == np.float64
    np.testing.assert_array_equal(y, function(np.array([0.0, 1.0])))


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
