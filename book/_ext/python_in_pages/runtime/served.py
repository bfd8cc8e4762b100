"""Which archives a book serves: its wheels with what they need, and when each is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from ..settings import Settings
from . import locks, sources, wheels
from .cache import Cache, sha256
from .compiling import Archive
from .failures import RuntimeFailure
from .locks import BookLock, Pyodide
from .sources import Say

START = "start"
KERNEL_WHEELS = "@jupyterlite/pyodide-kernel/pypi"


@dataclass(frozen=True)
class Served:
    """The wheels of a book, by name. start: what is asked for; the rest follows from it.

    groups: the names of all wheels of the start, and of those that each later rule adds.
    """

    archives: Mapping[str, Archive]
    depends: Mapping[str, tuple[str, ...]]
    start: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]


def served(
    settings: Settings, pyodide: Pyodide, node_modules: Path, cache: Cache, say: Say
) -> Served:
    """Fetch what a book needs, and return it.

    Raises LockError where the lock does not have it, MissingError where no source has, and
    RuntimeFailure where the settings name what is not there.
    """
    _check(settings)
    lock = locks.read_lock(settings.lock, pyodide)
    own = _described(settings.wheels, "own", pyodide)
    kernel = _described(sorted((node_modules / KERNEL_WHEELS).glob("*.whl")), "wheel", pyodide)
    local = kernel | own
    depends = {name: each.depends for name, each in lock.wheels.items()}
    depends |= {name: each.depends for name, (_, each) in local.items()}
    start = tuple(dict.fromkeys([*locks.KERNEL, *map(canonicalize_name, settings.start), *own]))
    groups = _groups(settings, start, depends, lock)
    names = [name for group in groups.values() for name in group]
    wanted = [lock.wheels[name] for name in names if name not in local]
    fetched = sources.fetch(wanted, sources.in_order(settings.source, pyodide.version), cache, say)
    archives = {n: Archive(path, lock.wheels[n].sha256, "wheel") for n, path in fetched.items()}
    archives |= {name: local[name][0] for name in names if name in local}
    return Served(archives, depends, start, groups)


def _check(settings: Settings) -> None:
    """Raise RuntimeFailure where two rules have one name, or a file is not there."""
    names = [START, *(rule.name for rule in settings.later)]
    if twice := {name for name in names if names.count(name) > 1}:
        raise RuntimeFailure(
            f"setting later: expected a name for each rule, got {min(twice)} again"
        )
    extra = [
        path for rule in settings.later for f in rule.files for path in (f.file, f.licence_file)
    ]
    for path in (*settings.wheels, *extra):
        if not path.is_file():
            raise RuntimeFailure(f"settings: expected a file, and there is none: {path}")


def _described(
    paths: tuple[Path, ...] | list[Path], kind: str, pyodide: Pyodide
) -> dict[str, tuple[Archive, wheels.Wheel]]:
    """Return wheels that need no download, by name. Of two versions the later one stays."""
    found = {}
    for path in paths:
        wheel = wheels.read(path, pyodide.python)
        found[wheel.name] = (Archive(path, sha256(path), kind), wheel)
    return found


def _groups(
    settings: Settings,
    start: tuple[str, ...],
    depends: Mapping[str, tuple[str, ...]],
    lock: BookLock,
) -> dict[str, tuple[str, ...]]:
    """Return which wheels belong to the start, and which each later rule adds."""
    groups = {START: locks.closure(start, depends, lock.path)}
    there = set(groups[START])
    for rule in settings.later:
        names = locks.closure(map(canonicalize_name, rule.packages), depends, lock.path)
        groups[rule.name] = tuple(name for name in names if name not in there)
        there |= set(names)
    return groups
