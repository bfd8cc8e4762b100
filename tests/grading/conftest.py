"""A course in an empty folder, and a warm process that grades it."""

import functools
import gc
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.course_folder import ASSIGNMENT, ROOT, Course


@pytest.fixture(autouse=True)
def without_hooks_of_others() -> Iterator[None]:
    """Take away what JAX and hypothesis, of other tests, do at each garbage collection.

    Python drops what is raised there, and a time limit may end just there.
    """
    before = gc.callbacks[:]
    gc.callbacks[:] = [h for h in before if not str(h.__module__).startswith(("jax", "hypothesis"))]
    yield
    gc.callbacks[:] = before


@pytest.fixture(autouse=True)
def without_handlers_of_absl() -> None:
    """Keep absl, which Keras imports, from closing the stream that pytest captures.

    nbgrader's application sets up logging anew, which closes every handler that is known. absl's
    closes its stream as well: what was sys.stderr when Keras was imported.
    """
    known = logging._handlerList  # type: ignore[attr-defined]
    known[:] = [each for each in known if not type(each()).__module__.startswith("absl.")]


@pytest.fixture(scope="session")
def warm_command(tmp_path_factory: pytest.TempPathFactory):
    """Return a function that runs `python -m grading` without its imports: quick, else alike."""
    folder = tmp_path_factory.mktemp("outputs")
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    server = subprocess.Popen(
        [sys.executable, ROOT / "tests/helpers/warm_command.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run(course: Course, arguments: tuple[str, ...], **more: object) -> tuple[int, str]:
        files = {"out": folder / "out", "err": folder / "err", "memory": run.memory}
        job = more | {"cwd": str(course.root), "env": course.env, "arguments": arguments}
        job |= {name: str(path) for name, path in files.items()}
        print(json.dumps(job), file=server.stdin, flush=True)
        code = int(server.stdout.readline())
        return code, "".join(files[of].read_text(encoding="utf-8") for of in ("out", "err"))

    run.memory = folder / "memory"  # what the last command took at most, in KB
    yield run
    server.communicate()


@pytest.fixture(scope="session")
def make_course(tmp_path_factory: pytest.TempPathFactory, warm_command) -> Callable[[], Course]:
    """Make a course with one assignment, away from the user's own Jupyter settings."""
    home = str(tmp_path_factory.mktemp("home"))
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON", "NBGR"))}
    env |= {"HOME": home, "JUPYTER_CONFIG_DIR": home, "IPYTHONDIR": home}
    env |= {"PYTHONIOENCODING": "utf-8"}
    env["PATH"] = "/usr/bin:/bin"  # the command finds its own tools

    def make() -> Course:
        root = tmp_path_factory.mktemp("course")
        shutil.copy(ROOT / "nbgrader_config.py", root)
        ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / "grading", root / "grading", ignore=ignore)
        shutil.copytree(
            ROOT / "solutions" / ASSIGNMENT, root / "solutions" / ASSIGNMENT, ignore=ignore
        )
        return Course(root, env.copy(), warm_command)

    return make


@pytest.fixture(scope="session")
def make_checked(make_course) -> Callable[..., Course]:
    """Make a course whose gradebook knows that its assignment is right, and nobody yet.

    To check it takes half of a short run: all courses with the same settings share that.
    """

    @functools.cache
    def gradebook(*settings: str) -> Path:
        course = make_course()
        course.configure(*settings)
        course.folder("nobody").mkdir(parents=True)  # for its sake the solution is checked
        course.grade(code=1)
        path = course.root / "gradebook.db"
        with closing(sqlite3.connect(path)) as connection, connection:
            assert connection.execute("SELECT assignment FROM course_checks").fetchall()
            connection.execute("DELETE FROM course_grading")
        return path

    def make(*settings: str) -> Course:
        course = make_course()
        course.configure(*settings)
        shutil.copy(gradebook(*settings), course.root)
        return course

    return make
