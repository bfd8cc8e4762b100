"""One run over a course: plan -> check -> grade -> record -> publish."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache, partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from .admission import Admission, Choice
from .course import Course, SetupError
from .dry_run import Counting, DryRecorder, GradebookView
from .jobs.executors import Workers
from .jobs.intake import Intake, IntakeRequest
from .jobs.jobs import FeedbackJob, GradeJob, IntakeJob
from .jobs.plan import Planner
from .jobs.scheduler import Scheduler
from .publish.frequent import frequent
from .publish.grades_csv import write_csv
from .publish.publisher import Publisher
from .publish.report import Summary
from .read.submissions import NotGradedError, Submission
from .record.gradebook_reader import Marks
from .record.gradebook_writer import GradebookWriter, retry_while_locked
from .record.guard import guarded, is_of_the_machine
from .record.journal import Journal
from .record.pending import PendingSubmission
from .record.recorder import Graded, Recorded, Recorder
from .record.records import FAILED, Records, key_of
from .sandbox.settings import SandboxError
from .stage.bundle import AssignmentBundle

UNCHECKED = "graded without a checked solution"


def grade_course(course: Course, workers: Workers, choice: Choice, table: Path) -> Summary:
    """Grade all submissions of the assignments that are named (of all, where none is)."""
    with Scheduler(workers) as scheduler:
        scheduler.start(course.settings)
        retry_while_locked(lambda: course.gradebook().close())  # makes nbgrader's tables first
        records = retry_while_locked(lambda: Records(course.db_url))
        admission = Admission(course, scheduler, choice)
        planner = Planner(course, retry_while_locked(records.of), admission.unchecked)
        submissions = planner.submissions(admission.scope, choice.students)
        admission.decide(submissions, records)
        with closing(GradebookWriter(course)) as writer:
            journal = Journal(course.root, course.db_url)
            recorder = Recorder(course, records, journal, writer)
            publisher = Publisher(course, records, writer, admission.report, choice.feedback)
            run = Run(scheduler, planner, admission, recorder, publisher)
            run.all(submissions)
            if admission.scope is None and not choice.students:
                retry_while_locked(lambda: forget_gone(recorder, submissions))
            lost = retry_while_locked(lambda: write_csv(course, records, writer.gradebook, table))
            for record, why in lost:
                run.report.lose(record, why)
            noted = retry_while_locked(records.findings).items()
            found = (each for (assignment, _), each in noted if assignment in admission.wanted)
            run.summary.frequent = tuple(frequent(found))
    return run.summary


def try_course(course: Course, workers: Workers, choice: Choice) -> Summary:
    """Do what grade_course does, and write nothing anywhere."""
    recorder = DryRecorder(course, GradebookView(course.db_url))
    with Scheduler(workers) as scheduler:
        scheduler.start(course.settings)
        admission = Admission(course, scheduler, choice)
        planner = Planner(course, recorder.before, admission.unchecked)
        submissions = planner.submissions(admission.scope, choice.students)
        admission.decide(submissions)
        run = Run(scheduler, planner, admission, recorder, Counting(admission.report))
        run.all(submissions)
    return run.summary


class Run:
    """The way of each submission through the parts of a run."""

    def __init__(
        self,
        scheduler: Scheduler,
        planner: Planner,
        admission: Admission,
        recorder: Recorder | DryRecorder,
        publisher: Publisher | Counting,
    ) -> None:
        self.scheduler, self.planner, self.admission = scheduler, planner, admission
        self.course, self.report = admission.course, admission.report
        self.recorder, self.publisher = recorder, publisher
        self.force, self.summary = admission.choice.force, self.report.summary
        self._known: dict[str, dict[str, Marks]] = {}

    def all(self, submissions: list[Submission]) -> None:
        """Grade what is new or has changed, and publish what is not published."""
        submissions = list(filter(self.admission.admits, submissions))
        self.report.start(len(submissions))
        for job, result in self.scheduler.run(self._jobs(submissions)):
            if isinstance(job, IntakeJob):
                self.scheduler.add(self._read(job, result))
            elif isinstance(job, GradeJob):
                self.scheduler.add(self._recorded(job, result))
            elif isinstance(result, BaseException):
                self.publisher.failed(job.students, result)
            else:
                self.publisher.publish(job.students, result)
        self.report.end()

    def _jobs(self, submissions: list[Submission]) -> Iterator[IntakeJob]:
        """Plan: yield the jobs that read all submissions, in batches of one assignment each."""
        workers = self.scheduler.workers
        size = max(1, min(workers.batch, len(submissions) // (4 * workers.count)))
        for assignment, same in groupby(submissions, key=lambda one: one.assignment):
            requests = self._requests(same)
            while batch := list(islice(requests, size)):
                yield IntakeJob(self.planner.assignment(self._today(assignment)), batch)

    def _requests(self, submissions: Iterable[Submission]) -> Iterator[IntakeRequest]:
        for submission in submissions:
            marked = self._marks(submission.assignment)
            try:
                yield self.planner.request(submission, self.force, marked)
            except (NotGradedError, OSError) as error:  # its folder may be closed to us
                self._fail(submission, error)

    def _read(self, job: IntakeJob, result: Any) -> Iterator[Any]:
        """Yield what follows when submissions have been read: grade, publish; the rest waits."""
        if isinstance(result, BaseException):
            for request in job.batch:
                self._fail(request.submission, result)
            return
        pending: list[PendingSubmission] = []
        for request, intake in zip(job.batch, result, strict=True):
            if intake.failed:
                self._fail(request.submission, NotGradedError(intake.failed))
            elif not intake.put_off:
                with guarded(partial(self._fail, request.submission)):
                    yield from self._followed(request.submission, intake, pending)
        for _, same in groupby(sorted(pending, key=_release_of), key=_release_of):
            yield self._grade_job(list(same))
        if rest := [r for r, intake in zip(job.batch, result, strict=True) if intake.put_off]:
            self.scheduler.postpone(replace(job, batch=rest))

    def _followed(
        self, submission: Submission, intake: Intake, pending: list[PendingSubmission]
    ) -> Iterator[FeedbackJob]:
        """Yield the feedback of what is graded already; add to `pending` what has to be graded."""
        if intake.staged is None:
            before = self.planner.unchanged(submission)
            marks = self._marks(before.assignment).get(before.student)
            yield from self._feedback([(before, marks)])
            return
        record = self.planner.fresh(submission, intake.fingerprint)
        staged = intake.staged
        if submission.assignment in self.admission.unchecked:
            staged = replace(staged, notes=(UNCHECKED, *staged.notes))
        one = PendingSubmission(submission, record, staged)
        graded = None if self.force else self.recorder.found(record)
        if graded:
            yield from self._feedback(self._noted([(one, graded)]))
        else:
            pending.append(one)

    def _today(self, assignment: str) -> AssignmentBundle:
        return self.course.graded_with(self.admission.bundle(assignment))

    def _grade_job(self, batch: list[PendingSubmission]) -> GradeJob:
        today = self.admission.bundle(batch[0].record.assignment)
        bundle = self.course.graded_with(today, _release_of(batch[0]))
        return GradeJob(bundle, self.course.settings, self.course.config, batch)

    def _recorded(self, job: GradeJob, result: Any) -> Iterator[FeedbackJob]:
        """Record the result of a job; yield the job that publishes it."""
        if isinstance(result, BaseException):
            for pending in job.batch:
                self._fail(pending.submission, result)
            return
        graded = list(zip(job.batch, result, strict=True))
        good = [(pending, one) for pending, one in graded if not one.failed]
        if good:
            self.recorder.keep([one for _, one in good])
            for some in self._in_parts(good):
                self.summary.new += len(some)
                yield from self._feedback(some)
        for pending, one in graded:
            if one.failed:
                self._fail(pending.submission, NotGradedError(one.failed))

    def _in_parts(self, graded: list[Graded]) -> Iterator[list[Recorded]]:
        """Record a batch; where that fails, one by one, so that only one is not recorded."""
        try:
            yield self._noted(graded)
            return
        except Exception as error:
            if is_of_the_machine(error):
                raise
        for pending, result in graded:
            with guarded(partial(self._fail, pending.submission)):
                yield self._noted([(pending, result)])

    def _noted(self, graded: list[Graded]) -> list[Recorded]:
        """Record results; note which marks change."""
        recorded = self.recorder.record(graded)
        if self.admission.choice.lists:
            self.summary.changes.note(recorded)
        return recorded

    def _feedback(self, recorded: list[Recorded]) -> Iterator[FeedbackJob]:
        """Yield the job that makes the pages which are not published yet."""
        if students := self.publisher.due(recorded):
            yield FeedbackJob(self.course.config, students)

    def _fail(self, submission: Submission, error: BaseException) -> None:
        """Record that a submission could not be graded; without a sandbox, stop everything."""
        if isinstance(error, SandboxError) and not self.summary.new:
            raise SetupError(str(error))
        self.report.count(self.recorder.record_failure(submission, error), None)

    def _marks(self, assignment: str) -> dict[str, Marks]:
        """Return all marks of an assignment as they were when its turn came."""
        if assignment not in self._known:
            self._known = {assignment: self.recorder.marks(assignment, None)}
            if self.admission.choice.lists:
                self.summary.changes.before(assignment, self._known[assignment])
        return self._known[assignment]


def forget_gone(recorder: Recorder, submissions: list[Submission]) -> None:
    """Forget the records of what is no longer there and has no marks.

    Mostly it had failed, and its folder has a better name now; or its student was removed.
    """
    seen = set(map(key_of, submissions))
    marks = cache(lambda assignment: recorder.marks(assignment, None))
    for key, record in recorder.records.of().items():
        if key not in seen and (
            record.state == FAILED or record.student not in marks(record.assignment)
        ):
            recorder.records.drop(record)


def _release_of(pending: PendingSubmission) -> str:
    return pending.staged.release
