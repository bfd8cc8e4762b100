"""Python values as plain data: JSON, with the numbers of arrays beside it as raw bytes.

Only exact types travel: no subclass, no object array, nothing that could run code. A value of
any other type arrives as an Opaque, which has the name of its type and nothing else.
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from .frames import WireError

MAX_DEPTH, MAX_NODES, MAX_TEXT, MAX_DIGITS = 12, 300_000, 100_000, 400
MAX_NDIM, MAX_SIZE = 16, 1 << 26
MAX_ALIKE = 16  # keys of one hash: a dict compares each of them with all that came before
KINDS = frozenset("biufc")
DTYPE = re.compile(r"[<|][biufc](1|2|4|8|16|32)")
IDENTIFIER = re.compile(r"[A-Za-z_]\w{0,79}", re.ASCII)


class Opaque:
    """A value of a type that is not sent."""


def encode(value: Any) -> tuple[Any, bytes]:
    """Return a value as JSON and raw bytes, or raise WireError."""
    encoder = _Encoder()
    return encoder.node(value, 0), b"".join(encoder.blobs)


def decode(node: Any, blob: bytes) -> Any:
    """Return the value, on fresh arrays; raise WireError for anything but what encode makes."""
    return _Decoder(blob).value(node, 0)


def opaque(name: object) -> Opaque:
    """Return a stand-in whose type has this name, so that messages can name it."""
    fits = isinstance(name, str) and IDENTIFIER.fullmatch(name)
    return type(str(name), (Opaque,), {})() if fits else Opaque()


class _Encoder:
    def __init__(self) -> None:
        self.blobs: list[bytes] = []
        self.size = self.nodes = 0

    def node(self, value: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("a value is too deep or has too many parts")
        kind = type(value)
        if kind is np.ndarray:
            return self._array(value, "array")
        if value is None or kind is bool:
            return value
        if kind in (int, float, str):
            return _scalar(value)
        if kind in (list, tuple):
            return ["list" if kind is list else "tuple", [self.node(v, depth + 1) for v in value]]
        if kind is dict:
            pairs = [[self.node(k, depth + 1), self.node(v, depth + 1)] for k, v in value.items()]
            return ["dict", pairs]
        if kind is complex:
            return ["complex", [self.node(value.real, depth), self.node(value.imag, depth)]]
        if isinstance(value, np.generic):
            return self._array(value, "scalar")
        if isinstance(value, Opaque):
            return ["opaque", kind.__name__]
        raise WireError(f"a {kind.__name__} does not travel")

    def _array(self, value: Any, kind: str) -> Any:
        if value.dtype.kind not in KINDS or value.nbytes > MAX_SIZE:
            raise WireError(f"expected a small array of numbers, received {value.dtype}")
        code = value.dtype.str
        if code[0] == ">":
            value, code = value.astype(value.dtype.newbyteorder("<")), f"<{code[1:]}"
        start, raw = self.size, value.tobytes()  # in C order, whatever the array's own is
        self.blobs.append(raw)
        self.size += len(raw)
        return [kind, code, list(value.shape), start]


def _scalar(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else ["float", repr(value)]
    if isinstance(value, int):
        if abs(value) < 10**15:
            return value
        if value.bit_length() > 3 * MAX_DIGITS:
            raise WireError("an integer is too long")
        return ["int", str(value)]
    if len(value) > MAX_TEXT:
        raise WireError("a text is too long")
    return value


class _Decoder:
    def __init__(self, blob: bytes) -> None:
        self.blob, self.nodes = blob, 0
        self.left = len(blob)  # no two arrays share their bytes: they would multiply them

    def value(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("a value is too deep or has too many parts")
        if not isinstance(node, list):
            return _text(node) if isinstance(node, str) else _finite(node)
        if not node or not isinstance(node[0], str):
            raise WireError("expected a value, received something else")
        if node[0] in ("array", "scalar") and len(node) == 4:
            array = self._array(*node[1:])
            return array if node[0] == "array" else _first(array)
        if len(node) != 2 or node[0] not in MAKERS:
            raise WireError("expected a value, received an unknown kind")
        return MAKERS[node[0]](self, node[1], depth)

    def parts(self, body: Any, depth: int) -> list[Any]:
        return [self.value(node, depth + 1) for node in _list(body)]

    def map(self, body: Any, depth: int) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        alike: Counter[int] = Counter()
        for pair in _list(body):
            if len(_list(pair)) != 2:
                raise WireError("expected pairs")
            key = self.value(pair[0], depth + 1)
            hashed = _hash(key)
            alike[hashed] += 1
            if alike[hashed] > MAX_ALIKE:
                raise WireError("a dict has too many keys of one hash")
            made[key] = self.value(pair[1], depth + 1)
        return made

    def number(self, body: Any, depth: int) -> complex:
        parts = self.parts(body, depth)
        if len(parts) != 2 or not all(isinstance(part, float) for part in parts):
            raise WireError("expected two numbers")
        return complex(*parts)

    def _array(self, code: Any, shape: Any, start: Any) -> Any:
        if not isinstance(code, str) or not DTYPE.fullmatch(code):
            raise WireError("expected a dtype of numbers")
        dtype = _dtype(code)
        size = _size(shape) * dtype.itemsize
        if type(start) is not int or not 0 <= start <= start + size <= len(self.blob):
            raise WireError("an array lies outside of its message")
        self.left -= size
        if self.left < 0:
            raise WireError("arrays lie on top of each other")
        view = np.ndarray(shape, dtype, self.blob, start)
        return view.astype(dtype.newbyteorder("="))


MAKERS: dict[str, Callable[[_Decoder, Any, int], Any]] = {
    "list": _Decoder.parts,
    "tuple": lambda decoder, body, depth: tuple(decoder.parts(body, depth)),
    "dict": _Decoder.map,
    "float": lambda decoder, body, depth: _float(body),
    "int": lambda decoder, body, depth: _int(body),
    "complex": _Decoder.number,
    "opaque": lambda decoder, body, depth: opaque(body),
}


@functools.cache  # there are not more than the pattern lets through
def _dtype(code: str) -> np.dtype[Any]:
    try:
        return np.dtype(code)
    except TypeError:
        raise WireError(f"expected a dtype that is known here, received {code}") from None


def _size(shape: Any) -> int:
    """Return the number of elements; no dimension may be negative or absurd, even beside a 0."""
    if not isinstance(shape, list) or len(shape) > MAX_NDIM:
        raise WireError("expected a shape")
    bounded = 1
    for n in shape:
        if type(n) is not int or not 0 <= n <= MAX_SIZE:
            raise WireError("expected a shape of whole numbers that are not negative")
        bounded *= max(n, 1)
        if bounded > MAX_SIZE:
            raise WireError("an array is too large")
    return math.prod(shape)


def _list(body: Any) -> list[Any]:
    if not isinstance(body, list):
        raise WireError("expected a list")
    return body


def _hash(key: Any) -> int:
    if not isinstance(key, (str, int, float, bool, tuple, type(None))):
        raise WireError("expected a plain key")
    try:
        return hash(key)
    except TypeError:
        raise WireError("expected a key that can be hashed") from None


def _finite(node: Any) -> Any:
    if node is not None and not isinstance(node, (int, float)):
        raise WireError("expected a value, received something else")
    if (isinstance(node, int) and abs(node) > 10**18) or (isinstance(node, float) and node in INF):
        raise WireError("expected a number in its plain form")
    return node


INF = (math.inf, -math.inf)


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise WireError("a text is too long")
    return text


def _float(body: Any) -> float:
    if body not in ("nan", "inf", "-inf"):
        raise WireError("expected nan, inf or -inf")
    return float(body)


def _int(body: Any) -> int:
    if not isinstance(body, str) or not re.fullmatch(r"-?[0-9]{1,400}", body):
        raise WireError("expected the digits of an integer")
    return int(body)


def _first(array: Any) -> Any:
    if array.shape != ():
        raise WireError("expected one number")
    return array[()]
