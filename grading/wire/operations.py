"""The operations that one side may ask for on an object that stays with the other side.

Each has a name, and stands for what Python itself does for an operator or a built-in function.
SPECIAL says which methods of a type they need: what a type has of these travels as one number.
"""

import copy
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

BINARY: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "matmul": operator.matmul,
    "truediv": operator.truediv,
    "floordiv": operator.floordiv,
    "mod": operator.mod,
    "divmod": divmod,
    "pow": pow,
    "lshift": operator.lshift,
    "rshift": operator.rshift,
    "and": operator.and_,
    "or": operator.or_,
    "xor": operator.xor,
}
IN_PLACE: dict[str, Callable[..., Any]] = {
    f"i{name}": getattr(operator, f"i{name}") for name in BINARY if name != "divmod"
}
COMPARED: dict[str, Callable[..., Any]] = {
    name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge")
}
SIGNS = {
    **{"add": "+", "sub": "-", "mul": "*", "matmul": "@", "truediv": "/", "floordiv": "//"},
    **{"mod": "%", "divmod": "divmod", "pow": "**", "lshift": "<<", "rshift": ">>", "and": "&"},
    **{"or": "|", "xor": "^", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="},
}
UNARY: dict[str, Callable[..., Any]] = {
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
    "invert": operator.invert,
    "float": float,
    "int": int,
    "complex": complex,
    "index": operator.index,
    "bool": bool,
    "len": len,
    "hash": hash,
    "iter": iter,
    "next": next,
    "reversed": reversed,
}
OTHERS: dict[str, Callable[..., Any]] = {
    "call": lambda function, *args, **kwargs: function(*args, **kwargs),
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "contains": operator.contains,
    "round": round,
    "str": str,
    "repr": repr,
    "format": format,
    "dir": dir,
    "array": np.asarray,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "is_type": lambda kind, value: type(value) is kind,
    "enter": lambda context: type(context).__enter__(context),
    "exit": lambda context: type(context).__exit__(context, None, None, None),
}
OPERATIONS = {**BINARY, **IN_PLACE, **COMPARED, **UNARY, **OTHERS}

# method of a type -> operation
SPECIAL: dict[str, str] = {
    **{f"__{name}__": name for name in (*BINARY, *IN_PLACE, *COMPARED, *UNARY)},
    **{f"__{name}__": name for name in ("call", "getitem", "setitem", "delitem", "contains")},
    **{f"__{name}__": name for name in ("round", "array", "enter", "exit")},
}
REFLECTED = {f"__r{name}__": name for name in BINARY}
METHODS = (*SPECIAL, *REFLECTED)
UNHASHABLE = 1 << len(METHODS)


def traits_of(kind: type) -> int:
    """Return which of the methods a type has beyond those of every object."""
    traits = 0
    own: dict[str, Any] = {}
    for each in reversed(kind.__mro__[:-1]):  # an attribute of a class may be one of its own type's
        own |= each.__dict__
    for bit, name in enumerate(METHODS):
        if own.get(name) is not None:
            traits |= 1 << bit
    return traits | (UNHASHABLE if kind.__hash__ is None else 0)


def methods(traits: int) -> list[str]:
    return [name for bit, name in enumerate(METHODS) if traits >> bit & 1]
