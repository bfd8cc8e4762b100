"""Gradient check: compare ``backward`` with central differences, number by number.

Source: the check of CS231n, in float64. Chapter 3.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lstm_ref.bidirectional import Bidirectional
from lstm_ref.layers import RecurrentLayer
from lstm_ref.validation import check_arrays, check_float, check_kind, check_positive, check_seed


def check_gradients(
    layer: RecurrentLayer | Bidirectional,
    x: NDArray[Any],
    initial_state: Sequence[NDArray[Any]],
    mask: ArrayLike | None = None,
    step: float = 1e-5,
    seed: int = 0,
) -> dict[str, float]:
    r"""Compare a layer's gradients with central differences.

    .. math::
        \frac{\partial L}{\partial a} \approx
        \frac{L(a + \epsilon) - L(a - \epsilon)}{2 \epsilon}

    L is a sum of all that the layer returns, each number with a weight drawn from seed. All is
    computed in float64, on a copy of the layer: float32 has too few digits for these differences.

    Parameters
    ----------
    layer : SimpleRNN, LSTM or Bidirectional; one without weights gets some for this check
    x : (B, T, D), float32 or float64
    initial_state : list of (B, H), as for the call
    mask : (B, T), as for the call
    step : epsilon
    seed : of the weights in L

    Returns
    -------
    dict: "inputs", "initial_state 0" ..., "weights 0" ... -> the largest difference between the
    two gradients, relative to the largest gradient of that array

    Raises
    ------
    ValueError, TypeError
        As the layer's call does.

    Source: Pearlmutter (1995); the relative error is CS231n's. Chapter 3.
    """
    check_kind("layer", layer, (RecurrentLayer, Bidirectional), "a recurrent layer")
    check_positive("step", step)
    rng = np.random.default_rng(check_seed(seed))
    layer, x = _in_float64(layer), check_float("x", x).astype(np.float64)
    given = check_arrays("initial_state", initial_state)
    states = [state.astype(np.float64) for state in given]
    returned = _as_list(layer(x, states, mask, training=True))
    factors = [rng.normal(size=each.shape) for each in returned]
    found = layer.backward(factors if len(factors) > 1 else factors[0])
    weights = layer.get_weights()

    def loss() -> float:
        layer.set_weights(weights)
        outputs = _as_list(layer(x, states, mask))
        return float(sum((f * o).sum() for f, o in zip(factors, outputs, strict=True)))

    arrays = {"inputs": (x, found.inputs)}
    for kind, own, gradients in (
        ("initial_state", states, found.initial_state),
        ("weights", weights, found.weights),
    ):
        for k, pair in enumerate(zip(own, gradients, strict=True)):
            arrays[f"{kind} {k}"] = pair
    return {name: _relative_error(*pair, loss, step) for name, pair in arrays.items()}


def _in_float64(layer: Any) -> Any:
    """Return a copy of the layer that has its weights in float64, if it has any."""
    other = copy.copy(layer)
    if weights := layer.get_weights():
        other.set_weights([weight.astype(np.float64) for weight in weights])
    return other


def _as_list(returned: Any) -> list[NDArray[Any]]:
    return list(returned) if isinstance(returned, tuple) else [returned]


def _relative_error(array: NDArray[Any], gradient: NDArray[Any], loss: Any, step: float) -> float:
    """Return the largest difference from central differences, relative to the largest of them."""
    numeric = np.empty_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        array[index] = value + step
        loss_above = loss()
        array[index] = value - step
        loss_below = loss()
        array[index] = value
        numeric[index] = (loss_above - loss_below) / (2 * step)
    return float(np.abs(numeric - gradient).max() / max(np.abs(numeric).max(), 1e-12))
