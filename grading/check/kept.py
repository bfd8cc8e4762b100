"""Which assignments have passed the check, and with what: a table in the gradebook's database.

An assignment is known by its files, by the judge's code and settings, and by the versions of Python
and of the packages. Only what has passed is kept: a slip is looked for again.
"""

import functools
import hashlib
import importlib.metadata
import json
import platform
from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, Text, create_engine, select
from sqlalchemy.pool import NullPool
from traitlets.config import Config

from ..read.submissions import fingerprint as files_fingerprint
from ..read.submissions import read_files
from ..sandbox.settings import SandboxSettings
from ..stage.translations import folders

PASSED_ON = (  # nbgrader's steps that a worker takes, with the settings they have here
    *("IgnorePattern", "LimitOutput", "ClearMetadataPreprocessor"),
    *("HTMLExporter", "CSSHTMLHeaderPreprocessor", "HideTests"),
)
Decisions = dict[str, dict[str, tuple[str, ...]]]  # notebook -> test -> what may be decided

_METADATA = MetaData()
_TABLE = Table(
    "course_checks",
    _METADATA,
    Column("assignment", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("decisions", Text, nullable=False),
)


class KeptChecks:
    """The table. Open it after nbgrader has made its own tables."""

    def __init__(self, db_url: str) -> None:
        self._engine = create_engine(db_url, poolclass=NullPool)
        _METADATA.create_all(self._engine)

    def find(self, assignment: str, fingerprint: str) -> Decisions | None:
        """Return the decisions of an assignment that has passed as it is now; else None."""
        query = select(_TABLE.c.decisions).where(
            _TABLE.c.assignment == assignment, _TABLE.c.fingerprint == fingerprint
        )
        with self._engine.connect() as connection:
            text = connection.execute(query).scalar()
        if text is None:
            return None
        return {n: {t: tuple(d) for t, d in each.items()} for n, each in json.loads(text).items()}

    def put(self, assignment: str, fingerprint: str, decisions: Decisions) -> None:
        """Keep that an assignment has passed."""
        text = json.dumps(decisions)
        row = {"assignment": assignment, "fingerprint": fingerprint, "decisions": text}
        with self._engine.begin() as connection:
            connection.execute(_TABLE.delete().where(_TABLE.c.assignment == assignment))
            connection.execute(_TABLE.insert().values(row))


def passed_on(config: Config) -> str:
    """Return the settings of nbgrader's own steps that workers take, as JSON."""
    return json.dumps({name: dict(config[name]) for name in PASSED_ON if name in config})


def source_of(source: Path, release: Path) -> str:
    """Return the fingerprint of all that is in the folder of an assignment, in any language."""
    own = files_fingerprint(read_files(source))
    others = [files_fingerprint(read_files(folder)) for folder in folders(release).values()]
    return hashlib.sha256("".join([own, *others]).encode()).hexdigest() if others else own


def fingerprint(source: str, settings: SandboxSettings, config: str) -> str:
    """Return what a check rests on. source: of the assignment's files; config: nbgrader's."""
    parts = source, _code(), repr(settings), config, repr(_versions(settings.packages))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@functools.cache
def _code() -> str:
    """Return the fingerprint of this package's code."""
    total, root = hashlib.sha256(), Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        total.update(f"{path.relative_to(root).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _versions(packages: tuple[str, ...]) -> list[tuple[str, str]]:
    names = sorted({"nbgrader", "numpy", "ipython", *packages})
    return [("python", platform.python_version()), *((name, _version(name)) for name in names)]


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
