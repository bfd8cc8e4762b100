"""Check assignments before their submissions are graded: all at once, on the run's workers.

The steps are in check/. Here they are put together: read the notebooks, judge the solution in each
language, and collect what is wrong. An assignment in which anything is wrong is not graded at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from .check import alone, kept, limits, outcome, reading, registered, solution
from .check.kept import Decisions, KeptChecks
from .check.slips import Slip, in_all, most_certain
from .course import Course, SetupError
from .jobs.check_job import CheckJob
from .jobs.scheduler import Scheduler
from .judge.results import SubmissionResult
from .record.gradebook_writer import retry_while_locked
from .sandbox.settings import SandboxError
from .stage.bundle import AssignmentBundle
from .stage.source_folder import wrong_with

Points = dict[tuple[str, str], tuple[float, float]]  # kind, language -> points, of how many
Made = dict[str, registered.Generated]


@dataclass
class Checked:
    """What is known of one assignment. slips: none, where it may be graded.

    points: what the solution and the untouched release have got, in each language.
    """

    assignment: str
    slips: list[Slip] = field(default_factory=list)
    decisions: Decisions = field(default_factory=dict)
    points: Points = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Return a line for each slip."""
        return [f"{self.assignment}: {slip}" for slip in self.slips]


class Checker:
    """Checks assignments. release: look at the untouched release as well."""

    def __init__(self, course: Course, scheduler: Scheduler, release: bool = False) -> None:
        self.course, self.scheduler, self.release = course, scheduler, release

    def first(self, assignments: Iterable[str], db_url: str) -> dict[str, Checked]:
        """Check what has not passed already as it is now, and keep what passes."""
        table = retry_while_locked(lambda: KeptChecks(db_url))
        course, done, left = self.course, {}, {}
        for name in assignments:
            mark = kept.fingerprint(course.source(name), course.settings, course.config)
            passed = retry_while_locked(partial(table.find, name, mark))
            if passed is None:
                left[name] = mark
            else:
                done[name] = Checked(name, decisions=passed)
        for name, one in self.all(left).items():
            done[name] = one
            if not one.slips:
                retry_while_locked(partial(table.put, name, left[name], one.decisions))
        return done

    def all(self, assignments: Iterable[str]) -> dict[str, Checked]:
        """Check assignments, whatever is known of them."""
        checks = {name: _Check(self.course, name) for name in assignments}
        jobs = [job for check in checks.values() for job in check.jobs(self.release)]
        for job, result in self.scheduler.run(iter(jobs)):
            self.scheduler.add(checks[job.bundle.assignment].judged(job, result))
        return {name: check.checked() for name, check in checks.items()}


class _Check:
    """The check of one assignment, while it is under way."""

    def __init__(self, course: Course, assignment: str) -> None:
        self.course, self.assignment = course, assignment
        self.one = Checked(assignment)
        self._found: dict[str, dict[str, list[Slip]]] = {}  # kind -> language -> slips
        self._halved: dict[str, list[Slip]] = {}  # language -> slips under half of each limit

    def jobs(self, release: bool) -> Iterator[CheckJob]:
        """Read the notebooks; yield the jobs that judge them."""
        course = self.course
        made, self.one.slips = _read(course, self.assignment)
        if not made or len(made) < len(course.specs(self.assignment)):
            return
        specs = course.specs(self.assignment)
        source, handed_out = _folders(course, self.assignment)
        self.bundle = registered.bundle(source, handed_out, specs, made)
        about = outcome.with_room(self.bundle), course.settings, course.config
        for language, request in solution.solutions(source, handed_out, specs).items():
            yield CheckJob(*about, language, request, halved=True)
        for test, request in alone.requests(specs, made).items():
            yield CheckJob(*about, test, request)
        if release:
            for language, request in solution.releases(handed_out, specs, made).items():
                yield CheckJob(*about, language, request)

    def judged(self, job: CheckJob, result: Any) -> Iterator[CheckJob]:
        """Note what a result says; yield the run with whole limits, where half were too few."""
        if isinstance(result, SandboxError):
            raise SetupError(str(result))
        if result == []:  # held up: it is tried again
            return
        kind, language = job.request.student, job.about
        slips = self._slips(job, result)
        if job.halved and slips:
            if not _was_held_up(result):
                self._halved[language] = slips
            yield replace(job, halved=False, tries=1, last=False)
            return
        if kind == solution.SOLUTION and language in self._halved:
            slips = limits.about_limits(self._halved[language], slips, self.course.settings)
        self._found.setdefault(kind, {})[language] = slips
        if isinstance(result, list) and not result[0].failed:
            self._note(kind, language, result[0])

    def _slips(self, job: CheckJob, result: Any) -> list[Slip]:
        kind = job.request.student
        if isinstance(result, BaseException):
            words = f"the {kind} could not be graded: {type(result).__name__}: {result}"
            return [Slip("", "", words.split("\n")[0], limit=True)]
        if kind == solution.RELEASE:
            return outcome.of_release(self.bundle, result[0])
        if kind == alone.ALONE:
            return outcome.of_alone(self.bundle, result[0], job.about)
        return outcome.of_solution(self.bundle, result[0])

    def _note(self, kind: str, language: str, result: SubmissionResult) -> None:
        """Keep the points of a run, and what the solution's own code has decided."""
        if kind != alone.ALONE:
            self.one.points[kind, language] = outcome.points(self.bundle, result)
        if kind == solution.RELEASE:
            return
        for name, notebook in result.notebooks.items():
            tests = self.one.decisions.setdefault(name, {})
            for test, some in notebook.decisions.items():
                tests[test] = tuple(sorted({*tests.get(test, ()), *some}))

    def checked(self) -> Checked:
        """Return what is known when all jobs are done."""
        alone_ones = self._found.pop(alone.ALONE, {})
        judged = [slip for found in self._found.values() for slip in in_all(found)]
        judged += [slip for slips in alone_ones.values() for slip in slips]
        slips = most_certain(dict.fromkeys([*self.one.slips, *judged]))
        return replace(self.one, slips=sorted(slips, key=self._place))

    def _place(self, slip: Slip) -> tuple[str, int]:
        """Return where a slip stands among others: in the order of the cells."""
        specs = self.course.specs(self.assignment)
        cells = next((spec.cells for spec in specs if spec.name == slip.notebook), ())
        return slip.notebook, cells.index(slip.cell) if slip.cell in cells else -1


def _was_held_up(result: Any) -> bool:
    """Say whether the machine was too busy to tell anything of the limits."""
    return isinstance(result, list) and bool(result[0].held_up)


def written_bundle(course: Course, assignment: str) -> AssignmentBundle:
    """Return the bundle of an assignment as it is written, whatever the gradebook knows."""
    made, slips = _read(course, assignment)
    if not made or len(made) < len(course.specs(assignment)):
        raise SetupError(f"{assignment}: {slips[0]}")
    source, handed_out = _folders(course, assignment)
    return registered.bundle(source, handed_out, course.specs(assignment), made)


def _folders(course: Course, assignment: str) -> tuple[Path, Path]:
    return course.folder("source", assignment), course.folder("release", assignment)


def _read(course: Course, assignment: str) -> tuple[Made, list[Slip]]:
    """Return the notebooks as nbgrader makes them, as far as it can, and what is wrong in them."""
    folder, maker = course.folder("source", assignment), course.maker(assignment)
    made: Made = {}
    slips: list[Slip] = []
    if words := wrong_with(folder):
        return {}, [Slip("", "", words)]
    for spec in course.specs(assignment):
        if refused := reading.refusals(spec.name, folder / spec.file):
            slips += refused
            continue
        try:
            made[spec.name] = registered.generate(maker, folder, spec)
        except Exception as error:  # whatever one of nbgrader's steps raises
            words = f"nbgrader cannot register it: {type(error).__name__}: {error}"
            slips.append(Slip(spec.name, "", words.split("\n")[0]))
            continue
        slips += reading.read(spec.name, made[spec.name].registered)
    return made, slips
