"""Run one of the instructor's cells in the judge, and show what a notebook would show."""

import ast
import contextlib
import functools
import io
import linecache
import os
import traceback
import warnings
from types import CodeType
from typing import Any

from IPython.core.formatters import DisplayFormatter

from . import findings
from .outputs import whole
from .session import ProcessLostError

Outputs = list[dict[str, Any]]


class BoundedOutput(io.StringIO):
    """Captures what a cell prints, up to a size."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.space, self.cut = limit, False

    def write(self, text: str) -> int:
        part = text[: max(0, self.space)]
        self.space -= len(text)
        if len(part) < len(text):
            part += "" if self.cut else "\n... cut ...\n"
            self.cut = True
        super().write(part)
        return len(text)


def run(name: str, source: str, names: dict[str, Any], printed: BoundedOutput) -> Outputs:
    """Run a cell to its end; return its outputs. ProcessLostError passes through."""
    shown: Outputs = []
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # a warning costs nothing
        try:
            shown += _result(_run(name, source, names))
        except (ProcessLostError, KeyboardInterrupt):  # no student's error is one: see errors.py
            raise
        except BaseException as error:
            shown += [_error(error)]
    return stream(printed) + shown


def stream(printed: BoundedOutput) -> Outputs:
    text = whole(printed.getvalue())
    return [{"output_type": "stream", "name": "stdout", "text": text}] if text else []


def _run(name: str, source: str, names: dict[str, Any]) -> Any:
    body, last = compiled(f"<{name}>", source)
    before = os.environ.get("NBGRADER_EXECUTION")
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    try:
        exec(body, names)
        return eval(last, names) if last else None
    finally:
        del os.environ["NBGRADER_EXECUTION"]
        if before is not None:
            os.environ["NBGRADER_EXECUTION"] = before


@functools.lru_cache(maxsize=500)
def compiled(name: str, source: str) -> tuple[CodeType, CodeType | None]:
    """Return the code of a cell, and of its last expression, whose value a notebook shows."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";"):
        return compile(tree, name, "exec"), None
    tree.body.pop()
    return compile(tree, name, "exec"), compile(ast.Expression(last.value), name, "eval")


@functools.cache
def _formatter() -> DisplayFormatter:
    return DisplayFormatter()


def _result(value: Any) -> Outputs:
    if value is None:
        return []
    data, metadata = _formatter().format(value)
    texts = {mime: whole(text) for mime, text in data.items() if isinstance(text, str)}
    shown = {"output_type": "execute_result", "data": texts}
    return [shown | {"metadata": findings.kept(metadata), "execution_count": None}]


def _error(error: BaseException) -> dict[str, Any]:
    own = getattr(error, "_render_traceback_", None)
    lines = own() if own else traceback.format_exception(error)
    return {
        "output_type": "error",
        "ename": type(error).__name__,
        "evalue": whole(str(error)),
        "traceback": [whole(line.rstrip("\n")) for line in lines],
    }


def quote_student_lines(sources: dict[int, str]) -> None:
    """Let tracebacks quote the student's cells, as this submission has them."""
    for name in [n for n in linecache.cache if n.startswith("<cell-")]:
        del linecache.cache[name]
    for number, source in sources.items():
        name = f"<cell-{number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
