"""The table of all grades, as CSV. What was not graded has no number in it, never a 0."""

import csv
import io
import os
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

from .course import Course
from .records import FAILED, GRADED, PARTLY, STARTED, Record, Records

FIRST, LAST = ["student", "assignment", "score", "max", "late_penalty"], ["state", "reason"]


def pending(submission: SubmittedAssignment) -> list[str]:
    """Return the names of the test cells that have no score yet."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    return sorted(g.name for g in grades if g.auto_score is None and g.manual_score is None)


def state_of(gradebook: Gradebook, record: Record) -> str:
    """Return graded, partly graded or failed, as of now: a person may have added marks since."""
    if record.state != GRADED:
        return FAILED
    submission = gradebook.find_submission(record.assignment, record.student)
    return PARTLY if pending(submission) else GRADED


def write_csv(course: Course, records: Records, path: Path) -> None:
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
    with course.gradebook() as gradebook:
        for record in records.all():
            writer.writerow(_row(gradebook, record))
    unfinished = path.with_suffix(".csv.new")
    unfinished.write_text(table.getvalue(), encoding="utf-8-sig", newline="")  # for spreadsheets
    os.replace(unfinished, path)


def _row(gradebook: Gradebook, record: Record) -> dict[str, Any]:
    row: dict[str, Any] = {"student": record.student, "assignment": record.assignment}
    row |= {"state": state_of(gradebook, record), "reason": record.reason}
    if record.state == STARTED:
        row["reason"] = "interrupted: grade again"
    if row["state"] != FAILED:
        row |= _points(gradebook.find_submission(record.assignment, record.student))
    else:
        row["max"] = _max(gradebook, record.assignment)
    return row


def _points(submission: SubmittedAssignment) -> dict[str, Any]:
    penalty = submission.late_submission_penalty or 0
    waiting = pending(submission)
    points = {
        grade.name.removeprefix("test_"): _number(grade.score)
        for notebook in submission.notebooks
        for grade in notebook.grades
        if grade.name not in waiting
    }
    score = max(0.0, submission.score - penalty)
    return points | {
        "score": _number(score),
        "max": _number(submission.max_score),
        "late_penalty": _number(penalty),
    }


def _max(gradebook: Gradebook, assignment: str) -> str:
    try:
        return _number(gradebook.find_assignment(assignment).max_score)
    except MissingEntry:
        return ""


def _number(value: float) -> str:
    return f"{round(value, 4):g}"
