"""One time step equals the equations written out in plain Python numbers."""

import numpy as np

from lstm_ref import LSTMCache, RNNCache, lstm_step, rnn_step
from tests.helpers import textbook
from tests.helpers.layer_data import B, D, H, normal, states, weights

TOLERANCE = 1e-14
X_T = normal(5, B, D, dtype=np.float64)
STATES = states(2, np.float64)


def close(received, expected):
    np.testing.assert_allclose(received, expected, rtol=0, atol=TOLERANCE)


def textbook_lstm(W, U, b):
    """Every quantity of the step, (B, H) each, by name."""
    blocks = [textbook.split(array.tolist(), H) for array in (W, U, b)]
    rows = [
        textbook.lstm_step(x, h, C, *blocks)
        for x, h, C in zip(X_T.tolist(), *(s.tolist() for s in STATES), strict=True)
    ]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def test_rnn_step():
    W, U, b = weights(1, dtype=np.float64)
    h_t, cache = rnn_step(X_T, STATES[0], W, U, b)
    expected = [
        textbook.rnn_step(x, h, W.T.tolist(), U.T.tolist(), b.tolist())
        for x, h in zip(X_T.tolist(), STATES[0].tolist(), strict=True)
    ]
    close(h_t, expected)
    assert isinstance(cache, RNNCache)
    np.testing.assert_array_equal(cache.x_t, X_T)
    np.testing.assert_array_equal(cache.h_prev, STATES[0])
    np.testing.assert_array_equal(cache.h_t, h_t)


def test_lstm_step_gate_by_gate():
    W, U, b = weights(4, dtype=np.float64)
    h_t, C_t, cache = lstm_step(X_T, *STATES, W, U, b)
    expected = textbook_lstm(W, U, b)
    close(h_t, expected.pop("h_t"))
    close(C_t, expected["C_t"])
    assert isinstance(cache, LSTMCache)
    for name, value in expected.items():
        close(getattr(cache, name), value)
    np.testing.assert_array_equal(cache.x_t, X_T)
    np.testing.assert_array_equal(cache.h_prev, STATES[0])
    np.testing.assert_array_equal(cache.C_prev, STATES[1])


def test_the_cache_is_enough_for_a_derivative():
    """dh_t/dC_{t-1} = o (1 - tanh^2 C_t) f, from the cache alone, against a difference."""
    W, U, b = weights(4, dtype=np.float64)
    _, _, cache = lstm_step(X_T, *STATES, W, U, b)
    from_cache = cache.o_t * (1 - np.tanh(cache.C_t) ** 2) * cache.f_t
    step = 1e-6
    above, _, _ = lstm_step(X_T, STATES[0], STATES[1] + step, W, U, b)
    below, _, _ = lstm_step(X_T, STATES[0], STATES[1] - step, W, U, b)
    np.testing.assert_allclose(from_cache, (above - below) / (2 * step), rtol=0, atol=1e-9)


def test_the_fields_of_the_caches_are_what_a_backward_pass_expects():
    assert RNNCache._fields == ("x_t", "h_prev", "h_t")
    assert LSTMCache._fields == ("x_t", "h_prev", "C_prev", "i_t", "f_t", "g_t", "o_t", "C_t")
