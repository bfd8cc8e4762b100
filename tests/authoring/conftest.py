"""Fixtures that run the exercise notebooks: in this process (fast), or through nbgrader."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from authoring.lay import lay
from authoring.verification.helper_module import helper_module
from tests.helpers.contract import CONTRACT
from tests.helpers.exercise_notebook import ExerciseNotebook

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def solutions() -> dict[str, ExerciseNotebook]:
    return {notebook: ExerciseNotebook("solutions", notebook) for notebook in CONTRACT}


@pytest.fixture(scope="session")
def releases() -> dict[str, ExerciseNotebook]:
    return {notebook: ExerciseNotebook("exercises", notebook) for notebook in CONTRACT}


@pytest.fixture(scope="session")
def korean_releases() -> dict[str, ExerciseNotebook]:
    return {notebook: ExerciseNotebook("exercises/ko", notebook) for notebook in CONTRACT}


@pytest.fixture
def load_checks() -> Iterator[Callable[[str], ModuleType]]:
    """Return a function that gives the helper module of one notebook."""
    with contextlib.ExitStack() as stack:

        def load(notebook: str) -> ModuleType:
            path = (ROOT / "exercises" / notebook).with_name("checks.py")
            return stack.enter_context(helper_module(path).importable())

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
        lay(course)
        return course

    return make
