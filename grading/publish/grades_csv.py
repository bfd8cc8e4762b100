"""The table of all grades, as CSV. What was not graded has no number in it, never a 0."""

import csv
import io
import os
import re
from collections.abc import Container, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from ..course import Course, SetupError
from ..read.roster import COLUMNS, Student
from ..record import gradebook_reader
from ..record.class_list import read_class_list
from ..record.gradebook_reader import Marks
from ..record.guard import guarded
from ..record.recorder import text_of
from ..record.records import FAILED, GRADED, Record, Records, key_of
from .report import reason_of, state_of

# Excel takes the wide signs of Korean and Japanese keyboards for formulas too, and ";" for the end
# of a cell where "," stands in numbers.
FORMULA = re.compile(r"""(^\s*|[;,\t|]["']?\s*)([=+\-@＝＋－＠﹦﹢﹣﹫−])""")
FIRST = ["assignment", "score", "max", "late_penalty"]
LAST = ["state", "reason", "findings"]
WORDS = ("student", "assignment", "reason", "findings", *COLUMNS[1:])
NOTHING = "nothing handed in"
BY_NBGRADER = "graded by nbgrader's own command"


def write_csv(
    course: Course, records: Records, gradebook: Gradebook, path: Path
) -> list[tuple[Record, str]]:
    """Write the table in one step; return whose marks could not be written into it, and why."""
    lost: list[tuple[Record, str]] = []
    rows = list(_rows(course, records, gradebook, lost))
    rows.sort(key=lambda row: (row["assignment"], row["student"]))
    table = io.StringIO()
    writer = csv.DictWriter(
        table, _columns(course, rows), extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(
        row | {name: _text(row[name]) for name in WORDS if name in row} for row in rows
    )
    _replace(path, table.getvalue())
    return lost


def _rows(
    course: Course, records: Records, gradebook: Gradebook, lost: list[tuple[Record, str]]
) -> Iterator[dict[str, Any]]:
    students, noted = read_class_list(course, gradebook), records.findings()
    for assignment, some in _by_assignment(records).items():
        most = gradebook_reader.most(gradebook, assignment)
        found = gradebook_reader.of_students(gradebook, assignment)
        if assignment in course.assignments():
            some |= _unrecorded(assignment, some, found)
            for student in students.absent(assignment, some):
                row = {"student": student, "assignment": assignment, "state": NOTHING}
                yield _about(student, students.students) | row | _most(most)
        for student, record in some.items():
            row = {"student": student, "assignment": assignment}
            with guarded(partial(_explain, row, record, lost)):
                row |= _row(record, found.get(student), most)
                row["findings"] = "; ".join(noted.get(key_of(record), {}).values())
            yield _about(student, students.students) | row


def _by_assignment(records: Records) -> dict[str, dict[str, Record]]:
    """Return assignment -> student -> record."""
    found: dict[str, dict[str, Record]] = {}
    for record in records.of().values():
        found.setdefault(record.assignment, {})[record.student] = record
    return found


def _unrecorded(
    assignment: str, recorded: Container[str], found: dict[str, Marks]
) -> dict[str, Record]:
    """Return records of those that only nbgrader's own command has graded."""
    others = [name for name, marks in found.items() if name not in recorded and marks.given]
    return {name: Record(assignment, name, "", GRADED, BY_NBGRADER) for name in others}


def _about(student: str, known: dict[str, Student]) -> dict[str, str]:
    about = known.get(student, Student(student))
    return {name: getattr(about, name) for name in COLUMNS[1:]}


def _columns(course: Course, rows: list[dict[str, Any]]) -> list[str]:
    """Return the names of the columns; of names and addresses, those that somebody has."""
    functions = [name for one in course.assignments() for name in _functions(course, one, rows)]
    about = [name for name in COLUMNS[1:] if any(row[name] for row in rows)]
    return ["student", *about, *FIRST, *dict.fromkeys(functions), *LAST]


def _functions(course: Course, assignment: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the tested functions; where the notebooks cannot be read, those that have marks."""
    try:
        specs = course.specs(assignment)
    except SetupError:
        own = [row for row in rows if row["assignment"] == assignment]
        yield from (name for row in own for name in row if name not in {*FIRST, *LAST, *WORDS})
    else:
        yield from (cell.removeprefix("test_") for spec in specs for cell in spec.tests)


def _replace(path: Path, text: str) -> None:
    """Write a file whole; where there is no space for it, the one before stays."""
    unfinished = path.with_suffix(".csv.new")
    try:
        unfinished.write_text(text, encoding="utf-8-sig", newline="")  # for spreadsheets
        os.replace(unfinished, path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _explain(
    row: dict[str, Any], record: Record, lost: list[tuple[Record, str]], error: Exception
) -> None:
    """Say in a row why it holds no marks."""
    why = f"not in the table: {text_of(error)}"
    row |= {"state": FAILED, "reason": why}
    lost.append((record, why))


def _row(record: Record, found: Marks | None, most: dict[str, float]) -> dict[str, Any]:
    row: dict[str, Any] = {"state": state_of(record, found)}
    row["reason"] = reason_of(record, found)
    row |= _most(most)
    if row["state"] != FAILED and found is not None:
        row |= _points(found)
    return row


def _most(most: dict[str, float]) -> dict[str, str]:
    return {"max": _number(sum(most.values()))} if most else {}


def _points(found: Marks) -> dict[str, Any]:
    scores = {cell: s for cells in found.scores.values() for cell, s in cells.items()}
    given = {cell: score for cell, score in scores.items() if score is not None}
    penalty = sum(found.late.values())
    points = {cell.removeprefix("test_"): _number(score) for cell, score in given.items()}
    total = max(0.0, sum(given.values()) - penalty)
    return points | {"score": _number(total), "late_penalty": _number(penalty)}


def _text(words: str) -> str:
    """Keep a spreadsheet from taking words for a formula, whatever it separates cells with."""
    return FORMULA.sub(r"\1'\2", words)


def _number(value: float) -> str:
    return f"{round(value, 4):g}"
