"""The one writer of the gradebook: a transaction for each batch, patient where it is locked."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any, TypeVar

from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import OperationalError

from ..course import Course
from .records import Record, Records
from .tasks import Result, Scored

PAUSE = 1.0
WAITING = "waiting for the gradebook: another program holds it locked ..."
T = TypeVar("T")


def patiently(work: Callable[[], T]) -> T:
    """Do something with the gradebook; while another program holds it, wait and say so."""
    told = False
    while True:
        try:
            return work()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            if not told:
                print(WAITING, file=sys.stderr, flush=True)
                told = True
            sleep(PAUSE)


@contextmanager
def transaction(gradebook: Gradebook) -> Iterator[Any]:
    """Make one transaction of all that nbgrader's functions would commit one by one."""
    session = gradebook.db()
    commit, session.commit = session.commit, session.flush
    try:
        yield session
        commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.commit = commit
        session.expunge_all()  # what a run has written it need not remember


class Writer:
    """Writes results, and the records of them, together or not at all."""

    def __init__(self, course: Course, records: Records) -> None:
        self.course, self.records = course, records
        self.gradebook = patiently(course.gradebook)
        self._late = AssignLatePenalties(parent=course.app)
        self._late.init_plugin()

    def close(self) -> None:
        self.gradebook.close()

    def write(self, batch: Iterable[tuple[Record, Result]], timestamps: dict[str, Any]) -> None:
        batch = list(batch)
        patiently(lambda: self._write(batch, timestamps))

    def _write(self, batch: list[tuple[Record, Result]], timestamps: dict[str, Any]) -> None:
        with transaction(self.gradebook) as session:
            for record, result in batch:
                self._one(result, timestamps.get(result.student))
                self.records.put(record, session)

    def _one(self, result: Result, timestamp: Any) -> None:
        """Do what nbgrader's Autograde, SaveAutoGrades and AssignLatePenalties do."""
        self.gradebook.update_or_create_student(result.student)
        known = {"timestamp": timestamp} if timestamp else {}
        submission = self.gradebook.update_or_create_submission(
            result.assignment, result.student, **known
        )
        for notebook in submission.notebooks:
            if notebook.name in result.notebooks:
                _save(notebook, result.notebooks[notebook.name])
        self.gradebook.db.flush()
        for notebook in submission.notebooks:
            self._penalty(submission, notebook)

    def _penalty(self, submission: Any, notebook: SubmittedNotebook) -> None:
        late = submission.total_seconds_late
        penalty = None
        if late > 0:
            self.gradebook.db.refresh(notebook)
            plugin = self._late.plugin_inst
            penalty = plugin.late_submission_penalty(submission.student.id, notebook.score, late)
            if penalty is not None:
                penalty = self._late._check_late_penalty(notebook, penalty)
        if notebook.late_submission_penalty != penalty:
            notebook.late_submission_penalty = penalty


def _save(notebook: SubmittedNotebook, scored: Scored) -> None:
    for grade in notebook.grades:
        if grade.name in scored.scores:
            grade.auto_score = scored.scores[grade.name]
            by_hand = grade.manual_score is not None or grade.auto_score is None
            grade.needs_manual_grade = by_hand
    for comment in notebook.comments:
        if comment.name in scored.comments:
            comment.auto_comment = scored.comments[comment.name]

