"""Publish feedback: which pages have to be made, and where they go."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from ..course import Course
from ..record import folders, gradebook_reader
from ..record.gradebook_reader import Marks
from ..record.gradebook_writer import GradebookWriter, retry_while_locked
from ..record.guard import guarded
from ..record.recorder import text_of
from ..record.records import Record, Records
from .feedback_page import AS_TYPED, FeedbackPage, FeedbackRequest
from .report import Report

LOOK = "2"  # of the pages: another makes all of them again
NO_FEEDBACK = "no feedback"


@dataclass
class StudentFeedback:
    """The pages that one student is to get for an assignment; hash: of all that they show."""

    record: Record
    marks: Marks
    hash: str
    pages: list[FeedbackRequest]


class Publisher:
    """Publishes the pages of a run; enabled: False only counts the submissions."""

    def __init__(
        self,
        course: Course,
        records: Records,
        writer: GradebookWriter,
        report: Report,
        enabled: bool = True,
    ) -> None:
        self.course, self.records, self.report = course, records, report
        self.enabled = enabled
        self._most = cache(lambda assignment: gradebook_reader.most(writer.gradebook, assignment))

    def due(self, recorded: Iterable[tuple[Record, Marks | None]]) -> list[StudentFeedback]:
        """Return the feedback that is not published yet; count whoever needs none."""
        feedback = []
        for record, marks in recorded:
            now = marks.hash(f"{LOOK}{record.fingerprint}") if marks else ""
            if not self.enabled or marks is None or self._is_published(record, now):
                self.report.count(record, marks)
                continue
            with guarded(partial(self._count_without, record, marks)):
                pages = list(self._requests(record, marks))
                feedback.append(StudentFeedback(record, marks, now, pages))
        return feedback

    def _is_published(self, record: Record, now: str) -> bool:
        folder = self.course.folder("feedback", record.assignment, record.student)
        return record.feedback == now and any(folder.glob("*.html"))

    def _requests(self, record: Record, marks: Marks) -> Iterator[FeedbackRequest]:
        most = retry_while_locked(lambda: self._most(record.assignment))
        for path in folders.graded_notebooks(self.course, record.assignment, record.student):
            name = path.stem
            given = marks.scores.get(name, {})
            scores = {cell: (score or 0.0, most[cell]) for cell, score in given.items()}
            comments, late = marks.comments.get(name, {}), marks.late.get(name, 0.0)
            who = record.student, record.assignment, name
            yield FeedbackRequest(*who, path.read_text("utf-8"), scores, comments, late)

    def publish(self, students: Sequence[StudentFeedback], pages: Iterable[FeedbackPage]) -> None:
        """Write pages, in the order of the requests."""
        made, records = iter(pages), []
        for student in students:
            theirs = {request.notebook: next(made) for request in student.pages}
            with guarded(partial(self._count_without, student.record, student.marks)):
                records.append(self._published(student, theirs))
                self.report.count(records[-1], student.marks)
        retry_while_locked(lambda: self.records.put(*records))

    def _published(self, student: StudentFeedback, pages: dict[str, FeedbackPage]) -> Record:
        """Write a student's pages; return the record that says so."""
        record = student.record
        html = {f"{name}.html": page.html.encode("utf-8") for name, page in pages.items()}
        folders.write_feedback(self.course, record.assignment, record.student, html)
        reason = noted(record.reason, [page.note for page in pages.values()])
        return replace(record, feedback=student.hash, reason=reason)

    def failed(self, students: Sequence[StudentFeedback], error: BaseException) -> None:
        """Say of each student that there are no pages; the marks stay."""
        for student in students:
            self._count_without(student.record, student.marks, error)

    def _count_without(self, record: Record, marks: Marks, error: BaseException) -> None:
        """Say and record that there are no pages; the next run tries to make them again."""
        why = text_of(error).replace("; ", ", ")
        record = replace(record, reason=noted(record.reason, [f"{NO_FEEDBACK}: {why}"]))
        retry_while_locked(lambda: self.records.put(record))
        self.report.count(record, marks)


def noted(reason: str, notes: Sequence[str]) -> str:
    """Return the reason with what is to be known of the pages now, and not of earlier ones."""
    kept = [part for part in reason.split("; ") if not part.startswith((AS_TYPED, NO_FEEDBACK))]
    return "; ".join(filter(None, [*kept, *dict.fromkeys(notes)]))
