"""The releases of an assignment: kept, and told apart by the notebooks that come back.

An assignment may change while learners work on it. Their notebooks are graded by the release that
they came from: nbgrader's checksums, the given cells and the visible tests say which one that is.

Every version that a course was graded with is kept, in a table of the gradebook's database. There
it goes wherever the gradebook goes, also to a server, and it ends with it. One takes about 50 KB,
files included. Of each assignment the newest MOST are kept; older ones are deleted.

A release counts as another one only where it is another task: its answers as they were handed out,
its given cells or its worked solution differ from today's. Where nothing but tests differ, they
were mended, and today's tests count. The gradebook holds one maximum for each test. So a release
with other cells or points is not graded by: its notebooks are graded as today's, and a note says
so. A learner may copy the cells of an older release, and is then graded by it: the note says that.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, create_engine, inspect, select

from .bundle import AssignmentBundle, NotebookBundle
from .hidden_tests import visible
from .notebook_spec import digest

MOST = 10
LEARNT = ("earlier", "decisions")  # of a notebook: what other releases and its solution say
Tokens = dict[tuple[str, str], frozenset[str]]  # notebook, cell -> what shows that it is this one

_METADATA = MetaData()
_TABLE = Table(
    "course_releases",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("since", String(32), nullable=False),
    Column("content", LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class Release:
    """An assignment as it once was graded with. since: when that was first, as an ISO date."""

    digest: str
    since: str
    bundle: AssignmentBundle

    @cached_property
    def tokens(self) -> Tokens:
        return tokens(self.bundle)


@dataclass(frozen=True)
class Known:
    """What tells an older release from today's. differs: why it is not graded by, if it is not."""

    digest: str
    since: str
    tokens: Tokens
    differs: str = ""


class Releases:
    """The table of a gradebook, made when the first release is kept: to look makes nothing."""

    def __init__(self, db_url: str) -> None:
        self._engine = create_engine(db_url)

    def keep(self, bundle: AssignmentBundle) -> None:
        """Keep an assignment as it is today, unless it is kept already."""
        _METADATA.create_all(self._engine)
        text = _as_json(bundle)
        row = {"assignment": bundle.assignment, "digest": _digest(text)}
        with self._engine.begin() as connection:
            query = select(_TABLE.c.digest).where(_TABLE.c.assignment == bundle.assignment)
            kept = list(connection.scalars(query.order_by(_TABLE.c.since.desc())))
            if row["digest"] in kept:
                return
            since = datetime.now(UTC).isoformat(timespec="microseconds")
            connection.execute(
                _TABLE.insert().values(**row, since=since, content=zlib.compress(text))
            )
            for old in kept[MOST - 1 :]:
                there = _TABLE.c.assignment == bundle.assignment, _TABLE.c.digest == old
                connection.execute(_TABLE.delete().where(*there))

    def before(self, bundle: AssignmentBundle) -> list[Release]:
        """Return the releases of an assignment but for today's, the newest first."""
        if not self._is_there():
            return []
        query = select(_TABLE.c.digest, _TABLE.c.since, _TABLE.c.content)
        query = query.where(_TABLE.c.assignment == bundle.assignment)
        today = _digest(_as_json(bundle))
        with self._engine.connect() as connection:
            rows = list(connection.execute(query.order_by(_TABLE.c.since.desc())))
        return [Release(key, since, _unpacked(raw)) for key, since, raw in rows if key != today]

    def _is_there(self) -> bool:
        url = self._engine.url
        is_file = url.get_backend_name() == "sqlite" and url.database
        if is_file and not Path(str(url.database)).is_file():
            return False  # SQLite would make the file
        return inspect(self._engine).has_table(_TABLE.name)


def with_earlier(bundle: AssignmentBundle, older: Sequence[Release]) -> AssignmentBundle:
    """Return an assignment that knows the texts which its cells had earlier."""
    notebooks = [
        replace(notebook, earlier=_texts(notebook.name, older)) for notebook in bundle.notebooks
    ]
    return replace(bundle, notebooks=tuple(notebooks))


def with_decisions_of(today: AssignmentBundle, older: AssignmentBundle) -> AssignmentBundle:
    """Return an older release, in whose tests a learner's code may decide what it may today."""
    decisions = {notebook.name: notebook.decisions for notebook in today.notebooks}
    notebooks = (replace(n, decisions=decisions.get(n.name, {})) for n in older.notebooks)
    return replace(older, notebooks=tuple(notebooks))


def known(bundle: AssignmentBundle, older: Sequence[Release]) -> list[Known]:
    """Return what tells older releases from today's; those with mended tests alone are none."""
    return [
        Known(one.digest, one.since[:10], one.tokens, _differs(one.bundle, bundle))
        for one in older
        if _task(one.bundle) != _task(bundle)
    ]


def came_from(
    notebooks: Mapping[str, NotebookNode], today: Tokens, older: Sequence[Known]
) -> Known | None:
    """Return the older release that more cells show than today's, if there is one."""
    best, most = None, _shown(notebooks, today)
    for one in older:
        if (count := _shown(notebooks, one.tokens)) > most:
            best, most = one, count
    return best


def tokens(bundle: AssignmentBundle) -> Tokens:
    """Return what each cell of an assignment shows of it, in each language: texts and checksums."""
    return {
        (notebook.name, name): frozenset(
            token for form in _forms(notebook) if name in form for token in _of_cell(form[name])
        )
        for notebook in bundle.notebooks
        for name in notebook.originals
    }


def _shown(notebooks: Mapping[str, NotebookNode], known: Tokens) -> int:
    """Return how many cells of a submission show that it is this release."""
    cells = ((name, cell) for name, notebook in notebooks.items() for cell in notebook.cells)
    return sum(not known.get((name, _id(cell)), frozenset()).isdisjoint(_said(cell))
               for name, cell in cells)  # fmt: skip


def _id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _said(cell: NotebookNode) -> Collection[str]:
    return {digest(cell.source), cell.metadata.get("nbgrader", {}).get("checksum", "")} - {""}


def _of_cell(cell: NotebookNode) -> Collection[str]:
    """Return what a cell that was handed out says; a test's checksum is of hidden lines too."""
    meta = cell.metadata.nbgrader
    return {digest(visible(cell.source)), *[meta.checksum] * bool(meta.solution and meta.checksum)}


def _forms(notebook: NotebookBundle) -> list[dict[str, NotebookNode]]:
    return [notebook.originals, *map(notebook.originals_in, notebook.translations)]


def _texts(name: str, older: Sequence[Release]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for one in (each for release in older for each in release.bundle.notebooks):
        for form in _forms(one) if one.name == name else []:
            for cell, original in form.items():
                found.setdefault(cell, {})[visible(original.source)] = None
    return {cell: tuple(texts) for cell, texts in found.items()}


def _task(bundle: AssignmentBundle) -> Any:
    """Return what makes an assignment the task that it is: all but its tests."""
    return {
        notebook.name: (
            notebook.solution,
            {n: digest(c.source) for n, c in notebook.originals.items() if not _is_test(c)},
        )
        for notebook in bundle.notebooks
    }


def _is_test(cell: NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.grade and not cell.metadata.nbgrader.solution)


def _differs(one: AssignmentBundle, other: AssignmentBundle) -> str:
    """Say what keeps the gradebook from holding marks of another release."""
    a, b = _graded(one), _graded(other)
    if set(a) != set(b):
        return "cells"
    return "points" if a != b else ""


def _graded(bundle: AssignmentBundle) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {
        (notebook.name, name): (meta.get("points"), meta.grade, meta.solution, meta.task)
        for notebook in bundle.notebooks
        for name, cell in notebook.originals.items()
        if (meta := cell.metadata.nbgrader).grade or meta.solution or meta.task
    }


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _as_json(bundle: AssignmentBundle) -> bytes:
    """Return an assignment as a text, the same for the same contents."""
    kept = [field.name for field in fields(NotebookBundle) if field.name not in LEARNT]
    notebooks = [{name: getattr(each, name) for name in kept} for each in bundle.notebooks]
    files = {name: base64.b64encode(raw).decode("ascii") for name, raw in bundle.files.items()}
    made = {"assignment": bundle.assignment, "notebooks": notebooks, "files": files}
    return json.dumps(made).encode("ascii")


def _unpacked(raw: bytes) -> AssignmentBundle:
    made = json.loads(zlib.decompress(raw))
    files = {name: base64.b64decode(text) for name, text in made["files"].items()}
    notebooks = tuple(NotebookBundle(**_with_tuples(one)) for one in made["notebooks"])
    return AssignmentBundle(made["assignment"], notebooks, files)


def _with_tuples(made: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(each) if isinstance(each, list) else each for name, each in made.items()}
