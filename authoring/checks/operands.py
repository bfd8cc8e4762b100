"""Operands: which two arrays a failed operation has met, in the learner's own names.

In a learner's kernel the traceback knows the place of the operation and the values of the names.
Under grading it knows the line, and the shapes of the arrays there: then these and the arguments
must explain the error, in one way only.
"""

import ast
import linecache
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np

from .findings import Finding

SIZES = (
    r"\(size\s(?P<right>\d+)\sis\sdifferent\sfrom\s(?P<left>\d+)\)",
    r"not\saligned:\s(?P<left>\d+)\s\(dim\s\d\)\s!=\s(?P<right>\d+)\s\(dim\s\d\)",
)
BROADCAST = r"broadcast\stogether\swith\sshapes\s(\([\d,]*\))\s(\([\d,]*\))"
INDEX = r"index\s(-?\d+)\sis\sout\sof\sbounds\sfor\saxis\s(\d+)\swith\ssize\s(\d+)"
PRODUCTS = {"dot", "matmul"}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
LONGEST = 36  # letters of an operand that is quoted
Names = dict[str, Any]
Shape = tuple[int, ...]
OUT_OF_ORDER = (ast.IfExp, ast.BoolOp, ast.Lambda, ast.comprehension, ast.Compare)


@dataclass(frozen=True)
class Operation:
    """Two operands of one line, with the sign between them, and the names that they use."""

    left: ast.expr
    sign: str
    right: ast.expr
    names: Names
    in_order: bool = False  # Python comes to all of the line's operations, from left to right


def mismatch(error: BaseException, text: str, arguments: Names) -> Finding | None:
    """Find which two arrays do not fit, where the words of an error say that two do not."""
    if found := next((m for pattern in SIZES if (m := re.search(pattern, text))), None):
        sizes = int(found["left"]), int(found["right"])
        product = _product(_operations(error, arguments, "@"), sizes, arguments)
        if product or "aligned" in found[0]:  # what dot says names both shapes already
            return product
        return Finding("sizes_differ", {"a": sizes[0], "b": sizes[1]})
    if found := re.search(BROADCAST, text):
        shapes = tuple(ast.literal_eval(shape) for shape in found.groups())
        return _sum(_operations(error, arguments, "+-*/"), shapes)
    return None


def out_of_bounds(error: BaseException, text: str) -> Finding | None:
    """Find the last index that there is, where an error says that one is too large."""
    found = re.search(INDEX, text) if isinstance(error, IndexError) else None
    if not found or int(found[3]) == 0 or int(found[1]) < 0:
        return None
    return Finding("out_of_bounds", {"index": int(found[1]), "last": int(found[3]) - 1})


def _product(
    operations: list[Operation], sizes: tuple[int, int], arguments: Names
) -> Finding | None:
    """Find the one product in which these two sizes meet."""
    fits = []
    for each in _first_failing(operations, lambda left, right: _ends(left, right) == sizes):
        left, right = _shape(each.left, each.names), _shape(each.right, each.names)
        if left and right and _ends(left, right) == sizes:
            fits.append((each, left, right))
    if len(fits) != 1:
        return None
    (each, left, right), (a, b) = fits[0], sizes
    values = {"left": _quoted(each.left, left), "right": _quoted(each.right, right)}
    turned = _turned(each, arguments)
    return Finding("matrix_product", {**values, "a": a, "b": b, "turned": turned})


def _turned(operation: Operation, arguments: Names) -> str:
    """Return the same product with the weights behind, and nothing transposed, where that fits."""
    weights, data = _untransposed(operation.left), _untransposed(operation.right)
    key = weights.slice if isinstance(weights, ast.Subscript) else weights
    name = key.id if isinstance(key, ast.Name) else getattr(key, "value", "")
    arrays = {**arguments, **arguments.get("params", {})}
    if not isinstance(data, ast.Name) or not str(name).startswith("W") or name not in arrays:
        return ""
    shapes = _shape(data, operation.names), _shape(weights, operation.names)
    known = getattr(arguments.get(data.id), "shape", None), arrays[name].shape
    fits = shapes == known and shapes[0][-1] == shapes[1][0]
    return f"{ast.unparse(data)} @ {ast.unparse(weights)}" if fits else ""


def _untransposed(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else node


def _sum(operations: list[Operation], shapes: tuple[Any, ...]) -> Finding | None:
    """Find the one sum, difference or product by element in which these two shapes meet."""
    fits = [
        each
        for each in _first_failing(operations, lambda *both: both == shapes)
        if (_shape(each.left, each.names) or shapes[0]) == shapes[0]
        and (_shape(each.right, each.names) or shapes[1]) == shapes[1]
    ]
    if len(fits) != 1:
        return Finding("shapes_differ", {"left": shapes[0], "right": shapes[1]})
    each = fits[0]
    values = {"left": _quoted(each.left, shapes[0]), "right": _quoted(each.right, shapes[1])}
    return Finding("by_element", {**values, "sign": each.sign})


def _ends(left: Shape, right: Shape) -> tuple[int, int]:
    """Return the two sizes that must be the same in a matrix product."""
    return left[-1], right[-2 if len(right) > 1 else 0]


def _first_failing(
    operations: list[Operation], fails: Callable[[Shape, Shape], bool]
) -> list[Operation]:
    """Leave out what Python comes to later than an operation that must fail."""
    for each in sorted(operations, key=_end):
        left, right = _shape(each.left, each.names), _shape(each.right, each.names)
        if left and right and each.in_order and fails(left, right):
            return [other for other in operations if other is each or _end(other) < _end(each)]
    return operations


def _end(operation: Operation) -> tuple[int, int]:
    """Return where an operation ends: Python comes to those of a line in this order."""
    node = operation.right
    return node.end_lineno or 0, node.end_col_offset or 0


def _quoted(node: ast.expr, shape: tuple[int, ...]) -> str:
    """Return an operand as it stands in the line, with its shape; a long one without its middle."""
    text = ast.unparse(node)
    short = text if len(text) <= LONGEST else f"{text[:16]}...{text[-17:]}"
    return f"{short} {shape}"


def _operations(error: BaseException, arguments: Names, signs: str) -> list[Operation]:
    """Return the operations that may have failed: the one, where Python tells its place."""
    for frame, line in traceback.walk_tb(error.__traceback__):
        text = linecache.getline(frame.f_code.co_filename, line)
        if text and frame.f_code.co_filename != __file__:
            exact = _failed(error, frame)
            names = {**(frame.f_globals if exact else arguments), **frame.f_locals}
            return [each for each in _in_line(exact or text, names) if each.sign in signs][
                : 1 if exact else None
            ]
    return []


def _failed(error: BaseException, wanted: FrameType) -> str:
    """Return the text of the expression that failed in a frame, if Python tells its place."""
    if not _is_real(wanted):
        return ""
    trace = error.__traceback__
    while trace and trace.tb_frame is not wanted:
        trace = trace.tb_next
    try:
        positions = list(wanted.f_code.co_positions())  # a frame of the grader's has none
        first, last, start, end = positions[trace.tb_lasti // 2]  # type: ignore[union-attr]
    except Exception:
        return ""
    if first is None or last is None or start is None or end is None:
        return ""
    lines = linecache.getlines(wanted.f_code.co_filename)[first - 1 : last]
    lines = [line.encode() for line in lines]  # type: ignore[misc]
    if len(lines) == 1:
        return lines[0][start:end].decode()  # type: ignore[attr-defined, no-any-return]
    whole = [lines[0][start:], *lines[1:-1], lines[-1][:end]]
    return "".join(part.decode().strip() for part in whole)  # type: ignore[attr-defined]


def _is_real(frame: FrameType) -> bool:
    """Tell a frame from one that the grader has put together: that one has no names around it."""
    return bool(frame.f_globals.keys() - {"__builtins__"})


def _in_line(text: str, names: Names) -> Iterator[Operation]:
    """Yield the operations of a line, the outermost first."""
    try:
        tree = ast.parse(_complete(text.strip()))
    except SyntaxError:
        return
    ordered = _is_in_order(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            sign = "@" if isinstance(node.op, ast.MatMult) else SIGNS.get(type(node.op), "?")
            yield Operation(node.left, sign, node.right, names, ordered)
        elif isinstance(node, ast.AugAssign) and type(node.op) in SIGNS:
            yield Operation(node.target, SIGNS[type(node.op)], node.value, names, ordered)
        elif isinstance(node, ast.Call) and _is_product(node):
            yield Operation(node.args[0], "@", node.args[1], names, ordered)


def _is_in_order(tree: ast.Module) -> bool:
    """Tell whether Python comes to all parts of a line, from left to right."""
    targets = [t for n in ast.walk(tree) if isinstance(n, ast.Assign) for t in n.targets]
    late = any(isinstance(part, (ast.BinOp, ast.Call)) for t in targets for part in ast.walk(t))
    return not late and not any(isinstance(node, OUT_OF_ORDER) for node in ast.walk(tree))


def _complete(line: str) -> str:
    """Return a line that can be read by itself, also where it opens a block."""
    return f"{line}..." if line.endswith(":") else line


def _is_product(node: ast.Call) -> bool:
    named = isinstance(node.func, ast.Attribute) and node.func.attr in PRODUCTS
    return named and len(node.args) == 2


def _shape(node: ast.expr, names: Names) -> tuple[int, ...] | None:
    """Return the shape of an operand, if it can be known without a call of anything."""
    try:
        value = _value(node, names)
    except Exception:
        return None
    return value.shape if type(value) is np.ndarray else None


def _value(node: ast.expr, names: Names) -> Any:
    """Return what an expression of names, indices and signs gives; raise an error for others."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return _array(_value(node.value, names)).T
    if isinstance(node, ast.Subscript):
        return _held(_value(node.value, names))[_index(node.slice, names)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.MatMult)):
        return _together(node.op, _value(node.left, names), _value(node.right, names))
    raise LookupError


def _together(operator: ast.operator, left: Any, right: Any) -> Any:
    """Return what two values give; of arrays the shape alone, which takes no memory."""
    if isinstance(operator, ast.MatMult):
        left, right = _array(left), _array(right)
        if not 0 < right.ndim < 3 or left.shape[-1] != len(right):
            raise LookupError
        return np.broadcast_to(0.0, left.shape[:-1] + right.shape[1:])
    if {type(left), type(right)} <= {int, float, str}:
        return left + right if isinstance(operator, ast.Add) else left - right
    if {type(left), type(right)} <= {np.ndarray, int, float}:
        return np.broadcast_to(0.0, np.broadcast_shapes(np.shape(left), np.shape(right)))
    raise LookupError


def _index(node: ast.expr, names: Names) -> Any:
    if isinstance(node, ast.Tuple):
        return tuple(_index(each, names) for each in node.elts)
    if isinstance(node, ast.Slice):
        ends = (node.lower, node.upper, node.step)
        return slice(*(_value(each, names) if each else None for each in ends))
    return _value(node, names)


def _array(value: Any) -> Any:
    if type(value) is not np.ndarray:
        raise LookupError
    return value


def _held(value: Any) -> Any:
    """Return what may be indexed: nothing of the learner's own classes."""
    if type(value) not in (np.ndarray, dict, list, tuple):
        raise LookupError
    return value
