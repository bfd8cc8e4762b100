"""Leftovers: what a function still holds of the cell that was handed out, or of a pasted hint."""

import ast
import linecache
import traceback
from typing import Any

from .findings import Finding

GAP = "GAP"  # what hints have where a learner's own is to come


def gap_left(function: str, error: BaseException) -> Finding | None:
    """Find the gap of a hint that has stopped a function. To Python it is an unknown name."""
    if not isinstance(error, NameError) or f"'{GAP}'" not in str(error):
        return None
    *_, (frame, number) = traceback.walk_tb(error.__traceback__)
    name = frame.f_code.co_name
    where = function if name.startswith("<") else name  # a comprehension has a frame of its own
    text = linecache.getline(frame.f_code.co_filename, number).strip()
    return Finding("gap_left", {"name": where, "number": number, "text": text})


def raise_left(error: NotImplementedError) -> int:
    """Return the number of the raise line that stands beside a learner's own lines; or 0."""
    *_, (frame, number) = traceback.walk_tb(error.__traceback__)
    source = "".join(linecache.getlines(frame.f_code.co_filename))
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):  # what can run and not be read: magics
        return 0
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name == frame.f_code.co_name:
            raises = [n for n in node.body if isinstance(n, ast.Raise)]
            here = any(n.lineno <= number <= (n.end_lineno or 0) for n in raises)
            if here and any(map(_is_own, node.body)):
                return number
    return 0


def _is_own(node: Any) -> bool:
    """Tell whether a statement is a learner's: no docstring, no raise, no pass."""
    value = getattr(node, "value", None) if isinstance(node, ast.Expr) else node
    return not isinstance(value, (ast.Constant, ast.Raise, ast.Pass))
