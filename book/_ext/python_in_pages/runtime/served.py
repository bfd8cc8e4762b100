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
from .locks import BookLock, Pyodide
from .sources import Say

START = "start"
KERNEL_PACKAGE = "@jupyterlite/pyodide-kernel"
STAND_IN = "jedi"  # the kernel's worker asks for it by name; an empty wheel answers


@dataclass(frozen=True)
class Served:
    """The wheels of a book. start: what is asked for by name; the rest follows from it.

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

    Raises LockError where the lock does not have it, MissingError where no source has.
    """
    lock = locks.read_lock(settings.lock, pyodide)
    kernel = sorted((node_modules / KERNEL_PACKAGE / "pypi").glob("*.whl"))
    local = _described([*kernel, *settings.wheels], pyodide)
    own = [name for name, (path, _) in local.items() if path in settings.wheels]
    start = tuple(dict.fromkeys([*locks.KERNEL, *map(canonicalize_name, settings.start), *own]))
    depends = {name: each.depends for name, each in lock.wheels.items()}
    depends |= {name: each.depends for name, (_, each) in local.items()} | {STAND_IN: ()}
    groups = _groups(settings, start, depends, lock)
    names = [n for names in groups.values() for n in names if n not in local and n != STAND_IN]
    asked = sources.in_order(settings.source, pyodide.version)
    fetched = sources.fetch([lock.wheels[name] for name in names], asked, cache, say)
    archives = {n: Archive(path, lock.wheels[n].sha256, "wheel") for n, path in fetched.items()}
    for name in {n for names in groups.values() for n in names} & local.keys():
        path = local[name][0]
        archives[name] = Archive(path, sha256(path), "own" if name in own else "wheel")
    return Served(archives, _filtered(depends), start, groups)


def _described(paths: list[Path], pyodide: Pyodide) -> dict[str, tuple[Path, wheels.Wheel]]:
    """Return wheels that need no download, by name. Of two versions the later one stays."""
    found = [(path, wheels.read(path, pyodide.python)) for path in paths]
    return {wheel.name: (path, wheel) for path, wheel in found}


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


def _filtered(depends: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return what each wheel needs, without what is not served."""
    return {
        name: tuple(each for each in needs if each in depends) for name, needs in depends.items()
    }
