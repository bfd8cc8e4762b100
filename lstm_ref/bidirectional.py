"""A layer that reads a sequence in both directions: two layers, one from each end.

Source: Schuster & Paliwal (1997), https://doi.org/10.1109/78.650093, and with LSTMs Graves &
Schmidhuber (2005), https://doi.org/10.1016/j.neunet.2005.06.042;
Keras 3, ``keras.layers.Bidirectional``. Chapter 6.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lstm_ref.last_call import LastCall
from lstm_ref.layers import Cache, Gradients, Initial, Output, RecurrentLayer
from lstm_ref.validation import check_float, check_list, check_same, check_shape, check_text

MERGE_MODES = ("concat", "sum", "mul", "ave", None)


class BothCaches(NamedTuple):
    """What a call in training computed: the outputs of the two layers, in time order, and more."""

    y: NDArray[Any]
    y_back: NDArray[Any]
    forward: Cache
    backward: Cache


class Bidirectional:
    r"""Run a layer forward and a second one backward, and join their outputs.

    .. math:: y_t = [\overrightarrow{h}_t \; \overleftarrow{h}_t]

    The backward layer reads the time steps from last to first. With return_sequences its
    rows are turned back into time order before they are joined. Without, its output is
    the state it computed last: the one at the *first* time step.

    Parameters
    ----------
    layer : SimpleRNN or LSTM; its flags hold for both directions. It is copied, not used:
        the forward layer draws weights of its own, as in Keras.
    merge_mode : how two outputs become one: "concat" (2H features), "sum", "mul", "ave"
        (H features), or None (two outputs)
    backward_layer : a layer with go_backwards opposite to layer's and the same other flags;
        by default a copy of layer that reads backward, with weights of its own. A layer
        that itself reads backward therefore needs one, as in Keras.

    Raises
    ------
    ValueError, TypeError
        If merge_mode is unknown, or the two layers do not fit together.

    Source: Schuster & Paliwal (1997); Keras 3, ``keras.layers.Bidirectional``. Chapter 6.
    """

    def __init__(
        self,
        layer: RecurrentLayer,
        merge_mode: str | None = "concat",
        backward_layer: RecurrentLayer | None = None,
    ) -> None:
        for name, given in {"layer": layer, "backward_layer": backward_layer}.items():
            if not isinstance(given, RecurrentLayer) and (name == "layer" or given is not None):
                raise TypeError(f"{name}: expected a SimpleRNN or an LSTM, received {given!r}.")
        check_text("merge_mode", merge_mode, MERGE_MODES)
        self.merge_mode = merge_mode
        self.forward_layer = _unbuilt_copy(layer)
        self.backward_layer = backward_layer or _reversed_copy(layer)
        _check_pair(self.forward_layer, self.backward_layer, merge_mode)
        self.return_sequences = layer.return_sequences
        self.return_state = layer.return_state
        for each in (self.forward_layer, self.backward_layer):
            # Keras: a masked step of a returned sequence is zero, not a repeated state.
            each.zero_output_for_mask = self.return_sequences
        self._last_call = LastCall()  # BothCaches

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle holds: two layers of its own, nothing of the last call."""
        forward, backward = copy.copy(self.forward_layer), copy.copy(self.backward_layer)
        own = {"forward_layer": forward, "backward_layer": backward}
        return self.__dict__ | own | {"_last_call": LastCall()}

    def __repr__(self) -> str:
        """Return the call that makes a layer with these settings: layer and what is no default."""
        settings = [_given(self.forward_layer)]
        if self.merge_mode != "concat":
            settings.append(f"merge_mode={self.merge_mode!r}")
        if _given(self.backward_layer) != _given(_reversed_copy(self.forward_layer)):
            settings.append(f"backward_layer={_given(self.backward_layer)}")
        return f"Bidirectional({', '.join(settings)})"

    @property
    def units(self) -> int:
        """H of each direction. Raises ``ValueError`` where the two directions differ."""
        forward, backward = self.forward_layer.units, self.backward_layer.units
        if forward != backward:
            raise ValueError(
                f"units: expected one size of both directions, "
                f"received {forward} forward and {backward} backward."
            )
        return forward

    def build(self, input_dim: int, dtype: DTypeLike = np.float32) -> None:
        """Draw the weights of both layers: kernel (D, kH), recurrent_kernel (H, kH), bias (kH,).

        Each layer draws its own, from its own seed. The first call does this by itself, in
        the dtype of its input. Raises ``ValueError`` or ``TypeError`` unless input_dim is a
        positive integer. Source: Keras 3, ``Layer.build``. Chapter 6.
        """
        self.forward_layer.build(input_dim, dtype)
        self.backward_layer.build(input_dim, dtype)

    def get_weights(self) -> list[NDArray[Any]]:
        """Return copies of the forward layer's three arrays, then the backward layer's.

        kernel (D, kH), recurrent_kernel (H, kH), bias (kH,), twice. Empty before the layer is
        built. Raises nothing. Source: Keras 3. Chapter 6.
        """
        return self.forward_layer.get_weights() + self.backward_layer.get_weights()

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Replace the weights with copies of six arrays: forward's three, then backward's.

        The three are kernel (D, kH), recurrent_kernel (H, kH) and bias (kH,). Raises ``ValueError``
        for another number of arrays or a wrong shape, ``TypeError`` for a wrong dtype; then
        neither layer has changed. Source: Keras 3. Chapter 6.
        """
        names = ("kernel", "recurrent_kernel", "bias")
        given = check_list("weights", weights, _in_both_directions(names))
        forward, backward = self.forward_layer, self.backward_layer
        before = forward._weights, backward._weights
        try:
            forward.set_weights(given[:3])
            backward.set_weights(given[3:])
            check_same("backward kernel", "input_dim", forward.input_dim, backward.input_dim)
        except (TypeError, ValueError):
            forward._weights, backward._weights = before
            raise

    def __call__(
        self,
        x: ArrayLike,
        initial_state: Initial = None,
        mask: ArrayLike | None = None,
        training: bool = False,
    ) -> Output:
        """Run both layers over x (B, T, D) and join what they return.

        Parameters
        ----------
        x : (B, T, D), float32 or float64; the result has the same dtype
        initial_state : list, the forward layer's states and then the backward layer's:
            [h, C, h, C] for LSTM, [h, h] for SimpleRNN, each (B, H)
        mask : (B, T) or (B, T, 1), of bool or of numbers, each but 0 True; where it is False x
            is not read, both states are carried over, and a row of a sequence is 0
        training : keep what :meth:`backward` needs, until the next call of this thread

        Returns
        -------
        The joined output, (B, 2H) or with return_sequences (B, T, 2H); H features for
        "sum", "mul", "ave"; two outputs for None. With return_state a tuple: the output
        (or both), then forward h, forward C, backward h, backward C, each (B, H).

        Raises
        ------
        ValueError, TypeError
            If a shape or dtype does not fit; the message says expected and received.

        Source: Keras 3, ``keras.layers.Bidirectional``. Chapter 6.
        """
        forward_state, backward_state = self._split_states(initial_state)
        one, other = self.forward_layer, self.backward_layer
        checked = one._checked(x, forward_state, mask, training)
        checked_back = other._checked(x, backward_state, mask, training)
        forward, cache = one._run(*checked)
        backward, cache_back = other._run(*checked_back)
        y, *forward_states = forward if isinstance(forward, tuple) else (forward,)
        y_back, *backward_states = backward if isinstance(backward, tuple) else (backward,)
        if self.return_sequences:
            y_back = y_back[:, ::-1]
        self._last_call.kept = BothCaches(y, y_back, cache, cache_back) if training else None
        outputs = self._merge(y, y_back)
        if self.return_state or self.merge_mode is None:
            return (*outputs, *forward_states, *backward_states)
        return outputs[0]

    def backward(self, doutput: ArrayLike | Sequence[ArrayLike]) -> Gradients:
        r"""Backpropagate through this thread's last call, which had ``training=True``.

        .. math:: \frac{\partial L}{\partial x_t} = \overrightarrow{\frac{\partial L}{\partial x_t}}
            + \overleftarrow{\frac{\partial L}{\partial x_t}}

        Parameters
        ----------
        doutput : the gradient of the loss with respect to what the call returned, in the same
            form: one array (two for merge_mode None), with return_state a list that ends in
            one (B, H) for each state

        Returns
        -------
        Gradients: inputs (B, T, D); initial_state and weights, forward's and then backward's

        Raises
        ------
        ValueError, TypeError
            If the last call was not one in training, or a shape or dtype does not fit; the
            message says expected and received.

        Source: Schuster & Paliwal (1997). Chapter 6.
        """
        kept: BothCaches = self._last_call.needed()
        names = self.forward_layer.state_names
        outputs = ["output"] if self.merge_mode else ["forward output", "backward output"]
        states = _in_both_directions(names) if self.return_state else []
        given: list[Any] = [doutput]
        if len(outputs + states) > 1:
            given = check_list("doutput", doutput, (*outputs, *states))
        dy, dy_back = self._split_gradient(given[: len(outputs)], kept.y, kept.y_back)
        if self.return_sequences:
            dy_back = dy_back[:, ::-1]
        half = len(outputs) + len(names)
        forward, backward = [dy, *given[len(outputs) : half]], [dy_back, *given[half:]]
        a = self.forward_layer._backpropagated(kept.forward, forward if states else dy)
        b = self.backward_layer._backpropagated(kept.backward, backward if states else dy_back)
        return Gradients(
            a.inputs + b.inputs, a.initial_state + b.initial_state, a.weights + b.weights
        )

    def _split_gradient(
        self, doutputs: Sequence[ArrayLike], y: NDArray[Any], y_back: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return dL/dy of each direction, both in time order."""
        if self.merge_mode is None:
            first, second = (check_float("doutput", each) for each in doutputs)
            return first, second
        dy = check_float("doutput", doutputs[0])
        if self.merge_mode == "concat":
            wide = y.shape[-1]
            expected = (*y.shape[:-1], wide + y_back.shape[-1])
            check_shape("doutput", dy, expected, "that of the output")
            return dy[..., :wide], dy[..., wide:]
        check_shape("doutput", dy, y.shape, "that of the output")
        if self.merge_mode == "mul":
            return dy * y_back, dy * y
        return (dy, dy) if self.merge_mode == "sum" else (dy / 2, dy / 2)

    def _split_states(self, initial_state: Initial) -> tuple[Initial, Initial]:
        """Return the forward layer's states and the backward layer's."""
        if initial_state is None:
            return None, None
        names = self.forward_layer.state_names
        given = check_list("initial_state", initial_state, _in_both_directions(names))
        return given[: len(names)], given[len(names) :]

    def _merge(self, y: NDArray[Any], y_back: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        if self.merge_mode is None:
            return y, np.ascontiguousarray(y_back)
        if self.merge_mode == "concat":
            return (np.concatenate([y, y_back], axis=-1),)
        if self.merge_mode == "mul":
            return (y * y_back,)
        total = y + y_back
        return (total,) if self.merge_mode == "sum" else (total / 2,)


def _in_both_directions(names: tuple[str, ...]) -> list[str]:
    return [f"{way} {name}" for way in ("forward", "backward") for name in names]


def _unbuilt_copy(layer: RecurrentLayer) -> RecurrentLayer:
    """Return a copy with the same arguments and no weights yet."""
    unbuilt = copy.copy(layer)
    unbuilt._weights = []
    return unbuilt


def _given(layer: RecurrentLayer) -> str:
    """Return the repr of a direction without ``zero_output_for_mask``: this layer decides it."""
    other = _unbuilt_copy(layer)
    other.zero_output_for_mask = False
    return repr(other)


def _reversed_copy(layer: RecurrentLayer) -> RecurrentLayer:
    """Return a copy that reads backward and draws other weights from the same seed."""
    other = _unbuilt_copy(layer)
    other.go_backwards = True
    if layer.seed is not None:
        seed = layer.seed if isinstance(layer.seed, Sequence) else [layer.seed]
        other.seed = [*seed, 1]
    return other


def _check_pair(forward: RecurrentLayer, backward: RecurrentLayer, merge_mode: str | None) -> None:
    """Raise unless the two layers differ in direction and are of one type with the same flags."""
    if forward.go_backwards == backward.go_backwards:
        raise ValueError(
            "backward_layer: expected go_backwards opposite to the forward layer's, "
            f"received {backward.go_backwards} for both."
        )
    kinds = type(forward).__name__, type(backward).__name__
    check_same("backward_layer", "type", *kinds)
    same = ["return_sequences", "return_state"]
    if merge_mode in ("sum", "mul", "ave"):  # the others allow two sizes
        same.append("units")
    for name in same:
        check_same("backward_layer", name, getattr(forward, name), getattr(backward, name))
