"""The plan: look at each submission, and say whether it has to be graded."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..course import Course, SetupError
from ..read.submissions import (
    NotGradedError,
    Submission,
    SubmittedFile,
    find,
    fingerprint,
    is_archive,
    read_files,
    shown,
)
from ..record.folders import graded_notebooks
from ..record.pending import PendingSubmission
from ..record.records import GRADED, Record
from ..stage.select import stage

RULES = "3"  # another number grades everything again
Files = Sequence[SubmittedFile]


class Planner:
    """Looks at submissions; before: the records as they were when the run began."""

    def __init__(self, course: Course, before: dict[tuple[str, str], Record]) -> None:
        self.course, self.before = course, before

    def submissions(self, wanted: Iterable[str] | None) -> list[Submission]:
        """Return all submissions, or those of some assignments, one assignment after the other."""
        folder = self.course.root / self.course.dir.submitted_directory
        if not folder.is_dir():
            raise SetupError(f"expected what was handed in in {folder}/, there is no such folder")
        some = [s for s in find(folder) if wanted is None or s.assignment in wanted]
        return sorted(some, key=lambda s: (s.assignment, s.student))

    def read(self, submission: Submission) -> tuple[Record, Files]:
        """Read a submission; return a fresh record of it, or raise if it lies in a wrong place."""
        _check_place(submission, self.course.assignments())
        if shown(submission.student) != submission.student or len(submission.student) > 128:
            raise NotGradedError(
                "the name of the student's folder cannot be stored: expected at most 128 "
                "characters that can be printed"
            )
        files = read_files(submission.path)
        content = RULES + fingerprint(files) + self.course.source(submission.assignment)
        content = hashlib.sha256(content.encode()).hexdigest()
        record = Record(submission.assignment, submission.student, content, GRADED)
        before = self.before.get((record.assignment, record.student))
        return (replace(record, feedback=before.feedback) if before else record), files

    def unchanged(self, record: Record, in_gradebook: bool) -> Record | None:
        """Return the record from before, if nothing has changed since and all of it is there."""
        before = self.before.get((record.assignment, record.student))
        notebooks = graded_notebooks(self.course, record.assignment, record.student)
        if (
            before
            and before.state == GRADED
            and before.fingerprint == record.fingerprint
            and in_gradebook
            and all(path.is_file() and path.stat().st_size for path in notebooks)
        ):
            return before
        return None

    def stage(self, submission: Submission, record: Record, files: Files) -> PendingSubmission:
        """Select what is to be graded of the files that were read."""
        specs = self.course.specs(record.assignment)
        owned = self.course.owned_files(record.assignment)
        return PendingSubmission(submission, record, stage(submission, files, specs, owned))


def _check_place(submission: Submission, assignments: list[str]) -> None:
    """Raise unless a submission lies in a folder of an assignment's name."""
    if not submission.assignment:
        what = "an empty folder" if submission.path.is_dir() else "a file where a folder should be"
        raise NotGradedError(f"{what}; expected STUDENT/{assignments[0]}/, or the like")
    if submission.assignment in assignments:
        return
    if submission.path.is_dir():
        names = ", ".join(assignments)
        raise NotGradedError(f"no assignment has this name; there are {names}")
    packed = is_archive(submission.path)
    what = "packed: unpack it into" if packed else "a file outside of any assignment: put it into"
    raise NotGradedError(f"{what} a folder such as {shown(submission.student)}/{assignments[0]}/")
