"""What there is to do: look at each submission, and say whether it has to be graded."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from nbgrader.utils import parse_utc

from ..course import Course, SetupError
from ..reading import NotGradedError
from ..staging import Taken, take
from ..submissions import Submission, find, fingerprint, is_archive, shown
from .files import graded_notebooks
from .records import FAILED, GRADED, Record
from .tasks import Task

RULES = "3"  # another number grades everything again


@dataclass
class Item:
    """One submission on its way: its new record, and what was taken out of it."""

    submission: Submission
    record: Record
    task: Task

    @property
    def timestamp(self) -> Any:
        text = self.task.files.get("timestamp.txt", b"").decode("utf-8").strip()
        return parse_utc(text) if text else None


class Intake:
    """Reads submissions; before: the records as they were when the run began."""

    def __init__(self, course: Course, before: dict[tuple[str, str], Record]) -> None:
        self.course, self.before = course, before

    def submissions(self, wanted: Iterable[str] | None) -> list[Submission]:
        """Return all submissions, or those of some assignments, one assignment after the other."""
        folder = self.course.root / self.course.dir.submitted_directory
        if not folder.is_dir():
            raise SetupError(f"expected what was handed in in {folder}/, there is no such folder")
        some = [s for s in find(folder) if wanted is None or s.assignment in wanted]
        return sorted(some, key=lambda s: (s.assignment, s.student))

    def look(self, submission: Submission) -> Record:
        """Return a fresh record of a submission, or raise if it lies in no place to grade."""
        _in_its_place(submission, self.course.assignments())
        if shown(submission.student) != submission.student or len(submission.student) > 128:
            raise NotGradedError(
                "the name of the student's folder cannot be stored: expected at most 128 "
                "characters that can be printed"
            )
        content = RULES + fingerprint(submission.path) + self.course.source(submission.assignment)
        content = hashlib.sha256(content.encode()).hexdigest()
        record = Record(submission.assignment, submission.student, content, GRADED)
        before = self.before.get((record.assignment, record.student))
        return replace(record, feedback=before.feedback) if before else record

    def still_holds(self, record: Record, in_gradebook: bool) -> Record | None:
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

    def open(self, submission: Submission, record: Record) -> Item:
        """Take out of a submission what is to be graded."""
        outlines = self.course.outlines(record.assignment)
        taken = take(submission, outlines, self.course.owned_files(record.assignment))
        return Item(submission, record, _task(record, taken))


def _in_its_place(submission: Submission, assignments: list[str]) -> None:
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


def _task(record: Record, taken: Taken) -> Task:
    texts = {name: json.dumps(notebook) for name, notebook in taken.notebooks.items()}
    notes = tuple(dict.fromkeys(taken.notes))
    return Task(record.student, record.fingerprint, texts, taken.files, notes)


def failed_record(submission: Submission) -> Record:
    """Return a record for what may have any name."""
    names = shown(submission.assignment)[:128], shown(submission.student)[:128]
    return Record(*names, "", FAILED)


def batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in batches of one assignment each."""
    for _, same in groupby(items, key=lambda item: item.record.assignment):
        batch: list[Item] = []
        for item in same:
            batch.append(item)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch
