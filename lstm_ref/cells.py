"""One time step, written as in the text: read this file first.

    B batch, D input_dim, H units. Rows are samples, so ``W x`` of the text is ``x_t @ W``.

The steps take the same fused weights as the layers and return ``(outputs..., cache)``;
the cache holds what the backward step beside it needs. :mod:`lstm_ref.layers` runs the same
equations over time, with i, f, g and o at once; a test holds the two equal.

Sources: Elman (1990); Hochreiter & Schmidhuber (1997); Gers, Schmidhuber & Cummins (2000).
Chapters: 2 and 3.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lstm_ref.activations import sigmoid, tanh
from lstm_ref.gates import split_gates
from lstm_ref.validation import check_float, check_kind, check_shape


class RNNCache(NamedTuple):
    """What one vanilla RNN step computed. x_t (B, D); h_prev, h_t (B, H).

    Source: :func:`rnn_step`. Chapter 2.
    """

    x_t: NDArray[Any]
    h_prev: NDArray[Any]
    h_t: NDArray[Any]


class LSTMCache(NamedTuple):
    """What one LSTM step computed. x_t (B, D); everything else (B, H).

    Before the step h_prev and C_prev; then i_t, f_t, g_t, o_t and C_t, in the letters of
    the equations. Source: :func:`lstm_step`. Chapter 3.
    """

    x_t: NDArray[Any]
    h_prev: NDArray[Any]
    C_prev: NDArray[Any]
    i_t: NDArray[Any]
    f_t: NDArray[Any]
    g_t: NDArray[Any]
    o_t: NDArray[Any]
    C_t: NDArray[Any]


def rnn_step(
    x_t: NDArray[Any],
    h_prev: NDArray[Any],
    W: NDArray[Any],
    U: NDArray[Any],
    b: NDArray[Any],
) -> tuple[NDArray[Any], RNNCache]:
    r"""One step of a vanilla RNN.

    .. math:: h_t = \tanh(W_x x_t + W_h h_{t-1} + b)

    Parameters
    ----------
    x_t : (B, D), the input at this time step
    h_prev : (B, H), the hidden state before it
    W : (D, H), the text's W_x
    U : (H, H), the text's W_h
    b : (H,)

    Returns
    -------
    h_t : (B, H), in the dtype of the arguments
    cache : RNNCache

    Raises
    ------
    ValueError
        If a shape does not fit x_t and h_prev.
    TypeError
        If a dtype is neither float32 nor float64.

    Source: Elman (1990), https://doi.org/10.1207/s15516709cog1402_1. Chapter 2.
    """
    x_t, h_prev, W, U, b = _checked(1, x_t=x_t, h_prev=h_prev, W=W, U=U, b=b)
    h_t = tanh(x_t @ W + h_prev @ U + b)
    return h_t, RNNCache(x_t, h_prev, h_t)


def lstm_step(
    x_t: NDArray[Any],
    h_prev: NDArray[Any],
    C_prev: NDArray[Any],
    W: NDArray[Any],
    U: NDArray[Any],
    b: NDArray[Any],
) -> tuple[NDArray[Any], NDArray[Any], LSTMCache]:
    r"""One step of an LSTM, gate by gate.

    .. math::
        i_t &= \sigma(W_{xi} x_t + W_{hi} h_{t-1} + b_i) \\
        f_t &= \sigma(W_{xf} x_t + W_{hf} h_{t-1} + b_f) \\
        g_t &= \tanh(W_{xg} x_t + W_{hg} h_{t-1} + b_g) \\
        o_t &= \sigma(W_{xo} x_t + W_{ho} h_{t-1} + b_o) \\
        C_t &= f_t \circ C_{t-1} + i_t \circ g_t \\
        h_t &= o_t \circ \tanh(C_t)

    Parameters
    ----------
    x_t : (B, D), the input at this time step
    h_prev, C_prev : (B, H), hidden state and cell state before it
    W : (D, 4H), the four W_x. side by side in the order i, f, g, o
    U : (H, 4H), the four W_h.
    b : (4H,), the four b_.

    Returns
    -------
    h_t, C_t : (B, H), in the dtype of the arguments
    cache : LSTMCache, with the gates i_t, f_t, o_t and the candidate g_t by name

    Raises
    ------
    ValueError
        If a shape does not fit x_t and h_prev.
    TypeError
        If a dtype is neither float32 nor float64.

    Source: Hochreiter & Schmidhuber (1997); the forget gate is Gers et al. (2000),
    https://doi.org/10.1162/089976600300015015. Chapter 3.
    """
    x_t, h_prev, C_prev, W, U, b = _checked(4, x_t=x_t, h_prev=h_prev, C_prev=C_prev, W=W, U=U, b=b)
    p = split_gates(W, U, b)
    i_t = sigmoid(x_t @ p["W_xi"] + h_prev @ p["W_hi"] + p["b_i"])  # how much to write
    f_t = sigmoid(x_t @ p["W_xf"] + h_prev @ p["W_hf"] + p["b_f"])  # how much to keep
    g_t = tanh(x_t @ p["W_xg"] + h_prev @ p["W_hg"] + p["b_g"])  # what to write
    o_t = sigmoid(x_t @ p["W_xo"] + h_prev @ p["W_ho"] + p["b_o"])  # how much to show
    C_t = f_t * C_prev + i_t * g_t
    h_t = o_t * tanh(C_t)
    return h_t, C_t, LSTMCache(x_t, h_prev, C_prev, i_t, f_t, g_t, o_t, C_t)


def rnn_step_backward(
    dh_t: NDArray[Any], W: NDArray[Any], U: NDArray[Any], cache: RNNCache
) -> tuple[NDArray[Any], ...]:
    r"""Backpropagate through one step of a vanilla RNN: from dL/dh_t to all its arguments.

    .. math:: dz = dh_t \circ (1 - h_t^2), \qquad dx_t = W_x^T dz, \qquad dh_{t-1} = W_h^T dz

    Parameters
    ----------
    dh_t : (B, H), the gradient of the loss with respect to h_t
    W, U : (D, H) and (H, H), as in :func:`rnn_step`
    cache : RNNCache, from :func:`rnn_step`

    Returns
    -------
    dx_t : (B, D)
    dh_prev : (B, H)
    dW, dU, db : (D, H), (H, H), (H,)

    Raises
    ------
    ValueError, TypeError
        If a shape or dtype does not fit the cache.

    Source: Rumelhart, Hinton & Williams (1986). Chapter 3.
    """
    W, U, dh_t = _checked_back(1, RNNCache, cache, W, U, dh_t=dh_t)
    dz = dh_t * (1 - cache.h_t**2)
    return dz @ W.T, dz @ U.T, cache.x_t.T @ dz, cache.h_prev.T @ dz, dz.sum(axis=0)


def lstm_step_backward(
    dh_t: NDArray[Any],
    dC_t: NDArray[Any],
    W: NDArray[Any],
    U: NDArray[Any],
    cache: LSTMCache,
) -> tuple[NDArray[Any], ...]:
    r"""Backpropagate through one step of an LSTM: from dL/dh_t and dL/dC_t to all its arguments.

    .. math::
        dC &= dC_t + dh_t \circ o_t \circ (1 - \tanh^2 C_t) \\
        di_t &= dC \circ g_t, \quad df_t = dC \circ C_{t-1}, \quad dg_t = dC \circ i_t,
            \quad do_t = dh_t \circ \tanh C_t \\
        dC_{t-1} &= dC \circ f_t

    Each gate's gradient is multiplied by its slope, i (1 - i) or 1 - g^2, then by its weights.

    Parameters
    ----------
    dh_t, dC_t : (B, H), the gradients of the loss with respect to h_t and C_t
    W, U : (D, 4H) and (H, 4H), as in :func:`lstm_step`
    cache : LSTMCache, from :func:`lstm_step`

    Returns
    -------
    dx_t : (B, D)
    dh_prev, dC_prev : (B, H)
    dW, dU, db : (D, 4H), (H, 4H), (4H,), blocks in the order i, f, g, o

    Raises
    ------
    ValueError, TypeError
        If a shape or dtype does not fit the cache.

    Source: Hochreiter & Schmidhuber (1997); Gers et al. (2000). Chapter 3.
    """
    W, U, dh_t, dC_t = _checked_back(4, LSTMCache, cache, W, U, dh_t=dh_t, dC_t=dC_t)
    x_t, h_prev, C_prev, i_t, f_t, g_t, o_t, C_t = cache
    tanh_C_t = tanh(C_t)
    dC = dC_t + dh_t * o_t * (1 - tanh_C_t**2)
    dz_i = dC * g_t * i_t * (1 - i_t)
    dz_f = dC * C_prev * f_t * (1 - f_t)
    dz_g = dC * i_t * (1 - g_t**2)
    dz_o = dh_t * tanh_C_t * o_t * (1 - o_t)
    dz = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=1)
    return dz @ W.T, dz @ U.T, dC * f_t, x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def _checked_back(
    blocks: int, kind: type, cache: Any, W: ArrayLike, U: ArrayLike, **given: ArrayLike
) -> list[NDArray[Any]]:
    """Return W, U and the gradients of the states as arrays, or raise: they fit the cache."""
    check_kind("cache", cache, kind, f"the {kind.__name__} of the step")
    (B, D), H = cache.x_t.shape, cache.h_prev.shape[1]
    wide = "H" if blocks == 1 else f"{blocks}H"
    for name, weight, rows, letter in (("W", W, D, "D"), ("U", U, H, "H")):
        check_shape(name, check_float(name, weight), (rows, blocks * H), f"({letter}, {wide})")
    for name, array in given.items():
        check_shape(name, check_float(name, array), (B, H), "(B, H)")
    return [np.asarray(array) for array in (W, U, *given.values())]


def _checked(blocks: int, **given: ArrayLike) -> list[NDArray[Any]]:
    """Return the arguments of a step as arrays, or raise: they fit x_t (B, D), h_prev (B, H)."""
    arrays = {name: check_float(name, array) for name, array in given.items()}
    x_t, h_prev = arrays["x_t"], arrays["h_prev"]
    if x_t.ndim != 2 or h_prev.ndim != 2:
        raise ValueError(
            f"expected x_t (B, D) and h_prev (B, H), received {x_t.shape} and {h_prev.shape}."
        )
    (B, D), H = x_t.shape, h_prev.shape[1]
    wide = "H" if blocks == 1 else f"{blocks}H"
    by = "x_t and h_prev"
    for name, array in arrays.items():
        if name.endswith("prev"):
            check_shape(name, array, (B, H), "(B, H)", by)
    check_shape("W", arrays["W"], (D, blocks * H), f"(D, {wide})", by)
    check_shape("U", arrays["U"], (H, blocks * H), f"(H, {wide})", by)
    check_shape("b", arrays["b"], (blocks * H,), f"({wide},)", by)
    return list(arrays.values())
