"""What a layer and an initialiser say about an argument they refuse."""

import numpy as np

from lstm_ref import LSTM, Constant, GlorotUniform, Orthogonal, SimpleRNN, get_initializer
from tests.helpers.error_cases import error_cases
from tests.helpers.layer_data import B, D, H, T, weights


def ready():
    layer = LSTM(H)
    layer.set_weights(weights(4))
    return layer


def three(shape, rng):
    return np.zeros(3)


test_refusal = error_cases(
    # arguments of a layer
    (lambda: LSTM(0), ValueError, "units: expected a positive integer, received 0"),
    (lambda: SimpleRNN(-3), ValueError, "units: expected a positive integer, received -3"),
    (lambda: LSTM(2.0), TypeError, "units: expected a positive integer, received 2.0"),
    (lambda: LSTM(True), TypeError, "units: expected a positive integer, received True"),
    (lambda: LSTM(H, "tanh"), TypeError, "return_sequences: expected True, received 'tanh'"),
    (lambda: LSTM(H, return_state=1), TypeError, "return_state: expected True, received 1"),
    (lambda: SimpleRNN(H, go_backwards=None), TypeError, "go_backwards: expected, received None"),
    (lambda: LSTM(H, unit_forget_bias=1.0), TypeError, "unit_forget_bias: expected, received 1.0"),
    (lambda: LSTM(H, seed=-1), ValueError, "seed: expected an integer >= 0, received -1"),
    (lambda: LSTM(H, seed=1.5), ValueError, "seed: expected an integer >= 0, received 1.5"),
    (lambda: LSTM(H, seed=True), ValueError, "seed: expected an integer >= 0, received True"),
    (lambda: LSTM(H, seed=[1, "a"]), ValueError, "seed: expected, list, received [1, 'a']"),
    (
        lambda: SimpleRNN(H, activation="gelu"),
        ValueError,
        "activation: expected one of 'tanh', 'relu', received 'gelu'",
    ),
    # initialisers
    (lambda: LSTM(H, kernel_initializer="he"), ValueError, "expected zeros, ones, received 'he'"),
    (lambda: Constant("1"), TypeError, "Constant value: expected a real number, received '1'"),
    (lambda: Orthogonal(None), TypeError, "Orthogonal gain: expected number, received None"),
    (lambda: get_initializer("Zeros"), ValueError, "initializer: expected received 'Zeros'"),
    (lambda: get_initializer(3), TypeError, "initializer: expected callable received 3"),
    (lambda: GlorotUniform()((3,), None), ValueError, "GlorotUniform: expected 2-D received (3,)"),
    (lambda: Orthogonal()((1, 2, 3), None), ValueError, "Orthogonal: expected 2-D received (1, 2"),
    (
        lambda: LSTM(H, bias_initializer=three).build(D),
        ValueError,
        "bias_initializer: expected shape (4H,) = (8,), received (3,)",
    ),
    (
        lambda: LSTM(H, recurrent_initializer=three).build(D),
        ValueError,
        "recurrent_initializer: expected shape (H, 4H) = (2, 8), received (3,)",
    ),
    # build
    (lambda: LSTM(H).build(0), ValueError, "input_dim: expected positive received 0"),
    (lambda: LSTM(H).build(None), TypeError, "input_dim: expected positive received None"),
    (lambda: LSTM(H).build((B, T, D)), TypeError, "input_dim: expected integer received (5, 4, 3)"),
    (lambda: LSTM(H).build(D, np.int64), TypeError, "dtype: expected float32 received int64"),
    (lambda: ready().build(D + 1), ValueError, "kernel: expected (D, 4H) = (3, 8), received (4"),
)
