"""What an object of the submission may decide in a test: what one of the solution decides there.

`result == 5` asks the result's own class, if it has one. An object that is equal to all things
would pass every test. So while the solution is judged, each such question is kept for its test
cell, and in a submission no other is asked. A question is one in which a value of the test reaches
code of the submission (an operator, `in`, isinstance), or a name that is looked up on an object.
An item, a length, a number or a text of it may always be asked for: that has to be right.

Where nothing is known of a solution, objects of classes that the test itself names may be asked,
and names that no plain value has.
"""

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..wire.operations import BINARY, COMPARED, IN_PLACE, SIGNS
from ..wire.remote import is_remote, link_of
from .partial_credit import NUMBER

PLAIN = (str, bytes, list, tuple, dict, set, int, float, complex, range, np.ndarray)
NAMES = ("__name__", "__qualname__", "__doc__", "__code__")
UNEXPECTED = frozenset(("Exception", "BaseException", "NotImplementedError", ""))
ASKED = {*BINARY, *IN_PLACE, *COMPARED, "contains", "isinstance", "issubclass", "getattr"}


class Decisions:
    """The decisions of each test cell. known: cell -> what may be decided; record: allow all."""

    def __init__(self, known: Mapping[str, tuple[str, ...]], record: bool = False) -> None:
        self.known, self.record = known, record
        self.made: dict[str, set[str]] = {}
        self.start("", frozenset(), frozenset())

    def start(self, cell: str, named: frozenset[str], expected: frozenset[str]) -> None:
        """Begin a test cell. named: what its source names; expected: errors that it expects."""
        self.cell, self.named, self.expected = cell, named, expected
        self.allowed = frozenset(self.known[cell]) if cell in self.known else None
        self.made.setdefault(cell, set())

    @property
    def kept(self) -> dict[str, tuple[str, ...]]:
        """Return what was decided in each test cell, in none as well."""
        return {cell: tuple(sorted(made)) for cell, made in self.made.items() if cell}

    def may_ask(self, operation: str, args: tuple[Any, ...]) -> bool:
        """Say whether an operation is one that the submission may decide."""
        if operation not in ASKED:
            return True
        if operation == "getattr" and args[1] in NAMES:  # of a function nobody asks for them
            return True
        if operation == "getattr":
            return self._may(f".{args[1]}", lambda: self._is_known(args[:1]) or _is_own(args[1]))
        return self._may(words(operation, args), lambda: self._is_known(args))

    def may_change_any(self, name: str) -> bool:
        """Say whether a call may change arguments that a test has handed over."""
        begin = f"{name} changes argument "
        return self.record or self.allowed is None or any(w.startswith(begin) for w in self.allowed)

    def may_change(self, name: str, number: int) -> bool:
        """Say whether a call has changed an argument that it may change."""
        return self._may(f"{name} changes argument {number}", lambda: True)

    def may_have_changed(self, name: str, has: bool) -> bool:
        """Say whether a variable of a given cell may have been changed by a function there."""
        words = f"{name} is changed"
        if self.record and has:
            self._keep(words)
        return self.record or self.allowed is None or words in self.allowed

    def gives_points(self, is_number: bool) -> bool:
        """Say whether the last line of a test may be what it is; where it is a number, always."""
        if is_number:
            self._keep(NUMBER)
        return is_number or self.allowed is None or NUMBER not in self.allowed

    def may_be_absent(self, name: str) -> bool:
        """Say whether it is an answer that a name is not there."""
        return self._may(f"{name} is absent", lambda: False)

    def is_expected(self, error: Exception) -> bool:
        """Say whether an error is an answer that the test asks for."""
        name = type(error).__name__
        if isinstance(error, NotImplementedError):  # not written yet
            return False
        return self._may(f"raises {name}", lambda: name in self.expected - UNEXPECTED)

    def _may(self, words: str, otherwise: Any) -> bool:
        if self.record:
            self._keep(words)
            return True
        return words in self.allowed if self.allowed is not None else bool(otherwise())

    def _keep(self, words: str) -> None:
        if self.record:
            self.made.setdefault(self.cell, set()).add(words)

    def _is_known(self, args: tuple[Any, ...]) -> bool:
        """Say whether each object of the submission is of a class, or a module, of known name."""
        links = [link_of(arg) for arg in args if is_remote(arg)]
        return all(link.mine.kind != "object" or link.mine.name in self.named for link in links)


def _is_own(name: Any) -> bool:
    """Say whether a name is none that a plain value has as well."""
    pandas: Any = sys.modules.get("pandas")
    tables = (pandas.DataFrame, pandas.Series) if hasattr(pandas, "Series") else ()
    return not any(hasattr(kind, name) for kind in (*PLAIN, *tables))


def words(operation: str, args: tuple[Any, ...]) -> str:
    """Return an operation in words, such as "Vector == Vector"."""
    left, right = (_kind(arg) for arg in args[:2])
    if operation == "contains":
        return f"{right} in {left}"
    if operation in ("isinstance", "issubclass"):
        return f"{operation}({left}, {right})"
    sign = SIGNS.get(operation) or SIGNS[operation[1:]] + "="
    return f"{left} {sign} {right}"


def _kind(value: Any) -> str:
    return link_of(value).mine.name if is_remote(value) else type(value).__name__
