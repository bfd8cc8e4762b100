"""From Keras's three fused arrays to the twelve arrays of the text, and back.

Keras stores the four weight blocks of an LSTM side by side, in the order i, f, g, o
(it calls g "c"). The text writes one letter per gate. Same numbers, two views.

Source: Keras 3, ``keras.layers.LSTMCell``. Chapters 3 and 5.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lstm_ref.validation import check_mapping, check_real, check_shape

GATES = "ifgo"  # the order of the blocks in every fused array
PARAMETER_NAMES = tuple(name + gate for gate in GATES for name in ("W_x", "W_h", "b_"))


def split_gates(
    kernel: NDArray[Any], recurrent_kernel: NDArray[Any], bias: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    r"""Name the four blocks of each fused array.

    .. math:: \text{kernel} = [W_{xi} \; W_{xf} \; W_{xg} \; W_{xo}]

    and likewise for recurrent_kernel (W_h.) and bias (b_.).

    Parameters
    ----------
    kernel : (D, 4H)
    recurrent_kernel : (H, 4H)
    bias : (4H,)

    Returns
    -------
    dict with the twelve names W_xi W_hi b_i W_xf W_hf b_f W_xg W_hg b_g W_xo W_ho b_o;
    each W_x. is (D, H), W_h. is (H, H), b_. is (H,). The arrays are views: writing to
    one writes to the fused array.

    Raises
    ------
    ValueError, TypeError
        If the three shapes do not belong together, or an array holds no real numbers.

    Source: Keras 3, ``keras.layers.LSTMCell``. Chapter 5.
    """
    kernel = check_real("kernel", kernel)
    recurrent_kernel = check_real("recurrent_kernel", recurrent_kernel)
    bias = check_real("bias", bias)
    if kernel.ndim != 2 or recurrent_kernel.ndim != 2:
        raise ValueError(
            "split_gates: expected kernel (D, 4H) and recurrent_kernel (H, 4H), "
            f"received {kernel.shape} and {recurrent_kernel.shape}."
        )
    D, H = kernel.shape[0], recurrent_kernel.shape[0]
    check_shape("kernel", kernel, (D, 4 * H), "(D, 4H)")
    check_shape("recurrent_kernel", recurrent_kernel, (H, 4 * H), "(H, 4H)")
    check_shape("bias", bias, (4 * H,), "(4H,)")
    params = {}
    for k, gate in enumerate(GATES):
        block = slice(k * H, (k + 1) * H)
        params["W_x" + gate] = kernel[:, block]
        params["W_h" + gate] = recurrent_kernel[:, block]
        params["b_" + gate] = bias[block]
    return params


def join_gates(
    params: Mapping[str, NDArray[Any]],
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    r"""Set the twelve arrays of the text side by side: the inverse of :func:`split_gates`.

    .. math:: [W_{xi} \; W_{xf} \; W_{xg} \; W_{xo}] = \text{kernel}

    Parameters
    ----------
    params : mapping with the twelve names; W_x. (D, H), W_h. (H, H), b_. (H,)

    Returns
    -------
    kernel (D, 4H), recurrent_kernel (H, 4H), bias (4H,), new arrays.

    Raises
    ------
    ValueError, TypeError
        If a name is missing or unknown, a shape differs from its neighbours', or an array holds
        no real numbers.

    Source: Keras 3, ``keras.layers.LSTMCell``. Chapter 5.
    """
    check_mapping("params", params)
    missing = [name for name in PARAMETER_NAMES if name not in params]
    unknown = [name for name in params if name not in PARAMETER_NAMES]
    if missing or unknown:
        raise ValueError(
            f"params: expected the names {' '.join(PARAMETER_NAMES)}; "
            f"missing {missing or 'none'}, unknown {unknown or 'none'}."
        )
    params = {name: check_real(name, params[name]) for name in PARAMETER_NAMES}
    first = params["W_xi"]
    if first.ndim != 2:
        raise ValueError(f"W_xi: expected shape (D, H), received {first.shape}.")
    D, H = first.shape
    shapes = {"W_x": ((D, H), "(D, H)"), "W_h": ((H, H), "(H, H)"), "b_": ((H,), "(H,)")}
    for name in PARAMETER_NAMES:
        check_shape(name, params[name], *shapes[name[:-1]], "W_xi")

    def fuse(prefix: str) -> NDArray[Any]:
        return np.concatenate([params[prefix + gate] for gate in GATES], axis=-1)

    return fuse("W_x"), fuse("W_h"), fuse("b_")
