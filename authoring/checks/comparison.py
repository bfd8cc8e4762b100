"""Comparison of results: as numbers, near enough, and of the same shape."""

from typing import Any

import numpy as np

TOLERANCE = 1e-5  # float32 passes
MOST = 1 << 20  # numbers in one result; no example has a thousand
TOO_LARGE = "TooLarge"  # the type of what a grader left out, in the place of something larger


def numbers(value: Any) -> Any:
    """Return a value as an array of float64; of complex128 where it has imaginary parts.

    Any kind of number will do: of Python, of NumPy, or one that float() or complex() takes.
    Raise OverflowError for what is too large, another error for what is no array of numbers.
    """
    array = np.asarray(value)
    if array.size > MOST or type(value).__name__ == TOO_LARGE:
        raise OverflowError
    if array.dtype.kind not in "cO":
        return array.astype(float)
    both = array.astype(complex)  # as float, the imaginary parts of objects would be lost
    return both if both.imag.any() else both.real


def same(a: Any, b: Any) -> bool:
    """Compare two arguments or results of any kind."""
    if isinstance(a, dict) or isinstance(b, dict):
        both = isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys()
        return both and all(same(a[k], b[k]) for k in a)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return a == b
    try:
        return np.asarray(a).dtype.kind not in "SU" and close(numbers(a), b)
    except Exception:  # no numbers
        return False


def close(got: Any, expected: Any) -> bool:
    """Compare as np.allclose does, with less around it where all that is expected is finite.

    Of complex numbers the distance counts, so both parts do.
    """
    got, expected = np.asarray(got), np.asarray(expected, dtype=float)
    room = TOLERANCE * (1 + np.abs(expected))
    if got.shape != expected.shape:
        return False
    if not np.isfinite(room).all():
        return np.allclose(got, expected, TOLERANCE, TOLERANCE)
    return bool(np.all(np.abs(got - expected) <= room))


def far(got: Any, expected: Any) -> Any:
    """Return which elements are not near enough."""
    return ~np.isclose(got, expected, TOLERANCE, TOLERANCE)
