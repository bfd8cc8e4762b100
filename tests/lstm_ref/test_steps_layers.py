"""A layer is its step, repeated: the readable equations and the fused loop agree."""

import numpy as np

from lstm_ref import LSTM, SimpleRNN, lstm_step, rnn_step
from tests.helpers.layer_data import MASK, H, T, inputs, states, weights
from tests.helpers.parametrize import flag

TOLERANCE = 1e-14


def order(go_backwards):
    return range(T - 1, -1, -1) if go_backwards else range(T)


def close(received, expected):
    np.testing.assert_allclose(received, expected, rtol=0, atol=TOLERANCE)


@flag("go_backwards")
@flag("mask")
def test_simple_rnn(go_backwards, mask):
    x, (h,), w = inputs(np.float64), states(1, np.float64), weights(1, dtype=np.float64)
    layer = SimpleRNN(H, return_sequences=True, return_state=True, go_backwards=go_backwards)
    layer.set_weights(w)
    y, last = layer(x, initial_state=[h], mask=MASK if mask else None)
    for row, t in enumerate(order(go_backwards)):
        h_t, _ = rnn_step(x[:, t], h, *w)
        h = np.where(MASK[:, t, None], h_t, h) if mask else h_t
        close(y[:, row], h)
    close(last, h)


@flag("go_backwards")
@flag("mask")
def test_lstm(go_backwards, mask):
    x, (h, C), w = inputs(np.float64), states(2, np.float64), weights(4, dtype=np.float64)
    layer = LSTM(H, return_sequences=True, return_state=True, go_backwards=go_backwards)
    layer.set_weights(w)
    y, *last = layer(x, initial_state=[h, C], mask=MASK if mask else None)
    for row, t in enumerate(order(go_backwards)):
        h_t, C_t, _ = lstm_step(x[:, t], h, C, *w)
        keep = MASK[:, t, None] if mask else True
        h, C = np.where(keep, h_t, h), np.where(keep, C_t, C)
        close(y[:, row], h)
    close(last[0], h)
    close(last[1], C)
