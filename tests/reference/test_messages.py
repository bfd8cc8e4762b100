"""Every refusal names the argument, what was expected and what was received."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from fixture_data import B, D, H, T, inputs, normal, states, weights

import lstm_ref
from lstm_ref import (
    LSTM,
    Bidirectional,
    Constant,
    GlorotUniform,
    Orthogonal,
    SimpleRNN,
    get_initializer,
    join_gates,
    lstm_step,
    rnn_step,
    sigmoid,
    split_gates,
    tanh,
)

X, W = inputs(), weights(4)
P = split_gates(*W)
X_T, (STATE, CELL) = normal(5, B, D), states(2)


def ready():
    layer = LSTM(H)
    layer.set_weights(W)
    return layer


def both(**arguments):
    return Bidirectional(LSTM(H), **arguments)


def three(shape, rng):
    return np.zeros(3)


# What is called, what is raised, and words that the message must have, in this order.
REFUSALS = [
    # activations
    (lambda: sigmoid("a"), TypeError, "sigmoid: expected real numbers, received dtype <U1"),
    (lambda: sigmoid(1j), TypeError, "sigmoid: expected real, received dtype complex128"),
    (lambda: tanh(None), TypeError, "tanh: expected real numbers, received dtype object"),
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
        "recurrent_kernel: expected shape (H, 4H) = (2, 8), received (3,)",
    ),
    # build
    (lambda: LSTM(H).build(0), ValueError, "input_dim: expected positive received 0"),
    (lambda: LSTM(H).build(None), TypeError, "input_dim: expected positive received None"),
    (lambda: LSTM(H).build((B, T, D)), TypeError, "input_dim: expected integer received (5, 4, 3)"),
    (lambda: LSTM(H).build(D, np.int64), TypeError, "kernel: expected float32 received int64"),
    (lambda: ready().build(D + 1), ValueError, "kernel: expected (D, 4H) = (3, 8), received (4"),
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
    (lambda: ready()(X, mask=np.ones((B, T))), TypeError, "mask: expected bool, received float64"),
    (lambda: both()(X, mask=np.ones((T, B), bool)), ValueError, "mask: expected, received (4, 5)"),
    # Bidirectional
    (lambda: Bidirectional(3), TypeError, "layer: expected a SimpleRNN or an LSTM, received 3"),
    (lambda: Bidirectional(LSTM), TypeError, "layer: expected received <class"),
    (lambda: Bidirectional(both()), TypeError, "layer: expected received"),
    (lambda: both(backward_layer=3), TypeError, "backward_layer: expected received 3"),
    (lambda: both(merge_mode="avg"), ValueError, "merge_mode: expected 'ave' received 'avg'"),
    (
        lambda: both(backward_layer=LSTM(H)),
        ValueError,
        "backward_layer: expected go_backwards opposite, received False for both",
    ),
    (
        lambda: Bidirectional(LSTM(H, go_backwards=True)),
        ValueError,
        "backward_layer: expected go_backwards opposite, received True for both",
    ),
    (
        lambda: both(backward_layer=SimpleRNN(H, go_backwards=True)),
        ValueError,
        "backward_layer: expected type LSTM, received SimpleRNN",
    ),
    (
        lambda: both(backward_layer=LSTM(H, go_backwards=True, return_sequences=True)),
        ValueError,
        "backward_layer: expected return_sequences False, received True",
    ),
    (
        lambda: both(backward_layer=LSTM(H, go_backwards=True, return_state=True)),
        ValueError,
        "backward_layer: expected return_state False, received True",
    ),
    *[
        (
            lambda mode=mode: both(backward_layer=LSTM(1, go_backwards=True), merge_mode=mode),
            ValueError,
            "backward_layer: expected units 2, received 1",
        )
        for mode in ("sum", "mul", "ave")
    ],
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
]


@pytest.mark.parametrize(
    ("call", "error", "words"), REFUSALS, ids=[words for _, _, words in REFUSALS]
)
def test_refusal(call, error, words):
    pattern = ".*".join(re.escape(word.rstrip(",")) for word in words.split())
    with pytest.raises(error, match=pattern) as refused:
        call()
    assert refused.type is error


def test_the_package_raises_and_never_asserts():
    sources = sorted(Path(lstm_ref.__file__).parent.glob("*.py"))
    assert len(sources) > 5
    for source in sources:
        nodes = list(ast.walk(ast.parse(source.read_text(encoding="utf-8"))))
        assert not [node.lineno for node in nodes if isinstance(node, ast.Assert)], source.name
