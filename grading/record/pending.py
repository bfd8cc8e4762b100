"""A submission between plan and record."""

from dataclasses import dataclass
from datetime import datetime

from ..judge.results import GradeRequest
from ..read.submissions import Submission
from .records import Record


@dataclass(frozen=True)
class StagedFiles:
    """What was selected of a submission, as bytes that the command passes on unseen.

    packed: the notebooks by name, pickled by one worker for another. timestamp: when it was handed
    in, where the submission says so. release: the older one that it is graded by, if it is.
    """

    packed: bytes
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()
    timestamp: datetime | None = None
    release: str = ""

    @property
    def size(self) -> int:
        return len(self.packed) + sum(map(len, self.files.values()))


@dataclass
class PendingSubmission:
    """A submission that has to be graded: its new record, and what was selected of it."""

    submission: Submission
    record: Record
    staged: StagedFiles

    @property
    def request(self) -> GradeRequest:
        record, staged = self.record, self.staged
        return GradeRequest(
            record.student, record.fingerprint, staged.packed, staged.files, staged.notes
        )
