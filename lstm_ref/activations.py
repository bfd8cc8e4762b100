"""The two activation functions of an LSTM: sigmoid for the gates, tanh for candidate and output.

Source: Hochreiter & Schmidhuber (1997), https://doi.org/10.1162/neco.1997.9.8.1735
Chapter: 2 (tanh) and 3 (sigmoid).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def sigmoid(x: ArrayLike) -> Any:
    r"""The logistic function of every element, in (0, 1): how far a gate is open.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}} = \tfrac12 \tanh(\tfrac x2) + \tfrac12

    The tanh form never overflows and costs one pass. Its error is absolute, about one
    unit in the last place of 0.5: far in the left tail, where the true value is smaller
    than that (x below about -38 in float64, -20 in float32), it returns exactly 0.

    Parameters
    ----------
    x : real array of any shape, or a number. float32 stays float32.

    Returns
    -------
    Same shape as x, no unit.

    Raises
    ------
    TypeError
        If x does not hold real numbers.

    Source: Hochreiter & Schmidhuber (1997). Chapter 3.
    """
    return 0.5 * np.tanh(0.5 * _real("sigmoid", x)) + 0.5


def tanh(x: ArrayLike) -> Any:
    r"""The hyperbolic tangent of every element, in (-1, 1): a content with its sign.

    .. math:: \tanh(x) = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}

    Parameters
    ----------
    x : any shape, as for :func:`sigmoid`

    Returns
    -------
    The same shape and dtype as :func:`sigmoid` gives.

    Raises
    ------
    TypeError
        As :func:`sigmoid` does.

    Source: Elman (1990), the hidden state of his recurrent network. Chapter 2.
    """
    return np.tanh(_real("tanh", x))


def _real(name: str, x: ArrayLike) -> Any:
    """Return x as an array, or raise unless it holds real numbers."""
    x = np.asarray(x)
    if x.dtype.kind not in "fiub":
        raise TypeError(f"{name}: expected real numbers, received dtype {x.dtype}.")
    return x
