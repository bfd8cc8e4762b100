"""A learner's code as a syntax tree, also where IPython or a newer Python is needed to read it.

What is newer than this Python is known by a table of constructs (newer.py): a source is of a newer
Python if it can be parsed once these are written in the old way. Nothing here runs any code.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from .newer import Newer, older_forms

MOST = 60_000  # characters: a tree takes some hundred times as many bytes
CELL_MAGIC = re.compile(r"\s*%%(\w+)")
RUNS_PYTHON = {"time", "timeit", "capture", "prun"}
LINE_MAGIC = re.compile(r"^([ \t]*)(?:[%!?]|\w[\w.]*\?).*$", re.MULTILINE)
ASSIGNED_MAGIC = re.compile(r"^([ \t]*[\w, ]+=)[ \t]*[%!].*$", re.MULTILINE)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Parsed:
    """A source as a tree; None where no Python that we know can parse it, or it is too long.

    newer: what in it is newer than this Python, if that alone keeps it from being parsed.
    """

    tree: ast.Module | None
    newer: Newer | None = None


def parsed(source: str) -> Parsed:
    """Parse a cell; each statement keeps its line numbers."""
    for plain in (source, _without_magics(source)):
        if tree := _tree(plain):
            return Parsed(tree)
    for older, newer in older_forms(_without_magics(source)):
        if tree := _tree(older):
            return Parsed(tree, newer)
    return Parsed(None)


def _tree(source: str) -> ast.Module | None:
    if len(source) > MOST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Python: an escape that it does not know
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _without_magics(source: str) -> str:
    """Put `pass` in the place of what only IPython understands, line by line."""
    magic = CELL_MAGIC.match(source)
    if magic and magic[1] not in RUNS_PYTHON:
        return "pass"  # another language
    return LINE_MAGIC.sub(r"\1pass", ASSIGNED_MAGIC.sub(r"\1 None", source))


def within(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all nodes below it that run when it runs: no bodies of functions."""
    waiting: list[ast.AST] = [node]
    while waiting:
        here = waiting.pop()
        yield here
        if isinstance(here, FUNCTIONS):
            arguments = here.args
            waiting += [*here.decorator_list, *arguments.defaults]
            waiting += [default for default in arguments.kw_defaults if default]
        elif isinstance(here, ast.Lambda):
            waiting += here.args.defaults
        else:
            waiting += ast.iter_child_nodes(here)


def bound(statement: ast.AST) -> set[str]:
    """Return the names that a statement gives a meaning to, in the scope that it stands in."""
    names: set[str] = set()
    for node in _of_this_scope(statement):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            names.add(node.name)
    return names


def _of_this_scope(statement: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that run with a statement; of a class its name alone."""
    inside: set[ast.AST] = set()
    for node in within(statement):
        if node in inside:
            inside.update(ast.iter_child_nodes(node))
            continue
        if isinstance(node, ast.ClassDef):
            inside.update(node.body)
        yield node


def loads_now(statement: ast.AST) -> set[str]:
    """Return the names that a statement reads when it runs."""
    return {
        node.id
        for node in within(statement)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
    }


def loads_later(statement: ast.AST) -> set[str]:
    """Return the names that functions of a statement read from the module when they are called."""
    found: set[str] = set()
    for function in functions(statement):
        parameters = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
        body = function.body if isinstance(function.body, list) else [function.body]
        stored = set().union(*map(bound, body)) - _declared(body)
        inner: set[str] = set().union(*map(loads_now, body), *map(loads_later, body))
        found |= inner - parameters - stored
    return found


def functions(statement: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda]:
    """Yield the functions that a statement makes, methods included; not those inside of them."""
    for node in within(statement):
        if isinstance(node, (*FUNCTIONS, ast.Lambda)):
            yield node


def _declared(body: list[ast.stmt] | list[ast.expr]) -> set[str]:
    nodes = (node for statement in body for node in within(statement))
    return {name for node in nodes if isinstance(node, ast.Global) for name in node.names}


def is_unwritten(definition: ast.stmt) -> bool:
    """Say whether a function or class is as it was handed out: nothing but an error, or nothing."""
    if isinstance(definition, ast.ClassDef):
        return all(map(_is_nothing, definition.body)) or all(
            _is_nothing(part) or (isinstance(part, FUNCTIONS) and is_unwritten(part))
            for part in definition.body
        )
    return isinstance(definition, FUNCTIONS) and all(map(_is_nothing, definition.body))


def _is_nothing(statement: ast.stmt) -> bool:
    """Say whether a statement does nothing but say that something is not written yet."""
    if isinstance(statement, ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    if isinstance(statement, ast.Expr):  # a docstring, or three dots
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)


def written_in(source: str) -> set[str]:
    """Return the functions and other names that a cell gives a meaning to by more than a stub."""
    tree = parsed(source).tree
    names: set[str] = set()
    for statement in tree.body if tree else []:
        if isinstance(statement, (*FUNCTIONS, ast.ClassDef)) and is_unwritten(statement):
            names.discard(statement.name)
        else:
            names |= bound(statement)
    return names
