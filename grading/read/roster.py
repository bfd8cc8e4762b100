"""The roster: who is in the course, in nbgrader's own form of `students.csv`.

What `nbgrader db student import` takes is taken here, and what a spreadsheet makes of it: another
separator, UTF-16, Korean Windows. A row that is broken is named, and costs no other row anything.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from .encodings import decoded
from .printable import MOST_OF_A_NAME, is_storable, key, shown

FILE = "students.csv"
SEPARATORS = ",;\t"
DIRECTIVE = re.compile(r"sep=.\s*", re.IGNORECASE)  # what Excel writes into a first line
SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Student:
    """One student, with what is known beside the name of the folder (the id)."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


COLUMNS = tuple(column.name for column in fields(Student))


@dataclass
class Roster:
    """The students by id, and a sentence for each row that is broken."""

    students: dict[str, Student] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def broken(self, line: int, why: str) -> None:
        self.problems.append(shown(f"{FILE}, line {line}: {why}"))

    def add(self, line: int, student: Student) -> None:
        """Add the student of a line, or say what is wrong with it."""
        name = key(student.id)
        if not name:
            self.broken(line, "there is no id")
        elif SHORTENED.fullmatch(name):
            self.broken(line, f"{name} is a number that a spreadsheet has shortened: make it text")
        elif not is_storable(student.id):
            self.broken(line, f"expected an id of at most {MOST_OF_A_NAME} printable characters")
        elif name in self.students:
            self.broken(line, f"{name} stands in line {self.lines[name]} already, which counts")
        else:
            self.students[name], self.lines[name] = replace(student, id=name), line


def read_roster(folder: Path) -> Roster | None:
    """Return the roster of a course, or None where it has none."""
    path, roster = folder / FILE, Roster()
    if not path.exists():
        return None
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        roster.problems.append(f"{FILE} cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        roster.problems.append(f"{FILE} is no text in UTF-8, UTF-16 or Korean Windows' code")
    else:
        _fill(roster, text)
    return roster


def _fill(roster: Roster, text: str) -> None:
    separator = max(SEPARATORS, key=lambda sign: len(_known(_first(text).split(sign))))
    rows = iter(_rows(text, separator))
    head = next((row for _, row in rows if isinstance(row, list) and not _is_directive(row)), [])
    names = [cell.strip().strip('"').casefold() for cell in head]
    if "id" not in names:
        expected = ", ".join(COLUMNS)
        roster.broken(1, f"there is no column id; expected a first line such as {expected}")
        return
    for line, row in rows:
        if isinstance(row, str):
            roster.broken(line, row)
        elif any(cell.strip() for cell in row):
            _take(roster, line, names, [cell.strip() for cell in row])


def _take(roster: Roster, line: int, names: list[str], row: list[str]) -> None:
    while len(row) > len(names) and not row[-1]:
        row.pop()
    if len(row) > len(names):
        roster.broken(line, f"{len(row)} cells, where the first line has {len(names)}")
        row = row[:1] if names[0] == "id" else []  # the other cells may be anybody's
    if row:
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name in COLUMNS}
        roster.add(line, Student(**{"id": ""} | cells))


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield line and cells. Where the file is no CSV as a whole: line by line, or why not."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        yield from [(reader.line_num, row) for row in reader]
    except csv.Error:
        for number, line in enumerate(io.StringIO(text), start=1):
            try:
                made = list(csv.reader([line.rstrip("\n")], delimiter=separator, strict=True))
                yield number, made[0] if made else []
            except csv.Error as error:
                yield number, f"it is no row of a table: {error}"


def _first(text: str) -> str:
    lines = (line for line in text.splitlines() if line.strip())
    return next((line for line in lines if not DIRECTIVE.fullmatch(line)), "")


def _is_directive(row: list[str]) -> bool:
    return not any(row) or bool(DIRECTIVE.fullmatch("".join(row))) or row[0].lower() == "sep="


def _known(cells: list[str]) -> set[str]:
    return {cell.strip().strip('"').casefold() for cell in cells} & set(COLUMNS)
