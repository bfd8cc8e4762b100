"""Loss functions. Each returns the loss and its gradient, so that training reads
``loss, doutput = mean_squared_error(y, target)``.

Sources: the textbook formulas; Keras 3, ``keras.losses``. Chapter 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lstm_ref.validation import as_array, check_float, check_shape


def mean_squared_error(y: ArrayLike, target: ArrayLike) -> tuple[float, NDArray[Any]]:
    r"""Return the mean of the squared differences, and its gradient.

    .. math:: L = \frac{1}{N} \sum (y - t)^2, \qquad
        \frac{\partial L}{\partial y} = \frac{2}{N} (y - t)

    Parameters
    ----------
    y : any shape, N numbers
    target : the same shape

    Returns
    -------
    L, a float; dL/dy, in the shape and dtype of y

    Raises
    ------
    ValueError, TypeError
        If the two shapes differ, or a dtype is neither float32 nor float64.

    Source: Keras 3, ``keras.losses.MeanSquaredError``. Chapter 3.
    """
    y, target = check_float("y", y), check_float("target", target)
    check_shape("target", target, y.shape, "that of y")
    if not y.size:
        raise ValueError(f"y: expected at least one number, received shape {y.shape}.")
    difference = y - target.astype(y.dtype, copy=False)
    return float(np.mean(difference**2)), 2 * difference / difference.size


def softmax_cross_entropy(logits: ArrayLike, classes: ArrayLike) -> tuple[float, NDArray[Any]]:
    r"""Return the mean of -log p of the right classes, and its gradient.

    .. math:: p = \frac{e^{z}}{\sum_k e^{z_k}}, \qquad L = -\frac{1}{B} \sum_n \log p_{n, c_n},
        \qquad \frac{\partial L}{\partial z} = \frac{1}{B} (p - \text{one-hot}(c))

    Parameters
    ----------
    logits : (B, K), the numbers before softmax
    classes : (B,), whole numbers from 0 to K - 1

    Returns
    -------
    L, a float, 0 where all right classes have probability 1; dL/dlogits (B, K)

    Raises
    ------
    ValueError, TypeError
        If a shape does not fit, a class is no class, or logits are not float32 or float64.

    Source: Bridle (1990); Keras 3, ``keras.losses.SparseCategoricalCrossentropy``. Chapter 3.
    """
    logits, classes = check_float("logits", logits), as_array("classes", classes)
    if logits.ndim != 2 or not logits.size:
        raise ValueError(f"logits: expected (B, K), none of them 0, received {logits.shape}.")
    B, K = logits.shape
    check_shape("classes", classes, (B,), "(B,)")
    if classes.dtype.kind not in "iu":
        raise ValueError(f"classes: expected whole numbers, received {classes.dtype}.")
    if classes.min() < 0 or classes.max() >= K:
        raise ValueError(
            f"classes: expected whole numbers from 0 to {K - 1}, received {classes.dtype} from "
            f"{classes.min()} to {classes.max()}."
        )
    z = logits - logits.max(axis=1, keepdims=True)  # e^z cannot overflow
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    rows = np.arange(B)
    gradient = np.exp(log_p)
    gradient[rows, classes] -= 1
    return float(-log_p[rows, classes].mean()), gradient / B
