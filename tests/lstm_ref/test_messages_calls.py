"""What a layer says about an input, a state or a mask it refuses."""

import numpy as np

from lstm_ref import LSTM, Bidirectional, SimpleRNN
from tests.helpers.error_cases import error_cases
from tests.helpers.layer_data import B, H, T, inputs, states, weights

X, (STATE, CELL) = inputs(), states(2)


def ready():
    layer = LSTM(H)
    layer.set_weights(weights(4))
    return layer


def both():
    return Bidirectional(LSTM(H))


test_refusal = error_cases(
    # x
    (lambda: ready()(X[0]), ValueError, "x: expected shape (B, T, 3), received (4, 3)"),
    (lambda: LSTM(H)(X[0]), ValueError, "x: expected shape (B, T, D), received (4, 3)"),
    (lambda: ready()(X[:, :, :2]), ValueError, "x: expected shape (B, T, 3), received (5, 4, 2)"),
    (lambda: LSTM(H)(X[:, :0]), ValueError, "x: expected at least one time step, received (5, 0"),
    (lambda: LSTM(H)(X[:, :, :0]), ValueError, "x: expected one feature, received (5, 4, 0)"),
    (lambda: LSTM(H)(X.astype(int)), TypeError, "x: expected float32 or float64, received int64"),
    (lambda: LSTM(H)(X.astype(np.float16)), TypeError, "x: expected received float16"),
    (lambda: LSTM(H)([[[1.0], [1.0, 2.0]]]), ValueError, "x: expected rectangular received"),
    (lambda: both()(X[0]), ValueError, "x: expected shape (B, T, D), received (4, 3)"),
    # initial_state
    (lambda: ready()(X, STATE), ValueError, "initial_state: expected 2 [h, C], received ndarray"),
    (lambda: ready()(X, [STATE]), ValueError, "initial_state: expected 2 [h, C], received 1"),
    (lambda: SimpleRNN(H)(X, [STATE, CELL]), ValueError, "initial_state: expected 1 received 2"),
    (lambda: SimpleRNN(H)(X, CELL.T), ValueError, "initial_state h: expected (5, 2), received (2,"),
    (
        lambda: ready()(X, [STATE, CELL[:1]]),
        ValueError,
        "initial_state C: expected shape (B, H) = (5, 2), received (1, 2)",
    ),
    (
        lambda: ready()(X, [STATE, CELL.astype(int)]),
        TypeError,
        "initial_state C: expected dtype float32 or float64, received int64",
    ),
    (
        lambda: both()(X, [STATE, CELL]),
        ValueError,
        "initial_state: expected 4 [forward h, forward C, backward h, backward C], received 2",
    ),
    # mask
    (lambda: ready()(X, mask=[[True]]), ValueError, "mask: expected (B, T) = (5, 4), received (1"),
    (lambda: ready()(X, mask=np.ones((B, T, 2))), ValueError, "mask: expected (B, T, 1) received"),
    (lambda: ready()(X, mask=[[1], [1, 1]]), ValueError, "mask: expected rectangular received"),
    (lambda: ready()(X, mask=np.full((B, T), "1")), TypeError, "mask: expected bool, received <U1"),
    (lambda: ready()(X, mask=np.ones((B, T)) * 1j), TypeError, "mask: expected received complex1"),
    (lambda: both()(X, mask=np.full((B, T), np.nan)), ValueError, "mask: expected received NaN"),
    (lambda: both()(X, mask=np.ones((T, B), bool)), ValueError, "mask: expected, received (4, 5)"),
)
