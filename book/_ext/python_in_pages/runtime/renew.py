"""Renews a book's lock: the newest wheels that fit, by their hashes in the package index.

Pyodide itself moves only if all packages fit the newer one, and some source has each wheel that the
book needs of it: Pyodide's own wheels are on no index under their own names.
"""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from .. import node
from . import locks, sources, wheels
from .cache import Cache
from .failures import LockError, MissingError, SourceError
from .locks import LEFT_OUT, BookLock, Pinned, Pyodide
from .sources import Say, pip

NPM = Path(__file__).parent.parent / "npm"
NOTHING_FITS = ("No matching distribution", "ResolutionImpossible")  # in what pip says
FROM_NPM = frozenset({"ipykernel", "pyodide-kernel"})  # of the kernel's package


def renew(path: Path, packages: Sequence[str], say: Say, npm: Path = NPM) -> None:
    """Renew the lock, with these packages added; move Pyodide if that can be.

    The last line that it says is whether the lock is another one now, and of how many packages.
    Raises LockError, or MissingError where no source has the wheels even of the present Pyodide.
    """
    before = _contents([path])
    try:
        with tempfile.TemporaryDirectory() as scratch:
            lock, moved = _found(path, _together(path, packages), npm, Path(scratch), say)
    except node.NodeError as error:
        raise LockError(str(error)) from error
    except SourceError as error:
        raise LockError(f"The package index could not be asked: {error}") from error
    _write(lock, moved)
    if moved:
        say(f"Pyodide is {lock.pyodide} now")
    done = "unchanged" if _contents([path]) == before else "written"
    say(f"{done}: {len(lock.wheels)} packages")


def _found(
    path: Path, packages: Sequence[str], npm: Path, scratch: Path, say: Say
) -> tuple[BookLock, dict[Path, bytes]]:
    """Return the lock; if it is for a newer Pyodide, with npm's files that install that one."""
    wanted = json.loads((npm / "package.json").read_text(encoding="utf-8"))
    present = wanted["dependencies"]["pyodide"]
    newest = node.npm("view", "pyodide", "version").strip()
    newer = _newer(path, packages, newest, scratch, say) if newest != present else None
    if newer:
        return newer, _moved(npm, newest, scratch)
    return resolved(path, packages, unpacked(present, scratch), say), {}


def _moved(npm: Path, version: str, scratch: Path) -> dict[Path, bytes]:
    """Return npm's files with another Pyodide. npm changes a copy: it may fail between the two."""
    copy = scratch / npm.name  # its lock has this name in it
    copy.mkdir()
    for name in node.FILES:
        shutil.copyfile(npm / name, copy / name)
    options = ("--package-lock-only", "--save-exact", "--omit-lockfile-registry-resolved")
    node.npm("install", *options, f"--prefix={copy}", f"pyodide@{version}")
    return {npm / name: (copy / name).read_bytes() for name in node.FILES}


def _write(lock: BookLock, moved: Mapping[Path, bytes]) -> None:
    """Write the lock and npm's files: all of them, or they stay as they were."""
    before = _contents([lock.path, *moved])
    try:
        locks.write_lock(lock)
        for path, data in moved.items():
            locks.write(path, data)
    except BaseException:
        for path in {lock.path, *moved} - before.keys():
            path.unlink(missing_ok=True)
        for path, data in before.items():
            locks.write(path, data)
        raise


def _contents(paths: Iterable[Path]) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in paths if path.exists()}


def _together(path: Path, packages: Iterable[str]) -> list[str]:
    """Return the packages of a lock, and those that are to be added to it."""
    added = {str(canonicalize_name(name)) for name in packages}
    if path.exists():
        try:
            added |= set(json.loads(path.read_text(encoding="utf-8"))["packages"])
        except (ValueError, KeyError, TypeError) as error:
            raise LockError(f"expected a lock in it, got {error!r}: remove the file") from error
    if not added:
        raise LockError("There is no lock yet: name the book's packages after the file")
    return sorted(added)


def _newer(
    path: Path, packages: Sequence[str], version: str, scratch: Path, say: Say
) -> BookLock | None:
    """Return the lock for another Pyodide, if the packages fit it and its wheels can be had."""
    try:
        return resolved(path, packages, unpacked(version, scratch), say)
    except MissingError as error:
        say(f"Pyodide stays as it is: the wheels of {version} cannot be had.\n{error}")
    except LockError as error:
        say(f"Pyodide stays as it is: no lock could be made for {version}.\n{error}")
    return None


def unpacked(version: str, folder: Path) -> Pyodide:
    """Return a version of npm's package ``pyodide``, unpacked below a folder."""
    target = folder / version
    target.mkdir()
    node.npm("pack", f"pyodide@{version}", f"--pack-destination={target}")
    with tarfile.open(next(target.glob("*.tgz"))) as archive:
        archive.extractall(target, filter="data")
    return locks.read_pyodide(target / "package")


def resolved(path: Path, packages: Sequence[str], pyodide: Pyodide, say: Say) -> BookLock:
    """Return the lock for packages: the newest pure wheels that fit Pyodide's own.

    Raises MissingError where no source has one of Pyodide's, LockError where nothing fits, and
    SourceError where the index cannot be asked.
    """
    say(f"asking the package index for what fits Pyodide {pyodide.version} ...")
    roots = [*packages, *(name for name in locks.KERNEL if name not in FROM_NPM)]
    report = _report(roots, pyodide)
    chosen = {str(canonicalize_name(each["metadata"]["name"])): each for each in report}
    built = [pyodide.built(name) for name in chosen if pyodide.builds(name)]
    files = sources.fetch(built, sources.in_order("", pyodide.version), Cache(), say)
    found = {
        name: pyodide.built(name, wheels.read(files[name], pyodide.python).depends)
        if name in files
        else _pure(name, told, pyodide)
        for name, told in chosen.items()
        if name not in LEFT_OUT
    }
    names = locks.closure(roots, {name: each.depends for name, each in found.items()}, path)
    return BookLock(path, pyodide.version, tuple(packages), {n: found[n] for n in names})


def _report(roots: Iterable[str], pyodide: Pyodide) -> list[dict[str, Any]]:
    """Return what pip would install for Pyodide's Python; it installs nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        stubs = Path(scratch, "stubs")
        pins = _write_stubs(stubs, pyodide)
        places = [f"--find-links={stubs}", f"--constraint={pins}"]
        try:
            return pip.report([*places, *_for_pyodide(pyodide), *roots])
        except SourceError as error:
            if error.gone:
                raise
            fits = not any(word in str(error) for word in NOTHING_FITS)
            what = "pip failed. It said" if fits else "pip found nothing that fits"
            raise LockError(f"{what}:\n{error}") from error


def _for_pyodide(pyodide: Pyodide) -> list[str]:
    """Return pip's options for wheels that Pyodide can load."""
    platform = f"--platform={_platform(pyodide)}"
    abi = f"cp{pyodide.minor.replace('.', '')}"
    python = ["--implementation=cp", f"--python-version={pyodide.minor}", f"--abi={abi}"]
    return ["--only-binary=:all:", platform, *python]


def _platform(pyodide: Pyodide) -> str:
    return f"pyemscripten_{pyodide.info['abi_version']}_{pyodide.info['arch']}"


def _write_stubs(folder: Path, pyodide: Pyodide) -> Path:
    """Write a wheel without content for each that Pyodide builds: pip needs only what it says.

    Return pins for them: the index may have other versions, and they would not be Pyodide's.
    """
    folder.mkdir()
    pins = folder / "pins.txt"
    lines = []
    for name, entry in pyodide.packages.items():
        if pyodide.builds(name):
            lines.append(f"{name}=={entry['version']}\n")
            needs = "".join(f"Requires-Dist: {each}\n" for each in entry["depends"])
            info = "-".join(entry["file_name"].split("-")[:2]) + ".dist-info"
            with zipfile.ZipFile(folder / entry["file_name"], "w") as archive:
                about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {entry['version']}\n"
                archive.writestr(f"{info}/METADATA", about + needs)
                archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
                archive.writestr(f"{info}/RECORD", "")
    pins.write_text("".join(lines), encoding="utf-8")
    return pins


def _pure(name: str, told: Mapping[str, Any], pyodide: Pyodide) -> Pinned:
    """Return a wheel of pure Python as the index has it."""
    origin = told["download_info"]
    file = unquote(PurePosixPath(urlsplit(origin["url"]).path).name)
    if not file.endswith("-none-any.whl"):
        raise LockError(f"{name} is not pure Python ({file}), and Pyodide does not build it")
    needs = wheels.needed(told["metadata"].get("requires_dist", []), pyodide.python)
    depends = tuple(each for each in needs if each not in LEFT_OUT)
    digest = origin.get("archive_info", {}).get("hashes", {}).get("sha256")
    if not digest:
        raise LockError(f"{name}: the package index has no sha256 of {file}")
    return Pinned(name, told["metadata"]["version"], file, digest, depends)
