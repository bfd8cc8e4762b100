"""Slips: all small changes of a right solution (mutations of its syntax tree), one at a time."""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

OPERATORS = [ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult]
Change = Callable[[], None]


def slips(source: str) -> list[str]:
    """Return every text that differs from source by one small change, each one once."""
    tree = ast.parse(source)
    count = len(list(changes(copy.deepcopy(tree))))
    texts = []
    for k in range(count):
        changed = copy.deepcopy(tree)
        list(changes(changed))[k]()
        texts.append(ast.unparse(ast.fix_missing_locations(changed)) + "\n")
    return [text for text in dict.fromkeys(texts) if text != ast.unparse(tree) + "\n"]


def changes(tree: ast.AST) -> Iterator[Change]:
    """Yield all changes; each is made when it is called."""
    (function,) = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    arguments = [argument.arg for argument in function.args.args]
    for node in ast.walk(function):
        yield from of_operator(node)
        yield from of_number(node)
        yield from of_name(node, arguments)
        yield from of_call(node)
        yield from of_slice(node)
        yield from of_order(node)


def setting(node: Any, name: str, value: Any) -> Change:
    return lambda: setattr(node, name, value)


def of_operator(node: ast.AST) -> Iterator[Change]:
    """a + b becomes a - b, a * b, a / b, a @ b or a; a conditional goes the other way."""
    if isinstance(node, ast.BinOp):
        for operator in OPERATORS:
            if not isinstance(node.op, operator):
                yield setting(node, "op", operator())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield setting(node, "op", ast.UAdd())
    if isinstance(node, ast.IfExp):
        yield setting(node, "test", ast.UnaryOp(ast.Not(), node.test))
        yield setting(node, "orelse", node.body)


def of_number(node: ast.AST) -> Iterator[Change]:
    """A whole number becomes its neighbours, a truth value the other one."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield setting(node, "value", not node.value)
    elif isinstance(node.value, int):
        yield setting(node, "value", node.value + 1)
        yield setting(node, "value", node.value - 1)


def of_name(node: ast.AST, arguments: list[str]) -> Iterator[Change]:
    """One argument stands where another should."""
    if isinstance(node, ast.Name) and node.id in arguments:
        for other in arguments:
            if other != node.id:
                yield setting(node, "id", other)


def of_call(node: ast.AST) -> Iterator[Change]:
    """A call is left out: f(a) becomes a, in the place where its value is used."""
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.Call) and value.args:
            yield setting(node, name, value.args[0])
        if isinstance(value, list) and name in ("args", "elts"):
            for k, each in enumerate(value):
                if isinstance(each, ast.Call) and each.args:
                    yield lambda v=value, k=k, arg=each.args[0]: v.__setitem__(k, arg)


def of_slice(node: ast.AST) -> Iterator[Change]:
    """An index is moved to another axis, or left out."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) > 1:
            yield lambda: node.slice.elts.reverse()
        if not isinstance(node.slice, ast.Constant):
            yield setting(node, "slice", ast.Slice())


def of_order(node: ast.AST) -> Iterator[Change]:
    """Two neighbours of a list or of the arguments change places; one is left out."""
    for name in ("elts", "args"):
        items = getattr(node, name, None)
        if not isinstance(items, list) or not isinstance(node, (ast.Tuple, ast.List, ast.Call)):
            continue
        for k in range(len(items) - 1):
            yield lambda v=items, k=k: v.__setitem__(slice(k, k + 2), v[k : k + 2][::-1])
        for k in range(len(items)):
            yield lambda v=items, k=k: v.pop(k)
