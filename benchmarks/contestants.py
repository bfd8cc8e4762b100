"""The contestants of ``benchmarks.speed``: one LSTM layer each, all with the same weights.

Each is a function without arguments that runs once. It starts from a NumPy array (B, T, D) and
ends with finished numbers: all hidden states, or the gradients of x and of the three weights.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import keras
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from lstm_ref import LSTM, interop

Run = Callable[[], Any]
Array = NDArray[np.float32]


@dataclass
class Problem:
    """Numbers of one shape: x (B, T, D), dh (B, T, H) and the weights of an LSTM."""

    x: Array
    dh: Array
    weights: list[Array]

    @classmethod
    def draw(cls, B: int, T: int, D: int, H: int) -> Problem:
        """Draw x, dh and the weights, in float32."""
        rng = np.random.default_rng(0)
        x, dh = (rng.standard_normal((B, T, n)).astype(np.float32) for n in (D, H))
        layer = LSTM(H, seed=0)
        layer.build(D)
        return cls(x, dh, layer.get_weights())


def forward(problem: Problem, eager: bool) -> dict[str, Run]:
    """Return the contestants that go forward; Keras, eager, where it is asked for."""
    ours, layer, x = our_layer(problem), keras_layer(problem), problem.x
    model = keras.Sequential([keras.Input(x.shape[1:]), keras_layer(problem)])
    values, others = keras_values(layer)
    compiled = jax.jit(lambda values, x: layer.stateless_call(values, others, x)[0])
    runs: dict[str, Run] = {
        "floor": forward_floor(problem),
        "lstm_ref": lambda: ours(x),
        "Keras jit": lambda: np.asarray(compiled(values, x)),
        "Keras predict_on_batch": lambda: model.predict_on_batch(x),
        "onnxruntime": onnx_session(problem),
    }
    if eager:
        runs["Keras eager"] = lambda: np.asarray(layer(x))
    return runs | torch_runs(problem, backward=False)


def both_ways(problem: Problem) -> dict[str, Run]:
    """Return the contestants that go forward and backward."""
    there, back = forward_floor(problem), backward_floor(problem)
    ours, layer, x = our_layer(problem), keras_layer(problem), problem.x
    values, others = keras_values(layer)

    def loss(values: list[Any], x: Any, dh: Any) -> Any:
        return (layer.stateless_call(values, others, x)[0] * dh).sum()

    gradient = jax.jit(jax.grad(loss, argnums=(0, 1)))
    return {
        "floor": lambda: (there(), back()),
        "lstm_ref": lambda: (ours(x, training=True), ours.backward(problem.dh)),
        "Keras jit": lambda: jax.block_until_ready(gradient(values, x, problem.dh)),
    } | torch_runs(problem, backward=True)


def our_layer(problem: Problem) -> LSTM:
    """Return our layer."""
    layer = LSTM(problem.dh.shape[2], return_sequences=True)
    layer.set_weights(problem.weights)
    return layer


def keras_layer(problem: Problem) -> Any:
    """Return Keras's layer."""
    layer = keras.layers.LSTM(problem.dh.shape[2], return_sequences=True)
    layer.build(problem.x.shape)
    layer.set_weights(problem.weights)
    return layer


def keras_values(layer: Any) -> tuple[list[Any], list[Any]]:
    """Return the values of the three weights, and of a Keras layer's other variables."""
    parts = (layer.trainable_variables, layer.non_trainable_variables)
    values, others = ([variable.value for variable in part] for part in parts)
    return values, others


def forward_floor(problem: Problem) -> Run:
    """The products of the forward pass and nothing else: x W of all steps, and each h U."""
    B, T, H = problem.dh.shape
    W, U = (
        np.ascontiguousarray(w.reshape(-1, 4, H).transpose(1, 0, 2)) for w in problem.weights[:2]
    )
    x = np.ascontiguousarray(problem.x.transpose(1, 0, 2))[:, None]
    h = np.ascontiguousarray(problem.dh.transpose(1, 0, 2))
    z, recurrent = np.empty((T, 4, B, H), np.float32), np.empty((4, B, H), np.float32)

    def run() -> None:
        np.matmul(x, W, out=z)
        for h_t in h:
            np.matmul(h_t, U, out=recurrent)

    return run


def backward_floor(problem: Problem) -> Run:
    """The products of the backward pass and nothing else: each dz U^T, then dx, dW, dU."""
    (B, T, D), H = problem.x.shape, problem.dh.shape[2]
    W, U = problem.weights[:2]
    back = np.ascontiguousarray(U.T)
    x, h = (a.transpose(1, 0, 2).reshape(T * B, -1) for a in (problem.x, problem.dh))
    dz = np.random.default_rng(1).standard_normal((T * B, 4 * H)).astype(np.float32)
    dh, dx = np.empty((B, H), np.float32), np.empty((T * B, D), np.float32)
    dW, dU = np.empty_like(W), np.empty_like(U)

    def run() -> None:
        for dz_t in dz.reshape(T, B, 4 * H)[::-1]:
            np.matmul(dz_t, back, out=dh)
        np.matmul(dz, W.T, out=dx)
        np.matmul(x.T, dz, out=dW)
        np.matmul(h.T, dz, out=dU)

    return run


def onnx_session(problem: Problem) -> Run:
    """One LSTM node; its X is (T, B, D), and putting it so is part of the run."""
    constants, H = interop.to_onnx(problem.weights), problem.dh.shape[2]
    node = helper.make_node("LSTM", ["X", *constants], ["Y"], hidden_size=H)
    X, Y = (helper.make_tensor_value_info(n, TensorProto.FLOAT, [None] * k) for n, k in EDGES)
    kept = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    graph = helper.make_graph([node], "one_lstm", [X], [Y], kept)
    opset = [helper.make_opsetid("", 14)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    x = problem.x
    return lambda: session.run(None, {"X": np.ascontiguousarray(x.transpose(1, 0, 2))})


EDGES = (("X", 3), ("Y", 4))  # an edge's name and its number of axes


def torch_runs(problem: Problem, backward: bool) -> dict[str, Run]:
    """Return PyTorch, forward or both ways; nothing where it is not installed."""
    if importlib.util.find_spec("torch") is None:
        return {}
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)
    D, H = problem.x.shape[2], problem.dh.shape[2]
    layer = torch.nn.LSTM(D, H, batch_first=True)
    state = {n: torch.from_numpy(w) for n, w in interop.to_torch(problem.weights).items()}
    layer.load_state_dict(state)

    def run() -> Any:
        x = torch.from_numpy(problem.x).requires_grad_(backward)
        with torch.set_grad_enabled(backward):
            y = layer(x)[0]
        if backward:
            layer.zero_grad()
            y.backward(torch.from_numpy(problem.dh))
        return y.detach().numpy()

    return {"PyTorch": run}
