"""What has been graded already: a table of our own in the gradebook's database.

It stands beside nbgrader's tables, so that it always tells of the gradebook it is in.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Column, ColumnElement, MetaData, String, Table, Text, create_engine, select

STARTED, GRADED, PARTLY, FAILED = "started", "graded", "partly graded", "failed"

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


@dataclass(frozen=True)
class Record:
    """How far one submission is. fingerprint: of what was graded; feedback: of what was shown."""

    assignment: str
    student: str
    fingerprint: str
    state: str
    reason: str = ""
    feedback: str = ""

    def now(self, state: str, reason: str = "") -> "Record":
        return replace(self, state=state, reason=reason)


class Records:
    """All records of a gradebook. Open it after nbgrader has made its own tables."""

    def __init__(self, db_url: str) -> None:
        self._engine = create_engine(db_url)
        _METADATA.create_all(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    def find(self, assignment: str, student: str) -> Record | None:
        return next(iter(self._where(assignment=assignment, student=student)), None)

    def all(self) -> list[Record]:
        return sorted(self._where(), key=lambda r: (r.assignment, r.student))

    def _where(self, **values: str) -> list[Record]:
        query = select(_TABLE).filter_by(**values)
        with self._engine.connect() as connection:
            return [Record(*row) for row in connection.execute(query)]

    def drop(self, record: Record) -> None:
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(_is(record)))

    def put(self, record: Record) -> None:
        """Save a record in the place of the one before."""
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(_is(record)))
            connection.execute(_TABLE.insert().values(**vars(record)))


def _is(record: Record) -> ColumnElement[bool]:
    return (_TABLE.c.assignment == record.assignment) & (_TABLE.c.student == record.student)
