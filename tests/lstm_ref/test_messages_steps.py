"""What the steps and the activations say about arrays they refuse."""

from lstm_ref import lstm_step, rnn_step, sigmoid, tanh
from tests.helpers.error_cases import error_cases
from tests.helpers.layer_data import B, D, inputs, normal, states, weights

X, W = inputs(), weights(4)
X_T, (STATE, CELL) = normal(5, B, D), states(2)


test_refusal = error_cases(
    # activations
    (lambda: sigmoid("a"), TypeError, "x: expected real numbers, received dtype <U1"),
    (lambda: sigmoid(1j), TypeError, "x: expected real, received dtype complex128"),
    (lambda: tanh(None), TypeError, "x: expected real numbers, received dtype object"),
    # steps
    (lambda: rnn_step(X, STATE, *weights(1)), ValueError, "expected x_t (B, D), received (5, 4"),
    (lambda: rnn_step(X_T, STATE[0], *weights(1)), ValueError, "expected h_prev received (2,)"),
    (lambda: rnn_step(X_T, STATE, *W), ValueError, "W: expected (D, H) = (3, 2), received (3, 8)"),
    (lambda: lstm_step(X_T, STATE[:1], CELL, *W), ValueError, "h_prev: expected received (1, 2)"),
    (lambda: lstm_step(X_T, STATE, CELL[:1], *W), ValueError, "C_prev: expected received (1, 2)"),
    (lambda: lstm_step(X_T, STATE, CELL, W[1], *W[1:]), ValueError, "W: expected received (2, 8)"),
    (
        lambda: lstm_step(X_T, STATE, CELL, W[0], W[0], W[2]),
        ValueError,
        "U: expected shape (H, 4H) = (2, 8), received (3, 8)",
    ),
    (lambda: lstm_step(X_T, STATE, CELL, *W[:2], W[1]), ValueError, "b: expected received (2, 8)"),
    (
        lambda: lstm_step(X_T, STATE, CELL.astype(int), *W),
        TypeError,
        "C_prev: expected dtype float32 or float64, received int64",
    ),
)
