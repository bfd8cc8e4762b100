"""onnxruntime's LSTM as the oracle.

ONNX stores the blocks in the order i, o, f, c, each weight transposed and with one axis for
the direction, and has two biases that add. Its X is (T, B, D) and its Y (T, dirs, B, H).
"""

import numpy as np
import onnxruntime
from onnx import TensorProto, checker, helper, numpy_helper

from lstm_ref import interop


def onnx_lstm(x, weights, direction, initial_state=None, lengths=None):
    """Run x (B, T, D); return Y (dirs, B, T, H) in time order, Y_h and Y_c (dirs, B, H).

    weights: kernel, recurrent_kernel, bias, once per direction. initial_state: h, C, once
    per direction. lengths: valid steps of each row.
    """
    constants = interop.to_onnx(weights)
    feed = {"X": np.ascontiguousarray(x.transpose(1, 0, 2))}
    if lengths is not None:
        feed["lengths"] = np.asarray(lengths, np.int32)
    if initial_state is not None:
        feed["h0"], feed["C0"] = np.stack(initial_state[::2]), np.stack(initial_state[1::2])
    wanted = ["X", "W", "R", "B", "lengths", "h0", "C0"]
    names = [name if name in feed | constants else "" for name in wanted]
    units = weights[1].shape[0]
    node = helper.make_node(
        "LSTM", names, ["Y", "Y_h", "Y_c"], hidden_size=units, direction=direction
    )
    Y, Y_h, Y_c = run(node, feed, constants)
    return Y.transpose(1, 2, 0, 3), Y_h, Y_c


def run(node, feed, constants):
    """Wrap one node in a model, check the model and run it on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model_of(node, feed, constants).SerializeToString(),
        options,
        providers=["CPUExecutionProvider"],
    )
    return session.run(None, feed)


def model_of(node, feed, constants):
    """Return a checked model of one node."""
    graph = helper.make_graph(
        [node],
        "one_lstm",
        [
            helper.make_tensor_value_info(
                name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape
            )
            for name, array in feed.items()
        ],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * axes)
            for name, axes in zip(node.output, (4, 3, 3), strict=True)
        ],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    checker.check_model(model)
    return model
