"""Record results: first the journal, then the autograded notebooks, then the gradebook."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..course import Course
from ..judge.results import SubmissionResult
from ..read.printable import shown
from ..read.submissions import NotGradedError, Submission
from ..read.times import TIMESTAMP
from ..sandbox.settings import SandboxError
from . import folders, gradebook_reader
from .gradebook_reader import Marks
from .gradebook_writer import GradebookWriter, retry_while_locked
from .journal import Journal
from .pending import PendingSubmission
from .records import FAILED, GRADED, Record, Records, key_of

KEPT = "; the marks of an earlier version stay in the gradebook"
Graded = tuple[PendingSubmission, SubmissionResult]
Recorded = tuple[Record, Marks | None]


@dataclass
class Recorder:
    """Writes down what became of submissions."""

    course: Course
    records: Records
    journal: Journal
    writer: GradebookWriter

    def found(self, record: Record) -> SubmissionResult | None:
        """Return what an interrupted run has found out already."""
        return self.journal.find(record.assignment, record.student, record.fingerprint)

    def keep(self, results: Sequence[SubmissionResult]) -> None:
        """Put results on the disk, before any of them is recorded."""
        self.journal.append(results)

    def record(self, batch: Sequence[Graded]) -> list[Recorded]:
        """Put results where they belong; done again after an interruption, it changes nothing."""
        assignment = batch[0][1].assignment
        for pending, result in batch:
            files = pending.staged.files | self.course.bundle(assignment).files
            folders.write_autograded(self.course, result, files)
        penalised = retry_while_locked(lambda: self.writer.is_penalised(assignment))
        records = []
        for pending, result in batch:
            notes = [*result.notes, *[_said(pending.staged.timestamp)] * penalised]
            records.append(replace(pending.record, state=GRADED, reason="; ".join(notes)))
        times = {pending.record.student: pending.staged.timestamp for pending, _ in batch}
        results = [result for _, result in batch]
        self.writer.write(list(zip(records, results, strict=True)), times)
        found = self.marks(assignment, [record.student for record in records])
        return [(record, found.get(record.student)) for record in records]

    def record_failure(self, submission: Submission, error: BaseException) -> Record:
        """Record that a submission could not be graded; marks of an earlier version stay."""
        record, reason = Record(*key_of(submission), "", FAILED), text_of(error)
        found = self.marks(record.assignment, [record.student]).get(record.student)
        if found and found.given:
            reason += KEPT
        record = record.now(FAILED, reason)
        retry_while_locked(lambda: self.records.put(record))
        return record

    def marks(self, assignment: str, students: list[str] | None) -> dict[str, Marks]:
        gradebook = self.writer.gradebook
        return retry_while_locked(
            lambda: gradebook_reader.of_students(gradebook, assignment, students)
        )


def _said(time: datetime | None) -> str:
    """Say what a penalty rests on: a student can write the file that says it."""
    if time is None:
        return f"taken as handed in on time: there is no {TIMESTAMP}"
    when = time.isoformat(" ", "minutes")
    return f"handed in at {when} UTC, as its {TIMESTAMP} says"


def text_of(error: BaseException) -> str:
    if isinstance(error, (NotGradedError, SandboxError)):
        return " ".join(str(error).splitlines())
    return shown(f"{type(error).__name__}: {error}".split("\n")[0])
