"""The one writer of the gradebook: a transaction for each batch; it waits for locks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any, TypeVar

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import selectinload

from ..course import Course
from ..judge.results import SubmissionResult
from . import records
from .records import Record

PAUSE = 1.0
WAITING = "waiting for the gradebook: another program holds it locked ..."
T = TypeVar("T")


def retry_while_locked(work: Callable[[], T]) -> T:
    """Call a function; while another program holds the gradebook locked, wait and try again."""
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


class GradebookWriter:
    """Writes results, and the records of them, together or not at all."""

    def __init__(self, course: Course) -> None:
        self.gradebook = retry_while_locked(course.gradebook)
        self._late = AssignLatePenalties(parent=course.app)
        self._late.init_plugin()

    def close(self) -> None:
        self.gradebook.close()

    def is_penalised(self, assignment: str) -> bool:
        """Say whether a late submission costs marks: there is a last day, and a penalty."""
        plugin = self._late.plugin_inst
        kept = type(plugin) is LateSubmissionPlugin and plugin.penalty_method == "none"
        return not kept and self.gradebook.find_assignment(assignment).duedate is not None

    def write(
        self, batch: list[tuple[Record, SubmissionResult]], timestamps: dict[str, Any]
    ) -> None:
        """Write results of one assignment. timestamps: of those students whose work has one."""
        retry_while_locked(lambda: self._write(batch, timestamps))

    def _write(
        self, batch: list[tuple[Record, SubmissionResult]], timestamps: dict[str, Any]
    ) -> None:
        """Do what nbgrader's Autograde, SaveAutoGrades and AssignLatePenalties do."""
        with transaction(self.gradebook) as session:
            cells = GradebookCells(self.gradebook, batch[0][0].assignment)
            students = [record.student for record, _ in batch]
            entries = cells.entries(session, students)
            before = records.fingerprints(session, batch[0][0].assignment, students)
            for record, result in batch:
                entry = entries[record.student]
                if timestamp := timestamps.get(record.student):
                    entry.timestamp = timestamp
                cells.save(entry, result, before.get(record.student) != record.fingerprint)
            records.put(session, [record for record, _ in batch])
            found = {record.student: result.findings for record, result in batch}
            records.put_findings(session, batch[0][0].assignment, found)
            session.flush()
            for entry in entries.values():
                self._set_penalties(session, entry)

    def _set_penalties(self, session: Any, entry: SubmittedAssignment) -> None:
        late = entry.total_seconds_late
        for notebook in entry.notebooks:
            penalty = None
            if late > 0:
                session.refresh(notebook)
                plugin, student = self._late.plugin_inst, entry.student_id
                penalty = plugin.late_submission_penalty(student, notebook.score, late)
                if penalty is not None:
                    penalty = self._late._check_late_penalty(notebook, penalty)
            notebook.late_submission_penalty = penalty


class GradebookCells:
    """What the gradebook knows of an assignment, read once for a batch instead of cell by cell."""

    def __init__(self, gradebook: Gradebook, assignment: str) -> None:
        self.assignment = gradebook.find_assignment(assignment)
        self.names = {notebook.id: notebook.name for notebook in self.assignment.notebooks}
        self.graded: dict[str, dict[str, str]] = {}
        self.commented: dict[str, dict[str, str]] = {}
        for notebook in self.assignment.notebooks:
            tasks = list(notebook.task_cells)
            self.graded[notebook.id] = {c.id: c.name for c in [*notebook.grade_cells, *tasks]}
            self.commented[notebook.id] = {c.id: c.name for c in [*notebook.solution_cells, *tasks]}

    def entries(self, session: Any, students: list[str]) -> dict[str, SubmittedAssignment]:
        """Return the entry of each student, new or as it is."""
        known = set(session.scalars(select(Student.id).where(Student.id.in_(students))))
        session.add_all(Student(id=student) for student in students if student not in known)
        here = SubmittedAssignment.assignment_id == self.assignment.id
        parts = selectinload(SubmittedAssignment.notebooks)
        query = select(SubmittedAssignment).where(
            here, SubmittedAssignment.student_id.in_(students)
        )
        query = query.options(parts.selectinload(SubmittedNotebook.grades))
        query = query.options(parts.selectinload(SubmittedNotebook.comments))
        found = {entry.student_id: entry for entry in session.scalars(query)}
        return {s: found.get(s) or self._new(session, s) for s in students}

    def _new(self, session: Any, student: str) -> SubmittedAssignment:
        """Make an entry as nbgrader's add_submission does."""
        entry = SubmittedAssignment(assignment=self.assignment, student_id=student)
        for key in self.names:
            notebook = SubmittedNotebook(notebook_id=key, assignment=entry)
            for cell in self.graded[key]:
                Grade(cell_id=cell, notebook=notebook)
            for cell in self.commented[key]:
                Comment(cell_id=cell, notebook=notebook)
        session.add(entry)
        return entry

    def save(self, entry: SubmittedAssignment, result: SubmissionResult, changed: bool) -> None:
        """Set the points and comments of the autograder; what a person gave stays.

        changed: another version of the submission, so that such a mark waits for a second look.
        """
        for notebook in entry.notebooks:
            scored = result.notebooks[self.names[notebook.notebook_id]]
            for grade in notebook.grades:
                name = self.graded[notebook.notebook_id].get(grade.cell_id)
                if name in scored.scores:
                    grade.auto_score = scored.scores[name]
                    if grade.manual_score is None:
                        grade.needs_manual_grade = grade.auto_score is None
                    elif changed:
                        grade.needs_manual_grade = True
            for comment in notebook.comments:
                name = self.commented[notebook.notebook_id].get(comment.cell_id)
                if name in scored.comments:
                    comment.auto_comment = scored.comments[name]
