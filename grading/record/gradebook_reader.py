"""All marks of an assignment in a few queries, as they are now: a person may have changed some."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import or_, select

ByHand = dict[tuple[str, str], tuple[float | None, float]]  # notebook and cell -> mark, and extra


@dataclass
class Marks:
    """One student's marks for an assignment. scores: of each cell, by notebook; None: waits.

    outdated: the cells that a person marked in another version of the submission.
    """

    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)
    outdated: list[str] = field(default_factory=list)
    comments: dict[str, dict[str, str | None]] = field(default_factory=dict)
    late: dict[str, float] = field(default_factory=dict)

    @property
    def waiting(self) -> list[str]:
        """Return the cells that have no score yet, or one for another version."""
        without = {c for cells in self.scores.values() for c, s in cells.items() if s is None}
        return sorted(without.union(self.outdated))

    @property
    def given(self) -> bool:
        """Say whether any cell has a score."""
        return any(s is not None for cells in self.scores.values() for s in cells.values())

    def hash(self, version: str) -> str:
        """Return a hash of all that a feedback page shows of this version of a submission."""
        shows = repr((version, self.scores, self.comments, self.late))
        return hashlib.sha256(shows.encode()).hexdigest()


def most(gradebook: Gradebook, assignment: str) -> dict[str, float]:
    """Return the most points that each cell can give."""
    found: dict[str, float] = {}
    for kind in (GradeCell, TaskCell):
        query = select(kind.name, kind.max_score).join(Notebook, kind.notebook_id == Notebook.id)
        query = query.join(Assignment, Notebook.assignment_id == Assignment.id)
        query = query.where(Assignment.name == assignment)
        found |= {name: float(points) for name, points in gradebook.db.execute(query)}
    return found


def of_students(
    gradebook: Gradebook, assignment: str, students: Collection[str] | None = None
) -> dict[str, Marks]:
    """Return student -> marks, for some or for all students."""
    found: dict[str, Marks] = {}
    rows = _rows(gradebook, assignment, students, SubmittedNotebook.late_submission_penalty)
    for student, notebook, penalty in rows:
        marks = found.setdefault(student, Marks())
        marks.late[notebook] = float(penalty or 0)
        marks.scores[notebook], marks.comments[notebook] = {}, {}
    scores = (BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.extra_credit)
    columns = (*scores, Grade.needs_manual_grade)
    for student, notebook, cell, *points, again in _rows(gradebook, assignment, students, *columns):
        found[student].scores[notebook][cell] = _score(*points)
        if again and points[1] is not None:
            found[student].outdated.append(cell)
    comments = (BaseCell.name, Comment.auto_comment, Comment.manual_comment)
    for student, notebook, cell, own, hand in _rows(gradebook, assignment, students, *comments):
        found[student].comments[notebook][cell] = hand if hand is not None else own
    return found


def marked(gradebook: Gradebook) -> set[tuple[str, str]]:
    """Return assignment and student of all work that has any mark."""
    query = (
        select(Assignment.name, SubmittedAssignment.student_id)
        .select_from(SubmittedAssignment)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(or_(Grade.auto_score.is_not(None), Grade.manual_score.is_not(None)))
    )
    return {(assignment, student) for assignment, student in gradebook.db.execute(query.distinct())}


def by_hand(
    gradebook: Gradebook, assignment: str, students: Collection[str] | None = None
) -> dict[str, ByHand]:
    """Return student -> what a person has given: a mark in the place of the test's, and extra."""
    columns = BaseCell.name, Grade.manual_score, Grade.extra_credit
    found: dict[str, ByHand] = {}
    for student, notebook, cell, manual, extra in _rows(gradebook, assignment, students, *columns):
        if manual is not None or extra:
            found.setdefault(student, {})[notebook, cell] = manual, extra or 0.0
    return found


def _score(auto: float | None, manual: float | None, extra: float | None) -> float | None:
    """Return nbgrader's score, or None where nobody has given one."""
    given = auto if manual is None else manual
    return None if given is None else given + (extra or 0.0)


def _rows(
    gradebook: Gradebook, assignment: str, students: Collection[str] | None, *columns: Any
) -> list[Any]:
    query = (
        select(SubmittedAssignment.student_id, Notebook.name, *columns)
        .select_from(SubmittedAssignment)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .where(Assignment.name == assignment)
        .order_by(SubmittedAssignment.student_id, Notebook.name)
    )
    for kind in (Grade, Comment):
        if any(getattr(column, "class_", None) is kind for column in columns):
            query = query.join(kind, kind.notebook_id == SubmittedNotebook.id)
            query = query.join(BaseCell, kind.cell_id == BaseCell.id).order_by(BaseCell.name)
    if students is not None:
        query = query.where(SubmittedAssignment.student_id.in_(students))
    return list(gradebook.db.execute(query))
