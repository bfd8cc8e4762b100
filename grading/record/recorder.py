"""Record results: first the journal, then the autograded notebooks, then the gradebook."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..course import Course
from ..judge.results import SubmissionResult
from ..read.submissions import NotGradedError, Submission, shown
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

    def record_new(self, batch: Sequence[Graded]) -> list[Recorded]:
        """Record what was graded just now, so that an interruption loses none of it."""
        self.journal.append([result for _, result in batch])
        return self.record(batch)

    def record(self, batch: Sequence[Graded]) -> list[Recorded]:
        """Put results where they belong; done again after an interruption, it changes nothing."""
        assignment = batch[0][1].assignment
        for pending, result in batch:
            files = pending.staged.files | self.course.bundle(assignment).files
            folders.write_autograded(self.course, result, files)
        records = [
            replace(pending.record, state=GRADED, reason="; ".join(result.notes))
            for pending, result in batch
        ]
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


def text_of(error: BaseException) -> str:
    if isinstance(error, (NotGradedError, SandboxError)):
        return shown(" ".join(str(error).splitlines()))
    return shown(f"{type(error).__name__}: {error}".split("\n")[0])
