"""The report of a run: submissions by state, and a line for each that needs a look."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..read.printable import shown
from ..record.gradebook_reader import Marks
from ..record.records import FAILED, GRADED, PARTLY, Record
from .mark_changes import MarkChanges
from .progress import Progress

MOST = 10  # lines that say the same of graded submissions
DIGITS = re.compile(r"\d[\d:. -]*")  # lines that differ in a time or a number say the same


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

    refused: assignment -> how many submissions wait until its own notebooks are right.
    unchecked: assignments that were graded without a look at their solutions. frequent: lines about
    what the tests have found most often, in all of them.
    """

    states: Counter[str] = field(default_factory=Counter)
    new: int = 0
    lost: int = 0  # whose marks are not in the table
    refused: dict[str, int] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)
    none_graded: bool = False  # for all assignments are refused
    changes: MarkChanges = field(default_factory=MarkChanges)
    frequent: tuple[str, ...] = ()

    @property
    def all_graded(self) -> bool:
        done = self.states.total() == self.states[GRADED]
        return done and not self.lost and not self.refused

    def __str__(self) -> str:
        counts = [f"{number} {state}" for state, number in sorted(self.states.items())]
        total = self.states.total()
        lines = [
            f"{total} submissions: {', '.join(counts) or 'none'}; {self.new} graded in this run."
        ]
        lines += [
            f"Nothing of {name} was graded, {number} submissions wait: its own notebooks have not "
            f"passed the check, see above. `python -m grading check {name}` looks at them again; "
            f"`--unchecked {name}` grades all the same."
            for name, number in self.refused.items()
        ]
        if self.unchecked:
            lines.append(f"Graded without a checked solution: {', '.join(self.unchecked)}.")
        return "\n".join(lines)


@dataclass
class Report:
    """Counts the submissions that are done with, and tells the instructor."""

    progress: Progress = field(default_factory=lambda: Progress(0))
    summary: Summary = field(default_factory=Summary)
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: dict[tuple[str, str], str] = field(default_factory=dict)  # one of those held back

    def start(self, total: int) -> None:
        """Begin to count a number of submissions."""
        self.progress = Progress(total)

    def count(self, record: Record, found: Marks | None) -> None:
        """Count a submission; say a line if it needs a look."""
        state = state_of(record, found)
        self.summary.states[state] += 1
        reason = reason_of(record, found)
        if state != GRADED or reason:
            self._say(record, f"{state}: {reason or 'some cells wait for your marks'}")
        self.progress.step(_about(record))

    def _say(self, record: Record, words: str) -> None:
        """Say the line; hold back what would be the same line for a whole class."""
        kind = record.assignment, DIGITS.sub("0", words)
        self.said[kind] += 1
        if self.said[kind] <= MOST or words.startswith(FAILED):
            self.progress.say(f"{_about(record)}: {words}")
        else:
            self.last[kind] = words

    def end(self) -> None:
        """Say how many lines were held back, and one of them."""
        self.progress.clear()
        for kind, words in self.last.items():
            about = shown(f"{kind[0]}: {self.said[kind] - MOST} more of this kind")
            self.progress.say(f"{about}: {words}")
        self.last.clear()

    def refuse(self, assignment: str, lines: Iterable[str], waiting: int) -> None:
        """Say why nothing of an assignment is graded."""
        self.summary.refused[assignment] = waiting
        for line in lines:
            self.progress.say(f"Not graded: {line}")

    def lose(self, record: Record, why: str) -> None:
        """Say that the marks of a submission could not be written into the table."""
        self.summary.lost += 1
        self.progress.say(f"{_about(record)}: {why}")


def _about(record: Record) -> str:
    return shown(f"{record.student} {record.assignment}".rstrip())
