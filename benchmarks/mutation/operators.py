"""The mutation operators: for each kind of node, the changes that can be made to it."""

import ast
from collections.abc import Callable, Iterable, Iterator

from .places import Place, has_text, places
from .source import Change, Source

Edit = tuple[str, int, int, str]  # operator, start, end, the text that comes there
Finder = Callable[[Source, ast.AST, str], Iterable[Edit]]

OPPOSITE: dict[type, tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", ">="),
    ast.GtE: (">=", "<"),
    ast.Gt: (">", "<="),
    ast.LtE: ("<=", ">"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
BOUNDARY: dict[type, str] = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
ARITHMETIC: dict[type, tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
STATEMENTS = (ast.Raise, ast.Delete, ast.Continue, ast.Break, ast.AugAssign)


def changes(source: Source) -> list[Change]:
    """Return all changes of a module, in the order of its text."""
    return [change for place in places(source.tree) for change in _changes_at(source, place)]


def _changes_at(source: Source, place: Place) -> Iterator[Change]:
    for finder in FINDERS.get(type(place.node), ()):
        for operator, start, end, after in finder(source, place.node, place.function):
            yield Change(operator, place.function, start, end, after, place.lines)


def comparisons(source: Source, node: ast.Compare, function: str) -> Iterator[Edit]:
    """Turn a comparison round, or move its boundary."""
    operands = [node.left, *node.comparators]
    for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
        sign, opposite = OPPOSITE[type(operator)]
        span = source.between(left, right, sign)
        yield ("comparison", *span, opposite)
        if type(operator) in BOUNDARY:
            yield ("boundary", *span, BOUNDARY[type(operator)])


def arithmetic(source: Source, node: ast.BinOp, function: str) -> Iterator[Edit]:
    """Take another operator: not between texts, and not between types, as aliases are."""
    is_alias = isinstance(node.op, ast.BitOr) and not function
    if type(node.op) in ARITHMETIC and not is_alias and not has_text(node):
        sign, other = ARITHMETIC[type(node.op)]
        yield ("arithmetic", *source.between(node.left, node.right, sign), other)


def augmented(source: Source, node: ast.AugAssign, function: str) -> Iterator[Edit]:
    """Take another operator in front of ``=``."""
    if type(node.op) in ARITHMETIC and not has_text(node.value):
        sign, other = ARITHMETIC[type(node.op)]
        start, end = source.between(node.target, node.value, f"{sign}=")
        yield ("arithmetic", start, end, f"{other}=")


def logic(source: Source, node: ast.BoolOp, function: str) -> Iterator[Edit]:
    """Turn one ``and`` into ``or``, or the other way round."""
    sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for left, right in zip(node.values, node.values[1:], strict=False):
        yield ("logic", *source.between(left, right, sign), other)


def unary(source: Source, node: ast.UnaryOp, function: str) -> Iterator[Edit]:
    """Remove a ``not`` or a minus."""
    start, end = source.span(node)
    for kind, sign in ((ast.Not, "not"), (ast.USub, "-")):
        if isinstance(node.op, kind):
            yield (sign, start, end, source.text[start + len(sign) : end].lstrip())


def constants(source: Source, node: ast.Constant, function: str) -> Iterator[Edit]:
    """Add one to a number; turn a truth value round."""
    if isinstance(node.value, bool):
        yield ("constant", *source.span(node), repr(not node.value))
    elif isinstance(node.value, int | float):
        yield ("constant", *source.span(node), repr(node.value + 1))


def returns(source: Source, node: ast.Return, function: str) -> Iterator[Edit]:
    """Return None instead."""
    is_none = isinstance(node.value, ast.Constant) and node.value.value is None
    if node.value is not None and not is_none:
        yield ("return", *source.span(node), "return None")


def statements(source: Source, node: ast.stmt, function: str) -> Iterator[Edit]:
    """Remove a statement that works by what it does, not by a name that it binds."""
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    stores = isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name | ast.Tuple)
    if is_call or stores or isinstance(node, STATEMENTS):
        yield ("statement", *source.span(node), "pass")


def arguments(source: Source, node: ast.Call, function: str) -> Iterator[Edit]:
    """Drop a named argument, so that its default counts; one by position would only be missed."""
    start, end = source.span(node)
    given = sorted(source.span(item) for item in [*node.args, *node.keywords])
    for keyword in node.keywords:
        if keyword.arg is None or has_text(keyword.value):
            continue
        number = given.index(source.span(keyword))
        if number:
            cut = given[number - 1][1], given[number][1]
        else:
            cut = given[0][0], given[1][0] if given[1:] else given[0][1]
        after = source.text[start : cut[0]] + source.text[cut[1] : end]
        if _is_expression(after):
            yield ("argument", start, end, after)


def _is_expression(text: str) -> bool:
    """Say whether a text is one: the cut beside an argument in parentheses leaves one of them."""
    try:
        ast.parse(f"({text})", mode="eval")
    except SyntaxError:
        return False
    return True


FINDERS: dict[type, tuple[Finder, ...]] = {
    ast.Compare: (comparisons,),
    ast.BinOp: (arithmetic,),
    ast.AugAssign: (augmented, statements),
    ast.BoolOp: (logic,),
    ast.UnaryOp: (unary,),
    ast.Constant: (constants,),
    ast.Return: (returns,),
    ast.Call: (arguments,),
    **dict.fromkeys((ast.Expr, ast.Assign, ast.Raise, ast.Delete), (statements,)),
    **dict.fromkeys((ast.Continue, ast.Break), (statements,)),
}
