"""Which files are served: the book's lock for what is pure Python, Pyodide's own for the rest.

The book's lock has a hash of the package index for each pure wheel. A wheel that Pyodide builds has
its hash in Pyodide's lock; that is in the npm package ``pyodide``, whose hash is in npm's lock.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from .failures import LockError

FORM = 1
EXTENSIONS = Path(__file__).parents[2]
NEW = ("FILE", "PACKAGE...")  # what a command for a new lock is given
# What the kernel imports. Two of these come with its npm package.
KERNEL = ("ipykernel", "comm", "pyodide-kernel", "ipython")
# Not served, though something names them. IPython completes without jedi; its terminal, for which
# prompt-toolkit and wcwidth are, is never imported (scripts/kernel/no_terminal.py); the two for
# JupyterLab and Notebook hold JavaScript for those alone.
LEFT_OUT = frozenset(
    {"jedi", "parso", "prompt-toolkit", "wcwidth", "jupyterlab-widgets", "widgetsnbextension"}
)


@dataclass(frozen=True)
class Pinned:
    """A wheel by its hash. built: it has WebAssembly, and Pyodide's lock names it."""

    name: str
    version: str
    file: str
    sha256: str
    depends: tuple[str, ...] = ()
    built: bool = False


@dataclass(frozen=True)
class Pyodide:
    """What an installed npm package ``pyodide`` says of itself."""

    folder: Path
    version: str
    python: str
    info: Mapping[str, Any]
    packages: Mapping[str, Mapping[str, Any]]

    @property
    def minor(self) -> str:
        """Return the Python without its patch, of which Pyodide's lock knows nothing: 3.14."""
        return ".".join(self.python.split(".")[:2])

    def builds(self, name: str) -> bool:
        """Return whether a package holds WebAssembly, so that its wheel is Pyodide's."""
        return str(self.packages.get(name, {}).get("file_name", "")).endswith("_wasm32.whl")

    def built(self, name: str, depends: Iterable[str] = ()) -> Pinned:
        """Return a wheel that Pyodide builds, with the hash of Pyodide's lock."""
        entry = self.packages[name]
        file, digest = entry["file_name"], entry["sha256"]
        return Pinned(name, entry["version"], file, digest, tuple(depends), built=True)


@dataclass(frozen=True)
class BookLock:
    """A book's lock: the packages it was made for, and every wheel that they need.

    Only the pure ones have a hash here.
    """

    path: Path
    pyodide: str
    packages: tuple[str, ...]
    wheels: Mapping[str, Pinned]


def read_pyodide(folder: Path) -> Pyodide:
    """Return what the npm package in ``folder`` says of itself.

    Raises LockError where it is not the package.
    """
    try:
        version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
        lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
        packages = {str(canonicalize_name(name)): entry for name, entry in lock["packages"].items()}
        return Pyodide(folder, version, lock["info"]["python"], lock["info"], packages)
    except (OSError, ValueError, KeyError) as error:
        raise LockError(f"expected npm's package pyodide in {folder}, got {error!r}") from error


def renewing(*arguments: str | Path) -> str:
    """Return the command that renews a lock, to be pasted into a shell."""
    words = [sys.executable, "-m", "python_in_pages.runtime", "lock", *map(str, arguments)]
    return f"PYTHONPATH={shlex.quote(str(EXTENSIONS))} {shlex.join(words)}"


def read_lock(path: Path | None, pyodide: Pyodide) -> BookLock:
    """Return a book's lock for the installed Pyodide.

    Raises LockError where there is none, one that is not whole, or one for another Pyodide.
    """
    if path is None:
        raise LockError(f"setting lock: expected a file; `{renewing(*NEW)}` makes it")
    try:
        lock = json.loads(path.read_text(encoding="utf-8"))
        _check(path, lock, pyodide)
        wheels = {name: _pinned(name, entry, pyodide) for name, entry in lock["wheels"].items()}
        return BookLock(path, lock["pyodide"], tuple(lock["packages"]), wheels)
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, LockError):
            raise
        removed = "Remove it; " if path.exists() else ""
        way = f"{removed}`{renewing(path, NEW[1])}` makes one"
        raise LockError(f"{path}: expected a lock, got {error!r}. {way}") from error


def _check(path: Path, lock: Mapping[str, Any], pyodide: Pyodide) -> None:
    if lock["form"] != FORM:
        raise LockError(f"{path}: expected form {FORM}, got {lock['form']!r}: `{renewing(path)}`")
    if lock["pyodide"] != pyodide.version:
        raise LockError(
            f"{path} is for Pyodide {lock['pyodide']}, and npm's lock installs {pyodide.version}: "
            f"`{renewing(path)}` makes both fit"
        )


def _pinned(name: str, entry: Mapping[str, Any], pyodide: Pyodide) -> Pinned:
    """Return a wheel; one without a hash of its own must be in Pyodide's lock."""
    depends = tuple(entry["depends"])
    if "sha256" in entry:
        return Pinned(name, entry["version"], entry["file"], entry["sha256"], depends)
    if not pyodide.builds(name):
        raise LockError(f"Pyodide {pyodide.version} has no {name}, and the lock no hash of it")
    return pyodide.built(name, depends)


def write_lock(lock: BookLock) -> None:
    """Write a lock, as ``write`` does."""
    wheels: dict[str, dict[str, Any]] = {}
    for each in sorted(lock.wheels.values(), key=lambda wheel: wheel.name):
        hashed = {"version": each.version, "file": each.file, "sha256": each.sha256}
        wheels[each.name] = ({} if each.built else hashed) | {"depends": list(each.depends)}
    told = {"form": FORM, "pyodide": lock.pyodide, "packages": list(lock.packages)}
    text = json.dumps(told | {"wheels": wheels}, indent=1) + "\n"
    write(lock.path, text.encode())


def write(path: Path, data: bytes) -> None:
    """Write a file beside its place and rename it."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def closure(
    roots: Iterable[str], depends: Mapping[str, Iterable[str]], where: Path
) -> tuple[str, ...]:
    """Return packages with all that they need, sorted. Raises LockError at one that is unknown."""
    found: set[str] = set()
    waiting = [(name, "the settings name it") for name in roots]
    while waiting:
        name, reason = waiting.pop()
        if name in found or name in LEFT_OUT:
            continue
        if name not in depends:
            raise LockError(f"{where} lacks {name} ({reason}): `{renewing(where, name)}` adds it")
        found.add(name)
        waiting += [(each, f"{name} needs it") for each in depends[name]]
    return tuple(sorted(found))
