"""An LSTM in NumPy that reads like the equations.

Reading order: activations, initializers, gates, cells (one time step, the equations),
layers (the loop over time, with Keras 3's semantics), bidirectional, gradient_check.
"""

from lstm_ref.activations import sigmoid, tanh
from lstm_ref.bidirectional import Bidirectional
from lstm_ref.cells import (
    LSTMCache,
    RNNCache,
    lstm_step,
    lstm_step_backward,
    rnn_step,
    rnn_step_backward,
)
from lstm_ref.gates import join_gates, split_gates
from lstm_ref.gradient_check import check_gradients
from lstm_ref.initializers import Constant, GlorotUniform, Orthogonal, get_initializer
from lstm_ref.layers import LSTM, Gradients, SimpleRNN

__all__ = [
    "LSTM",
    "Bidirectional",
    "Constant",
    "GlorotUniform",
    "Gradients",
    "LSTMCache",
    "Orthogonal",
    "RNNCache",
    "SimpleRNN",
    "check_gradients",
    "get_initializer",
    "join_gates",
    "lstm_step",
    "lstm_step_backward",
    "rnn_step",
    "rnn_step_backward",
    "sigmoid",
    "split_gates",
    "tanh",
]
