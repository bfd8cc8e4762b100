"""One run over a course: plan -> grade -> record -> publish."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from .course import Course, SetupError
from .jobs.executors import Workers
from .jobs.intake import Intake, IntakeRequest
from .jobs.jobs import FeedbackJob, GradeJob, IntakeJob
from .jobs.plan import Planner
from .jobs.scheduler import Scheduler
from .publish.frequent import frequent
from .publish.grades_csv import write_csv
from .publish.publisher import Publisher
from .publish.report import Report, Summary
from .read.submissions import NotGradedError, Submission
from .record.gradebook_reader import Marks
from .record.gradebook_writer import GradebookWriter, retry_while_locked
from .record.guard import guarded, is_of_the_machine
from .record.journal import Journal
from .record.pending import PendingSubmission
from .record.recorder import Graded, Recorded, Recorder
from .record.records import FAILED, Records, key_of
from .sandbox.settings import SandboxError


def grade_course(
    course: Course,
    workers: Workers,
    named: Iterable[str],
    table: Path,
    *,
    force: bool = False,
    feedback: bool = True,
) -> Summary:
    """Grade all submissions of these assignments (of all, where none is named)."""
    with Scheduler(workers) as scheduler:
        scheduler.start(course.settings)
        retry_while_locked(lambda: course.gradebook().close())  # makes nbgrader's tables first
        records = retry_while_locked(lambda: Records(course.db_url))
        wanted = _registered(course, records, named)
        every = set(wanted) == set(course.assignments())
        planner = Planner(course, retry_while_locked(records.of))
        submissions = planner.submissions(None if every else wanted)
        with closing(GradebookWriter(course)) as writer:
            run = Run(course, scheduler, planner, records, writer, force, feedback)
            run.all(submissions)
            if every:
                retry_while_locked(lambda: run.forget_gone(submissions))
            lost = retry_while_locked(lambda: write_csv(course, records, writer.gradebook, table))
            for record, why in lost:
                run.report.lose(record, why)
            noted = retry_while_locked(records.findings).items()
            found = (each for (assignment, _), each in noted if assignment in wanted)
            run.summary.frequent = tuple(frequent(found))
    return run.summary


class Run:
    """The way of each submission through the parts of a run."""

    def __init__(
        self,
        course: Course,
        scheduler: Scheduler,
        planner: Planner,
        records: Records,
        writer: GradebookWriter,
        force: bool,
        feedback: bool,
    ) -> None:
        self.course, self.scheduler, self.planner = course, scheduler, planner
        self.recorder = Recorder(course, records, Journal(course.root, course.db_url), writer)
        self.report = Report()
        self.publisher = Publisher(course, records, writer, self.report, feedback)
        self.force, self.summary = force, self.report.summary
        self._known: dict[str, dict[str, Marks]] = {}

    def all(self, submissions: list[Submission]) -> None:
        """Grade what is new or has changed, and publish what is not published."""
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
        self.report.progress.clear()

    def _jobs(self, submissions: list[Submission]) -> Iterator[IntakeJob]:
        """Plan: yield the jobs that read all submissions, in batches of one assignment each."""
        workers = self.scheduler.workers
        size = max(1, min(workers.batch, len(submissions) // (4 * workers.count)))
        for assignment, same in groupby(submissions, key=lambda one: one.assignment):
            requests = self._requests(same)
            while batch := list(islice(requests, size)):
                yield IntakeJob(self.planner.assignment(assignment), batch)

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
        if pending:
            yield self._grade_job(pending)
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
        one = PendingSubmission(submission, record, intake.staged)
        graded = None
        if not self.force:
            graded = self.recorder.journal.find(*key_of(submission), record.fingerprint)
        if graded:
            yield from self._feedback(self.recorder.record([(one, graded)]))
        else:
            pending.append(one)

    def _grade_job(self, batch: list[PendingSubmission]) -> GradeJob:
        bundle = self.course.bundle(batch[0].record.assignment)
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
            self.recorder.journal.append([one for _, one in good])
            for some in self._in_parts(good):
                self.summary.new += len(some)
                yield from self._feedback(some)
        for pending, one in graded:
            if one.failed:
                self._fail(pending.submission, NotGradedError(one.failed))

    def _in_parts(self, graded: list[Graded]) -> Iterator[list[Recorded]]:
        """Record a batch; where that fails, one by one, so that only one is not recorded."""
        try:
            yield self.recorder.record(graded)
            return
        except Exception as error:
            if is_of_the_machine(error):
                raise
        for pending, result in graded:
            with guarded(partial(self._fail, pending.submission)):
                yield self.recorder.record([(pending, result)])

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
        return self._known[assignment]

    def forget_gone(self, submissions: list[Submission]) -> None:
        """Forget the records of what is no longer there and has no marks.

        Mostly it had failed, and its folder has a better name now; or its student was removed.
        """
        seen = set(map(key_of, submissions))
        for key, record in self.recorder.records.of().items():
            if key in seen:
                continue
            if record.state == FAILED or record.student not in self._marks(record.assignment):
                self.recorder.records.drop(record)


def _registered(course: Course, records: Records, named: Iterable[str]) -> list[str]:
    """Return the assignments to grade; nbgrader has been told of each."""
    wanted = _known(course, named)
    for assignment in wanted:
        retry_while_locked(partial(_register, course, records, assignment))
    return wanted


def _register(course: Course, records: Records, assignment: str) -> None:
    """Tell nbgrader of an assignment, unless it knows this version already."""
    source = course.source(assignment)
    if records.source(assignment) != source or not course.knows(assignment):
        course.register(assignment)
        records.put_source(assignment, source)


def _known(course: Course, wanted: Iterable[str]) -> list[str]:
    """Return the names of the assignments to grade; raise if one is not known."""
    wanted, known = [name.rstrip("/") for name in wanted], course.assignments()
    if not known:
        raise SetupError(f"{course.dir.source_directory}/ holds no assignment; is this the course?")
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SetupError(f"no assignment is called {unknown[0]}; there are {', '.join(known)}")
    return list(dict.fromkeys(wanted)) or known
