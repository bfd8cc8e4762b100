"""The two activation functions of an LSTM: sigmoid for the gates, tanh for candidate and output.

Source: Hochreiter & Schmidhuber (1997), https://doi.org/10.1162/neco.1997.9.8.1735
Chapter: 2 (tanh) and 3 (sigmoid).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lstm_ref.validation import check_real


def sigmoid(x: ArrayLike) -> Any:
    r"""The logistic function of every element, in (0, 1): how far a gate is open.

    .. math:: \sigma(x) = \frac{1}{1 + e^{-x}}

    The relative error is a few units in the last place, in the left tail too. Where exp(-x)
    overflows, x below about -709 in float64, -88 in float32 and -11 in float16, it returns
    exactly 0: there the true value is below the smallest normal number. To the right, where 1 is
    the nearest number (x above 37, 17 and 8), it returns exactly 1.

    Parameters
    ----------
    x : real array of any shape, or a number. float16, float32 and float64 stay what they are;
        integers and bools are computed in float64.

    Returns
    -------
    Same shape as x, no unit.

    Raises
    ------
    TypeError
        If x does not hold real numbers.

    Source: Hochreiter & Schmidhuber (1997). Chapter 3.
    """
    z = _real(x)
    with np.errstate(over="ignore", under="ignore"):  # exp may be inf or 0: then 0 or 1 is right
        return 1 / (1 + np.exp(-z))


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
    return np.tanh(_real(x))


def _real(x: ArrayLike) -> Any:
    """Return x as an array of floats, or raise unless it holds real numbers."""
    x = check_real("x", x)
    # By itself NumPy computes 8 bits in float16, and -x of unsigned numbers is none below 0.
    return x if x.dtype.kind == "f" else x.astype(np.float64)
