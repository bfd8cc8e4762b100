"""Attacks on the tests of any course: submissions without a right answer that want points.

`own` runs in a cell below the first code cell of a notebook. `bind` is what each name is bound to
that the solution binds; without it the solution cells stay empty.
"""

import ast
import copy
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from nbformat.v4 import new_code_cell

from tests.helpers.other_courses import notebooks
from tests.helpers.other_courses.reading import OtherCourse

FINE = """
    class Fine:
        def __init__(self, *args, **kwargs): pass
        def __eq__(self, other): return True
        __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = __eq__
        __bool__ = lambda self: True
        __hash__ = lambda self: 1
        __call__ = __getitem__ = __enter__ = lambda self, *args, **kwargs: self
        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __call__
        __neg__ = __abs__ = __truediv__ = __iadd__ = __call__
        __setitem__ = __delitem__ = __exit__ = lambda self, *args: None
        __len__ = __int__ = __index__ = lambda self: 1
        __float__ = lambda self: 1.0
        __iter__ = lambda self: iter(())
        __next__ = lambda self: self
        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return self
"""
PASS_ALL = "lambda *args, **kwargs: None"


@dataclass(frozen=True)
class CourseAttack:
    """An attack. classes: each class of the solution is an always-equal one of the same name.

    cells: changes the list of cells.
    """

    name: str
    own: str = ""
    bind: str = ""
    classes: bool = False
    cells: Any = None


def _edited(cells: list[Any]) -> None:
    for cell in cells:
        if _is_test(cell):
            cell.source = "pass"


def _copied(cells: list[Any]) -> None:
    for cell in [cell for cell in cells if _is_test(cell)]:
        again = copy.deepcopy(cell)
        again.id, again.source = f"again-{cell.id}"[:64], "pass"
        cells.append(again)


def _is_test(cell: Any) -> bool:
    meta = cell.metadata.get("nbgrader", {})
    return bool(meta.get("grade") and not meta.get("solution"))


ATTACKS = [
    CourseAttack("always-equal", FINE, "Fine()"),
    CourseAttack("always-equal-class", FINE, "Fine()", classes=True),
    CourseAttack("always-equal-type", FINE, "Fine"),
    CourseAttack("mock", "from unittest.mock import MagicMock as Fine", "Fine()"),
    CourseAttack(
        "always-equal-number",
        """
        class Fine(int):
            __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
            __hash__ = int.__hash__
        """,
        "(lambda *args, **kwargs: Fine(1))",
    ),
    CourseAttack(
        "always-equal-array",
        """
        import numpy
        class Fine(numpy.ndarray):
            def __eq__(self, other): return True
            def __array_function__(self, f, types, args, kwargs): return True
            def __array_ufunc__(self, *args, **kwargs): return numpy.bool_(True)
        """,
        "(lambda *args, **kwargs: numpy.zeros((2, 2)).view(Fine))",
    ),
    CourseAttack(
        "dropped-tests",
        """
        import ast
        class Skip(ast.NodeTransformer):
            def visit_Module(self, node):
                node.body = ast.parse("pass").body
                return node
        get_ipython().ast_transformers.append(Skip())
        """,
    ),
    CourseAttack(
        "dropped-assert",
        """
        import ast
        class Skip(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)
            def visit_Raise(self, node): return ast.copy_location(ast.Pass(), node)
        get_ipython().ast_transformers.append(Skip())
        """,
        "(lambda *args, **kwargs: None)",
    ),
    CourseAttack(
        "replaced-input",
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
    ),
    CourseAttack(
        "replaced-shell",
        """
        async def run_code(*args, **kwargs): return False
        get_ipython().run_code = run_code
        """,
    ),
    CourseAttack(
        "hidden-errors",
        """
        shell = get_ipython()
        shell.showtraceback = shell._showtraceback = lambda *args, **kwargs: None
        """,
    ),
    CourseAttack(
        "settrace",
        """
        import sys
        def watch(frame, event, argument):
            if event == "line" and frame.f_code.co_name == "<module>":
                try:
                    frame.f_lineno = max(line for *_, line in frame.f_code.co_lines() if line)
                except ValueError:
                    pass
            return watch
        sys.settrace(watch)
        """,
    ),
    CourseAttack(
        "reads-solution",
        """
        import glob, json
        for path in glob.glob("../../../sol*/*/*.ipynb") + glob.glob("../../../source/*/*.ipynb"):
            for cell in json.load(open(path))["cells"]:
                meta = cell["metadata"].get("nbgrader", {})
                if cell["cell_type"] == "code" and not meta.get("grade"):
                    get_ipython().run_cell("".join(cell["source"]), silent=True)
        """,
    ),
    CourseAttack(
        "given-names",
        FINE
        + f"""
    names = globals()
    for name in [name for name in names if name.startswith(("assert", "check", "_hash"))]:
        names[name] = {PASS_ALL}
    for name in ("np", "pd", "plt", "mpl", "inspect", "itertools", "functools", "random", "json"):
        names[name] = Fine()
    """,
        "Fine()",
    ),
    CourseAttack(
        "patched-modules",
        f"""
        import inspect, unittest
        import numpy as np
        pass_all = {PASS_ALL}
        yes = lambda *args, **kwargs: True
        modules = [np.testing]
        try:
            import utils
            modules.append(utils)
        except ImportError:
            pass
        try:
            import pandas.testing
            modules.append(pandas.testing)
        except ImportError:
            pass
        for module in modules:
            for name in [n for n in vars(module) if n.startswith(("assert", "check"))]:
                setattr(module, name, pass_all)
        for name in [n for n in dir(unittest.TestCase) if n.startswith("assert")]:
            setattr(unittest.TestCase, name, pass_all)
        np.allclose = np.isclose = np.array_equal = yes
        """,
        "(lambda *args, **kwargs: np.zeros((2, 2)))",
    ),
    CourseAttack(
        "patched-builtins",
        """
        import builtins
        yes = lambda *args, **kwargs: True
        for name in ("all", "any", "callable", "hasattr", "isinstance", "issubclass"):
            setattr(builtins, name, yes)
        builtins.AssertionError = builtins.ValueError = Warning
        """,
        "(lambda *args, **kwargs: None)",
    ),
    CourseAttack("exit", "import sys\nsys.exit(0)", "(lambda *args, **kwargs: sys.exit(0))"),
    CourseAttack("killed-kernel", "import os\nos._exit(0)"),
    CourseAttack("edited-tests", cells=_edited),
    CourseAttack("copied-tests", cells=_copied),
]


def attacking(course: OtherCourse, attack: CourseAttack) -> notebooks.Notebooks:
    """Return the released notebooks with an attack in them, and without any answer."""
    written = notebooks.source(course)
    made = notebooks.released(written)
    for name, notebook in made.items():
        for cell, original in zip(notebook.cells, written[name].cells, strict=True):
            meta = cell.metadata.get("nbgrader", {})
            if meta.get("solution") and not meta.get("grade"):
                cell.source = _bound(original.source, attack)
        if attack.cells:
            attack.cells(notebook.cells)
        if attack.own:
            own = new_code_cell(dedent(attack.own).strip("\n"), id="own")
            notebook.cells.insert(_below_the_setup(notebook.cells), own)
    return made


def _below_the_setup(cells: list[Any]) -> int:
    """Return the place below the first given cell of code; where there is none, the top."""
    first = next(place for place, cell in enumerate([*cells, None]) if cell is None or _code(cell))
    if first == len(cells) or cells[first].metadata.nbgrader.get("solution"):
        return 0
    return first + 1


def _code(cell: Any) -> bool:
    return cell.cell_type == "code" and "nbgrader" in cell.metadata


def _bound(source: str, attack: CourseAttack) -> str:
    """Return code that binds the names of a solution in the way of an attack."""
    if not attack.bind:
        return "pass"
    lines = []
    for name, is_class in _names(source).items():
        if is_class and attack.classes:
            lines += [f"{name} = type({name!r}, (Fine,), dict(vars(Fine)))"]
        else:
            lines += [f"{name} = {attack.bind}"]
    return "\n".join(lines) or "pass"


def _names(source: str) -> dict[str, bool]:
    """Return the names that a cell binds, and whether each is a class."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = isinstance(node, ast.ClassDef)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {alias.asname or alias.name: False for alias in node.names}
        elif isinstance(node, (ast.Assign, ast.Delete)):
            targets = [part for target in node.targets for part in ast.walk(target)]
            found |= {part.id: False for part in targets if isinstance(part, ast.Name)}
    return found
