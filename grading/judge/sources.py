"""The source of a submission's functions and classes, for tests that ask inspect for it.

The judge has the cells that were run. Where in them a function stands, its own code object says.
"""

import ast
import contextlib
import inspect
import linecache
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from ..wire.remote import is_remote, link_of

getsource, getsourcelines = inspect.getsource, inspect.getsourcelines
Lines = tuple[list[str], int]


@contextlib.contextmanager
def readable() -> Iterator[None]:
    """Let inspect find the source of the submission's objects meanwhile."""
    with (
        patch.object(inspect, "getsource", lambda of: "".join(inspect.getsourcelines(of)[0])),
        patch.object(inspect, "getsourcelines", _lines),
    ):
        yield


def _lines(of: Any) -> Lines:
    """Return what inspect.getsourcelines returns: the lines, and the number of the first."""
    if not is_remote(of):
        return getsourcelines(of)
    if link_of(of).mine.kind == "class":
        return _of_class(link_of(of).mine.name)
    code = inspect.unwrap(of).__code__
    return _block(code.co_filename, code.co_firstlineno)


def _of_class(name: str) -> Lines:
    """Return the lines of the last class of a name."""
    for file in reversed([file for file in linecache.cache if file.startswith("<cell-")]):
        with contextlib.suppress(SyntaxError):
            nodes = ast.walk(ast.parse("".join(linecache.getlines(file))))
            found = [n for n in nodes if isinstance(n, ast.ClassDef) and n.name == name]
            if found:
                return _block(file, found[-1].lineno)
    raise OSError("could not find class definition")


def _block(file: Any, first: Any) -> Lines:
    """Return the lines of a block of one of the submission's cells."""
    known = type(file) is str and type(first) is int and file.startswith("<cell-")
    lines = linecache.getlines(file) if known else []
    if not 0 < first <= len(lines):
        raise OSError("could not get source code")
    return inspect.getblock(lines[first - 1 :]), first
