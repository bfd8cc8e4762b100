"""Progress: the points of all notebooks, as their last tests gave them.

``checks.progress()`` in a notebook, ``python -m checks`` in a terminal. It runs nothing and reads
what the notebooks hold: the result of each test, and which code that test saw.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from .notebooks import HERE, UNREADABLE, cells, notebooks, result_in, saved
from .recorded import LAST, Recorded, digest
from .words import language, say


@dataclass(frozen=True)
class Row:
    """One function: the points of its last test, and what is to be said of that test.

    points: None where no result is known. note: the key of a phrase, or nothing.
    """

    function: str
    most: float
    points: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """One notebook. problem: why it could not be read."""

    name: str
    rows: tuple[Row, ...] = ()
    problem: str = ""

    @property
    def points(self) -> float:
        return sum(row.points or 0 for row in self.rows)

    @property
    def most(self) -> float:
        return sum(row.most for row in self.rows)

    @property
    def note(self) -> str:
        """Return the note of a notebook that has no result; nothing where it has one."""
        notes = {row.note if row.points is None else "" for row in self.rows}
        return notes.pop() if len(notes) == 1 else ""


@dataclass(frozen=True)
class Progress:
    """What all notebooks have come to."""

    sheets: tuple[Sheet, ...]

    def lines(self, way: str) -> Iterator[tuple[str, str, str]]:
        """Yield a name, its points and a remark: for each notebook, and for its functions.

        Where the same is to be said of all of them, it is said of the notebook.
        """
        for sheet in self.sheets:
            remark = sheet.problem or (say(sheet.note, way) if sheet.note else "")
            yield sheet.name, _points(sheet.points, sheet.most, way), remark
            for row in () if sheet.note else sheet.rows:
                points = "-" if row.points is None else _points(row.points, row.most, way)
                yield f"    {row.function}", points, say(row.note, way) if row.note else ""

    def summary(self, way: str) -> str:
        """Say what there is in all, and what is still to come."""
        rows = [row for sheet in self.sheets for row in sheet.rows]
        points, most = sum(row.points or 0 for row in rows), sum(row.most for row in rows)
        other = sum(row.points or 0 for row in rows if row.note == "progress_other")
        values = {"points": f"{points:g}", "total": f"{most:g}", "left": f"{most - points:g}"}
        said = [say("progress_last", way, **values)]
        said += [say("progress_of_other", way, points=f"{other:g}")] if other else []
        return " ".join([*said, say("progress_graded", way)])

    def text(self, way: str) -> str:
        """Return a table for a terminal."""
        lines = list(self.lines(way))
        names = max((_width(name) for name, _, _ in lines), default=0)
        points = max((_width(points) for _, points, _ in lines), default=0)
        table = (f"{_padded(n, names)}  {_padded(p, points)}  {note}" for n, p, note in lines)
        return "\n".join([*map(str.rstrip, table), "", self.summary(way)])

    def __repr__(self) -> str:
        return self.text(language())

    def _repr_html_(self) -> str:
        way = language()
        rows = "\n".join(map(_table_row, self.lines(way)))
        return f"<table>\n{rows}\n</table>\n<p>{html.escape(self.summary(way))}</p>"


def _points(points: float, most: float, way: str) -> str:
    return say("points", way, points=f"{points:g}", total=f"{most:g}")


def _width(text: str) -> int:
    """Return the columns of a text in a terminal."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - _width(text))


def _table_row(line: tuple[str, str, str]) -> str:
    kind = "td" if line[0].startswith(" ") else "th"
    start = f'<{kind} style="text-align:left">'
    return f"<tr>{''.join(f'{start}{html.escape(text.strip())}</{kind}>' for text in line)}</tr>"


def progress() -> Progress:
    """Return the points in this folder's notebook and in those of the folders beside it.

    A test that this kernel has run counts at once; the code of a cell is the saved one.
    """
    return Progress(
        tuple(_sheet(path, LAST if path.parent == HERE else {}) for path in notebooks())
    )


def _sheet(path: Path, last: dict[str, Recorded]) -> Sheet:
    """Return what is known of one notebook."""
    name = f"{path.parent.name}/{path.name}"
    try:
        notebook = saved(path)
        answers = cells(notebook, "solution")
        tests = ((test.removeprefix("test_"), c) for test, c in cells(notebook, "grade").items())
        return Sheet(name, tuple(_row(f, test, answers.get(f), last) for f, test in tests))
    except UNREADABLE as error:
        return Sheet(name, problem=say("progress_unread", language(), error=type(error).__name__))


def _row(function: str, test: Any, answer: Any, last: dict[str, Recorded]) -> Row:
    """Return what is known of one function."""
    most = test["metadata"]["nbgrader"]["points"]
    result = last.get(function) or result_in(test, function)
    if not result:
        return Row(function, most, note="progress_not_saved")
    note = "" if result["code"] else "progress_unknown"
    if result["code"] and result["code"] != digest("".join(answer["source"]) if answer else ""):
        note = "progress_other"
    return Row(function, most, float(result["points"]), note)


def main() -> int:
    """Show the progress in a terminal."""
    print(progress().text(language()))
    return 0
