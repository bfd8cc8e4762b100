"""Further kinds of plain data, each as simpler data: sets, dates, exact numbers, odd arrays.

APART says for a type what it is called on the wire, and the simpler value that it is taken apart
into. TOGETHER makes the value again, and raises an error for what APART does not make.
"""

import collections
import datetime
import functools
import keyword
import re
import types
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath, PurePath
from typing import Any

import numpy as np

from .frames import WireError
from .handles import IDENTIFIER

MOST_DIGITS, MOST_FIELDS = 400, 50
MOST_TEXT = 1 << 26  # bytes of an array of texts, in which each takes as much as the longest
# NumPy ends the whole process for a unit that is divided by 0.
TIME_UNIT = re.compile(r"[mM]8(\[([1-9][0-9]{0,4})?(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?")
ELLIPSIS, NOT_IMPLEMENTED = type(Ellipsis), type(NotImplemented)


def _fraction(value: Fraction) -> list[int]:
    return [value.numerator, value.denominator]


def _time_apart(value: Any) -> str:
    return str(value.isoformat())


def _code(value: types.CodeType) -> list[Any]:
    """Take apart what a program reads of a function's code; not the code itself."""
    counts = [value.co_argcount, value.co_posonlyargcount, value.co_kwonlyargcount]
    place = [value.co_filename, value.co_firstlineno, value.co_name]
    return [*place, *counts, value.co_flags, list(value.co_names), list(value.co_varnames)]


def _code_again(parts: Any) -> types.CodeType:
    """Return code that does nothing, and that says of itself what the other code does."""
    file, line, name, *counts, flags, names, own = parts
    if not all(type(n) is str for n in (*names, *own)):
        raise WireError("expected names")
    if any(type(n) is not int or not 0 <= n <= len(own) for n in counts):
        raise WireError("expected numbers of arguments")
    own_cell = re.fullmatch(r"<cell-[0-9]{1,9}>", file)
    made = (lambda: None).__code__
    return made.replace(
        co_filename=file if own_cell else "<somewhere else>",
        co_firstlineno=min(max(1, line), 10**6),
        co_name=name[:80],
        co_argcount=counts[0],
        co_posonlyargcount=counts[1],
        co_kwonlyargcount=counts[2],
        co_flags=flags & 0x2FF,
        co_names=tuple(names),
        co_varnames=tuple(own),
        co_nlocals=len(own),
    )


APART: dict[type, tuple[str, Callable[[Any], Any]]] = {
    set: ("set", list),
    frozenset: ("frozenset", list),
    bytes: ("bytes", lambda value: np.frombuffer(value, np.uint8)),
    bytearray: ("bytearray", lambda value: np.frombuffer(bytes(value), np.uint8)),
    range: ("range", lambda value: [value.start, value.stop, value.step]),
    slice: ("slice", lambda value: [value.start, value.stop, value.step]),
    ELLIPSIS: ("constant", lambda value: "Ellipsis"),
    NOT_IMPLEMENTED: ("constant", lambda value: "NotImplemented"),
    datetime.datetime: ("datetime", _time_apart),
    datetime.date: ("date", _time_apart),
    datetime.time: ("time", _time_apart),
    datetime.timedelta: (
        "timedelta",
        lambda value: [value.days, value.seconds, value.microseconds],
    ),
    Decimal: ("decimal", str),
    Fraction: ("fraction", _fraction),
    PosixPath: ("path", str),
    collections.deque: ("deque", lambda value: [list(value), value.maxlen]),
    collections.Counter: ("counter", dict),
    collections.OrderedDict: ("ordered", dict),
    types.CodeType: ("code", _code),
}


def named_apart(value: Any) -> list[Any]:
    """Take a named tuple apart."""
    return [type(value).__name__, list(value._fields), list(value)]


def is_named(value: Any) -> bool:
    fields: Any = getattr(type(value), "_fields", None)
    names = isinstance(fields, tuple) and all(isinstance(name, str) for name in fields)
    return isinstance(value, tuple) and names and len(fields) == len(value)


def array_apart(array: Any) -> tuple[str, Any] | None:
    """Take an array apart that does not hold numbers: texts, dates, objects."""
    if array.dtype.kind == "U":
        return "texts", [list(array.shape), array.ravel().tolist()]
    if array.dtype.kind in "mM":
        return "times", [array.dtype.str[1:], np.asarray(array.astype(np.int64))]
    if array.dtype.kind == "O":
        return "objects", [list(array.shape), [array.flat[n] for n in range(array.size)]]
    return None


def scalar_apart(value: Any) -> tuple[str, Any] | None:
    """Take one element of such an array apart."""
    if value.dtype.kind in "mM":
        return "moment", array_apart(np.asarray([value]))[1]  # type: ignore[index]
    return None


def _moment(parts: Any) -> Any:
    return _times(parts)[0]


def _texts(parts: Any) -> Any:
    shape, words = parts
    if not all(type(word) is str for word in words):
        raise WireError("expected texts")
    if 4 * max(map(len, words), default=0) * len(words) > MOST_TEXT:
        raise WireError("an array of texts is too large")
    return np.array(words, dtype=np.str_).reshape(_shape(shape, len(words)))


def _objects(parts: Any) -> Any:
    shape, values = parts
    array = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        array[place] = value
    return array.reshape(_shape(shape, len(values)))


def _times(parts: Any) -> Any:
    code, numbers = parts
    if type(code) is not str or not TIME_UNIT.fullmatch(code):
        raise WireError("expected a unit of time")
    if type(numbers) is not np.ndarray or numbers.dtype != np.int64:
        raise WireError("expected whole numbers")
    return numbers.view(np.dtype(code))


def _shape(shape: Any, size: int) -> tuple[int, ...]:
    if not isinstance(shape, list) or len(shape) > 16 or not all(type(n) is int for n in shape):
        raise WireError("expected a shape")
    if any(not 0 <= n <= max(size, 1) for n in shape) or int(np.prod(shape, dtype=object)) != size:
        raise WireError("expected a shape that fits")
    return tuple(shape)


def _decimal(text: Any) -> Decimal:
    if type(text) is not str or len(text) > MOST_DIGITS:
        raise WireError("expected the digits of a number")
    made = Decimal(text)
    if made.is_finite() and abs(made.adjusted()) > 10 * MOST_DIGITS:
        raise WireError("a number is too long")
    return made


def _named(parts: Any) -> Any:
    name, fields, values = parts
    texts = isinstance(fields, list) and all(type(field) is str for field in fields)
    if type(name) is not str or not texts or len(fields) > MOST_FIELDS:
        raise WireError("expected the names of a tuple's parts")
    return named_type(name, tuple(fields))(*values)


@functools.lru_cache(maxsize=200)
def named_type(name: str, fields: tuple[str, ...]) -> Any:
    """Return a type of our own for tuples with these names."""
    names = (name, *fields)
    if not all(IDENTIFIER.fullmatch(n) and not keyword.iskeyword(n) for n in names):
        raise WireError("expected names")
    if len(set(fields)) < len(fields) or any(field.startswith("_") for field in fields):
        raise WireError("expected different names of parts")
    made = collections.namedtuple(name, fields)  # type: ignore[misc]
    return made


def _bytes(numbers: Any) -> bytes:
    if type(numbers) is not np.ndarray or numbers.dtype != np.uint8:
        raise WireError("expected bytes")
    made: bytes = numbers.tobytes()
    return made


def _whole(parts: Any) -> list[Any]:
    if not isinstance(parts, list) or len(parts) != 3:
        raise WireError("expected three numbers")
    if not all(part is None or type(part) is int for part in parts):
        raise WireError("expected whole numbers")
    return parts


def _slice(parts: Any) -> slice:
    if not isinstance(parts, list) or len(parts) != 3:
        raise WireError("expected the parts of a slice")
    return slice(*parts)


def _deque(parts: Any) -> Any:
    values, most = parts
    if most is not None and type(most) is not int:
        raise WireError("expected a whole number")
    return collections.deque(values, most)


def _mapping(kind: type) -> Callable[[Any], Any]:
    def make(value: Any) -> Any:
        if type(value) is not dict:
            raise WireError("expected a dict")
        return kind(value)

    return make


def _counter(value: Any) -> Any:
    counted = collections.Counter[Any]()
    dict.update(counted, _mapping(dict)(value))
    return counted


CONSTANTS = {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}
TOGETHER: dict[str, Callable[[Any], Any]] = {
    "bytes": _bytes,
    "bytearray": lambda body: bytearray(_bytes(body)),
    "range": lambda body: range(*_whole(body)),
    "slice": _slice,
    "constant": lambda body: CONSTANTS[body],
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timedelta": lambda body: datetime.timedelta(*_whole(body)),
    "decimal": _decimal,
    "fraction": lambda body: Fraction(*_whole([*body, None])[:2]),
    "path": lambda body: PosixPath(_text(body)),
    "deque": _deque,
    "counter": _counter,
    "ordered": _mapping(collections.OrderedDict),
    "named": _named,
    "texts": _texts,
    "times": _times,
    "moment": _moment,
    "objects": _objects,
    "code": _code_again,
}


def _text(text: Any) -> str:
    if type(text) is not str or "\0" in text:
        raise WireError("expected a text")
    return text


def kind_of(value: Any) -> type:
    """Return the type under which a value stands in APART: a subclass of some is one as well."""
    if isinstance(value, PurePath):
        return PosixPath
    for kind in (collections.Counter, collections.OrderedDict, collections.deque, set, frozenset):
        if isinstance(value, kind):
            return kind
    return type(value)
