"""An LSTM in NumPy that reads like the equations.

Reading order: activations, initializers, gates, cells (one time step, the equations),
layers (the loop over time, with Keras 3's semantics), bidirectional,
gradient_check; then losses, optimizers, tasks, training, experiments; interop, where all layouts
of weights are; widgets.
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
from lstm_ref.losses import mean_squared_error, softmax_cross_entropy
from lstm_ref.optimizers import Adam, clip_by_global_norm
from lstm_ref.tasks import adding_problem, continual_stream, recall_first_symbol
from lstm_ref.training import Readout, fit

__all__ = [
    "LSTM",
    "Adam",
    "Bidirectional",
    "Constant",
    "GlorotUniform",
    "Gradients",
    "LSTMCache",
    "Orthogonal",
    "RNNCache",
    "Readout",
    "SimpleRNN",
    "adding_problem",
    "check_gradients",
    "clip_by_global_norm",
    "continual_stream",
    "fit",
    "get_initializer",
    "join_gates",
    "lstm_step",
    "lstm_step_backward",
    "mean_squared_error",
    "recall_first_symbol",
    "rnn_step",
    "rnn_step_backward",
    "sigmoid",
    "softmax_cross_entropy",
    "split_gates",
    "tanh",
]
