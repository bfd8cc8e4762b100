"""LSTM equals onnxruntime's: a second oracle, with other code and another gate order."""

import numpy as np
import pytest

from lstm_ref import LSTM, Bidirectional
from tests.helpers.layer_data import B, H, T, inputs, states, weights
from tests.helpers.onnx_oracle import onnx_lstm
from tests.helpers.parametrize import flag

TOLERANCE = 1e-6
LENGTHS = np.array([4, 3, 2, 1, 4])
TAIL_MASK = np.arange(T) < LENGTHS[:, None]


def close(received, expected):
    np.testing.assert_allclose(received, expected, rtol=0, atol=TOLERANCE)


@flag("initial_state")
@pytest.mark.parametrize("direction", ["forward", "reverse"])
def test_one_direction(direction, initial_state):
    start = states(2) if initial_state else None
    layer = LSTM(H, return_sequences=True, return_state=True, go_backwards=direction == "reverse")
    layer.set_weights(weights(4))
    y, h, C = layer(inputs(), initial_state=start)
    Y, Y_h, Y_c = onnx_lstm(inputs(), weights(4), direction, start)
    in_time_order = y[:, ::-1] if direction == "reverse" else y
    close(in_time_order, Y[0])
    close(h, Y_h[0])
    close(C, Y_c[0])


@flag("initial_state")
@flag("mask")
def test_both_directions(initial_state, mask):
    start = states(4) if initial_state else None
    layer = Bidirectional(LSTM(H, return_sequences=True, return_state=True))
    layer.set_weights(weights(4, directions=2))
    mask, lengths = (TAIL_MASK, LENGTHS) if mask else (None, None)
    y, *last = layer(inputs(), initial_state=start, mask=mask)
    both = weights(4, directions=2)
    Y, Y_h, Y_c = onnx_lstm(inputs(), both, "bidirectional", start, lengths)
    close(y, np.concatenate(Y, axis=-1))
    for received, expected in zip(last, [Y_h[0], Y_c[0], Y_h[1], Y_c[1]], strict=True):
        close(received, expected)


def test_the_oracle_sees_every_row():
    """Rows differ, so a batch mix-up could not hide."""
    Y, _, _ = onnx_lstm(inputs(), weights(4), "forward")
    assert len(np.unique(Y[0, :, -1, 0])) == B
