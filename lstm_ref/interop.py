"""One LSTM, four ways to store its weights: ours and Keras's, PyTorch's, ONNX's.

The equations are the same. What differs is the order of the four blocks, which axis comes first,
and how many biases there are:

==========  ==============  =====================  =======================================
framework   order           kernel                 bias
==========  ==============  =====================  =======================================
Keras, us   i, f, g, o      (D, 4H)                one, (4H,)
PyTorch     i, f, g, o      (4H, D)                two that add, (4H,) each
ONNX        i, o, f, g      (1, 4H, D)             two that add, one after the other (1, 8H)
==========  ==============  =====================  =======================================

Keras and ONNX call g "c". A bias that is read back is the sum of the two: how the sum was shared
out does not change any output.

Sources: Keras 3, ``keras.layers.LSTM``; PyTorch, ``torch.nn.LSTM``; ONNX, operator ``LSTM``.
Chapter 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lstm_ref.gates import GATES
from lstm_ref.validation import check_float, check_list, check_shape

Weights = Sequence[NDArray[Any]]
ORDERS = {"keras": GATES, "pytorch": "ifgo", "onnx": "iofg"}
TORCH_NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
ONNX_NAMES = ("W", "R", "B")


def reorder_gates(array: ArrayLike, from_order: str, to_order: str, axis: int = -1) -> NDArray[Any]:
    r"""Put the blocks of a fused array into another order.

    .. math:: [a_i \; a_f \; a_g \; a_o] \to [a_i \; a_o \; a_f \; a_g]

    Parameters
    ----------
    array : any shape, 4H along axis
    from_order, to_order : four letters, such as "ifgo" and "iofg"
    axis : the axis that holds the blocks

    Returns
    -------
    a new array of the same shape

    Raises
    ------
    ValueError
        If an order is no order of the letters i, f, g, o, or the axis has no four equal blocks.

    Source: the tables of weights of Keras 3, PyTorch and ONNX. Chapter 5.
    """
    array = np.asarray(array)
    for name, order in (("from_order", from_order), ("to_order", to_order)):
        if sorted(order) != sorted(GATES):
            raise ValueError(f"{name}: expected an order of i, f, g, o, received {order!r}.")
    if array.ndim == 0 or array.shape[axis] % 4:
        raise ValueError(
            f"array: expected four equal blocks along axis {axis}, received shape {array.shape}."
        )
    blocks = dict(zip(from_order, np.split(array, 4, axis), strict=True))
    return np.concatenate([blocks[gate] for gate in to_order], axis)


def to_torch(weights: Weights) -> dict[str, NDArray[Any]]:
    r"""Return the arrays of ``torch.nn.LSTM``, by the names of its state dict.

    .. math:: W_{ih} = W^T, \qquad W_{hh} = U^T, \qquad b_{ih} + b_{hh} = b

    Parameters
    ----------
    weights : [kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,)]

    Returns
    -------
    dict: weight_ih_l0 (4H, D), weight_hh_l0 (4H, H), bias_ih_l0 and bias_hh_l0 (4H,). The whole
    bias is in the first; the second is zero.

    Raises
    ------
    ValueError, TypeError
        If the arrays are not the weights of an LSTM.

    Source: PyTorch, ``torch.nn.LSTM``. Chapter 5.
    """
    kernel, recurrent_kernel, bias = _lstm_weights(weights)
    arrays = (kernel.T, recurrent_kernel.T, bias, np.zeros_like(bias))
    return {name: a.copy() for name, a in zip(TORCH_NAMES, arrays, strict=True)}


def from_torch(state: Mapping[str, ArrayLike]) -> list[NDArray[Any]]:
    r"""Return our weights from the state dict of a ``torch.nn.LSTM`` of one layer.

    .. math:: W = W_{ih}^T, \qquad U = W_{hh}^T, \qquad b = b_{ih} + b_{hh}

    Parameters
    ----------
    state : weight_ih_l0 (4H, D), weight_hh_l0 (4H, H), bias_ih_l0 and bias_hh_l0 (4H,); a layer
        without biases has none, and gets zeros

    Returns
    -------
    [kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,)]

    Raises
    ------
    ValueError, TypeError
        If an array is missing or has a wrong shape.

    Source: PyTorch, ``torch.nn.LSTM``. Chapter 5.
    """
    missing = [name for name in TORCH_NAMES[:2] if name not in state]
    if missing:
        raise ValueError(f"state: expected {', '.join(TORCH_NAMES)}, received no {missing[0]}.")
    W_ih, W_hh = (check_float(name, state[name]) for name in TORCH_NAMES[:2])
    bias = np.zeros(W_hh.shape[:1], W_hh.dtype)
    for name in TORCH_NAMES[2:]:
        if name in state:
            check_shape(name, state[name], bias.shape, "(4H,)")
            bias = bias + check_float(name, state[name])
    return _lstm_weights([W_ih.T.copy(), W_hh.T.copy(), bias])


def to_onnx(weights: Weights) -> dict[str, NDArray[Any]]:
    r"""Return the inputs W, R and B of ONNX's operator ``LSTM``, one or two directions.

    .. math:: W = [W_i \; W_o \; W_f \; W_g]^T, \qquad B = [b_i \; b_o \; b_f \; b_g \; 0]

    Parameters
    ----------
    weights : kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,); for two directions the
        forward layer's three, then the backward layer's

    Returns
    -------
    dict: W (dirs, 4H, D), R (dirs, 4H, H), B (dirs, 8H)

    Raises
    ------
    ValueError, TypeError
        If the arrays are not the weights of an LSTM or of a bidirectional one.

    Source: ONNX, operator ``LSTM``. Chapter 5.
    """
    directions = []
    for k in range(0, max(len(weights), 3), 3):
        kernel, recurrent_kernel, bias = (
            reorder_gates(a, GATES, ORDERS["onnx"]) for a in _lstm_weights(weights[k : k + 3])
        )
        both = np.concatenate([bias, np.zeros_like(bias)])
        directions.append((kernel.T, recurrent_kernel.T, both))
    stacked = (np.stack(arrays) for arrays in zip(*directions, strict=True))
    return dict(zip(ONNX_NAMES, stacked, strict=True))


def from_onnx(inputs: Mapping[str, ArrayLike]) -> list[NDArray[Any]]:
    r"""Return our weights from the inputs of ONNX's operator ``LSTM``.

    .. math:: b = B_{1..4H} + B_{4H+1..8H}

    Parameters
    ----------
    inputs : W (dirs, 4H, D), R (dirs, 4H, H), B (dirs, 8H)

    Returns
    -------
    kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,), once for each direction

    Raises
    ------
    ValueError, TypeError
        If an array is missing or has a wrong shape.

    Source: ONNX, operator ``LSTM``. Chapter 5.
    """
    missing = [name for name in ONNX_NAMES if name not in inputs]
    if missing:
        raise ValueError(f"inputs: expected W, R, B, received no {missing[0]}.")
    W, R, B = (check_float(name, inputs[name]) for name in ONNX_NAMES)
    if W.ndim != 3 or R.ndim != 3 or B.ndim != 2:
        raise ValueError(
            "inputs: expected W (dirs, 4H, D), R (dirs, 4H, H), B (dirs, 8H), "
            f"received {W.shape}, {R.shape}, {B.shape}."
        )
    weights = []
    for kernel, recurrent_kernel, biases in zip(W, R, B, strict=True):
        bias = biases[: len(biases) // 2] + biases[len(biases) // 2 :]
        one = (kernel.T, recurrent_kernel.T, bias)
        weights += _lstm_weights([reorder_gates(a, ORDERS["onnx"], GATES) for a in one])
    return weights


def _lstm_weights(weights: Sequence[ArrayLike]) -> list[NDArray[Any]]:
    """Return kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,) as arrays, or raise."""
    names = ("kernel", "recurrent_kernel", "bias")
    given = check_list("weights", weights, names)
    arrays = [check_float(name, w) for name, w in zip(names, given, strict=True)]
    H = arrays[2].shape[0] // 4 if arrays[2].ndim == 1 else 0
    D = arrays[0].shape[0] if arrays[0].ndim == 2 else 0
    check_shape("kernel", arrays[0], (D, 4 * H), "(D, 4H)")
    check_shape("recurrent_kernel", arrays[1], (H, 4 * H), "(H, 4H)")
    check_shape("bias", arrays[2], (4 * H,), "(4H,)")
    return arrays
