"""Comparison of results: near enough, and of the same shape."""

from typing import Any

import numpy as np

TOLERANCE = 1e-5  # float32 passes


def same(a: Any, b: Any) -> bool:
    """Compare two arguments or results of any kind."""
    if isinstance(a, dict) or isinstance(b, dict):
        both = isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys()
        return both and all(same(a[k], b[k]) for k in a)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return a == b
    try:
        return close(a, b)
    except (TypeError, ValueError):
        return False


def close(got: Any, expected: Any) -> bool:
    """Compare as np.allclose does, with less around it where all that is expected is finite."""
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
