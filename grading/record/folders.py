"""autograded/ and feedback/ on disk: a student's folder is replaced whole, or not at all."""

import os
import shutil
from pathlib import Path

from ..course import SCRATCH, Course
from ..judge.results import SubmissionResult
from ..nbgrader_plugins.only_pages import is_for_student
from .guard import NoPlaceError


def write_autograded(course: Course, result: SubmissionResult, files: dict[str, bytes]) -> None:
    """Write the graded notebooks where nbgrader has them, with the files beside them."""
    content = {f"{n}.ipynb": s.text for n, s in result.notebooks.items()}
    _replace(course, "autograded", result.assignment, result.student, files | content)


def write_feedback(course: Course, assignment: str, student: str, pages: dict[str, bytes]) -> None:
    """Write the feedback where nbgrader has it: the pages, and what lies beside them."""
    graded = course.folder("autograded", assignment, student)
    others = {
        str(path.relative_to(graded)): path.read_bytes()
        for path in sorted(graded.rglob("*"))
        if is_for_student(path) and path.is_file()
    }
    _replace(course, "feedback", assignment, student, others | pages)


def _replace(
    course: Course, step: str, assignment: str, student: str, files: dict[str, bytes]
) -> None:
    target = course.folder(step, assignment, student)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoPlaceError(error.errno, error.strerror, error.filename) from None
    made = course.root / SCRATCH / step / target.name
    shutil.rmtree(made, ignore_errors=True)
    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            if path.suffix in (".ipynb", ".html"):
                os.fsync(file.fileno())
    shutil.rmtree(target, ignore_errors=True)
    os.replace(made, target)


def graded_notebooks(course: Course, assignment: str, student: str) -> list[Path]:
    folder = course.folder("autograded", assignment, student)
    return [folder / spec.file for spec in course.specs(assignment)]
