"""Which nodes of a module may be mutated: code that runs, not what only a reader sees.

Left out are annotations, decorators, docstrings, texts, ``__all__``, imports, blocks for type
checkers, what a ``raise`` says, and calls that only tell the user something.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

ONLY_SAY = {"print", "warn", "warning", "info", "debug", "error", "exception", "overload"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = (*FUNCTIONS, ast.ClassDef)
READ_ONLY = (ast.JoinedStr, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)
UNSEEN = {"annotation", "returns", "decorator_list", "type_params", "bases"}


@dataclass(frozen=True)
class Place:
    """A node, the function around it, and the lines of its statement."""

    node: ast.AST
    function: str
    lines: tuple[int, int]


def places(tree: ast.Module) -> Iterator[Place]:
    """Yield every node that may be mutated, in the order of the text."""
    for statement in tree.body:
        yield from _below(statement, "", (0, 0))


def _below(node: ast.AST, function: str, lines: tuple[int, int]) -> Iterator[Place]:
    if _is_only_read(node):
        return
    if isinstance(node, SCOPES):
        function = f"{function}.{node.name}".lstrip(".")
    if isinstance(node, ast.stmt):
        lines = _lines(node)
    yield Place(node, function, lines)
    if isinstance(node, ast.Raise):
        return  # its text is for a reader; that it is raised is not
    for name, value in ast.iter_fields(node):
        if name in UNSEEN:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _below(child, function, lines)


def _lines(statement: ast.stmt) -> tuple[int, int]:
    """Return a statement's first and last line; of a block only the head's."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno or 0
    return statement.lineno, max(statement.lineno, last)


def _is_only_read(node: ast.AST) -> bool:
    if isinstance(node, READ_ONLY):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or name_of(node.value) in ONLY_SAY
    if isinstance(node, ast.Assign):
        return any(isinstance(t, ast.Name) and t.id.startswith("__") for t in node.targets)
    if isinstance(node, FUNCTIONS):
        return any(name_of(decorator) in ONLY_SAY for decorator in node.decorator_list)
    return isinstance(node, ast.If) and name_of(node.test) == "TYPE_CHECKING"


def name_of(node: ast.AST) -> str:
    """Return the last part of what is named or called; nothing for other nodes."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def has_text(node: ast.AST) -> bool:
    """Say whether an expression is a text, or made with one: a message, a path."""
    if isinstance(node, ast.BinOp):
        return has_text(node.left) or has_text(node.right)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    return is_text or isinstance(node, ast.JoinedStr)
