"""The plan: which submissions there are, and which of them have to be graded."""

import os
import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from ..course import Course, SetupError
from ..publish.last_lines import nearest
from ..read.printable import MOST_OF_A_NAME, is_storable, key
from ..read.submissions import NotGradedError, Submission, find, is_archive
from ..record.folders import graded_notebooks
from ..record.records import GRADED, Record, key_of
from ..stage.bundle import AssignmentBundle
from ..stage.releases import known, tokens
from .intake import Assignment, IntakeRequest

RULES = "3"  # another number grades everything again
UNKNOWN = "--student: there is nothing of {name} in what was handed in for these assignments"


class Planner:
    """Looks at submissions; before: the records as they were when the run began.

    unchecked: assignments that are graded without a check; with one, all is graded again.
    """

    def __init__(
        self,
        course: Course,
        before: dict[tuple[str, str], Record],
        unchecked: Collection[str] = (),
    ) -> None:
        self.course, self.before, self.unchecked = course, before, unchecked
        self._assignments = {key(name): name for name in course.assignments()}

    def submissions(
        self, wanted: Iterable[str] | None, students: Collection[str] = ()
    ) -> list[Submission]:
        """Return all submissions, or those of some assignments, one assignment after the other.

        students: only theirs, where any is named.
        """
        folder = self.course.root / self.course.dir.submitted_directory
        if not folder.is_dir():
            raise SetupError(f"expected what was handed in in {folder}/, there is no such folder")
        found: dict[tuple[str, str], Submission] = {}
        for one in map(self._named, find(folder)):
            if wanted is None or one.assignment in wanted:
                first = found.setdefault(key_of(one), one)
                if first is not one:
                    found[key_of(one)] = replace(first, others=(*first.others, one.path))
        some = [found[name] for name in sorted(found)]
        return _of(some, students) if students else some

    def _named(self, submission: Submission) -> Submission:
        """Return a submission with the names that the gradebook has for it.

        A gradebook of an earlier version may have a student's name in another form of Unicode.
        """
        assignment, student = key(submission.assignment), key(submission.student)
        assignment = self._assignments.get(assignment, assignment)
        if (assignment, student) not in self.before:
            earlier = assignment, submission.student
            student = submission.student if earlier in self.before else student
        return replace(submission, assignment=assignment, student=student)

    def request(
        self, submission: Submission, force: bool, marked: Collection[str]
    ) -> IntakeRequest:
        """Return how to read a submission; raise if it lies in a wrong place.

        marked: the students of whom the gradebook has marks for the assignment.
        """
        _check_place(submission, self.course.assignments())
        before = self.before.get(key_of(submission))
        if force or before is None or before.state != GRADED or submission.student not in marked:
            return IntakeRequest(submission)
        notebooks = graded_notebooks(self.course, *key_of(submission))
        there = all(path.is_file() and path.stat().st_size for path in notebooks)
        return IntakeRequest(submission, before.fingerprint if there else "")

    def assignment(self, bundle: AssignmentBundle) -> Assignment:
        """Return what intake has to know of an assignment."""
        name, course = bundle.assignment, self.course
        answers = {one.name: one.answers for one in bundle.notebooks}
        specs = [replace(spec, answers=answers[spec.name]) for spec in course.specs(name)]
        older = course.older_releases(bundle) if course.uses_older_releases else []
        about = specs, course.owned_files(name), self._rules(name), course.source(name)
        return Assignment(*about, tokens(bundle), known(bundle, older))

    def _rules(self, assignment: str) -> str:
        """Return what else decides how an assignment is graded: other rules grade it again."""
        unchecked = " unchecked" if assignment in self.unchecked else ""
        return f"{RULES}{unchecked}{'' if self.course.uses_older_releases else ' today'}"

    def unchanged(self, submission: Submission) -> Record:
        """Return the record from before of a submission that intake knows."""
        return self.before[key_of(submission)]

    def fresh(self, submission: Submission, fingerprint: str) -> Record:
        """Return a new record of a submission."""
        record = Record(*key_of(submission), fingerprint, GRADED)
        before = self.before.get(key_of(submission))
        return replace(record, feedback=before.feedback) if before else record


def _of(submissions: list[Submission], students: Iterable[str]) -> list[Submission]:
    """Return the submissions of some students; raise if one of them has handed in nothing."""
    known = {key(one.student) for one in submissions}
    wanted = {key(name.rstrip("/")) for name in students}
    for name in sorted(wanted - known):
        like = nearest(name, known)
        raise SetupError(UNKNOWN.format(name=name) + (f"; is it {like}?" if like else ""))
    return [one for one in submissions if key(one.student) in wanted]


def _like(name: str, assignments: list[str]) -> str:
    """Return the assignment of the same number, or the one whose name is most like this one."""
    number = _number(name)
    same = [each for each in assignments if number and _number(each) == number]
    return same[0] if len(same) == 1 else nearest(name, same or assignments)


def _number(name: str) -> str:
    found = re.search(r"[1-9]\d*", name)
    return found[0] if found else ""


def _check_place(submission: Submission, assignments: list[str]) -> None:
    """Raise unless a submission lies in a folder of an assignment's name."""
    _check_kind(submission, assignments)
    _check_name(submission)
    if submission.assignment in assignments:
        return
    if submission.path.is_dir():
        like = _like(submission.assignment, assignments)
        names = ", ".join(assignments) + (f"; is it {like}?" if like else "")
        raise NotGradedError(f"no assignment has this name; there are {names}")
    packed = is_archive(submission.path)
    what = "packed: unpack it into" if packed else "a file outside of any assignment: put it into"
    raise NotGradedError(f"{what} a folder such as {submission.student}/{assignments[0]}/")


def _check_kind(submission: Submission, assignments: list[str]) -> None:
    if submission.path.is_symlink():
        raise NotGradedError("a link, not a folder: links are not followed")
    if not submission.assignment:
        what = "an empty folder" if submission.path.is_dir() else "a file where a folder should be"
        if submission.path.is_dir() and not os.access(submission.path, os.R_OK | os.X_OK):
            what = "a folder that may not be opened"
        raise NotGradedError(f"{what}; expected STUDENT/{assignments[0]}/, or the like")


def _check_name(submission: Submission) -> None:
    if not is_storable(submission.path.parent.name):
        raise NotGradedError(
            f"the name of the student's folder cannot be stored: expected at most {MOST_OF_A_NAME} "
            "characters that can be printed"
        )
