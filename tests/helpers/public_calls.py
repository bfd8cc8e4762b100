"""One valid call of every public callable of ``lstm_ref``: where a test of arguments begins.

Public is what stands in an ``__all__`` of the package, and the public methods of its classes. A
new name needs a row in CALLS. Records, which hold whatever they are given, need none.
"""

import importlib
import inspect
import io
import pkgutil

import numpy as np

import lstm_ref
from lstm_ref import LSTM, Adam, Bidirectional, Constant, Orthogonal, Readout, interop
from lstm_ref.figures import drawings, plotting, unrolled, words
from lstm_ref.learning import experiments
from tests.helpers.layer_data import B, D, H, K, T, states, weights
from tests.helpers.layer_data import inputs as x


def public():
    """Return name -> callable: functions, classes and their methods."""
    found = {}
    for module in modules():
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if not callable(thing) or is_record(thing):
                continue
            if inspect.isclass(thing) or inspect.signature(thing).parameters:
                found[name] = thing
            if inspect.isclass(thing):
                found |= {f"{name}.{method}": getattr(thing, method) for method in methods(thing)}
    return found


def modules():
    """Return the package and all its modules."""
    below = pkgutil.walk_packages(lstm_ref.__path__, "lstm_ref.")
    return [lstm_ref, *(importlib.import_module(each.name) for each in below)]


def is_record(thing):
    """A NamedTuple: its fields are what somebody computed."""
    return inspect.isclass(thing) and issubclass(thing, tuple)


def methods(made):
    """Return the names of a class's public methods that take an argument."""
    return [
        name
        for name, each in inspect.getmembers(made, inspect.isfunction)
        if (name == "__call__" or not name.startswith("_"))
        and len(inspect.signature(each).parameters) > 1
    ]


def rng():
    return np.random.default_rng(0)


def built(kind=LSTM, **settings):
    layer = kind(H, **settings)
    layer.build(D)
    return layer


def both():
    layer = Bidirectional(LSTM(H))
    layer.build(D)
    return layer


def model():
    made = Readout(LSTM(H, seed=1), K, seed=1)
    made(x())
    return made


def called(layer, method):
    """Return a method of a layer that has been called in training."""
    layer(x(), training=True)
    return getattr(layer, method)


def of_step(blocks, count):
    """Return x_t, h_prev, C_prev, W, U, b; without C_prev for one state."""
    start = dict(zip(("h_prev", "C_prev"), states(count), strict=False))
    return {"x_t": x()[:, 0], **start, **dict(zip("WUb", weights(blocks), strict=True))}


def of_step_back(step, blocks, count):
    given = of_step(blocks, count)
    *_, cache = step(**given)
    gradients = dict(zip(("dh_t", "dC_t"), states(count), strict=False))
    return {**gradients, "W": given["W"], "U": given["U"], "cache": cache}


def of_call(count):
    return {
        "x": x(),
        "initial_state": states(count),
        "mask": np.ones((B, T), bool),
        "training": True,
    }


def of_layer():
    """The arguments of all recurrent layers; a caller that builds it uses the initializers."""
    return {
        "units": H,
        "return_sequences": False,
        "return_state": False,
        "go_backwards": False,
        "kernel_initializer": "glorot_uniform",
        "recurrent_initializer": "orthogonal",
        "bias_initializer": "zeros",
        "seed": 1,
        "zero_output_for_mask": False,
    }


def and_build(kind):
    """Return a function that makes a layer and builds it: that is when initializers are used."""

    def make(**settings):
        kind(**settings).build(D)

    return make


def of_fit():
    y = np.zeros((B, K), np.float32)
    return {
        "model": model(),
        "draw": lambda n: (x(), y),
        "loss": lstm_ref.mean_squared_error,
        "updates": 1,
        "optimizer": Adam(),
        "clip": 1.0,
        "progress": io.StringIO(),
    }


def arrays(count=2):
    return [np.ones((2, 3), np.float32) for _ in range(count)]


def torch_state():
    return interop.to_torch(weights(4))


def gates():
    return lstm_ref.split_gates(*weights(4))


SETTING = experiments.Setting("adding", "RNN, tanh", 10, 0.001, 0)
BUILD = {"input_dim": D, "dtype": np.float32}
DRAW = {"batch": 4, "timesteps": 12, "seed": 1}
KERNELS = ("kernel", "recurrent_kernel", "bias")
RUNS = [{"task": "a", "model": "b", "timesteps": 3, "learning_rate": 0.1, "loss": 1.0}]

# name -> what is called and its valid arguments, made anew for each call
CALLS = {
    "sigmoid": lambda: (lstm_ref.sigmoid, {"x": x()}),
    "tanh": lambda: (lstm_ref.tanh, {"x": x()}),
    "rnn_step": lambda: (lstm_ref.rnn_step, of_step(1, 1)),
    "lstm_step": lambda: (lstm_ref.lstm_step, of_step(4, 2)),
    "rnn_step_backward": lambda: (
        lstm_ref.rnn_step_backward, of_step_back(lstm_ref.rnn_step, 1, 1)),
    "lstm_step_backward": lambda: (
        lstm_ref.lstm_step_backward, of_step_back(lstm_ref.lstm_step, 4, 2)),
    "split_gates": lambda: (lstm_ref.split_gates, dict(zip(KERNELS, weights(4), strict=True))),
    "join_gates": lambda: (lstm_ref.join_gates, {"params": gates()}),
    "SimpleRNN": lambda: (and_build(lstm_ref.SimpleRNN), of_layer() | {"activation": "relu"}),
    "SimpleRNN.__call__": lambda: (built(lstm_ref.SimpleRNN), of_call(1)),
    "SimpleRNN.build": lambda: (lstm_ref.SimpleRNN(H).build, dict(BUILD)),
    "SimpleRNN.set_weights": lambda: (
        built(lstm_ref.SimpleRNN).set_weights, {"weights": weights(1)}),
    "SimpleRNN.backward": lambda: (
        called(built(lstm_ref.SimpleRNN), "backward"), {"doutput": states(1)[0]}),
    "LSTM": lambda: (and_build(LSTM), of_layer() | {"unit_forget_bias": False}),
    "LSTM.__call__": lambda: (built(), of_call(2)),
    "LSTM.build": lambda: (LSTM(H).build, dict(BUILD)),
    "LSTM.set_weights": lambda: (built().set_weights, {"weights": weights(4)}),
    "LSTM.backward": lambda: (
        called(built(return_state=True), "backward"), {"doutput": states(3)}),
    "Bidirectional": lambda: (Bidirectional, {
        "layer": built(), "merge_mode": "sum", "backward_layer": built(go_backwards=True)}),
    "Bidirectional.__call__": lambda: (both(), of_call(4)),
    "Bidirectional.build": lambda: (Bidirectional(LSTM(H)).build, dict(BUILD)),
    "Bidirectional.set_weights": lambda: (both().set_weights, {"weights": weights(4, 2)}),
    "Bidirectional.backward": lambda: (
        called(both(), "backward"), {"doutput": np.ones((B, 2 * H), np.float32)}),
    "Constant": lambda: (Constant, {"value": 1.0}),
    "Constant.__call__": lambda: (Constant(1.0), {"shape": (2, 3), "rng": rng()}),
    "GlorotUniform": lambda: (lstm_ref.GlorotUniform, {}),
    "GlorotUniform.__call__": lambda: (
        lstm_ref.GlorotUniform(), {"shape": (2, 3), "rng": rng()}),
    "Orthogonal": lambda: (Orthogonal, {"gain": 2.0}),
    "Orthogonal.__call__": lambda: (Orthogonal(), {"shape": (2, 3), "rng": rng()}),
    "get_initializer": lambda: (lstm_ref.get_initializer, {"initializer": "ones"}),
    "check_gradients": lambda: (lstm_ref.check_gradients, {
        "layer": built(), "x": x()[:1], "initial_state": states(2, batch=1),
        "mask": np.ones((1, T), bool), "step": 1e-5, "seed": 0}),
    "mean_squared_error": lambda: (lstm_ref.mean_squared_error, {"y": x(), "target": x()}),
    "softmax_cross_entropy": lambda: (lstm_ref.softmax_cross_entropy, {
        "logits": np.ones((B, K), np.float32), "classes": np.zeros(B, int)}),
    "Adam": lambda: (Adam, {
        "learning_rate": 0.1, "beta_1": 0.9, "beta_2": 0.99, "epsilon": 1e-7}),
    "Adam.update": lambda: (Adam().update, {"weights": arrays(), "gradients": arrays()}),
    "clip_by_global_norm": lambda: (
        lstm_ref.clip_by_global_norm, {"gradients": arrays(), "limit": 1.0}),
    "adding_problem": lambda: (lstm_ref.adding_problem, DRAW | {"marks": "1997"}),
    "recall_first_symbol": lambda: (lstm_ref.recall_first_symbol, DRAW | {"symbols": 3}),
    "continual_stream": lambda: (lstm_ref.continual_stream, DRAW | {"every": 3}),
    "Readout": lambda: (Readout, {"layer": LSTM(H), "outputs": K, "seed": 1}),
    "Readout.__call__": lambda: (model(), {"x": x(), "training": True}),
    "Readout.set_weights": lambda: (model().set_weights, {"weights": model().get_weights()}),
    "Readout.backward": lambda: (
        called(model(), "backward"), {"dy": np.ones((B, K), np.float32)}),
    "fit": lambda: (lstm_ref.fit, of_fit()),
    "reorder_gates": lambda: (interop.reorder_gates, {
        "array": np.ones((3, 8)), "from_order": "ifgo", "to_order": "iofg", "axis": 1}),
    "to_torch": lambda: (interop.to_torch, {"weights": weights(4)}),
    "from_torch": lambda: (interop.from_torch, {"state": torch_state()}),
    "to_onnx": lambda: (interop.to_onnx, {"weights": weights(4, 2)}),
    "from_onnx": lambda: (interop.from_onnx, {
        "inputs": interop.to_onnx(weights(4)), "attributes": {"hidden_size": H}}),
    "make_layer": lambda: (experiments.make_layer, {
        "model": "RNN, ReLU", "units": H, "timesteps": 5, "seed": 1}),
    "tuned": lambda: (experiments.tuned, {
        "runs": [dict(run) for run in RUNS], "task": "a", "model": "b", "timesteps": 3}),
    "rnn_cell": lambda: (drawings.rnn_cell, {"title": "A cell", "language": "en"}),
    "lstm_cell": lambda: (
        drawings.lstm_cell, {"lit": "input", "title": "A cell", "language": "en"}),
    "bidirectional": lambda: (drawings.bidirectional, {
        "return_sequences": True, "title": "Two", "language": "en"}),
    "unrolled_rnn": lambda: (unrolled.unrolled_rnn, {
        "shares": np.linspace(1, 0, 7), "inputs": list("abcdefg"), "language": "en"}),
    "percent": lambda: (unrolled.percent, {"share": 0.5}),
    "families": lambda: (plotting.families, {"installed": ["NanumGothic"]}),
    "words_in": lambda: (words.words_in, {"words": {"en": {"a": "b"}}, "language": "en"}),
    "bidirectional_explorer": lambda: (widget("bidirectional_explorer"), {"language": "en"}),
    "cell_explorer": lambda: (widget("cell_explorer"), {"lit": "input", "language": "en"}),
    "gate_maker": lambda: (widget("gate_maker"), {"language": "en"}),
    "sequence_explorer": lambda: (widget("sequence_explorer"), {"language": "en"}),
}  # fmt: skip


def widget(name):
    return getattr(importlib.import_module("lstm_ref.widgets"), name)
