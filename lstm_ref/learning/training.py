"""Training: a recurrent layer with a linear readout, and the loop that trains both.

Sources: the textbook loop; Pascanu, Mikolov & Bengio (2013) for clipping. Chapter 3.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any, NamedTuple, TextIO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lstm_ref.last_call import LastCall
from lstm_ref.layers import Cache, RecurrentLayer
from lstm_ref.learning.optimizers import Adam, clip_by_global_norm
from lstm_ref.validation import (
    check_callable,
    check_float,
    check_kind,
    check_list,
    check_positive,
    check_seed,
    check_shape,
    check_size,
)

Loss = Callable[[Any, Any], tuple[float, NDArray[Any]]]
Draw = Callable[[int], tuple[NDArray[Any], NDArray[Any]]]


class ReadoutCache(NamedTuple):
    """What a call in training computed, and with which W_y."""

    layer: Cache
    h: NDArray[Any]  # (B, H) or (B, T, H)
    W_y: NDArray[Any]


class Readout:
    r"""A recurrent layer and a linear readout of its hidden state: K numbers.

    .. math:: y = h W_y + b_y

    Parameters
    ----------
    layer : SimpleRNN or LSTM; with return_sequences there are K numbers a time step. It has
        return_state=False.
    outputs : K
    seed : of the draw of W_y, which is glorot uniform; b_y starts at 0

    Call it as a layer: x (B, T, D) -> y (B, K) or (B, T, K).
    Raises ``ValueError`` or ``TypeError`` for a bad argument, saying expected and received.

    Source: Elman (1990); Keras 3, ``keras.layers.Dense``. Chapter 3.
    """

    def __init__(self, layer: RecurrentLayer, outputs: int, seed: int | None = None) -> None:
        check_kind("layer", layer, RecurrentLayer, "a SimpleRNN or an LSTM")
        if layer.return_state:
            raise ValueError("layer: expected return_state=False, received True.")
        self.layer = layer
        limit = np.sqrt(6 / (layer.units + check_size("outputs", outputs)))
        draw = np.random.default_rng(check_seed(seed)).uniform(
            -limit, limit, (layer.units, outputs)
        )
        self._readout_weights = [draw.astype(np.float32), np.zeros(outputs, np.float32)]
        self._last_call = LastCall()  # a ReadoutCache

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle holds: a layer of its own, nothing of the last call."""
        return self.__dict__ | {"layer": copy.copy(self.layer), "_last_call": LastCall()}

    def __call__(self, x: ArrayLike, training: bool = False) -> NDArray[Any]:
        """Run the layer over x (B, T, D) and compute y.

        x : (B, T, D), float32 or float64; training : keep what :meth:`backward` needs.
        Returns y (B, K) or (B, T, K). Raises as the layer does. Source: Elman (1990). Chapter 3.
        """
        returned, cache = self.layer._run(*self.layer._checked(x, None, None, training))
        h = np.asarray(returned)
        W, b = (own.astype(h.dtype, copy=False) for own in self._readout_weights)
        self._last_call.kept = ReadoutCache(cache, h, W) if training else None
        return np.asarray(h @ W + b)

    def get_weights(self) -> list[NDArray[Any]]:
        """Return copies of the layer's weights, W_y (H, K) and b_y (K,). Raises nothing.

        The layer's are there after the first call. Source: Keras 3. Chapter 3.
        """
        return [*self.layer.get_weights(), *(own.copy() for own in self._readout_weights)]

    def set_weights(self, weights: list[NDArray[Any]]) -> None:
        """Take what :meth:`get_weights` returns: kernel, recurrent_kernel, bias, W_y, b_y.

        Raises ``ValueError`` or ``TypeError`` for a wrong shape or dtype. Source: Keras 3.
        Chapter 3.
        """
        names = ("kernel", "recurrent_kernel", "bias", "W_y", "b_y")
        weights = check_list("weights", weights, names)
        own = [check_float(name, w) for name, w in zip(names[3:], weights[3:], strict=True)]
        for name, new, old in zip(("W_y", "b_y"), own, self._readout_weights, strict=True):
            check_shape(name, new, old.shape, "that of the readout")
        self.layer.set_weights(weights[:3])
        self._readout_weights = [array.copy() for array in own]

    def backward(self, dy: ArrayLike) -> list[NDArray[Any]]:
        r"""Backpropagate from dL/dy to the gradients of all weights.

        .. math:: dW_y = h^T dy, \qquad db_y = \sum dy, \qquad dh = dy W_y^T

        dy : (B, K) or (B, T, K). Returns one array for each of :meth:`get_weights`.
        Raises ``ValueError`` if the last call was not one in training, or a shape does not fit.
        Source: Werbos (1990). Chapter 3.
        """
        cache, h, W = self._last_call.needed()
        dy = check_float("dy", dy).astype(h.dtype, copy=False)
        check_shape("dy", dy, (*h.shape[:-1], W.shape[1]), "(B, K) or (B, T, K)")
        flat_h, flat_dy = (a.reshape(-1, a.shape[-1]) for a in (h, dy))
        found = self.layer._backpropagated(cache, dy @ W.T)
        return [*found.weights, flat_h.T @ flat_dy, flat_dy.sum(axis=0)]


def fit(
    model: Readout,
    draw: Draw,
    loss: Loss,
    updates: int,
    optimizer: Adam | None = None,
    clip: float = 1.0,
    progress: TextIO | None = sys.stderr,
) -> list[float]:
    r"""Train on new sequences in each update: draw, forward, backward, clip, update.

    .. math:: w \leftarrow \text{Adam}(w, \; \text{clip}(\partial L / \partial w))

    Parameters
    ----------
    model : Readout
    draw : draw(n) returns x (B, T, D) and the answers for update n, which counts from 0
    loss : such as mean_squared_error: returns the loss and its gradient, in the shape of y
    updates : how many
    optimizer : Adam, by default Adam(0.001)
    clip : the longest gradient, over all weights together
    progress : stream for a line with the loss and the remaining time; None for none

    Returns
    -------
    The loss of each update, before it. Ctrl-C leaves the weights of the last whole update.
    Threads share the weights of a model and the steps of an optimizer: train one at a time.

    Raises
    ------
    ValueError, TypeError
        As the model, the loss and the optimizer do.

    Source: Pascanu, Mikolov & Bengio (2013); Kingma & Ba (2015). Chapter 3.
    """
    optimizer = Adam() if optimizer is None else optimizer
    _check_fit(model, draw, loss, optimizer, clip, progress)
    losses: list[float] = []
    line = _ProgressLine(check_size("updates", updates), progress)
    for n in range(updates):
        x, target = _pair("draw", "x and the answers", draw(n))
        value, dy = _pair(
            "loss", "the loss and its gradient", loss(model(x, training=True), target)
        )
        gradients, _ = clip_by_global_norm(model.backward(dy), clip)
        model.set_weights(optimizer.update(model.get_weights(), gradients))
        losses.append(value)
        line.show(n + 1, value)
    return losses


def _check_fit(
    model: object, draw: object, loss: object, optimizer: object, clip: float, progress: object
) -> None:
    """Raise unless these are what :func:`fit` takes."""
    check_kind("model", model, Readout, "a Readout")
    check_callable("draw", draw, "of the number of the update")
    check_callable("loss", loss, "of y and the answers")
    check_kind("optimizer", optimizer, Adam, "an Adam")
    check_positive("clip", clip)
    if progress is not None and not hasattr(progress, "write"):
        raise TypeError(f"progress: expected a stream or None, received {progress!r}.")


def _pair(name: str, what: str, returned: Any) -> tuple[Any, Any]:
    """Return the two things that a function of the caller's has returned, or raise."""
    if not isinstance(returned, (tuple, list)) or len(returned) != 2:
        kind = type(returned).__name__
        raise TypeError(f"{name}: expected it to return {what}, received {kind}.")
    return returned[0], returned[1]


class _ProgressLine:
    """A progress line, rewritten about twice a second."""

    def __init__(self, total: int, to: TextIO | None) -> None:
        self.total, self.to = total, to
        self.start = self.last = monotonic()

    def show(self, done: int, loss: float) -> None:
        now, end = monotonic(), done == self.total
        if self.to is None or (now - self.last < 0.5 and not end):
            return
        self.last = now
        left = (now - self.start) / done * (self.total - done)
        text = f"\r{done}/{self.total} updates, loss {loss:.4f}, {left:.0f} s left "
        print(text, end="\n" if end else "", file=self.to, flush=True)
