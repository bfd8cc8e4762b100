"""An LSTM in NumPy that reads like the equations.

Reading order: activations, initializers, gates, cells (one time step, the equations),
layers (the loop over time, with Keras 3's semantics), bidirectional; interop, where all layouts
of weights are. Then the packages: learning (losses, optimizers, training, experiments), figures
(drawings and plots), widgets (sliders).
"""

import sys
import typing

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
from lstm_ref.initializers import Constant, GlorotUniform, Orthogonal, get_initializer
from lstm_ref.layers import LSTM, Gradients, SimpleRNN
from lstm_ref.learning.gradient_check import check_gradients
from lstm_ref.learning.losses import mean_squared_error, softmax_cross_entropy
from lstm_ref.learning.optimizers import Adam, clip_by_global_norm
from lstm_ref.learning.tasks import adding_problem, continual_stream, recall_first_symbol
from lstm_ref.learning.training import Readout, fit

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

__version__: str
if not typing.TYPE_CHECKING:

    def __getattr__(name):
        """Look the version up when it is asked for: that would be a sixth of the import's time."""
        if name == "__version__":
            from lstm_ref.version import find_version

            return find_version()
        return object.__getattribute__(sys.modules[__name__], name)  # its AttributeError
