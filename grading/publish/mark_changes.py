"""Which marks a run changes: a list for the instructor, by function and by what it was."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..read.printable import shown
from ..record.gradebook_reader import Marks
from ..record.records import Record

NONE = "No mark changes."
WIDTH = 100
Mark = float | None


@dataclass(frozen=True)
class Change:
    """One mark of one student; None: there was none, or it waits for a person."""

    assignment: str
    cell: str
    before: Mark
    after: Mark
    student: str

    @property
    def words(self) -> str:
        return f"{_number(self.before)} -> {_number(self.after)}"


@dataclass
class MarkChanges:
    """Collects changes. first: assignment -> how many students get their first marks."""

    changes: list[Change] = field(default_factory=list)
    first: dict[str, int] = field(default_factory=dict)
    _before: dict[str, dict[str, Marks]] = field(default_factory=dict)

    def before(self, assignment: str, marks: dict[str, Marks]) -> None:
        """Keep the marks of an assignment as they were when its turn came."""
        self._before.setdefault(assignment, marks)

    def note(self, recorded: Iterable[tuple[Record, Marks | None]]) -> None:
        """Compare marks that are new with those that were kept."""
        for record, after in recorded:
            before = self._before.get(record.assignment, {}).get(record.student)
            if before is None or not before.given:
                self.first[record.assignment] = self.first.get(record.assignment, 0) + 1
            elif after is not None:
                self.changes += _changes(record, before, after)

    def lines(self) -> Iterator[str]:
        """Yield the list: assignment, function, what becomes of its points, and whose."""
        for assignment, number in sorted(self.first.items()):
            yield f"{assignment}: first marks: {number}"
        if not self.changes:
            yield NONE
        for assignment in sorted({change.assignment for change in self.changes}):
            some = [change for change in self.changes if change.assignment == assignment]
            yield f"{assignment}: {_total(some)}"
            for (cell, words), students in sorted(_grouped(some).items()):
                names = ", ".join(sorted(map(shown, students)))
                line = f"{cell.removeprefix('test_')}: {words} ({len(students)}): {names}"
                yield from _wrapped(line)


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(
        line,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _changes(record: Record, before: Marks, after: Marks) -> Iterator[Change]:
    for notebook, cells in after.scores.items():
        for cell, mark in cells.items():
            earlier = before.scores.get(notebook, {}).get(cell)
            if _number(earlier) != _number(mark):
                yield Change(record.assignment, cell, earlier, mark, record.student)


def _grouped(changes: Iterable[Change]) -> dict[tuple[str, str], list[str]]:
    """Return function and change -> students."""
    groups: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        groups.setdefault((change.cell, change.words), []).append(change.student)
    return groups


def _total(changes: list[Change]) -> str:
    """Return how many marks change, of how many students, and by how many points in all."""
    more = [(change.after or 0.0) - (change.before or 0.0) for change in changes]
    ups, downs = sum(x for x in more if x > 0), sum(x for x in more if x < 0)
    students = len({change.student for change in changes})
    points = f"{_number(ups)} points more, {_number(-downs)} fewer"
    return f"marks that change: {len(changes)}, of students: {students}; {points}"


def _number(mark: Mark) -> str:
    return "none" if mark is None else f"{round(mark, 4):g}"
