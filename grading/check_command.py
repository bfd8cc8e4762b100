"""``python -m grading check [ASSIGNMENT ...]``: judge the solutions and releases, grade nothing."""

from collections.abc import Iterable, Iterator

from .admission import known
from .check.solution import RELEASE, SOLUTION
from .checking import Checked, Checker
from .course import Course
from .jobs.executors import Workers
from .jobs.scheduler import Scheduler

TITLES = ("assignment", "language", "solution", "untouched release", "")
RIGHT, WRONG = "may be graded", "may not be graded, see below"


def main(course: Course, workers: Workers, named: Iterable[str]) -> int:
    """Print a table, and a line for each slip; return 0 where there is none, else 1."""
    wanted = known(course, named)
    with Scheduler(workers) as scheduler:
        scheduler.start(course.settings)
        checked = Checker(course, scheduler, release=True).all(wanted).values()
    rows = [TITLES, *(row for one in checked for row in _rows(one))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(TITLES))]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    lines = [line for one in checked for line in one.lines()]
    print(*lines, sep="\n", end="\n" * bool(lines))
    return 1 if lines else 0


def _rows(one: Checked) -> Iterator[tuple[str, ...]]:
    """Yield a row for each language in which an assignment was judged."""
    words = WRONG if one.slips else RIGHT
    languages = sorted({language for _, language in one.points}) or ["-"]
    for language in languages:
        solution, release = (_points(one, kind, language) for kind in (SOLUTION, RELEASE))
        yield one.assignment, language, solution, release, words


def _points(one: Checked, kind: str, language: str) -> str:
    if (kind, language) not in one.points:
        return "not judged"
    given, most = one.points[kind, language]
    return f"{given:g} of {most:g}"
