"""Grade everything that was handed in, one submission after the other."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import SubmittedAssignment

from .autograde import grade, graded_notebooks, is_in_gradebook, write_feedback
from .course import Course, SetupError
from .export import state_of, write_csv
from .progress import Progress
from .reading import NotGradedError
from .records import FAILED, GRADED, STARTED, Record, Records
from .submissions import Submission, find, fingerprint, shown

RULES = "1"  # another number grades everything again
MISPLACED = "a file where a student's folder should be"


@dataclass
class Summary:
    """What a run came to."""

    states: Counter[str]
    new: int = 0

    @property
    def all_graded(self) -> bool:
        return self.states.total() == self.states[GRADED]

    def __str__(self) -> str:
        counts = [f"{number} {state}" for state, number in sorted(self.states.items())]
        total = self.states.total()
        return f"{total} submissions: {', '.join(counts) or 'none'}; {self.new} graded in this run."


class Run:
    """One run over a course, with its gradebook and records open."""

    def __init__(self, course: Course, force: bool) -> None:
        self.course, self.force = course, force
        self.course.gradebook().close()  # makes nbgrader's tables first
        self.records = Records(course.db_url)
        self.summary = Summary(Counter())
        self.seen: set[tuple[str, str]] = set()

    def everything(self, wanted: Iterable[str], table: Path) -> Summary:
        """Grade all submissions of these assignments (of all, where none is named)."""
        wanted = _known(self.course, wanted)
        for assignment in wanted:
            self.course.register(assignment)
        all_of_them = set(wanted) == set(self.course.assignments())
        found = find(self.course.root / self.course.dir.submitted_directory)
        submissions = [s for s in found if all_of_them or s.assignment in wanted]
        progress = Progress(len(submissions))
        for number, submission in enumerate(submissions):
            progress.at(number, submission)
            line = self._one(submission)
            if line:
                progress.clear()
                print(line, flush=True)
        progress.clear()
        if all_of_them:
            self._drop_mended()
        write_csv(self.course, self.records, table)
        return self.summary

    def _drop_mended(self) -> None:
        """Forget what had failed and is no longer there: mostly a folder with a better name now."""
        for record in self.records.all():
            if record.state == FAILED and (record.assignment, record.student) not in self.seen:
                self.records.drop(record)

    def _one(self, submission: Submission) -> str:
        """Grade one submission, if it needs it; return the line about it, if it needs a look."""
        record = self._graded(submission)
        self.seen.add((record.assignment, record.student))
        if record.state == GRADED:
            record = self._with_feedback(submission, record)
        with self.course.gradebook() as gradebook:
            state = state_of(gradebook, record)
        self.summary.states[state] += 1
        if state == GRADED and not record.reason:
            return ""
        return f"{submission}: {state}: {record.reason or 'some cells wait for your marks'}"

    def _graded(self, submission: Submission) -> Record:
        """Return the record of a submission that has been graded, now or before."""
        try:
            record = self._looked_at(submission)
        except (NotGradedError, OSError) as error:
            names = shown(submission.assignment)[:128], shown(submission.student)[:128]
            record = Record(*names, "", FAILED)
            return self._saved(record.now(FAILED, _text(error)))
        before = self.records.find(record.assignment, record.student)
        if before and not self.force and self._still_holds(submission, before, record):
            return before
        if before:
            record = replace(record, feedback=before.feedback)
        self.records.put(record)
        try:
            notes = grade(self.course, submission)
        except Exception as error:  # one submission never stops the next
            return self._saved(record.now(FAILED, self._failure(submission, error)))
        self.summary.new += 1
        return self._saved(record.now(GRADED, "; ".join(dict.fromkeys(notes))))

    def _looked_at(self, submission: Submission) -> Record:
        """Return a fresh record of a submission, or raise if it lies in no place to grade."""
        if not submission.assignment:
            raise NotGradedError(MISPLACED)
        if submission.assignment not in self.course.assignments():
            names = ", ".join(self.course.assignments())
            raise NotGradedError(f"no assignment has this name; there are {names}")
        if shown(submission.student) != submission.student or len(submission.student) > 128:
            raise NotGradedError("the name of the student's folder cannot be stored")
        tests = self.course.folder("source", submission.assignment)
        content = RULES + fingerprint(submission.path, tests)
        content = hashlib.sha256(content.encode()).hexdigest()
        return Record(submission.assignment, submission.student, content, STARTED)

    def _still_holds(self, submission: Submission, before: Record, now: Record) -> bool:
        """Say whether nothing has changed since, and nothing of the result is gone."""
        return (
            before.state == GRADED
            and before.fingerprint == now.fingerprint
            and all(path.is_file() for path in graded_notebooks(self.course, submission))
            and is_in_gradebook(self.course, submission)
        )

    def _failure(self, submission: Submission, error: Exception) -> str:
        kept = "; the marks of an earlier version stay in the gradebook"
        return _text(error) + (kept if is_in_gradebook(self.course, submission) else "")

    def _with_feedback(self, submission: Submission, record: Record) -> Record:
        """Write the feedback file, unless it shows these marks and comments already."""
        with self.course.gradebook() as gradebook:
            found = gradebook.find_submission(record.assignment, record.student)
            shows = _shown_marks(record, found)
        folder = self.course.folder("feedback", submission.assignment, submission.student)
        if record.feedback == shows and any(folder.glob("*.html")):
            return record
        try:
            write_feedback(self.course, submission)
        except Exception as error:
            return replace(record, reason=f"{record.reason}; no feedback file: {_text(error)}")
        return self._saved(replace(record, feedback=shows))

    def _saved(self, record: Record) -> Record:
        self.records.put(record)
        return record


def _known(course: Course, wanted: Iterable[str]) -> list[str]:
    known = course.assignments()
    if not known:
        raise SetupError(f"{course.dir.source_directory}/ holds no assignment; is this the course?")
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SetupError(f"no assignment is called {unknown[0]}; there are {', '.join(known)}")
    return list(dict.fromkeys(wanted)) or known


def _shown_marks(record: Record, submission: SubmittedAssignment) -> str:
    """Return a hash of all that the feedback file shows."""
    shows = [record.fingerprint, str(submission.late_submission_penalty)]
    for notebook in submission.notebooks:
        shows += sorted(f"{grade.name} {grade.score}" for grade in notebook.grades)
        shows += sorted(f"{comment.name} {comment.comment}" for comment in notebook.comments)
    return hashlib.sha256("\n".join(shows).encode()).hexdigest()


def _text(error: Exception) -> str:
    if isinstance(error, NotGradedError):
        return shown(str(error))
    return shown(f"{type(error).__name__}: {error}".split("\n")[0])
