"""What has been graded already: tables of our own in the gradebook's database.

They stand beside nbgrader's tables, so that they always tell of the gradebook they are in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, Text, bindparam, create_engine, select

from ..read.printable import MOST_TOGETHER, shown
from ..read.submissions import Submission

GRADED, PARTLY, FAILED = "graded", "partly graded", "failed"

_METADATA = MetaData()
_TABLE = Table(
    "course_grading",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("feedback", String(64), nullable=False),
)
_SOURCES = Table(
    "course_sources",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
)
_FINDINGS = Table(
    "course_findings",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("test", String(128), primary_key=True),
    Column("finding", String(128), nullable=False),
)
Findings = dict[str, str]  # test -> the key of what it has found


@dataclass(frozen=True)
class Record:
    """How far one submission is. fingerprint: of what was graded; feedback: of what was shown.

    Whatever table, page or terminal says of a submission is said by a record: its reason is made
    printable here.
    """

    assignment: str
    student: str
    fingerprint: str
    state: str
    reason: str = ""
    feedback: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", shown(self.reason, MOST_TOGETHER))

    def now(self, state: str, reason: str = "") -> "Record":
        return replace(self, state=state, reason=reason)


def key_of(submission: "Submission | Record") -> tuple[str, str]:
    """Return the key of a submission: assignment and student."""
    return submission.assignment, submission.student


class Records:
    """All records of a gradebook. Open it after nbgrader has made its own tables."""

    def __init__(self, db_url: str) -> None:
        self._engine = create_engine(db_url)
        _METADATA.create_all(self._engine)

    def of(self, assignment: str | None = None) -> dict[tuple[str, str], Record]:
        """Return the records of one or of all assignments, by assignment and student."""
        query = select(_TABLE).order_by(_TABLE.c.assignment, _TABLE.c.student)
        if assignment is not None:
            query = query.filter_by(assignment=assignment)
        with self._engine.connect() as connection:
            records = [Record(*row) for row in connection.execute(query)]
        return {(record.assignment, record.student): record for record in records}

    def drop(self, record: Record) -> None:
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(*_is(record)))
            put_findings(connection, record.assignment, {record.student: {}})

    def findings(self) -> dict[tuple[str, str], Findings]:
        """Return what the tests have found, by assignment and student."""
        columns = (_FINDINGS.c.assignment, _FINDINGS.c.student, _FINDINGS.c.test)
        query = select(*columns, _FINDINGS.c.finding).order_by(*columns)
        found: dict[tuple[str, str], Findings] = {}
        with self._engine.connect() as connection:
            for assignment, student, test, finding in connection.execute(query):
                found.setdefault((assignment, student), {})[test] = finding
        return found

    def put(self, *records: Record) -> None:
        """Save records in the place of those before."""
        with self._engine.begin() as connection:
            put(connection, records)

    def source(self, assignment: str) -> str | None:
        """Return the fingerprint of the assignment as nbgrader was told of it."""
        query = select(_SOURCES.c.fingerprint).where(_SOURCES.c.assignment == assignment)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def put_source(self, assignment: str, fingerprint: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(_SOURCES.delete().where(_SOURCES.c.assignment == assignment))
            connection.execute(
                _SOURCES.insert().values(assignment=assignment, fingerprint=fingerprint)
            )


def fingerprints(connection: Any, assignment: str, students: Sequence[str]) -> dict[str, str]:
    """Return student -> fingerprint of what was graded, in a transaction that is under way."""
    query = select(_TABLE.c.student, _TABLE.c.fingerprint)
    query = query.where(_TABLE.c.assignment == assignment, _TABLE.c.student.in_(students))
    return dict(connection.execute(query).all())


def put(connection: Any, records: Sequence[Record]) -> None:
    """Save records in a transaction that is under way."""
    if records:
        names = [{"a": record.assignment, "s": record.student} for record in records]
        where = _TABLE.c.assignment == bindparam("a"), _TABLE.c.student == bindparam("s")
        connection.execute(_TABLE.delete().where(*where), names)
        connection.execute(_TABLE.insert(), [vars(record) for record in records])


def put_findings(connection: Any, assignment: str, found: dict[str, Findings]) -> None:
    """Save what the tests of some students have found, in the place of what was there."""
    here = _FINDINGS.c.assignment == assignment
    connection.execute(_FINDINGS.delete().where(here, _FINDINGS.c.student.in_(found)))
    rows = [
        {"assignment": assignment, "student": student, "test": test, "finding": finding}
        for student, each in found.items()
        for test, finding in each.items()
    ]
    if rows:
        connection.execute(_FINDINGS.insert(), rows)


def _is(record: Record) -> list[Any]:
    return [_TABLE.c.assignment == record.assignment, _TABLE.c.student == record.student]
