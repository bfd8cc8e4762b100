"""The last lines of a run: what an instructor should know of the class, not of one submission.

Broken rows of the roster, folders of nobody in it, who handed in nothing, and what was left by
students who are gone. Nothing of it is mended or deleted here.
"""

import difflib
import os
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..course import Course
from ..read.printable import key, shown
from ..read.roster import FILE
from ..record.class_list import ClassList, read_class_list
from ..record.records import Records

MOST = 10  # lines of one kind; names in one line
LEFT_BY = ("autograded", "feedback")


def last_lines(course: Course) -> Iterator[str]:
    """Yield the lines; the table is written already."""
    with course.gradebook() as gradebook:
        found = read_class_list(course, gradebook)
    yield from _at_most(found.roster.problems if found.roster else [])
    yield from _at_most(list(_unknown(found)))
    yield from _absent(course, found)
    yield from _left(course, found)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like one that is not known, or nothing."""
    some = difflib.get_close_matches(name, list(known), 1)
    return some[0] if some else ""


def _unknown(found: ClassList) -> Iterator[str]:
    """Yield a line for each folder that has the name of nobody in the roster."""
    known = found.roster.students if found.roster else {}
    if not known:
        return
    for student in sorted({name for assignment, name in found.folders if assignment} - set(known)):
        like = nearest(student, known)
        yield f"submitted/{student}: not in {FILE}" + (f"; is it {like}?" if like else "")


def _absent(course: Course, found: ClassList) -> Iterator[str]:
    records = Records(course.db_url).of()
    for assignment in course.assignments():
        recorded = {name for its, name in records if its == assignment}
        names = found.absent(assignment, recorded)
        if recorded and names:
            count = f"{len(names)} of {len(found.students)} students"
            yield f"{assignment}: {count} handed in nothing: {_some(names)}"


def _left(course: Course, found: ClassList) -> Iterator[str]:
    """Yield what students who are gone have left, and the command that removes it."""
    here = {key(name) for name in found.students} | {name for _, name in found.folders}
    steps = [course.root / getattr(course.dir, f"{step}_directory") for step in LEFT_BY]
    gone = [path for step in steps for path in _folders(step) if key(path.name) not in here]
    names = [os.path.relpath(path, course.root) for path in gone]
    if names:
        yield f"Left by students who are gone: {_some(names)}"
        plain = [shlex.quote(name) for name in names if shown(name) == name]
        yield f"To remove that: rm -r -- {' '.join(plain)}"


def _folders(step: Path) -> list[Path]:
    if not step.is_dir():
        return []
    return sorted(path for path in step.iterdir() if path.is_dir() and path.name[0] != ".")


def _at_most(lines: list[str]) -> Iterator[str]:
    yield from map(shown, lines[:MOST])
    if len(lines) > MOST:
        yield f"... and {len(lines) - MOST} more lines of this kind"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(shown(name) for name in names[:MOST]) + more
