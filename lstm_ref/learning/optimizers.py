"""Optimisation: Adam, and clipping of the gradients by their global norm.

Sources: Kingma & Ba (2015); Pascanu, Mikolov & Bengio (2013). Chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lstm_ref.validation import check_arrays, check_positive, check_shape, check_share

Arrays = Sequence[NDArray[Any]]


def clip_by_global_norm(gradients: Arrays, limit: float) -> tuple[list[NDArray[Any]], float]:
    r"""Scale all gradients by one factor, if their global norm exceeds limit.

    .. math:: \hat g = g \min\left(1, \frac{\text{limit}}{\lVert g \rVert}\right), \qquad
        \lVert g \rVert = \sqrt{\sum_k \lVert g_k \rVert^2}

    Parameters
    ----------
    gradients : arrays of any shape
    limit : a positive number

    Returns
    -------
    the gradients, in their dtypes; the norm before

    Raises
    ------
    ValueError, TypeError
        If limit is not a positive number, or gradients is no list of arrays.

    Source: Pascanu, Mikolov & Bengio (2013), algorithm 1. Chapter 3.
    """
    check_positive("limit", limit)
    gradients = check_arrays("gradients", gradients)
    norm = float(np.sqrt(sum(float(np.vdot(g, g)) for g in gradients)))
    factor = min(1.0, limit / norm) if norm > 0 else 1.0
    return [g * g.dtype.type(factor) for g in gradients], norm


class Adam:
    r"""Adam: each weight changes by about the learning rate, whatever the size of its gradient.

    .. math::
        m &= \beta_1 m + (1 - \beta_1) g, \qquad v = \beta_2 v + (1 - \beta_2) g^2 \\
        w &= w - \alpha \frac{m / (1 - \beta_1^n)}{\sqrt{v / (1 - \beta_2^n)} + \epsilon}

    Parameters
    ----------
    learning_rate : alpha
    beta_1, beta_2, epsilon : as in the paper; epsilon is Keras's 1e-7

    Raises ``ValueError`` or ``TypeError`` unless learning_rate and epsilon are positive numbers
    and the betas from 0 to below 1. Arrays may have any shape.

    Source: Kingma & Ba (2015), algorithm 1; Keras 3, ``keras.optimizers.Adam``. Chapter 3.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
    ) -> None:
        check_positive("learning_rate", learning_rate)
        check_share("beta_1", beta_1)
        check_share("beta_2", beta_2)
        check_positive("epsilon", epsilon)
        self.learning_rate = learning_rate
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.steps = 0
        self._m: list[NDArray[Any]] = []
        self._v: list[NDArray[Any]] = []

    def update(self, weights: Arrays, gradients: Arrays) -> list[NDArray[Any]]:
        """Return the weights after one step; the same arrays in the same order each time.

        weights and gradients: lists of arrays, any shape. Raises ``ValueError`` or ``TypeError``
        if a shape has changed or a gradient does not fit its weight; then nothing has changed.
        Source: Kingma & Ba (2015). Chapter 3.
        """
        weights, gradients = check_arrays("weights", weights), check_arrays("gradients", gradients)
        count = len(self._m) or len(weights)
        if not len(weights) == len(gradients) == count:
            raise ValueError(
                f"expected {count} weights and gradients, received {len(weights)} and "
                f"{len(gradients)}."
            )
        for k, (w, g, m) in enumerate(zip(weights, gradients, self._m or weights, strict=True)):
            check_shape(f"gradients, {k}", g, w.shape, f"that of weights, {k}")
            check_shape(f"weights, {k}", w, m.shape, "that of the first step")
        if not self._m:
            self._m = [np.zeros_like(w) for w in weights]
            self._v = [np.zeros_like(w) for w in weights]
        self.steps += 1
        return [
            self._updated(k, w, g) for k, (w, g) in enumerate(zip(weights, gradients, strict=True))
        ]

    def _updated(self, k: int, w: NDArray[Any], g: NDArray[Any]) -> NDArray[Any]:
        """Return weight k after one step with gradient g."""
        self._m[k] = self.beta_1 * self._m[k] + (1 - self.beta_1) * g
        self._v[k] = self.beta_2 * self._v[k] + (1 - self.beta_2) * g**2
        m = self._m[k] / (1 - self.beta_1**self.steps)
        v = self._v[k] / (1 - self.beta_2**self.steps)
        return w - self.learning_rate * m / (np.sqrt(v) + self.epsilon)
