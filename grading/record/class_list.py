"""Everyone in the course: the roster, the students of the gradebook, and what they handed in."""

from collections.abc import Container
from dataclasses import dataclass, replace

from nbgrader.api import Gradebook
from nbgrader.api import Student as Row
from sqlalchemy import select

from ..course import Course
from ..read.printable import key
from ..read.roster import COLUMNS, Roster, Student, read_roster
from ..read.submissions import find
from . import gradebook_reader


@dataclass(frozen=True)
class ClassList:
    """students: by the name that the gradebook has for them, else by that of the roster.

    folders, marked: assignment and student, of what lies in submitted/ and of what has marks.
    """

    students: dict[str, Student]
    roster: Roster | None
    folders: set[tuple[str, str]]
    marked: set[tuple[str, str]]

    def absent(self, assignment: str, recorded: Container[str]) -> list[str]:
        """Return who has handed in nothing. recorded: whose work was found by this or a past run.

        A folder that no run has looked at yet is neither this nor graded.
        """
        known = self.folders | self.marked
        return [
            student
            for student in sorted(self.students)
            if student not in recorded
            and not {(assignment, student), (assignment, key(student))} & known
        ]


def read_class_list(course: Course, gradebook: Gradebook) -> ClassList:
    """Read all that is known of a course's students; nothing is written anywhere."""
    roster = read_roster(course.root)
    students = {one.id: one for one in _of_gradebook(gradebook)}
    earlier = {key(name): name for name in students}  # in the form of Unicode that stands there
    for name, one in roster.students.items() if roster else ():
        here = earlier.get(name, name)
        students[here] = _joined(one, students.get(here, Student(here)))
    assignments = {key(name): name for name in course.assignments()}
    folders = {
        (assignments.get(key(one.assignment), one.assignment), key(one.student))
        for one in find(course.root / course.dir.submitted_directory)
    }
    return ClassList(students, roster, folders, gradebook_reader.marked(gradebook))


def _of_gradebook(gradebook: Gradebook) -> list[Student]:
    columns = [getattr(Row, name) for name in COLUMNS]
    found = gradebook.db.execute(select(*columns))
    return [Student(*(str(cell or "") for cell in row)) for row in found]


def _joined(one: Student, known: Student) -> Student:
    """Return what the roster says; where it says nothing, what the gradebook knows."""
    said = {name: value for name, value in vars(one).items() if value and name != "id"}
    return replace(known, **said)
