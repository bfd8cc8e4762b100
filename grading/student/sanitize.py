"""Reduce what a student's function returned to plain data, in the student's process.

What a test would see of a value is kept: lists, tuples, dicts, numbers, texts, arrays. Anything
that NumPy takes for a number or for an array of numbers becomes one of float64, or of complex128
where it has imaginary parts. All else keeps the name of its type only.
"""

from typing import Any

import numpy as np

from ..wire import codec
from ..wire.codec import KINDS, MAX_NODES, MAX_SIZE, Opaque, opaque
from ..wire.frames import WireError

DEEPEST = 10
TOO_LARGE = ["opaque", "TooLarge"]  # a test sees that something was left out


def encoded(value: Any) -> tuple[Any, bytes]:
    """Return what is sent for any value; TOO_LARGE for more than one message may hold."""
    try:
        return codec.encode(plain(value))
    except WireError:
        return TOO_LARGE, b""


def plain(value: Any, depth: int = 0) -> Any:
    """Return plain data for any value; raise WireError for what is too large at once."""
    try:
        return _plain(value, depth)
    except WireError:
        raise
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
    if isinstance(value, (list, tuple, dict)) and len(value) > MAX_NODES:
        raise WireError("too many parts")
    for sequence in (list, tuple):
        if isinstance(value, sequence):
            return sequence(plain(part, depth + 1) for part in sequence(value))
    if isinstance(value, dict):
        return {_key(k): plain(v, depth + 1) for k, v in dict.items(value)}
    if isinstance(value, np.generic) and value.dtype.kind in KINDS:
        return value
    array = _array(value)
    return array if array.ndim or hasattr(type(value), "__array__") else array.item()


def _array(value: Any) -> Any:
    """Return an array of numbers; raise an error for what is none."""
    array = np.asarray(value)
    if array.nbytes > MAX_SIZE:
        raise WireError("too large")
    if array.dtype.kind == "O":
        both = array.astype(complex)  # as float, the imaginary parts of objects would be lost
        return both if both.imag.any() else both.real.copy()
    if array.dtype.kind not in KINDS:
        array = array.astype(float)
    return np.array(array, subok=False)


def _key(key: Any) -> Any:
    return str(key) if isinstance(key, str) else plain(key, DEEPEST)
