"""eval and exec in tests: they run what the instructor has written, and no answer.

`eval(repr(v)) == v` is a test that courses have. What such a text may hold is a value, or a call of
a function or class of the submission with values, which runs where the submission does.
"""

import ast
import builtins
import sys
from collections.abc import Callable, Container
from typing import Any

from ..languages import say

VALUES = (
    *(ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.keyword, ast.Load),
    *(ast.UnaryOp, ast.USub, ast.UAdd, ast.Expression),
)


class Texts:
    """What `eval`, `exec` and `compile` are in tests. sources: of the instructor's cells so far.

    theirs: returns the names of the submission.
    """

    def __init__(self, theirs: Callable[[], Container[str]], language: str) -> None:
        self.sources: list[str] = []
        self._theirs, self._language = theirs, language

    @property
    def names(self) -> dict[str, Any]:
        return {"eval": self._eval, "exec": self._exec, "compile": self._compile}

    def _eval(self, source: Any, space: Any = None, local: Any = None) -> Any:
        self._check(source, expression=True)
        frame = sys._getframe(1)
        if space is None:
            return builtins.eval(source, frame.f_globals, frame.f_locals)
        return builtins.eval(source, space, space if local is None else local)

    def _exec(self, source: Any, space: Any = None, local: Any = None) -> None:
        self._check(source)
        frame = sys._getframe(1)
        if space is None:
            exec(source, frame.f_globals, frame.f_locals)
        else:
            exec(source, space, space if local is None else local)

    def _compile(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(source, ast.AST):
            self._check(source)
        return compile(source, *args, **kwargs)

    def _check(self, source: Any, expression: bool = False) -> None:
        """Raise an error for a text that a submission may have written."""
        if not isinstance(source, (str, bytes, bytearray)):
            return
        text = source if isinstance(source, str) else bytes(source).decode("utf-8", "replace")
        if any(text in each for each in self.sources):
            return
        if not (expression and self._is_value(text)):
            raise RuntimeError(say(self._language, "not_run_here"))

    def _is_value(self, text: str) -> bool:
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        theirs = self._theirs()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                continue
            if not (isinstance(node, VALUES) or (isinstance(node, ast.Name) and node.id in theirs)):
                return False
        return True
