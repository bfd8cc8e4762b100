"""The report of a run: submissions by state, and a line for each that needs a look."""

from collections import Counter
from dataclasses import dataclass, field

from ..read.printable import shown
from ..record.gradebook_reader import Marks
from ..record.records import FAILED, GRADED, PARTLY, Record
from .progress import Progress


def state_of(record: Record, found: Marks | None) -> str:
    """Return graded, partly graded or failed, as of now: a person may have added marks since."""
    if record.state != GRADED or found is None:
        return FAILED
    return PARTLY if found.waiting else GRADED


def reason_of(record: Record, found: Marks | None) -> str:
    """Return what an instructor should know: of the run, and of marks since."""
    again = ""
    if record.state == GRADED and found and found.outdated:
        cells = ", ".join(found.outdated)
        again = f"marked by hand in an earlier version, look again: {cells}"
    return "; ".join(filter(None, [record.reason, again]))


@dataclass
class Summary:
    """How many submissions are in each state; new: how many this run has graded.

    frequent: lines about what the tests have found most often, in all of them.
    """

    states: Counter[str] = field(default_factory=Counter)
    new: int = 0
    lost: int = 0  # whose marks are not in the table
    frequent: tuple[str, ...] = ()

    @property
    def all_graded(self) -> bool:
        return not self.lost and self.states.total() == self.states[GRADED]

    def __str__(self) -> str:
        counts = [f"{number} {state}" for state, number in sorted(self.states.items())]
        total = self.states.total()
        return f"{total} submissions: {', '.join(counts) or 'none'}; {self.new} graded in this run."


@dataclass
class Report:
    """Counts the submissions that are done with, and tells the instructor."""

    progress: Progress = field(default_factory=lambda: Progress(0))
    summary: Summary = field(default_factory=Summary)

    def start(self, total: int) -> None:
        """Begin to count a number of submissions."""
        self.progress = Progress(total)

    def count(self, record: Record, found: Marks | None) -> None:
        """Count a submission; say a line if it needs a look."""
        state = state_of(record, found)
        self.summary.states[state] += 1
        reason = reason_of(record, found)
        if state != GRADED or reason:
            words = reason or "some cells wait for your marks"
            self.progress.say(f"{_about(record)}: {state}: {words}")
        self.progress.step(_about(record))

    def lose(self, record: Record, why: str) -> None:
        """Say that the marks of a submission could not be written into the table."""
        self.summary.lost += 1
        self.progress.say(f"{_about(record)}: {why}")


def _about(record: Record) -> str:
    return shown(f"{record.student} {record.assignment}".rstrip())
