"""Reduce what a student's function returned to plain data, in the student's process.

What a test would see of a value is kept: lists, tuples, dicts, numbers, texts, arrays. Anything
that NumPy takes for an array of numbers becomes one. All else keeps the name of its type only.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..wire.codec import KINDS, MAX_SIZE, Opaque, opaque

DEEPEST = 10


def plain(value: Any, depth: int = 0) -> Any:
    """Return plain data for any value; never raises."""
    try:
        return _plain(value, depth)
    except Exception:
        return opaque(type(value).__name__)


def _plain(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, Opaque):
        return value
    kinds: tuple[Any, ...] = (bool, int, float, complex, str)
    for kind in kinds:
        if isinstance(value, kind) and not isinstance(value, np.generic):
            return kind(value)
    if depth > DEEPEST:
        return opaque(type(value).__name__)
    for sequence in (list, tuple):
        if isinstance(value, sequence):
            return sequence(plain(part, depth + 1) for part in sequence(value))
    if isinstance(value, dict):
        return {_key(k): plain(v, depth + 1) for k, v in dict.items(value)}
    if isinstance(value, np.generic):
        return value if value.dtype.kind in KINDS else value.item()
    if hasattr(type(value), "__array__") or isinstance(value, (Sequence, memoryview)):
        return _array(value)
    return opaque(type(value).__name__)


def _array(value: Any) -> Any:
    array = np.asarray(value)
    if array.nbytes > MAX_SIZE:
        raise ValueError("too large")
    if array.dtype.kind not in KINDS:
        array = array.astype(float)
    return np.array(array, subok=False)


def _key(key: Any) -> Any:
    return str(key) if isinstance(key, str) else plain(key, DEEPEST)
