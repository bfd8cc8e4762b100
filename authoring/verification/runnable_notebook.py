"""An exercise notebook that runs in this process; its points are read as nbgrader reads them."""

import ast
import contextlib
import functools
import io
import json
import linecache
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from IPython.lib.pretty import pretty
from nbformat import from_dict
from nbgrader.utils import determine_grade

from .helper_module import helper_module

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Graded:
    """What a test cell gave: points, the most it can give, what it prints and what it shows.

    key: of what was found. says: its words, without those that begin every message.
    """

    points: float
    most: float
    text: str
    shown: str = ""
    key: str = ""
    says: str = ""

    @property
    def full(self) -> bool:
        return self.points == self.most


class RunnableNotebook:
    """One notebook, of solutions (with hidden tests) or of exercises (handed out)."""

    def __init__(self, folder: str, assignment: str, name: str) -> None:
        self.label = f"{folder}/{assignment}"
        path = ROOT / folder / assignment / f"{name}.ipynb"
        self.json = json.loads(path.read_text(encoding="utf-8"))
        released = folder if folder.startswith("exercises") else "exercises"
        paths = sorted((ROOT / released / assignment).glob("*.py"))
        self.helpers = [helper_module(path) for path in paths]
        self.cells = {cell["id"]: cell for cell in self.json["cells"]}
        self.code = {
            cell_id: "".join(cell["source"])
            for cell_id, cell in self.cells.items()
            if cell["cell_type"] == "code"
        }
        self.tests = [c for c in self.code if self.cells[c]["metadata"]["nbgrader"]["grade"]]

    def run(self, replaced: dict[str, str], only: str | None = None) -> dict[str, Graded]:
        """Run all code cells, some with another source; grade the test cells, or only one."""
        graded = {}
        namespace: dict[str, Any] = {"__name__": "__main__"}
        with self._surroundings():
            for cell_id, source in (self.code | replaced).items():
                if cell_id in self.tests and only not in (None, cell_id):
                    continue
                values: list[Any] = []
                outputs = execute(source, f"<{self.label} {cell_id}>", namespace, values)
                if cell_id in self.tests:
                    graded[cell_id] = self._grade(cell_id, outputs, *values)
        return graded

    def function(self, name: str, replaced: dict[str, str]) -> Any:
        """Return one function of the notebook, and what it needs around it when it runs."""
        namespace: dict[str, Any] = {"__name__": "__main__"}
        with self._surroundings():
            for cell_id, source in (self.code | replaced).items():
                if cell_id not in self.tests:
                    execute(source, f"<{self.label} {cell_id}>", namespace)

        def call(*args: Any) -> Any:
            with self._surroundings(), contextlib.redirect_stdout(io.StringIO()):
                return namespace[name](*args)

        return call

    def submission(self, replaced: dict[str, str]) -> str:
        """Return the notebook as a learner would hand it in."""
        notebook = json.loads(json.dumps(self.json))
        for cell in notebook["cells"]:
            cell["source"] = replaced.get(cell["id"], cell["source"])
        return json.dumps(notebook)

    def _grade(self, cell_id: str, outputs: list[Any], value: Any = None) -> Graded:
        # As nbgrader_config.py does: a line on stderr would cost all points.
        kept = [o for o in outputs if o.get("name") != "stderr"]
        cell = {"cell_type": "code", "source": self.code[cell_id], "outputs": kept}
        points, most = determine_grade(
            from_dict(cell | {"metadata": self.cells[cell_id]["metadata"]})
        )
        shown = (o["data"] for o in kept if o["output_type"] == "execute_result")
        html = "".join(d.get("text/html", "") for d in shown)
        key = (getattr(value, "result", None) or {}).get("key", "")
        says = " ".join(getattr(value, "says", "").split())
        return Graded(points, most, read(kept), html, key, says)

    @contextlib.contextmanager
    def _surroundings(self) -> Iterator[None]:
        """Make the helper modules importable; let warnings be only warnings, as in a notebook."""
        with contextlib.ExitStack() as stack:
            for each in self.helpers:
                stack.enter_context(each.importable())
            stack.enter_context(warnings.catch_warnings(record=True))
            stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
            warnings.simplefilter("always")
            yield


@functools.cache
def parsed(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    """Return the code of a cell, and of its last expression, whose value a notebook shows."""
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    show = compile(ast.Expression(last.value), name, "eval") if last else None
    return compile(tree, name, "exec"), show


def execute(
    source: str, name: str, namespace: dict[str, Any], values: list[Any] | None = None
) -> list[Any]:
    """Run a cell; return the outputs that a kernel would write into the notebook.

    values: gets the value of the last expression, where there is one.
    """
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    stdout, stderr, outputs = io.StringIO(), io.StringIO(), []
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            body, show = parsed(source, name)
            exec(body, namespace)
            value = eval(show, namespace) if show else None
            if value is not None:
                if values is not None:
                    values.append(value)
                shown = {"metadata": {}, "execution_count": None}
                shown["data"] = {"text/plain": pretty(value)}
                if as_html := getattr(value, "_repr_html_", None):
                    shown["data"]["text/html"] = as_html()
                outputs.append(from_dict({"output_type": "execute_result", **shown}))
        except Exception as error:
            own = getattr(error, "_render_traceback_", None)
            lines = own() if own else [f"{type(error).__name__}: {error}"]
            named = {"ename": type(error).__name__, "evalue": str(error), "traceback": lines}
            outputs.append(from_dict({"output_type": "error", **named}))
    for stream, text in (("stderr", stderr.getvalue()), ("stdout", stdout.getvalue())):
        if text:
            outputs.insert(0, from_dict({"output_type": "stream", "name": stream, "text": text}))
    return outputs


def read(outputs: list[Any]) -> str:
    """Return what a learner reads below a test cell, without line breaks of the layout."""
    texts = []
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] == "stdout":
            texts.append("".join(output["text"]))
        elif output["output_type"] == "error":
            texts.append("\n".join(output["traceback"]))
    return " ".join("\n".join(texts).split())
