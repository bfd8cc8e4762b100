"""What becomes of results: journal, notebooks, gradebook, feedback, a line for the instructor."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..course import Course, SetupError
from ..reading import NotGradedError
from ..sandbox.layers import SandboxError
from ..submissions import Submission, shown
from . import files, marks
from .export import reason_of, state_of
from .intake import Item, failed_record
from .journal import Journal
from .marks import Marks
from .progress import Progress
from .records import FAILED, GRADED, Record, Records
from .render import AS_TYPED
from .tasks import Page, Result, Shown
from .works import Rendering
from .writer import Writer, patiently

KEPT = "; the marks of an earlier version stay in the gradebook"


@dataclass
class Summary:
    """What a run came to."""

    states: Counter[str] = field(default_factory=Counter)
    new: int = 0

    @property
    def all_graded(self) -> bool:
        return self.states.total() == self.states[GRADED]

    def __str__(self) -> str:
        counts = [f"{number} {state}" for state, number in sorted(self.states.items())]
        total = self.states.total()
        return f"{total} submissions: {', '.join(counts) or 'none'}; {self.new} graded in this run."


@dataclass
class Outcome:
    """Handles what comes back, one batch after the other. later: adds work to the run."""

    course: Course
    records: Records
    journal: Journal
    writer: Writer
    progress: Progress
    later: Callable[[Rendering], None]
    feedback: bool = True
    summary: Summary = field(default_factory=Summary)
    _waiting: dict[tuple[str, str], tuple[Record, Marks]] = field(default_factory=dict)

    def graded(self, batch: list[tuple[Item, Result]]) -> None:
        """Write a batch down: first the journal, then the notebooks, then the gradebook."""
        good = [(item, result) for item, result in batch if not result.failed]
        if good:
            self.journal.append([result for _, result in good])
            self.summary.new += len(good)
            self.write(good)
        for item, result in batch:
            if result.failed:
                self.failed(item.submission, NotGradedError(result.failed))

    def write(self, batch: list[tuple[Item, Result]]) -> None:
        """Put results where they belong; done again after an interruption, it changes nothing."""
        beside = self.course.materials(batch[0][1].assignment)[0].files
        for item, result in batch:
            files.publish(self.course, result, item.task.files | beside)
        records = [
            replace(item.record, state=GRADED, reason="; ".join(result.notes))
            for item, result in batch
        ]
        times = {item.record.student: item.timestamp for item, _ in batch}
        results = [result for _, result in batch]
        self.writer.write(list(zip(records, results, strict=True)), times)
        students = [record.student for record in records]
        found = self.marks(batch[0][1].assignment, students)
        self.settle([(record, found.get(record.student)) for record in records])

    def marks(self, assignment: str, students: list[str] | None) -> dict[str, Marks]:
        gradebook = self.writer.gradebook
        return patiently(lambda: marks.of_students(gradebook, assignment, students))

    def settle(self, batch: list[tuple[Record, Marks | None]]) -> None:
        """Show what is graded to its students, where that was not done; then count it."""
        pages: list[Page] = []
        shows: dict[tuple[str, str], str] = {}
        for record, found in batch:
            shown_now = found.hash(record.fingerprint) if found else ""
            if not self.feedback or found is None or self._is_shown(record, shown_now):
                self.count(record, found)
                continue
            shows[record.assignment, record.student] = shown_now
            self._waiting[record.assignment, record.student] = record, found
            pages += self._pages(record, found)
        if pages:
            self.later(Rendering(self, self.course.config, pages, shows))

    def _is_shown(self, record: Record, shown_now: str) -> bool:
        folder = self.course.folder("feedback", record.assignment, record.student)
        return record.feedback == shown_now and any(folder.glob("*.html"))

    def _pages(self, record: Record, found: Marks) -> list[Page]:
        most = self.course.most(record.assignment)
        pages = []
        for path in files.graded_notebooks(self.course, record.assignment, record.student):
            name = path.stem
            given = found.scores.get(name, {})
            scores = {cell: (score or 0.0, most[cell]) for cell, score in given.items()}
            comments, late = found.comments.get(name, {}), found.late.get(name, 0.0)
            who = record.student, record.assignment, name
            pages.append(Page(*who, path.read_text("utf-8"), scores, comments, late))
        return pages

    def rendered(
        self, pages: list[Page], made: list[Shown], shows: dict[tuple[str, str], str]
    ) -> None:
        """Write pages; a student's are all in one batch."""
        by_student: dict[tuple[str, str], dict[str, Shown]] = {}
        for page, shown_page in zip(pages, made, strict=True):
            theirs = by_student.setdefault((page.assignment, page.student), {})
            theirs[f"{page.notebook}.html"] = shown_page
        records = []
        for key, theirs in by_student.items():
            record, found = self._waiting.pop(key)
            html = {name: one.html.encode("utf-8") for name, one in theirs.items()}
            files.publish_pages(self.course, *key, html)
            reason = noted(record.reason, [one.note for one in theirs.values()])
            records.append(replace(record, feedback=shows[key], reason=reason))
            self.count(records[-1], found)
        patiently(lambda: self.records.put(*records))

    def not_rendered(self, pages: list[Page], error: BaseException) -> None:
        for key in dict.fromkeys((page.assignment, page.student) for page in pages):
            record, found = self._waiting.pop(key)
            reason = "; ".join(filter(None, [record.reason, f"no feedback: {text_of(error)}"]))
            self.count(replace(record, reason=reason), found)

    def failed(self, submission: Submission, error: BaseException) -> None:
        """Save that a submission could not be graded; without a sandbox, stop everything."""
        if isinstance(error, SandboxError) and not self.summary.new:
            raise SetupError(str(error))
        record, reason = failed_record(submission), text_of(error)
        found = self.marks(record.assignment, [record.student]).get(record.student)
        if found and found.given:
            reason += KEPT
        record = record.now(FAILED, reason)
        patiently(lambda: self.records.put(record))
        self.count(record, None)

    def count(self, record: Record, found: Marks | None) -> None:
        """Count a submission that is done with; say a line if it needs a look."""
        state = state_of(record, found)
        self.summary.states[state] += 1
        about = shown(f"{record.student} {record.assignment}".rstrip())
        reason = reason_of(record, found)
        if state != GRADED or reason:
            words = reason or "some cells wait for your marks"
            self.progress.say(f"{about}: {state}: {words}")
        self.progress.step(about)


def noted(reason: str, notes: list[str]) -> str:
    """Return the reason with what is to be known of the pages now, and not of earlier ones."""
    kept = [part for part in reason.split("; ") if not part.startswith(AS_TYPED)]
    return "; ".join(filter(None, [*kept, *dict.fromkeys(notes)]))


def text_of(error: BaseException) -> str:
    if isinstance(error, (NotGradedError, SandboxError)):
        return shown(" ".join(str(error).splitlines()))
    return shown(f"{type(error).__name__}: {error}".split("\n")[0])
