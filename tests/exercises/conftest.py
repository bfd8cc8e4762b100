"""Tools to run the exercise notebooks: in this process (fast), or through nbgrader."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


class Notebook:
    """An exercise notebook whose cells can be replaced by id, then run in this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.json = json.loads(path.read_text(encoding="utf-8"))
        self.cells = {cell["id"]: cell for cell in self.json["cells"]}

    def source(self, cell_id: str) -> str:
        return "".join(self.cells[cell_id]["source"])

    def hidden(self, cell_id: str) -> str:
        """Return only what stands between the markers of a test cell."""
        blocks = re.findall(f"{BEGIN_HIDDEN}\n(.*?){END_HIDDEN}", self.source(cell_id), re.DOTALL)
        return "\n".join(blocks)

    @property
    def code(self) -> dict[str, str]:
        return {k: self.source(k) for k, c in self.cells.items() if c["cell_type"] == "code"}

    def run(self, replaced: dict[str, str], only: str | None = None) -> dict[str, str | None]:
        """Run all code cells, some with another source; return test cell -> message or None.

        only: the one test cell to run. A cell that is no test must not fail.
        """
        namespace: dict[str, Any] = {"__name__": "__main__"}
        messages = {}
        for cell_id, source in (self.code | replaced).items():
            is_test = cell_id.startswith("test_")
            if is_test and only not in (None, cell_id):
                continue
            code = compile(source, cell_id, "exec")
            if not is_test:
                exec(code, namespace)
                continue
            try:
                exec(code, namespace)
            except Exception as error:
                messages[cell_id] = f"{type(error).__name__}: {error}"
            else:
                messages[cell_id] = None
        return messages

    def submission(self, replaced: dict[str, str]) -> str:
        """Return the notebook's JSON with the sources of some cells replaced."""
        notebook = json.loads(json.dumps(self.json))
        for cell in notebook["cells"]:
            if cell["id"] in replaced:
                cell["source"] = replaced[cell["id"]]
        return json.dumps(notebook)


@pytest.fixture(scope="session")
def solution() -> Notebook:
    return Notebook(ROOT / "solutions/03-lstm-gates/lstm_gates.ipynb")


@pytest.fixture(scope="session")
def release() -> Notebook:
    return Notebook(ROOT / "exercises/03-lstm-gates/lstm_gates.ipynb")


@pytest.fixture
def checks() -> Iterator[ModuleType]:
    """The helper module of assignment 03, importable as `checks` as in a notebook's folder."""
    path = ROOT / "solutions/03-lstm-gates/checks.py"
    spec = importlib.util.spec_from_file_location("checks", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["checks"] = module
    try:
        spec.loader.exec_module(module)
        yield module
    finally:
        del sys.modules["checks"]


@pytest.fixture(scope="session")
def make_fixtures() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "make_fixtures", ROOT / "tests/exercises/make_fixtures.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
