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

Whatever else a state dict or a node holds is refused by its name, unless it changes no output:
without it the weights would give other numbers than the file.

Sources: Keras 3, ``keras.layers.LSTM``; PyTorch, ``torch.nn.LSTM``; ONNX, operator ``LSTM``.
Chapter 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lstm_ref.gates import GATES
from lstm_ref.validation import (
    check_axis,
    check_float,
    check_list,
    check_mapping,
    check_real,
    check_shape,
)

__all__ = ["from_onnx", "from_torch", "reorder_gates", "to_onnx", "to_torch"]

Weights = Sequence[NDArray[Any]]
ORDERS = {"keras": GATES, "pytorch": "ifgo", "onnx": "iofg"}
KERAS_NAMES = ("kernel", "recurrent_kernel", "bias")
TORCH_NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
TORCH_DIRECTIONS = ("", "_reverse")  # what the names of each direction end in
ONNX_NAMES = ("W", "R", "B")
# The other inputs of ONNX's operator, and why they are no part of the weights.
ONNX_ZEROS = {
    "P": "peepholes are not computed",
    "initial_h": "give another one to the layer's call as initial_state",
    "initial_c": "give another one to the layer's call as initial_state",
}
ONNX_OF_A_CALL = {
    "X": "give it to the layer's call",
    "sequence_lens": "give a mask to the layer's call",
}


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
    array = check_real("array", array)
    for name, order in (("from_order", from_order), ("to_order", to_order)):
        if not isinstance(order, str) or sorted(order) != sorted(GATES):
            raise ValueError(f"{name}: expected an order of i, f, g, o, received {order!r}.")
    if not array.size or array.ndim == 0:
        raise ValueError(f"array: expected four equal blocks, received shape {array.shape}.")
    check_axis("axis", axis, array.ndim)
    if array.shape[axis] % 4:
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
    weights : [kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,)]; for two directions the
        forward layer's three, then the backward layer's

    Returns
    -------
    dict: weight_ih_l0 (4H, D), weight_hh_l0 (4H, H), bias_ih_l0 and bias_hh_l0 (4H,); for two
    directions four more, whose names end in _reverse. The whole bias is in the first of the two;
    the second is zero.

    Raises
    ------
    ValueError, TypeError
        If the arrays are not the weights of an LSTM or of a bidirectional one.

    Source: PyTorch, ``torch.nn.LSTM``. Chapter 5.
    """
    state: dict[str, NDArray[Any]] = {}
    for end, (kernel, recurrent_kernel, bias) in zip(
        TORCH_DIRECTIONS, _directions(weights), strict=False
    ):
        arrays = (kernel.T, recurrent_kernel.T, bias, np.zeros_like(bias))
        state |= {name + end: a.copy() for name, a in zip(TORCH_NAMES, arrays, strict=True)}
    return state


def from_torch(state: Mapping[str, ArrayLike]) -> list[NDArray[Any]]:
    r"""Return our weights from the state dict of a ``torch.nn.LSTM`` of one layer.

    .. math:: W = W_{ih}^T, \qquad U = W_{hh}^T, \qquad b = b_{ih} + b_{hh}

    Parameters
    ----------
    state : weight_ih_l0 (4H, D), weight_hh_l0 (4H, H), bias_ih_l0 and bias_hh_l0 (4H,); with
        bidirectional=True four more, whose names end in _reverse. A layer without biases has
        none, and gets zeros.

    Returns
    -------
    [kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,)], for two directions the forward layer's
    three, then the backward layer's: the weights of an ``LSTM``, or of its ``Bidirectional``

    Raises
    ------
    ValueError, TypeError
        If an array is missing or has a wrong shape, or if there is one more: of a second layer
        (weight_ih_l1), or of a projection (weight_hr_l0).

    Source: PyTorch, ``torch.nn.LSTM``. Chapter 5.
    """
    known = [name + end for end in TORCH_DIRECTIONS for name in TORCH_NAMES]
    _check_names("state", state, known, "; more layers and projections are not computed")
    ends = TORCH_DIRECTIONS if any(name in state for name in known[4:]) else TORCH_DIRECTIONS[:1]
    weights = [_from_torch_direction(state, end) for end in ends]
    return [array for three in weights for array in _same_sizes("state", weights[0], three)]


def _from_torch_direction(state: Mapping[str, ArrayLike], end: str) -> list[NDArray[Any]]:
    """Return kernel, recurrent_kernel and bias of the direction whose names have this end."""
    names = [name + end for name in TORCH_NAMES]
    has_bias = any(name in state for name in names[2:])
    needed = names if has_bias else names[:2]
    _check_all_there("state", state, needed)
    W_ih, W_hh, *biases = (check_float(name, state[name]) for name in needed)
    H, D = _last(W_hh), _last(W_ih)
    check_shape(names[0], W_ih, (4 * H, D), "(4H, D)", names[1])
    check_shape(names[1], W_hh, (4 * H, H), "(4H, H)")
    for name, array in zip(names[2:], biases, strict=False):
        check_shape(name, array, (4 * H,), "(4H,)")
    bias = biases[0] + biases[1] if has_bias else np.zeros(4 * H, W_hh.dtype)
    return [W_ih.T.copy(), W_hh.T.copy(), bias]


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
    for arrays in _directions(weights):
        kernel, recurrent_kernel, bias = (reorder_gates(a, GATES, ORDERS["onnx"]) for a in arrays)
        both = np.concatenate([bias, np.zeros_like(bias)])
        directions.append((kernel.T, recurrent_kernel.T, both))
    stacked = (np.stack(arrays) for arrays in zip(*directions, strict=True))
    return dict(zip(ONNX_NAMES, stacked, strict=True))


def from_onnx(
    inputs: Mapping[str, ArrayLike | None], attributes: Mapping[str, Any] | None = None
) -> list[NDArray[Any]]:
    r"""Return our weights from the inputs and the attributes of ONNX's operator ``LSTM``.

    .. math:: b = B_{1..4H} + B_{4H+1..8H}

    Parameters
    ----------
    inputs : W (dirs, 4H, D), R (dirs, 4H, H), B (dirs, 8H), by the names of the operator's
        inputs; without B, or where it is None, the biases are zeros
    attributes : the node's, by name: {a.name: onnx.helper.get_attribute_value(a) for a in
        node.attribute}. direction, hidden_size and activations have to be what the weights of an
        LSTM or a Bidirectional give; layout is the caller's, who gives x (B, T, D) to the layer.

    Returns
    -------
    kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,), once for each direction

    Raises
    ------
    ValueError, TypeError
        If an array is missing or has a wrong shape; if there is an input or an attribute that
        changes the output and is not in the weights: X, sequence_lens; P, initial_h or initial_c
        that is not 0; clip, input_forget, other activations and what belongs to them; the
        direction "reverse", which is an LSTM with go_backwards=True.

    Source: ONNX, operator ``LSTM``. Chapter 5.
    """
    W, R, B = _onnx_arrays(inputs)
    _check_onnx_attributes({} if attributes is None else attributes, len(W), R.shape[2])
    weights = []
    for kernel, recurrent_kernel, biases in zip(W, R, B, strict=True):
        bias = biases[: len(biases) // 2] + biases[len(biases) // 2 :]
        one = (kernel.T, recurrent_kernel.T, bias)
        weights += [reorder_gates(a, ORDERS["onnx"], GATES) for a in one]
    return weights


def _onnx_arrays(inputs: Mapping[str, ArrayLike | None]) -> list[NDArray[Any]]:
    """Return W (dirs, 4H, D), R (dirs, 4H, H) and B (dirs, 8H), or raise."""
    _check_names("inputs", inputs, [*ONNX_NAMES, *ONNX_ZEROS, *ONNX_OF_A_CALL])
    given = {name: array for name, array in inputs.items() if array is not None}
    for name, why in ONNX_OF_A_CALL.items():
        if name in given:
            raise ValueError(f"inputs, {name}: expected none ({why}), received one.")
    for name, why in ONNX_ZEROS.items():
        if name in given and check_float(name, given[name]).any():
            raise ValueError(f"inputs, {name}: expected none or zeros ({why}), received others.")
    _check_all_there("inputs", given, ONNX_NAMES[:2])
    W, R = (check_float(name, given[name]) for name in ONNX_NAMES[:2])
    dirs, H = 2 if W.ndim and len(W) == 2 else 1, _last(R)
    B = check_float("B", given.get("B", np.zeros((dirs, 8 * H), R.dtype)))
    check_shape("W", W, (dirs, 4 * H, _last(W)), "(dirs, 4H, D)", "R")
    check_shape("R", R, (dirs, 4 * H, H), "(dirs, 4H, H)")
    check_shape("B", B, (dirs, 8 * H), "(dirs, 8H)")
    return [W, R, B]


def _check_onnx_attributes(attributes: Mapping[str, Any], dirs: int, H: int) -> None:
    """Raise unless the weights alone say what a node with these attributes computes."""
    allowed: dict[str, tuple[Any, ...]] = {
        "activation_alpha": ([],),
        "activation_beta": ([],),
        "activations": (["Sigmoid", "Tanh", "Tanh"] * dirs,),
        "clip": (),
        "direction": ("forward",) if dirs == 1 else ("bidirectional",),
        "hidden_size": (H,),
        "input_forget": (0,),
        "layout": (0, 1),
    }
    _check_names("attributes", attributes, list(allowed))
    for name, value in attributes.items():
        value = _plain(value)
        if value not in allowed[name]:
            expected = " or ".join(map(repr, allowed[name])) or "none, for it is not computed"
            why = "; its weights are those of an LSTM with go_backwards=True"
            raise ValueError(
                f"attributes, {name}: expected {expected}, "
                f"received {value!r}{why if value == 'reverse' else ''}."
            )


def _plain(value: Any) -> Any:
    """Return an attribute's value as numbers, text and lists: ONNX has bytes and arrays, too."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def _check_names(argument: str, given: Any, known: Sequence[str], why: str = "") -> None:
    """Raise unless given is a mapping whose names are all known."""
    check_mapping(argument, given)
    if unknown := [str(name) for name in given if name not in known]:
        raise ValueError(
            f"{argument}: expected no other names than {', '.join(known)}, "
            f"received {', '.join(unknown)}{why}."
        )


def _check_all_there(argument: str, given: Mapping[str, Any], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in given]
    if missing:
        raise ValueError(f"{argument}: expected {', '.join(needed)}, received no {missing[0]}.")


def _last(array: NDArray[Any]) -> int:
    """Return the size of the last axis, at least 1: the shape that is then expected is no empty."""
    return max(array.shape[-1], 1) if array.ndim else 1


def _directions(weights: Weights) -> list[list[NDArray[Any]]]:
    """Return kernel, recurrent_kernel, bias once for each direction, or raise."""
    if not isinstance(weights, (list, tuple)) or len(weights) != 6:
        return [_lstm_weights(weights)]
    forward, backward = _lstm_weights(weights[:3]), _lstm_weights(weights[3:])
    return [forward, _same_sizes("weights", forward, backward)]


def _same_sizes(
    argument: str, forward: list[NDArray[Any]], backward: list[NDArray[Any]]
) -> list[NDArray[Any]]:
    """Return the backward layer's arrays, or raise: one D and one H for both directions."""
    for name, one, other in zip(KERAS_NAMES, forward, backward, strict=True):
        check_shape(f"{argument}, backward {name}", other, one.shape, "that of the forward layer")
    return backward


def _lstm_weights(weights: Sequence[ArrayLike]) -> list[NDArray[Any]]:
    """Return kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,) as arrays, or raise."""
    given = check_list("weights", weights, KERAS_NAMES)
    arrays = [check_float(name, w) for name, w in zip(KERAS_NAMES, given, strict=True)]
    H = arrays[2].shape[0] // 4 if arrays[2].ndim == 1 else 0
    D = arrays[0].shape[0] if arrays[0].ndim == 2 else 0
    check_shape("kernel", arrays[0], (D, 4 * H), "(D, 4H)")
    check_shape("recurrent_kernel", arrays[1], (H, 4 * H), "(H, 4H)")
    check_shape("bias", arrays[2], (4 * H,), "(4H,)")
    return arrays
