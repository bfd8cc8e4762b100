"""The table of all grades, as CSV. What was not graded has no number in it, never a 0."""

import csv
import io
import os
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from ..course import Course
from . import marks
from .marks import Marks
from .records import FAILED, GRADED, PARTLY, Record, Records

FIRST, LAST = ["student", "assignment", "score", "max", "late_penalty"], ["state", "reason"]


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


def write_csv(course: Course, records: Records, gradebook: Gradebook, path: Path) -> None:
    """Write the table; the file is replaced in one step."""
    functions = [
        cell.removeprefix("test_")
        for assignment in course.assignments()
        for outline in course.outlines(assignment)
        for cell in outline.tests
    ]
    table = io.StringIO()
    columns = [*FIRST, *dict.fromkeys(functions), *LAST]
    writer = csv.DictWriter(table, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    by_assignment: dict[str, list[Record]] = {}
    for record in records.of().values():
        by_assignment.setdefault(record.assignment, []).append(record)
    for assignment, some in by_assignment.items():
        most = marks.most(gradebook, assignment)
        found = marks.of_students(gradebook, assignment)
        for record in some:
            writer.writerow(_row(record, found.get(record.student), most))
    unfinished = path.with_suffix(".csv.new")
    unfinished.write_text(table.getvalue(), encoding="utf-8-sig", newline="")  # for spreadsheets
    os.replace(unfinished, path)


def _row(record: Record, found: Marks | None, most: dict[str, float]) -> dict[str, Any]:
    row: dict[str, Any] = {"student": _text(record.student), "assignment": _text(record.assignment)}
    row |= {"state": state_of(record, found), "reason": _text(reason_of(record, found))}
    row["max"] = _number(sum(most.values())) if most else ""
    if row["state"] != FAILED and found is not None:
        row |= _points(found)
    return row


def _points(found: Marks) -> dict[str, Any]:
    scores = {cell: s for cells in found.scores.values() for cell, s in cells.items()}
    given = {cell: score for cell, score in scores.items() if score is not None}
    penalty = sum(found.late.values())
    points = {cell.removeprefix("test_"): _number(score) for cell, score in given.items()}
    total = max(0.0, sum(given.values()) - penalty)
    return points | {"score": _number(total), "late_penalty": _number(penalty)}


def _text(words: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@") else words


def _number(value: float) -> str:
    return f"{round(value, 4):g}"
