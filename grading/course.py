"""The course folder as nbgrader's configuration describes it, and its gradebook."""

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade, is_solution
from sqlalchemy import make_url

from .repair import known_cells
from .staging import Outline

SCRATCH = ".grading"


class SetupError(Exception):
    """Nothing can be graded here; the message says what to do."""


class Course:
    """A course folder: its assignments, its gradebook, and a scratch folder for work at hand."""

    def __init__(self, db_url: str | None = None) -> None:
        # nbgrader calls `alembic`, and a kernel `python`, by their bare names.
        os.environ["PATH"] = os.pathsep.join(
            [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        )
        self.app = NbGrader()
        self.app.initialize([])
        self.app.log.setLevel(logging.CRITICAL + 1)  # what matters is said by this package
        own = {"db_url": db_url} if db_url else {}
        self._own = own
        self.dir = self.directory()
        self.root = Path(self.dir.root)
        self.scratch = self.root / SCRATCH

    def directory(self, **traits: Any) -> CourseDirectory:
        """Return nbgrader's own view of the folder, with some of its settings changed."""
        return CourseDirectory(parent=self.app, **self._own, **traits)

    @property
    def db_url(self) -> str:
        return str(self.dir.db_url)

    @property
    def shown_db(self) -> str:
        """The gradebook's address without its password."""
        return make_url(self.db_url).render_as_string(hide_password=True)

    def gradebook(self) -> Gradebook:
        return Gradebook(self.db_url, self.dir.course_id)

    def folder(self, step: str, assignment: str, student: str = ".") -> Path:
        """Return where nbgrader keeps a step of an assignment, such as "autograded"."""
        name = getattr(self.dir, f"{step}_directory")
        return Path(self.dir.format_path(name, student, assignment))

    def assignments(self) -> list[str]:
        """Return the names of the folders in solutions/ that hold a notebook."""
        source = self.root / self.dir.source_directory
        return sorted({path.parent.name for path in source.glob("*/*.ipynb")})

    @cache  # noqa: B019, a course lives as long as the command
    def outlines(self, assignment: str) -> list[Outline]:
        """Return the notebooks of an assignment."""
        paths = sorted(self.folder("source", assignment).glob("*.ipynb"))
        return [_outline(path) for path in paths]

    def owned_files(self, assignment: str) -> set[str]:
        """Return what lies beside the notebooks of an assignment: never taken from a learner."""
        return {path.name for path in self.folder("source", assignment).iterdir()}

    @contextmanager
    def work(self) -> Iterator[None]:
        """Hold the scratch folder, alone."""
        self.scratch.mkdir(exist_ok=True)
        with (self.scratch / "lock").open("w") as lock:
            _hold(lock)
            try:
                yield
            finally:
                shutil.rmtree(self.scratch, ignore_errors=True)

    def register(self, assignment: str) -> None:
        """Tell the gradebook about an assignment; the released files go to the scratch folder."""
        released = f"{SCRATCH}/released"
        directory = self.directory(assignment_id=assignment, release_directory=released)
        maker = GenerateAssignment(coursedir=directory, parent=self.app)
        maker.force = True
        try:
            maker.start()
        except Exception as error:
            raise SetupError(f"{assignment} could not be registered: {_why(error)}") from error


def _outline(path: Path) -> Outline:
    cells = nbformat.read(path, as_version=4).cells
    functions = tuple(c.metadata.nbgrader.grade_id for c in cells if is_solution(c))
    tests = tuple(c.metadata.nbgrader.grade_id for c in cells if is_grade(c))
    return Outline(path.stem, tuple(known_cells(path)), functions, tests)


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".split("\n")[0]


def _hold(lock: Any) -> None:
    """Take a lock that ends with this process, where the system has such locks."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SetupError("another run is grading this course; wait until it is done") from None
