"""Grade everything that was handed in: what there is to do, done by workers, written down."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..course import Course, SetupError
from ..reading import NotGradedError
from ..submissions import Submission, shown
from .executors import Workers
from .export import write_csv
from .flow import Flow
from .intake import Intake, Item, batches
from .journal import Journal
from .marks import Marks
from .outcome import Outcome, Summary
from .progress import Progress
from .records import FAILED, Records
from .works import Grading
from .writer import Writer, patiently


class Run:
    """One run over a course, with its gradebook, records and journal open."""

    def __init__(
        self, course: Course, workers: Workers, force: bool = False, feedback: bool = True
    ) -> None:
        self.course, self.workers = course, workers
        self.force, self.feedback = force, feedback
        self.flow = Flow(workers)
        self.flow.start(course.setting)
        patiently(lambda: course.gradebook().close())  # makes nbgrader's tables first
        self.records = patiently(lambda: Records(course.db_url))
        self.seen: set[tuple[str, str]] = set()
        self._known: dict[str, dict[str, Marks]] = {}

    def everything(self, named: Iterable[str], table: Path) -> Summary:
        """Grade all submissions of these assignments (of all, where none is named)."""
        wanted = _known(self.course, named)
        for assignment in wanted:
            patiently(self._register(assignment))
        every = set(wanted) == set(self.course.assignments())
        self.intake = Intake(self.course, patiently(self.records.of))
        submissions = self.intake.submissions(None if every else wanted)
        self.journal = Journal(self.course.root, self.course.db_url)
        writer = Writer(self.course)
        progress = Progress(len(submissions))
        self.outcome = Outcome(
            *(self.course, self.records, self.journal, writer, progress),
            later=self.flow.add,
            feedback=self.feedback,
        )
        try:
            self.flow.run(self._works(submissions))
            self.outcome.progress.clear()
            if every:
                patiently(self._drop_gone)
            patiently(lambda: write_csv(self.course, self.records, writer.gradebook, table))
        finally:
            writer.close()
        return self.outcome.summary

    def _register(self, assignment: str) -> Callable[[], None]:
        """Tell nbgrader of an assignment, unless it knows this version already."""

        def register() -> None:
            source = self.course.source(assignment)
            if self.records.source(assignment) != source or not self.course.knows(assignment):
                self.course.register(assignment)
                self.records.put_source(assignment, source)

        return register

    def _drop_gone(self) -> None:
        """Forget what is no longer there and has no marks.

        Mostly it had failed, and its folder has a better name now; or its student was removed.
        """
        for key, record in self.records.of().items():
            if key in self.seen:
                continue
            if record.state == FAILED or record.student not in self._marks(record.assignment):
                self.records.drop(record)

    def _works(self, submissions: list[Submission]) -> Iterator[Grading]:
        """Yield the work on what is new or has changed."""
        per_worker = len(submissions) // (4 * self.workers.count)
        size = max(1, min(self.workers.batch, per_worker))
        for batch in batches(self._items(submissions), size):
            materials = self.course.materials(batch[0].record.assignment)
            yield Grading(self.outcome, materials, batch)

    def _items(self, submissions: list[Submission]) -> Iterator[Item]:
        """Yield what has to be graded; settle the rest on the way."""
        for submission in submissions:
            self.seen.add((shown(submission.assignment)[:128], shown(submission.student)[:128]))
            try:
                item = self._item(submission)
            except (NotGradedError, OSError) as error:
                self.outcome.failed(submission, error)
            else:
                if item:
                    yield item

    def _item(self, submission: Submission) -> Item | None:
        record = self.intake.look(submission)
        found = self._marks(record.assignment).get(record.student)
        if not self.force:
            before = self.intake.still_holds(record, found is not None)
            if before:
                self.outcome.settle([(before, found)])
                return None
        item = self.intake.open(submission, record)
        if not self.force:
            done = self.journal.find(record.assignment, record.student, record.fingerprint)
            if done:
                self.outcome.write([(item, done)])
                return None
        return item

    def _marks(self, assignment: str) -> dict[str, Marks]:
        """Return all marks of an assignment as they were when its turn came."""
        if assignment not in self._known:
            self._known = {assignment: self.outcome.marks(assignment, None)}
        return self._known[assignment]


def _known(course: Course, wanted: Iterable[str]) -> list[str]:
    wanted, known = [name.rstrip("/") for name in wanted], course.assignments()
    if not known:
        raise SetupError(f"{course.dir.source_directory}/ holds no assignment; is this the course?")
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SetupError(f"no assignment is called {unknown[0]}; there are {', '.join(known)}")
    return list(dict.fromkeys(wanted)) or known
