"""Python values as plain data: JSON, with the numbers of arrays beside it as raw bytes.

Only exact types travel: no subclass, nothing that could run code. Of anything else the sender says
what it sends in its place (other): simpler data, an object's number (handles.py), or an Opaque,
which has the name of a type and nothing else. The receiver says what a number stands for (resolve).
"""

import datetime
import functools
import math
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from . import handles, tables, values
from .frames import WireError
from .handles import IDENTIFIER, Known, Mine, Yours

MAX_DEPTH, MAX_NODES, MAX_TEXT, MAX_DIGITS = 12, 300_000, 100_000, 400
MAX_NDIM, MAX_SIZE = 16, 1 << 26
MAX_OPAQUE = 1000  # each has a type of its own
MAX_ALIKE = 16  # keys of one hash: a dict compares each of them with all that came before
KINDS = frozenset("biufc")
DTYPE = re.compile(r"[<|][biufc](1|2|4|8|16|32)")
SEQUENCES = (list, tuple, dict)
KEYS: tuple[type, ...] = (
    *(str, int, float, bool, type(None), tuple, frozenset, bytes, complex, Decimal, Fraction),
    *(datetime.datetime, datetime.date, datetime.time, datetime.timedelta),
)

KEY_TYPES = frozenset(KEYS)


class Opaque:
    """A value of a type that is not sent."""


class Deep:
    """A list, tuple or dict that lies too deep within others to be sent with them."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Odd:
    """A value that was taken apart already: what it is called on the wire, and its parts."""

    def __init__(self, kind: str, parts: Any) -> None:
        self.kind, self.parts = kind, parts


def encode(value: Any, other: Callable[[Any], Any] | None = None) -> tuple[Any, bytes]:
    """Return a value as JSON and raw bytes, or raise WireError.

    other: returns what is sent in the place of a part of another type, or raises WireError.
    """
    encoder = _Encoder(other)
    return encoder.node(value, 0), b"".join(encoder.blobs)


def decode(node: Any, blob: bytes, resolve: Callable[[Any], Any] | None = None) -> Any:
    """Return the value, on fresh arrays; raise WireError for anything but what encode makes.

    resolve: returns what a Mine, a Yours or a Known stands for here, or raises WireError.
    """
    return _Decoder(blob, resolve).value(node, 0)


def opaque(name: object) -> Opaque:
    """Return a stand-in whose type has this name, so that messages can name it."""
    fits = isinstance(name, str) and IDENTIFIER.fullmatch(name)
    return type(str(name), (Opaque,), {})() if fits else Opaque()


class _Encoder:
    def __init__(self, other: Callable[[Any], Any] | None) -> None:
        self.blobs: list[bytes] = []
        self.size = self.nodes = 0
        self.other = other

    def node(self, value: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("a value is too deep or has too many parts")
        kind = type(value)
        if kind is np.ndarray and value.dtype.kind in KINDS:
            return self._array(value, "array")
        if value is None or kind is bool:
            return value
        if kind in (int, float, str):
            return _scalar(value)
        if kind in SEQUENCES:
            return self._sequence(value, depth)
        if kind is complex:
            return ["complex", [self.node(value.real, depth), self.node(value.imag, depth)]]
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return self._array(value, "scalar")
        return self._special(value, depth)

    def _sequence(self, value: Any, depth: int) -> Any:
        if depth >= MAX_DEPTH - 2 and self.other:
            return self._other(Deep(value), depth)
        if type(value) is not dict:
            kind = "list" if type(value) is list else "tuple"
            return [kind, [self.node(v, depth + 1) for v in value]]
        if not KEY_TYPES.issuperset(map(type, value)) and not all(map(_is_key, value)):
            return self._other(value, depth)
        pairs = [[self.node(k, depth + 1), self.node(v, depth + 1)] for k, v in value.items()]
        return ["dict", pairs]

    def _special(self, value: Any, depth: int) -> Any:
        if type(value) in (Mine, Yours, Known):
            return handles.apart(value)
        if isinstance(value, Opaque):
            return ["opaque", type(value).__name__]
        if type(value) in values.APART:
            name, take_apart = values.APART[type(value)]
            return [name, self.node(take_apart(value), depth + 1)]
        if type(value) is Odd:
            return [value.kind, self.node(value.parts, depth + 1)]
        if found := _apart(value, self.other is None):
            return [found[0], self.node(found[1], depth + 1)]
        return self._other(value, depth)

    def _other(self, value: Any, depth: int) -> Any:
        if self.other is None:
            raise WireError(f"a {type(value).__name__} does not travel")
        return self.node(self.other(value), depth)

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


def _is_key(key: Any) -> bool:
    return type(key) in KEY_TYPES or isinstance(key, (np.number, np.bool_))


def _apart(value: Any, objects: bool) -> tuple[str, Any] | None:
    """Take a value apart that NumPy or pandas made; objects: also an array of any objects."""
    if type(value) is np.ndarray and (objects or value.dtype.kind != "O"):
        return values.array_apart(value)
    if isinstance(value, np.generic):
        return values.scalar_apart(value)
    return tables.apart(value)


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
    def __init__(self, blob: bytes, resolve: Callable[[Any], Any] | None) -> None:
        self.blob, self.nodes, self.resolve = blob, 0, resolve
        self.opaques = 0
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
        if len(node) != 2:
            raise WireError("expected a value, received an unknown kind")
        if node[0] in MAKERS:
            return MAKERS[node[0]](self, node[1], depth)
        return self._special(node[0], node[1], depth)

    def _special(self, kind: str, body: Any, depth: int) -> Any:
        if kind in MARKERS:
            if self.resolve is None:
                raise WireError("expected plain data, received an object")
            return self.resolve(MARKERS[kind](body))
        make = values.TOGETHER.get(kind) or tables.TOGETHER.get(kind)
        if make is None:
            raise WireError("expected a value, received an unknown kind")
        try:
            return make(self.value(body, depth + 1))
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
            raise WireError(f"expected parts of a {kind}, received others") from error

    def members(self, body: Any, depth: int) -> list[Any]:
        """Return the members of a set, of which not too many have the same hash."""
        if not isinstance(body, list) or len(body) != 2 or body[0] != "list":
            raise WireError("expected members")
        made = self.parts(body[1], depth)
        if made and max(Counter(map(_hash, made)).values()) > MAX_ALIKE:
            raise WireError("a set has too many members of one hash")
        return made

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

    def opaque(self, body: Any, depth: int) -> Opaque:
        self.opaques += 1
        if self.opaques > MAX_OPAQUE:
            raise WireError("a value has too many parts that are not sent")
        return opaque(body)

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
    "opaque": _Decoder.opaque,
    "set": lambda decoder, body, depth: set(decoder.members(body, depth + 1)),
    "frozenset": lambda decoder, body, depth: frozenset(decoder.members(body, depth + 1)),
}
MARKERS = {"mine": handles.mine, "yours": handles.yours, "known": handles.known}


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
    if not isinstance(key, (*KEYS, np.generic)):
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
