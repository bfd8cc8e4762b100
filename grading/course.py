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

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url

from .check.kept import passed_on, source_of
from .nbgrader_plugins.errors import cause, errors_of
from .nbgrader_plugins.judge import Judge
from .sandbox.settings import SandboxSettings
from .stage.bundle import AssignmentBundle, load_bundle
from .stage.notebook_spec import NotebookSpec, read_spec
from .stage.releases import Release, Releases, with_decisions_of, with_earlier
from .stage.source_folder import wrong_with

SCRATCH = ".grading"


OTHER_NOTEBOOKS = (
    "work on it is graded, and then nbgrader's gradebook takes no other notebooks (new: {new}; "
    "gone: {gone}); move a stray one out of its folder, put back one that is gone"
)


class SetupError(Exception):
    """Nothing can be graded here; the message says what to do."""


class Course:
    """A course folder: its assignments, its gradebook, and a scratch folder for a run."""

    def __init__(self, db_url: str | None = None, sandbox: bool = True) -> None:
        # nbgrader calls `alembic` by its bare name.
        os.environ["PATH"] = os.pathsep.join(
            [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        )
        self.app = NbGrader()
        self.app.initialize([])
        self.app.log.setLevel(logging.CRITICAL + 1)  # what matters is said by this package
        own = {"db_url": db_url} if db_url else {}
        self._own = own
        self._older: dict[str, list[Release]] = {}
        self.dir = self.directory()
        self.root = Path(self.dir.root)
        self.scratch = self.root / SCRATCH
        judge = Judge(parent=self.app)
        judge.sandbox = judge.sandbox and sandbox
        self.settings: SandboxSettings = judge.settings
        self.unchecked: tuple[str, ...] = tuple(judge.unchecked)
        self.uses_older_releases: bool = judge.older_releases

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
    def specs(self, assignment: str) -> list[NotebookSpec]:
        """Return the notebooks of an assignment."""
        folder = self.folder("source", assignment)
        try:
            return [read_spec(path) for path in sorted(folder.glob("*.ipynb"))]
        except Exception as error:
            raise SetupError(wrong_with(folder) or f"{assignment}: {error}") from error

    @property
    def config(self) -> str:
        """Return the settings of nbgrader's own steps, as JSON for the workers."""
        return passed_on(self.app.config)

    @cache  # noqa: B019
    def bundle(self, assignment: str) -> AssignmentBundle:
        """Return all that is needed to grade an assignment; it must be registered."""
        paths = self.folder("source", assignment), self.folder("release", assignment)
        with self.gradebook() as gradebook:
            return load_bundle(gradebook, *paths, self.specs(assignment))

    def older_releases(self, bundle: AssignmentBundle) -> list[Release]:
        """Return what an assignment was before, as far as this course was graded with it."""
        if bundle.assignment not in self._older:
            self._older[bundle.assignment] = Releases(self.db_url).before(bundle)
        return self._older[bundle.assignment]

    def keep_release(self, assignment: str) -> None:
        """Keep the assignment as it is now, for notebooks that come back when it has changed."""
        Releases(self.db_url).keep(self.bundle(assignment))

    def graded_with(self, bundle: AssignmentBundle, release: str = "") -> AssignmentBundle:
        """Return what a submission is graded with. release: the digest of an older one, if any."""
        older = self.older_releases(bundle)
        found = next((one.bundle for one in older if one.digest == release), None)
        return with_earlier(bundle, older) if found is None else with_decisions_of(bundle, found)

    @cache  # noqa: B019
    def source(self, assignment: str) -> str:
        """Return the fingerprint of all that is in the folder of an assignment, in any language."""
        return source_of(self.folder("source", assignment), self.folder("release", assignment))

    def knows(self, assignment: str) -> bool:
        """Say whether the gradebook has the assignment with all its notebooks."""
        with self.gradebook() as gradebook:
            try:
                found = gradebook.find_assignment(assignment).notebooks
            except MissingEntry:
                return False
            return {n.name for n in found} == {s.name for s in self.specs(assignment)}

    def owned_files(self, assignment: str) -> set[str]:
        """Return the names of an assignment's own files: these are never taken from a learner.

        Those in its folders as well, as paths.
        """
        folder = self.folder("source", assignment)
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}

    @contextmanager
    def work(self) -> Iterator[None]:
        """Lock the course for one run, which has the scratch folder to itself."""
        self.scratch.mkdir(exist_ok=True)
        with (self.scratch / "lock").open("w") as lock:
            _hold(lock)
            try:
                yield
            finally:
                shutil.rmtree(self.scratch, ignore_errors=True)

    def maker(self, assignment: str) -> GenerateAssignment:
        """Return nbgrader's own maker of a release, which goes to the scratch folder."""
        released = f"{SCRATCH}/released"
        directory = self.directory(assignment_id=assignment, release_directory=released)
        return GenerateAssignment(coursedir=directory, parent=self.app)

    def register(self, assignment: str) -> None:
        """Tell the gradebook about an assignment; the released files go to the scratch folder."""
        if words := wrong_with(self.folder("source", assignment)):
            raise SetupError(words)
        maker = self.maker(assignment)
        maker.force = True
        try:
            with errors_of(self.app.log) as said:
                maker.start()
        except Exception as error:
            why = self._other_notebooks(assignment) or cause(said, error)
            raise SetupError(f"{assignment} could not be registered: {why}") from error

    def _other_notebooks(self, assignment: str) -> str:
        """Say which notebooks are new or gone, where the gradebook has work on the others."""
        with self.gradebook() as gradebook:
            try:
                found = gradebook.find_assignment(assignment)
            except MissingEntry:
                return ""
            before = {f"{notebook.name}.ipynb" for notebook in found.notebooks}
            graded = bool(found.submissions)
        now = {spec.file for spec in self.specs(assignment)}
        if not graded or now == before:
            return ""
        new = ", ".join(sorted(now - before)) or "none"
        gone = ", ".join(sorted(before - now)) or "none"
        return OTHER_NOTEBOOKS.format(new=new, gone=gone)


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
