"""What a run may grade: the assignments that were asked for, and whose solutions are right."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from .check.kept import Decisions
from .checking import Checker, written_bundle
from .course import Course, SetupError
from .jobs.scheduler import Scheduler
from .publish.report import Report
from .read.submissions import Submission
from .record.gradebook_writer import retry_while_locked
from .record.records import Records
from .stage.bundle import AssignmentBundle


@dataclass(frozen=True)
class Choice:
    """What an instructor has asked for. unchecked: assignments to grade without a check.

    students: only theirs, where any is named.
    force: grade also what has not changed. dry: write nothing, and tell what would change.
    """

    named: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    force: bool = False
    feedback: bool = True
    dry: bool = False

    @property
    def lists(self) -> bool:
        """Say whether the marks that change are listed."""
        return self.force or self.dry


class Admission:
    """Which assignments are graded, and with what bundle: their solutions have been checked.

    scope: the assignments that are asked for; None for all.
    """

    def __init__(self, course: Course, scheduler: Scheduler, choice: Choice) -> None:
        self.course, self.choice, self.report = course, choice, Report()
        self._checker = Checker(course, scheduler)
        self.wanted = known(course, choice.named)
        self.unchecked = set(known(course, choice.unchecked)) if choice.unchecked else set[str]()
        self.unchecked |= set(course.unchecked)
        every = set(self.wanted) == set(course.assignments())
        self.scope = None if every else self.wanted
        self.summary = self.report.summary
        self._decisions: dict[str, Decisions] = {}
        self._bundles: dict[str, AssignmentBundle] = {}

    def decide(self, submissions: list[Submission], records: Records | None = None) -> None:
        """Check the assignments of these submissions; tell the gradebook of all that may go on.

        records: None where nothing is written.
        """
        waiting = Counter(one.assignment for one in submissions)
        wanted = [n for n in self.wanted if waiting[n] and n not in self.unchecked]
        first = self._checker.first(wanted, self.course.db_url) if records else None
        for name, one in (self._checker.all(wanted) if first is None else first).items():
            self._decisions[name] = one.decisions
            if one.slips:
                self.report.refuse(name, one.lines(), waiting[name])
        for name in self.wanted:
            if records and name not in self.summary.refused:
                self._register(name, records, waiting[name])
        there = [n for n in self.wanted if n in self.unchecked and waiting[n]]
        self.summary.unchecked = [n for n in there if n not in self.summary.refused]
        self.summary.none_graded = bool(self.summary.refused) and all(
            one.assignment in self.summary.refused for one in submissions
        )

    def _register(self, assignment: str, records: Records, waiting: int) -> None:
        """Tell nbgrader of an assignment, unless it knows this version already."""
        try:
            retry_while_locked(partial(_register, self.course, records, assignment))
        except SetupError as error:
            self.report.refuse(assignment, [str(error)], waiting)

    def admits(self, submission: Submission) -> bool:
        return submission.assignment not in self.summary.refused

    def bundle(self, assignment: str) -> AssignmentBundle:
        """Return what a submission is graded with."""
        if assignment not in self._bundles:
            dry, course = self.choice.dry, self.course
            plain = written_bundle(course, assignment) if dry else course.bundle(assignment)
            decided = self._decisions.get(assignment, {})
            self._bundles[assignment] = with_decisions(plain, decided)
        return self._bundles[assignment]


def with_decisions(bundle: AssignmentBundle, decisions: Decisions) -> AssignmentBundle:
    """Return a bundle that says what a learner's own code may decide in each test."""
    notebooks = (replace(n, decisions=decisions.get(n.name, {})) for n in bundle.notebooks)
    return replace(bundle, notebooks=tuple(notebooks))


def _register(course: Course, records: Records, assignment: str) -> None:
    """Tell nbgrader of an assignment, unless it knows this version already."""
    source = course.source(assignment)
    if records.source(assignment) != source or not course.knows(assignment):
        course.register(assignment)
        records.put_source(assignment, source)
    course.keep_release(assignment)


def known(course: Course, wanted: Iterable[str]) -> list[str]:
    """Return the names of the assignments to grade; raise if one is not known."""
    wanted, known = [name.rstrip("/") for name in wanted], course.assignments()
    if not known:
        raise SetupError(f"{course.dir.source_directory}/ holds no assignment; is this the course?")
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise SetupError(f"no assignment is called {unknown[0]}; there are {', '.join(known)}")
    return list(dict.fromkeys(wanted)) or known
