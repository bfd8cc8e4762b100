"""The table of all grades, as CSV. What was not graded has no number in it, never a 0."""

import csv
import io
import os
import re
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from ..course import Course
from ..record import gradebook_reader
from ..record.gradebook_reader import Marks
from ..record.guard import guarded
from ..record.recorder import text_of
from ..record.records import FAILED, Record, Records, key_of
from .report import reason_of, state_of

# Excel takes the wide signs of Korean and Japanese keyboards for formulas too, and ";" for the end
# of a cell where "," stands in numbers.
FORMULA = re.compile(r"""(^\s*|[;,\t|]["']?\s*)([=+\-@＝＋－＠﹦﹢﹣﹫−])""")
FIRST, LAST = (
    ["student", "assignment", "score", "max", "late_penalty"],
    ["state", "reason", "findings"],
)


def write_csv(
    course: Course, records: Records, gradebook: Gradebook, path: Path
) -> list[tuple[Record, str]]:
    """Write the table in one step; return whose marks could not be written into it, and why."""
    functions = [
        cell.removeprefix("test_")
        for assignment in course.assignments()
        for spec in course.specs(assignment)
        for cell in spec.tests
    ]
    table = io.StringIO()
    columns = [*FIRST, *dict.fromkeys(functions), *LAST]
    writer = csv.DictWriter(table, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    lost: list[tuple[Record, str]] = []
    noted = records.findings()
    by_assignment: dict[str, list[Record]] = {}
    for record in records.of().values():
        by_assignment.setdefault(record.assignment, []).append(record)
    for assignment, some in by_assignment.items():
        most = gradebook_reader.most(gradebook, assignment)
        found = gradebook_reader.of_students(gradebook, assignment)
        for record in some:
            row = {"student": _text(record.student), "assignment": _text(record.assignment)}
            with guarded(partial(_explain, row, record, lost)):
                row |= _row(record, found.get(record.student), most)
                row["findings"] = _text("; ".join(noted.get(key_of(record), {}).values()))
            writer.writerow(row)
    _replace(path, table.getvalue())
    return lost


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
    row |= {"state": FAILED, "reason": _text(why)}
    lost.append((record, why))


def _row(record: Record, found: Marks | None, most: dict[str, float]) -> dict[str, Any]:
    row: dict[str, Any] = {"state": state_of(record, found)}
    row["reason"] = _text(reason_of(record, found))
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
    """Keep a spreadsheet from taking words for a formula, whatever it separates cells with."""
    return FORMULA.sub(r"\1'\2", words)


def _number(value: float) -> str:
    return f"{round(value, 4):g}"
