"""The kinds of jobs: read a batch of submissions, grade it, render the pages of some students."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..judge.results import SubmissionResult
from ..publish.feedback_page import FeedbackPage, render_batch
from ..publish.publisher import StudentFeedback
from ..record.pending import PendingSubmission
from ..sandbox.settings import SandboxSettings
from ..stage.bundle import AssignmentBundle
from .intake import MAX_BATCH_BYTES, Assignment, IntakeRequest, read_batch
from .worker import grade_batch


@dataclass
class IntakeJob:
    """Read some submissions of one assignment, on the machine that has them."""

    assignment: Assignment
    batch: list[IntakeRequest]
    tries: int = 1
    local = True
    size = 2 * MAX_BATCH_BYTES  # the most that most of them bring

    def call(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return read_batch, (self.assignment, self.batch)

    def parts(self) -> "list[IntakeJob]":
        return [replace(self, batch=[request]) for request in self.batch]

    def held_up(self, results: Any) -> "list[IntakeJob]":
        return []


@dataclass
class GradeJob:
    """Grade some submissions of one assignment. config: of nbgrader's own steps, as JSON."""

    bundle: AssignmentBundle
    settings: SandboxSettings
    config: str
    batch: list[PendingSubmission]
    tries: int = 1
    last: bool = False  # what was held up in it is not tried again
    local = False

    @property
    def size(self) -> int:
        return sum(pending.staged.size for pending in self.batch)

    def call(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        requests = [pending.request for pending in self.batch]
        return grade_batch, (self.bundle, self.settings, self.config, requests, self.last)

    def parts(self) -> "list[GradeJob]":
        return [replace(self, batch=[pending]) for pending in self.batch]

    def held_up(self, results: list[SubmissionResult]) -> "list[GradeJob]":
        """Take what was held up out of this job and its results; return jobs that try it again."""
        pairs = list(zip(self.batch, results, strict=True))
        again = [pending for pending, one in pairs if one.held_up and not self.last]
        done = [(pending, one) for pending, one in pairs if pending not in again]
        self.batch, results[:] = [pending for pending, _ in done], [one for _, one in done]
        return [replace(self, batch=[pending], last=True) for pending in again]


@dataclass
class FeedbackJob:
    """Make the feedback pages of some students; those of one student stay together."""

    config: str
    students: list[StudentFeedback]
    tries: int = 1
    local = False

    @property
    def size(self) -> int:
        return sum(len(page.text) for one in self.students for page in one.pages)

    def call(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return render_batch, (self.config, [page for one in self.students for page in one.pages])

    def parts(self) -> "list[FeedbackJob]":
        return [replace(self, students=[one]) for one in self.students]

    def held_up(self, results: list[FeedbackPage]) -> "list[FeedbackJob]":
        return []
