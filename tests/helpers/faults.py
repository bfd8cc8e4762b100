"""Faults that a test puts into a run of the command, and guards that it takes away.

A fault: what a step raises, or does, when it comes to one student.
"""

import contextlib
import errno
import os
from collections.abc import Callable
from typing import Any

from grading import run
from grading.jobs import intake, worker
from grading.jobs.jobs import GradeJob, IntakeJob
from grading.judge.results import GradeRequest
from grading.publish import grades_csv, publisher
from grading.publish.publisher import Publisher
from grading.record import folders
from grading.record.gradebook_writer import GradebookCells

Step = Callable[..., Any]

ERRORS = {
    "ValueError": lambda: ValueError("\ud800 \x1b[2J\nanna 03-lstm-gates: graded"),
    "RecursionError": lambda: RecursionError("maximum recursion depth exceeded"),
    "MemoryError": lambda: MemoryError(),
    "OSError": lambda: OSError(errno.ENAMETOOLONG, "File name too long", "x" * 5000),
    "full": lambda: OSError(errno.ENOSPC, "No space left on device", "gradebook"),
    "closed": lambda: PermissionError(errno.EACCES, "Permission denied", "autograded"),
    "UnicodeEncodeError": lambda: UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"),
}


# Step -> where it is, and which of its arguments tells the student.
STEPS: dict[str, tuple[Any, str, int]] = {
    "read": (intake, "stage", 0),
    "judge": (GradeRequest, "notebooks", 0),
    "die": (GradeRequest, "notebooks", 0),
    "autograded": (folders, "write_autograded", 1),
    "gradebook": (GradebookCells, "save", 1),
    "pages": (Publisher, "_requests", 1),
    "feedback": (Publisher, "_published", 1),
    "table": (grades_csv, "_row", 0),
}

OF_THE_MACHINE = ("full", "closed")


def put_in(faults: dict[str, tuple[str, str]]) -> None:
    """Let steps fail. faults: student -> the step, and the name of what it raises."""
    for step in {step for step, _ in faults.values()}:
        place, name, at = STEPS[step]
        own = place.__dict__[name]
        if isinstance(own, property):
            setattr(place, name, property(_failing(own.fget, step, at, faults)))
        else:
            setattr(place, name, _failing(own, step, at, faults))


def _failing(own: Step, step: str, at: int, faults: dict[str, tuple[str, str]]) -> Step:
    def failing(*arguments: Any, **more: Any) -> Any:
        due, error = faults.get(_student(arguments[at]), ("", ""))
        if due == step:
            if step == "die":
                os._exit(9)
            raise ERRORS[error]()
        return own(*arguments, **more)

    return failing


def _student(of: Any) -> str:
    """Return whose turn it is, from the argument of a step that tells it."""
    of = getattr(of, "record", of)
    return str(getattr(of, "student_id", None) or of.student)


class NothingError(Exception):
    """What nobody raises: a guard that catches only this catches nothing."""


@contextlib.contextmanager
def unguarded(fail: Callable[[Exception], object]) -> Any:
    yield


def _without_parts() -> None:
    for kind in (IntakeJob, GradeJob):
        kind.parts = lambda job: [job]


def _catch_nothing(module: Any) -> None:
    module.Exception = NothingError  # looked up before the built-in one


# Guard -> how it is taken away, and the step whose faults it holds.
GUARDS: dict[str, tuple[list[Callable[[], None]], str]] = {
    "intake": ([lambda: _catch_nothing(intake), _without_parts], "read"),
    "judge": ([lambda: _catch_nothing(worker), _without_parts], "judge"),
    "parts": ([_without_parts], "die"),
    "record-batch": ([lambda: _catch_nothing(run)], "autograded"),
    "record-one": ([lambda: setattr(run, "guarded", unguarded)], "gradebook"),
    "pages": ([lambda: setattr(publisher, "guarded", unguarded)], "pages"),
    "feedback": ([lambda: setattr(publisher, "guarded", unguarded)], "feedback"),
    "table": ([lambda: setattr(grades_csv, "guarded", unguarded)], "table"),
}


def take_away(guard: str) -> None:
    for change in GUARDS[guard][0]:
        change()
