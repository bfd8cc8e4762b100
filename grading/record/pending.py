"""A submission between plan and record."""

from dataclasses import dataclass

from ..judge.results import GradeRequest
from ..read.submissions import Submission
from ..stage.select import StagedSubmission
from .records import Record


@dataclass
class PendingSubmission:
    """A submission that has to be graded: its new record, and what was selected of it."""

    submission: Submission
    record: Record
    staged: StagedSubmission

    @property
    def request(self) -> GradeRequest:
        record, staged = self.record, self.staged
        notes = tuple(dict.fromkeys(staged.notes))
        return GradeRequest(
            record.student, record.fingerprint, staged.notebooks, staged.files, notes
        )
