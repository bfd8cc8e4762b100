"""Objects that do not travel: what stays on one side has a number on the other.

Mine: an object of the sender, with what its type can do. Yours: an object of the receiver, sent
back. Known: something of a library that both sides have, by its name.
"""

import functools
import re
from dataclasses import dataclass
from typing import Any

from .frames import WireError
from .operations import UNHASHABLE

KINDS = ("object", "function", "method", "class", "error", "generator", "module")
IDENTIFIER = re.compile(r"[A-Za-z_]\w{0,79}", re.ASCII)
DOTTED = re.compile(r"(?:[A-Za-z_]\w{0,79}\.){0,9}[A-Za-z_]\w{0,79}", re.ASCII)
MAX_NUMBER, MAX_BASES, MAX_NAME = 10**9, 30, 800


@dataclass(frozen=True)
class Mine:
    """An object of the sender. bases: the names of an error class and of those above it."""

    number: int
    kind: str
    module: str
    name: str
    traits: int
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Yours:
    number: int


@dataclass(frozen=True)
class Known:
    module: str
    name: str


def apart(marker: Mine | Yours | Known) -> list[Any]:
    """Return a marker as JSON."""
    if isinstance(marker, Yours):
        return ["yours", marker.number]
    if isinstance(marker, Known):
        return ["known", [marker.module, marker.name]]
    # As a text: a mask of many bits is no plain number of JSON.
    told = [marker.number, marker.kind, marker.module, marker.name, hex(marker.traits)]
    return ["mine", [*told, list(marker.bases)]]


def mine(body: Any) -> Mine:
    """Return a checked marker."""
    if not isinstance(body, list) or len(body) != 6:
        raise WireError("expected an object's number and kind")
    number, kind, module, name, traits, bases = body
    if not isinstance(bases, list):
        raise WireError("expected names of classes")
    if any(len(part) > MAX_NAME for part in (*body, *bases) if isinstance(part, str)):
        raise WireError("expected shorter names")  # what is kept below is kept for long
    return _mine(number, kind, module, name, traits, tuple(bases))


@functools.lru_cache(maxsize=2000)
def _mine(number: Any, kind: Any, module: Any, name: Any, traits: Any, bases: Any) -> Mine:
    if kind not in KINDS or not _fits(module, DOTTED) or not isinstance(traits, str):
        raise WireError("expected the kind of an object")
    mask = int(traits[:40], 16)
    if not 0 <= mask < 2 * UNHASHABLE or len(bases) > MAX_BASES:
        raise WireError("expected what an object can do")
    if not all(isinstance(base, str) for base in bases):
        raise WireError("expected names of classes")
    known = name if _fits(name, IDENTIFIER) else "object"
    return Mine(_number(number), kind, module, known, mask, bases)


def yours(body: Any) -> Yours:
    return Yours(_number(body))


def known(body: Any) -> Known:
    module, name = body if isinstance(body, list) and len(body) == 2 else ("", "")
    if not _fits(module, DOTTED) or not _fits(name, DOTTED):
        raise WireError("expected a name in a library")
    return Known(module, name)


def _number(number: Any) -> int:
    if type(number) is not int or not 0 <= number < MAX_NUMBER:
        raise WireError("expected the number of an object")
    return number


def _fits(name: Any, pattern: re.Pattern[str]) -> bool:
    return isinstance(name, str) and bool(pattern.fullmatch(name))
