"""Lays Python for the browser below a site's root, as one folder that is whole or not there.

    python/VERSION/        runtime.json, pyodide-lock.json, the book's scripts
    python/core-HASH/      Pyodide
    python/wheels/HASH/    a wheel;  python/files/HASH/  a file of the book's

A name never changes its content, so a browser may keep all of it. HASH depends on one content
alone: a new version of the book fetches anew only what has changed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..settings import Later, Settings
from . import wheels
from .cache import Cache, sha256
from .compiling import CORE, LIBRARY, Archive, Compiled, compiled
from .locks import Pyodide, read_pyodide
from .served import STAND_IN, START, Served, served
from .sources import Say
from .stand_in import stand_in

FOLDER = "python"
LOCK = "pyodide-lock.json"
PACKED = (".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm")  # by a static host
SHORT = 12  # digits of a hash in an address


@dataclass(frozen=True)
class Runtime:
    """What was laid. folder: relative to the site's root, with a slash at its end.

    start_bytes: what a first visit downloads until the first cell runs, from a host that packs text
    and WebAssembly with gzip.
    """

    version: str
    folder: str
    start_bytes: int
    python: str
    pyodide: str


class Tree:
    """The folder ``python`` while it is filled, and the list of its files for ``runtime.json``."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self.root, self.cache = root, cache
        self.own = root / "version"  # until its name is known
        self.own.mkdir()
        self.files: list[dict[str, Any]] = []

    def add(self, source: Path, place: str, group: str, digest: str = "") -> str:
        """Copy a file to a place, as ``runtime.json`` sees it; return the place."""
        target = self.own / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        digest = digest or sha256(source)
        size = {"bytes": target.stat().st_size, "wire": wire(target, digest, self.cache)}
        self.files.append({"path": place, **size, "sha256": digest, "group": group})
        return place

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Write a file of this version's own, in one form for one content."""
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        (self.own / name).write_text(text, encoding="utf-8")


def wire(path: Path, digest: str, cache: Cache) -> int:
    """Return the bytes that a static host sends for a file: it packs text and WebAssembly."""
    if path.suffix not in PACKED:
        return path.stat().st_size
    key = f"wire-{digest}"

    def fill(folder: Path) -> None:
        size = len(gzip.compress(path.read_bytes(), 6, mtime=0))
        (folder / "bytes").write_text(str(size), encoding="ascii")

    folder = cache.made(key) or cache.make(key, fill)
    return int((folder / "bytes").read_text(encoding="ascii"))


def lay(
    target: Path,
    settings: Settings,
    *,
    bundle: Path,
    node_modules: Path,
    groups: Mapping[str, str],
    npm_packages: Sequence[str] = (),
    say: Say = print,
) -> Runtime:
    """Lay the runtime of a book into ``target/python``, in place of an earlier one.

    bundle: the scripts' folder; groups: the group of those of its files that do not belong to the
    start; npm_packages: whose code is in it; node_modules: has those, Pyodide, and its kernel.
    Raises MissingError where no source has a wheel, LockError, CompileError: then all is as before.
    """
    cache, core = Cache(), node_modules / "pyodide"
    pyodide = read_pyodide(core)
    wanted = served(settings, pyodide, node_modules, cache, say)
    library, archives = _compiled(wanted, core, cache, say)
    with _in_place_of(target / FOLDER) as root:
        tree = Tree(root, cache)
        paths = _lay_wheels(tree, wanted, archives)
        tree.write(LOCK, _pyodide_lock(pyodide, wanted, archives, paths))
        _list_own(tree, LOCK)
        where = _lay_core(tree, core, library)
        for path in sorted(each for each in bundle.rglob("*") if each.is_file()):
            name = path.relative_to(bundle).as_posix()
            tree.add(path, name, groups.get(name, START))
        told = _description(tree, settings, pyodide, wanted, where)
        version = told["version"]
        tree.write("runtime.json", told)
        tree.own.rename(root / version)
    start = sum(each["wire"] for each in told["files"] if each["group"] == START)
    return Runtime(version, f"{FOLDER}/{version}/", start, told["python"], pyodide.version)


def _compiled(
    wanted: Served, core: Path, cache: Cache, say: Say
) -> tuple[Compiled, dict[str, Compiled]]:
    """Return the standard library and all wheels, by name, with byte code."""
    library = Archive(core / LIBRARY, sha256(core / LIBRARY), "library")
    made = compiled([library, *wanted.archives.values()], core, cache, say)
    archives = dict(zip(wanted.archives, made[1:], strict=True))
    if STAND_IN not in archives:
        archives[STAND_IN] = stand_in(STAND_IN, cache)
    return made[0], archives


def _lay_wheels(tree: Tree, wanted: Served, archives: Mapping[str, Compiled]) -> dict[str, str]:
    """Lay each wheel under its own hash; return where they are."""
    paths = {}
    for group, names in wanted.groups.items():
        for name in names:
            path, digest = archives[name].path, archives[name].sha256
            place = f"../wheels/{digest[:SHORT]}/{path.name}"
            paths[name] = tree.add(path, place, group, digest)
    return paths


def _pyodide_lock(
    pyodide: Pyodide, wanted: Served, archives: Mapping[str, Compiled], paths: Mapping[str, str]
) -> dict[str, Any]:
    """Return the lock that Pyodide reads in the browser: it has what is served, and no more."""
    packages = {}
    for name, path in paths.items():
        wheel = wheels.read(archives[name].path, pyodide.python)
        packages[name] = {
            "name": name,
            "version": wheel.version,
            "file_name": path,
            "sha256": archives[name].sha256,
            "depends": [each for each in wanted.depends[name] if each in paths],
            "imports": list(wheel.imports),
            "install_dir": "site",
            "package_type": "package",
            "unvendored_tests": False,
        }
    return {"info": dict(pyodide.info), "packages": packages}


def _list_own(tree: Tree, name: str) -> None:
    """List a file that was written into the version's folder."""
    path = tree.own / name
    digest = sha256(path)
    size = {"bytes": path.stat().st_size, "wire": wire(path, digest, tree.cache)}
    tree.files.append({"path": name, **size, "sha256": digest, "group": START})


def _lay_core(tree: Tree, core: Path, library: Compiled) -> str:
    """Lay Pyodide itself, with the compiled library; return its folder."""
    parts = {name: (core / name, sha256(core / name)) for name in CORE}
    parts[LIBRARY] = (library.path, library.sha256)
    folder = f"../core-{_digest(parts[name][1] for name in CORE)}/"
    for name, (path, digest) in parts.items():
        tree.add(path, folder + name, START, digest)
    return folder


def _description(
    tree: Tree, settings: Settings, pyodide: Pyodide, wanted: Served, core: str
) -> dict[str, Any]:
    """Return what ``runtime.json`` holds; its version is the hash of all the rest."""
    later = [_rule(tree, rule) for rule in settings.later]
    told = {
        "python": pyodide.python,
        "pyodide": pyodide.version,
        "core": core,
        "lock": LOCK,
        "start": list(wanted.start),
        "later": later,
        "before": settings.before,
        "words": settings.words,
        "files": sorted(tree.files, key=lambda each: str(each["path"])),
    }
    return {"version": _digest([json.dumps(told, sort_keys=True)])} | told


def _rule(tree: Tree, rule: Later) -> dict[str, Any]:
    """Return a later rule, after laying its files."""
    files = {}
    for each in rule.files:
        digest = sha256(each.file)
        place = f"../files/{digest[:SHORT]}/{each.file.name}"
        files[each.place] = tree.add(each.file, place, rule.name, digest)
    return {
        "name": rule.name,
        "when": rule.when,
        "packages": list(rule.packages),
        "files": files,
        "run": rule.run,
        "languages": list(rule.languages),
    }


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:SHORT]


@contextmanager
def _in_place_of(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of another one when it is finished."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder.parent) as scratch:
        new, old = Path(scratch, "new"), Path(scratch, "old")
        new.mkdir()
        yield new
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise
