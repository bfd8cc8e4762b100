"""A run that writes nothing: it grades, and tells which marks would change.

The gradebook is only read, and need not be there. Results stay in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import create_engine, inspect, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from .course import Course
from .judge.results import SubmissionResult
from .publish.report import Report
from .read.submissions import Submission
from .record import gradebook_reader
from .record.gradebook_reader import ByHand, Marks
from .record.journal import Journal
from .record.recorder import Graded, Recorded, text_of
from .record.records import FAILED, GRADED, Record, Records, key_of


class GradebookView:
    """A gradebook that is only read; where there is none, nothing is in it."""

    def __init__(self, db_url: str) -> None:
        self._db_url = db_url
        url = make_url(db_url)
        file = url.database if url.get_backend_name() == "sqlite" else None
        if file and not Path(file).is_file():
            self._engine, self._tables = None, set[str]()
            return
        self._engine = create_engine(db_url, poolclass=NullPool)
        self._tables = set(inspect(self._engine).get_table_names())

    def records(self) -> dict[tuple[str, str], Record]:
        if "course_grading" not in self._tables:
            return {}
        return Records(self._db_url, create=False).of()

    def marks(self, assignment: str, students: list[str] | None) -> dict[str, Marks]:
        return self._read(gradebook_reader.of_students, assignment, students)

    def by_hand(self, assignment: str, students: list[str]) -> dict[str, ByHand]:
        return self._read(gradebook_reader.by_hand, assignment, students)

    def _read(self, query: Any, *arguments: Any) -> Any:
        if "submitted_assignment" not in self._tables:
            return {}
        with Session(self._engine) as session:
            return query(SimpleNamespace(db=session), *arguments)


class DryRecorder:
    """What would be recorded: the same records and marks, in memory."""

    def __init__(self, course: Course, view: GradebookView) -> None:
        self.view, self.before = view, view.records()
        self._journal = Journal(course.root, course.db_url)

    def found(self, record: Record) -> SubmissionResult | None:
        """Return what an interrupted run has found out already."""
        return self._journal.find(record.assignment, record.student, record.fingerprint)

    def keep(self, results: Sequence[SubmissionResult]) -> None:
        """Keep nothing."""

    def marks(self, assignment: str, students: list[str] | None) -> dict[str, Marks]:
        return self.view.marks(assignment, students)

    def record(self, batch: Sequence[Graded]) -> list[Recorded]:
        """Return the records and marks that a run would write."""
        students = [pending.record.student for pending, _ in batch]
        by_hand = self.view.by_hand(batch[0][1].assignment, students)
        return [
            self._recorded(pending.record, result, by_hand.get(pending.record.student, {}))
            for pending, result in batch
        ]

    def _recorded(self, record: Record, result: SubmissionResult, by_hand: ByHand) -> Recorded:
        record = replace(record, state=GRADED, reason="; ".join(result.notes))
        before = self.before.get((record.assignment, record.student))
        marks = Marks()
        for name, notebook in result.notebooks.items():
            marks.scores[name] = {}
            for cell, score in notebook.scores.items():
                manual, extra = by_hand.get((name, cell), (None, 0.0))
                given = score if manual is None else manual
                marks.scores[name][cell] = None if given is None else given + extra
                if manual is not None and before and before.fingerprint != record.fingerprint:
                    marks.outdated.append(cell)
        return record, marks

    def record_failure(self, submission: Submission, error: BaseException) -> Record:
        return Record(*key_of(submission), "", FAILED, text_of(error))


class Counting:
    """What would be published: submissions are only counted."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def due(self, recorded: Iterable[Recorded]) -> list[Any]:
        for record, marks in recorded:
            self.report.count(record, marks)
        return []

    def publish(self, students: Any, pages: Any) -> None:
        """Publish nothing."""

    def failed(self, students: Any, error: BaseException) -> None:
        """There is nothing that could fail."""
