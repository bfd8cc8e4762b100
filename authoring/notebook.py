"""The notebook of an assignment in solutions/: signatures, and functions written another way."""

import ast
import contextlib
import functools
import io
import json
import textwrap
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SOLUTIONS = Path(__file__).parents[1] / "solutions"


class Notebook:
    """The code cells of a notebook that are no tests, by id."""

    def __init__(self, path: Path) -> None:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        self.path = path
        self.cells = {
            cell["id"]: "".join(cell["source"])
            for cell in cells
            if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("grade")
        }

    @functools.cached_property
    def _definitions(self) -> dict[str, ast.FunctionDef]:
        trees = [ast.parse(source) for source in self.cells.values()]
        nodes = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
        return {node.name: node for node in nodes}

    def signature(self, function: str) -> ast.arguments:
        """Return the arguments of a function, as its cell defines them."""
        if function not in self._definitions:
            raise KeyError(f"{self.path}: no cell defines {function}")
        return self._definitions[function].args

    def arguments(self, function: str) -> list[str]:
        """Return the names of the arguments of a function."""
        return [argument.arg for argument in self.signature(function).args]

    def cell(self, function: str, code: str) -> str:
        """Return the source of a solution cell from a whole cell, a body or an expression.

        A whole cell may write ``def function(...)`` for the signature of the notebook.
        """
        code, signature = textwrap.dedent(code).strip("\n"), ast.unparse(self.signature(function))
        if f"def {function}(" in code:
            return code.replace(f"def {function}(...)", f"def {function}({signature})") + "\n"
        if "\n" not in code and not code.startswith(("return", "raise")):
            code = f"return {code}"
        return f"def {function}({signature}):\n{textwrap.indent(code, '    ')}\n"

    def function(self, name: str, code: str) -> Callable[..., Any]:
        """Return a function of the notebook as this code defines it, silent when it is called."""
        namespace: dict[str, Any] = {"__name__": "__main__"}
        with _silent():
            for source in (self.cells | {name: self.cell(name, code)}).values():
                exec(_compiled(source), namespace)

        def call(*arguments: Any) -> Any:
            with _silent():
                return namespace[name](*arguments)

        return call


@functools.cache
def load_notebook(folder: str, name: str) -> Notebook:
    """Return the notebook of an assignment, read once."""
    return Notebook(SOLUTIONS / folder / f"{name}.ipynb")


@functools.cache
def _compiled(source: str) -> Any:
    return compile(source, "<cell>", "exec")


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Let a learner's code print and warn into nothing."""
    nowhere = io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(nowhere))
        stack.enter_context(contextlib.redirect_stderr(nowhere))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield
