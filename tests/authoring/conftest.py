"""Tools to run the exercise notebooks: in this process (fast), or through nbgrader."""

import ast
import contextlib
import functools
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from IPython.lib.pretty import pretty

from authoring.banks.offered import helper
from tests.helpers.contract import CONTRACT

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Graded:
    """What a test cell gave: points, and what the learner reads (None for full marks)."""

    points: float
    most: float
    message: str | None
    shown: str = ""


class Notebook:
    """An exercise notebook whose cells can be replaced by id, then run in this process."""

    def __init__(self, folder: str, notebook: str) -> None:
        self.path = ROOT / folder / f"{notebook}.ipynb"
        self.json = json.loads(self.path.read_text(encoding="utf-8"))
        self.cells = {cell["id"]: cell for cell in self.json["cells"]}

    def source(self, cell_id: str) -> str:
        return "".join(self.cells[cell_id]["source"])

    @property
    def code(self) -> dict[str, str]:
        return {k: self.source(k) for k, c in self.cells.items() if c["cell_type"] == "code"}

    @property
    def solved(self) -> dict[str, str]:
        """All code cells that are no tests."""
        return {k: source for k, source in self.code.items() if not k.startswith("test_")}

    def grade(self, replaced: dict[str, str], only: str | None = None) -> dict[str, Graded]:
        """Run all code cells, some with another source; return test cell -> what it gave.

        only: the one test cell to run. A cell that is no test must not fail.
        """
        namespace: dict[str, Any] = {"__name__": "__main__"}
        graded = {}
        with helper(self.path.with_name("checks.py")).offered():
            for cell_id, source in (self.code | replaced).items():
                is_test = cell_id.startswith("test_")
                if is_test and only not in (None, cell_id):
                    continue
                value, printed = run_cell(cell_id, source, namespace)
                if is_test:
                    graded[cell_id] = self._graded(cell_id, value, printed)
        return graded

    def _graded(self, cell_id: str, value: Any, printed: str) -> Graded:
        most = self.cells[cell_id]["metadata"]["nbgrader"]["points"]
        points = float(pretty(value))  # nbgrader reads the same text
        words = " ".join(printed.split())
        assert words, f"{cell_id} says nothing"
        return Graded(points, most, None if points == most else words, value._repr_html_())

    def run(self, replaced: dict[str, str], only: str | None = None) -> dict[str, str | None]:
        """Return test cell -> message, or None for full marks."""
        return {t: graded.message for t, graded in self.grade(replaced, only).items()}

    def submission(self, replaced: dict[str, str]) -> str:
        """Return the notebook's JSON with the sources of some cells replaced."""
        notebook = json.loads(json.dumps(self.json))
        for cell in notebook["cells"]:
            if cell["id"] in replaced:
                cell["source"] = replaced[cell["id"]]
        return json.dumps(notebook)


def run_cell(name: str, source: str, namespace: dict[str, Any]) -> tuple[Any, str]:
    """Run a cell as a notebook does; return the value of its last expression, and its prints."""
    body, last = compiled(name, source)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(body, namespace)
        value = eval(last, namespace) if last else None
    return value, printed.getvalue()


@functools.cache
def compiled(name: str, source: str) -> tuple[CodeType, CodeType | None]:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    show = compile(ast.Expression(last.value), name, "eval") if last else None
    return compile(tree, name, "exec"), show


@pytest.fixture(scope="session")
def solutions() -> dict[str, Notebook]:
    return {notebook: Notebook("solutions", notebook) for notebook in CONTRACT}


@pytest.fixture(scope="session")
def releases() -> dict[str, Notebook]:
    return {notebook: Notebook("exercises", notebook) for notebook in CONTRACT}


@pytest.fixture(scope="session")
def korean_releases() -> dict[str, Notebook]:
    return {notebook: Notebook("exercises/ko", notebook) for notebook in CONTRACT}


@pytest.fixture
def load_checks() -> Iterator[Callable[[str], ModuleType]]:
    """Return a function that gives the helper module of one notebook."""
    with contextlib.ExitStack() as stack:

        def load(notebook: str) -> ModuleType:
            path = (ROOT / "exercises" / notebook).with_name("checks.py")
            return stack.enter_context(helper(path).offered())

        yield load


@pytest.fixture(scope="session")
def run_tool(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Run a Python module as a command, away from the user's own Jupyter settings."""
    home = tmp_path_factory.mktemp("home")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
    env |= {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "IPYTHONDIR": str(home)}
    # nbgrader calls `alembic` by its bare name when it opens a gradebook.
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"

    def run(*arguments: str, cwd: Path, **more_env: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=cwd,
            env=env | more_env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


@pytest.fixture(scope="session")
def make_course(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Copy what nbgrader needs into an empty course folder."""

    def make() -> Path:
        course = tmp_path_factory.mktemp("course")
        shutil.copy(ROOT / "nbgrader_config.py", course)
        shutil.copytree(
            ROOT / "solutions",
            course / "solutions",
            ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"),
        )
        return course

    return make
