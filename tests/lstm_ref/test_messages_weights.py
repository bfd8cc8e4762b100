"""What set_weights and the gates say about arrays they refuse."""

import re

import numpy as np
import pytest

from lstm_ref import LSTM, Bidirectional, SimpleRNN, join_gates, split_gates
from tests.helpers.error_cases import error_cases
from tests.helpers.layer_data import H, weights

W = weights(4)
P = split_gates(*W)


def both():
    return Bidirectional(LSTM(H))


test_refusal = error_cases(
    # set_weights
    (lambda: LSTM(H).set_weights(W[:2]), ValueError, "weights: expected 3 arrays received 2"),
    (lambda: LSTM(H).set_weights(W * 2), ValueError, "weights: expected 3 received list of 6"),
    (lambda: LSTM(H).set_weights(W[0]), ValueError, "weights: expected list received ndarray"),
    (lambda: LSTM(H).set_weights([W[0].T, *W[1:]]), ValueError, "kernel: expected received (8, 3)"),
    (lambda: LSTM(H).set_weights([W[2], *W[1:]]), ValueError, "kernel: expected received (8,)"),
    (
        lambda: SimpleRNN(H).set_weights(W),
        ValueError,
        "kernel: expected shape (D, H) = (3, 2), received (3, 8)",
    ),
    (
        lambda: LSTM(H).set_weights([W[0], W[0], W[2]]),
        ValueError,
        "recurrent_kernel: expected shape (H, 4H) = (2, 8), received (3, 8)",
    ),
    (
        lambda: LSTM(H).set_weights([*W[:2], W[2][:H]]),
        ValueError,
        "bias: expected shape (4H,) = (8,), received (2,)",
    ),
    (
        lambda: LSTM(H).set_weights([*W[:2], np.zeros(4 * H, int)]),
        TypeError,
        "bias: expected dtype float32 or float64, received int64",
    ),
    (lambda: both().set_weights(W), ValueError, "weights: expected 6 backward received length 3"),
    # gates
    (lambda: split_gates(W[2], *W[1:]), ValueError, "expected kernel (D, 4H), received (8,)"),
    (lambda: split_gates(W[0][:, 1:], *W[1:]), ValueError, "kernel: expected received (3, 7)"),
    (
        lambda: split_gates(W[0], W[1][:, 1:], W[2]),
        ValueError,
        "recurrent_kernel: expected (H, 4H) = (2, 8), received (2, 7)",
    ),
    (lambda: split_gates(*W[:2], W[2][1:]), ValueError, "bias: expected (4H,) received (7,)"),
    (lambda: join_gates({}), ValueError, "params: expected the names missing 'W_xi' unknown none"),
    (lambda: join_gates(P | {"W_xc": 0}), ValueError, "expected missing none, unknown ['W_xc']"),
    (lambda: join_gates(P | {"W_xi": P["b_i"]}), ValueError, "W_xi: expected (D, H), received (2,"),
    (lambda: join_gates(P | {"b_g": P["W_hg"]}), ValueError, "b_g: expected (H,) received (2, 2)"),
)


class Tensor:
    """As a tensor that NumPy cannot read: PyTorch raises one of these errors of its own."""

    def __init__(self, error):
        self.error = error

    def __array__(self, dtype=None, copy=None):
        raise self.error


@pytest.mark.parametrize("error", [RuntimeError("requires grad"), TypeError("BFloat16")])
def test_a_tensor_that_numpy_cannot_read_is_refused_by_the_arguments_name(error):
    given = [Tensor(error), *weights(4)[1:]]
    message = f"kernel: expected an array, received Tensor: {error}"
    with pytest.raises(TypeError, match=re.escape(message)):
        LSTM(H).set_weights(given)
