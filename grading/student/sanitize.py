"""Reduce what a student's code returned to plain data, in the student's process.

What a test would see of a value is kept: lists, tuples, dicts, numbers, texts, arrays, tables. A
subclass of these arrives as what it is derived from. What is an array by another name arrives as
one of NumPy's. All else stays here, and arrives as the number of an object (handles.py).
"""

import array
import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..wire import codec, values
from ..wire.codec import KINDS, MAX_NODES, MAX_SIZE, Deep, Odd, opaque
from ..wire.frames import TravelError, WireError

TOO_LARGE = ["opaque", "TooLarge"]  # a test sees that something was left out
SCALARS: tuple[Any, ...] = (bool, int, float, complex, str, bytes)
NOT_ARRAYS = ("matplotlib",)  # has objects that NumPy takes for arrays, and tests for what they are
Lend = Callable[[Any], Any]


def encoded(value: Any, lend: Lend | None = None) -> tuple[Any, bytes]:
    """Return what is sent for any value; TOO_LARGE for more than one message may hold.

    lend: returns the marker of an object that stays here. Raise TravelError, with words for the
    test, for a table with columns that do not travel.
    """
    try:
        return codec.encode(value, functools.partial(simpler, lend=lend))
    except TravelError:
        raise
    except WireError:
        return TOO_LARGE, b""


def simpler(value: Any, lend: Lend | None = None) -> Any:
    """Return what is sent in the place of a value; raise WireError for what is too large."""
    try:
        return _simpler(value, lend)
    except WireError:
        raise
    except Exception:
        return _kept(value, lend)


def _kept(value: Any, lend: Lend | None) -> Any:
    return lend(value) if lend else opaque(type(value).__name__)


def _simpler(value: Any, lend: Lend | None) -> Any:
    if type(value) is Deep:
        return _kept(value.value, lend)
    for kind in SCALARS:
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, (list, tuple, dict, set, frozenset)):
        return _container(value, lend)
    if _is_array(value):
        return _array(value)
    kind = values.kind_of(value)
    return kind(value) if kind in values.APART else _kept(value, lend)


def _container(value: Any, lend: Lend | None) -> Any:
    if len(value) > MAX_NODES:
        raise WireError("too many parts")
    if lend and _has_methods(type(value)):
        return lend(value)
    if values.is_named(value):
        return Odd("named", values.named_apart(value))
    if isinstance(value, dict):
        keys = [_key(key) for key in dict.keys(value)]
        if any(key is _key for key in keys):
            return _kept(value, lend)
        pairs = dict(zip(keys, dict.values(value), strict=True))
        kind = values.kind_of(value)
        return kind(pairs) if kind in values.APART else pairs
    kind = next(k for k in (list, tuple, set, frozenset) if isinstance(value, k))
    return kind(value)


def _key(key: Any) -> Any:
    """Return a key as it travels; this function itself for one that does not."""
    if isinstance(key, (np.number, np.bool_)) or type(key) in codec.KEYS:
        return key
    plain = next((kind for kind in SCALARS if isinstance(key, kind)), None)
    return plain(key) if plain else _key


def _has_methods(kind: type) -> bool:
    """Say whether a class of the notebook's own has more to offer than the one it extends."""
    own = [each for each in kind.__mro__ if each.__module__ == "__main__"]
    return any(not name.startswith("_") for each in own for name in vars(each))


def _is_array(value: Any) -> bool:
    if isinstance(value, (np.ndarray, array.array, memoryview)):
        return True
    module = type(value).__module__.partition(".")[0]
    return hasattr(type(value), "__array__") and module not in ("__main__", *NOT_ARRAYS)


def _array(value: Any) -> Any:
    """Return an array of numbers, or of objects that are none."""
    made = np.asarray(value)
    if made.nbytes > MAX_SIZE:
        raise WireError("too large")
    if made.dtype.kind == "O":
        try:
            both = made.astype(complex)  # as float, the imaginary parts would be lost
        except Exception:
            return Odd("objects", values.array_apart(made)[1])  # type: ignore[index]
        return both if both.imag.any() else both.real.copy()
    if made.dtype.kind not in {*KINDS, *"UmM"}:
        raise TypeError("no array of numbers")
    return np.array(made, subok=False)
