"""One submission through nbgrader: from a staged copy to scores, notebook and feedback."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde, GenerateFeedback, NbGraderException
from traitlets.config import Config

from .course import SCRATCH, Course
from .reading import NotGradedError
from .staging import stage
from .submissions import Submission


class _One:
    """Take exactly one submission, and keep the error that nbgrader's converters only log.

    nbgrader reads names as patterns, so it would not find a student called [a-z].
    """

    submission: Submission
    error: Exception | None = None

    def init_notebooks(self: Any) -> None:
        folder = Path(self._format_source(self.submission.assignment, self.submission.student))
        self.assignments = {str(folder): sorted(str(path) for path in folder.glob("*.ipynb"))}

    @contextmanager
    def remember(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.error = error
            raise


class OneAutograde(_One, Autograde):
    """nbgrader's Autograde, which also hands over what its preprocessors noted."""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        self.notes: list[str] = []
        with self.remember():
            super().init_assignment(assignment_id, student_id)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        with self.remember():
            super().convert_single_notebook(notebook_filename)

    def write_single_notebook(self, output: str, resources: Any) -> None:
        self.notes += resources["nbgrader"].get("notes", [])
        super().write_single_notebook(output, resources)


class OneFeedback(_One, GenerateFeedback):
    """nbgrader's GenerateFeedback."""

    def convert_single_notebook(self, notebook_filename: str) -> None:
        with self.remember():
            super().convert_single_notebook(notebook_filename)


def grade(course: Course, submission: Submission) -> list[str]:
    """Grade a submission; return what deserves a look, or raise NotGradedError.

    The autograded notebook of an earlier version is replaced only when all has gone well.
    """
    shutil.rmtree(course.scratch / "submitted", ignore_errors=True)
    shutil.rmtree(course.scratch / "autograded", ignore_errors=True)
    staged = course.scratch / "submitted" / submission.student / submission.assignment
    notes = stage(
        submission,
        course.outlines(submission.assignment),
        course.owned_files(submission.assignment),
        staged,
    )
    directory = course.directory(
        submitted_directory=f"{SCRATCH}/submitted",
        autograded_directory=f"{SCRATCH}/autograded",
        assignment_id=submission.assignment,
    )
    new = not is_in_gradebook(course, submission)
    converter = OneAutograde(coursedir=directory, parent=course.app)
    try:
        _start(converter, submission)
    except NotGradedError:
        if new:
            _forget(course, submission)
        raise
    _publish(course, "autograded", submission)
    return [*notes, *converter.notes]


def write_feedback(course: Course, submission: Submission) -> None:
    """Write the feedback file of a graded submission."""
    shutil.rmtree(course.scratch / "feedback", ignore_errors=True)
    directory = course.directory(feedback_directory=f"{SCRATCH}/feedback")
    converter = OneFeedback(coursedir=directory, parent=course.app)
    template = Config()
    template.HTMLExporter.template_name = "feedback"
    converter.update_config(template)
    _start(converter, submission)
    _publish(course, "feedback", submission)


def is_in_gradebook(course: Course, submission: Submission) -> bool:
    with course.gradebook() as gradebook:
        try:
            gradebook.find_submission(submission.assignment, submission.student)
        except MissingEntry:
            return False
    return True


def _start(converter: Any, submission: Submission) -> None:
    converter.submission = submission
    try:
        converter.start()
    except NbGraderException as error:
        cause = converter.error or error
        text = str(cause).strip().split("\n")[0]
        raise NotGradedError(f"nbgrader stopped with {type(cause).__name__}: {text}") from error


def _publish(course: Course, step: str, submission: Submission) -> None:
    """Move a result from the scratch folder to where nbgrader has it."""
    made = course.scratch / step / submission.student / submission.assignment
    target = course.folder(step, submission.assignment, submission.student)
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, target)


def _forget(course: Course, submission: Submission) -> None:
    """Take back the entry without scores that nbgrader makes before it grades."""
    with course.gradebook() as gradebook, suppress(MissingEntry):
        gradebook.remove_submission(submission.assignment, submission.student)


def graded_notebooks(course: Course, submission: Submission) -> list[Path]:
    folder = course.folder("autograded", submission.assignment, submission.student)
    return [folder / outline.file for outline in course.outlines(submission.assignment)]
