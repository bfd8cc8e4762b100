"""Lays Python for the browser below a site's root, as one folder that is whole or not there.

    python/VERSION/        runtime.json, pyodide-lock.json, licences.json, the book's scripts
    python/core-HASH/      Pyodide
    python/wheels/HASH/    a wheel;  python/files/HASH/  a file of the book's

A name never changes its content, so a browser may keep all of it. HASH depends on one content
alone: a new version of the book fetches anew only what has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from ..settings import Later, Settings
from . import licences, wheels
from .cache import Cache, sha256
from .compiling import CORE, LIBRARY, Archive, Compiled, compiled
from .locks import Pyodide, read_pyodide
from .served import START, Served, served
from .sources import Say
from .tree import Tree, in_place_of

FOLDER = "python"
LOCK, LICENCES = "pyodide-lock.json", "licences.json"
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


@dataclass(frozen=True)
class Parts:
    """All that is about to be laid. library: Python's own; archives: the wheels, by name."""

    settings: Settings
    pyodide: Pyodide
    served: Served
    library: Compiled
    archives: Mapping[str, Compiled]


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
    Raises MissingError where no source has a wheel, LockError, CompileError, LicenceError: then
    everything is as it was.
    """
    cache = Cache()
    parts = _parts(settings, node_modules, cache, say)
    found = _licences(parts, node_modules, npm_packages)
    with in_place_of(target / FOLDER) as root:
        tree = Tree(root, cache)
        _lay_wheels(tree, parts)
        core = _lay_core(tree, parts)
        for path in sorted(each for each in bundle.rglob("*") if each.is_file()):
            name = path.relative_to(bundle).as_posix()
            tree.add(path, name, groups.get(name, START))
        licences.write(tree.version / LICENCES, found)
        told = _description(tree, parts, core)
        tree.write("runtime.json", told)
        tree.name(told["version"])
    for each in (bundle, node_modules):
        cache.uses(each)
    cache.prune()
    start = sum(each["wire"] for each in told["files"] if each["group"] == START)
    folder = f"{FOLDER}/{told['version']}/"
    return Runtime(told["version"], folder, start, told["python"], parts.pyodide.version)


def _parts(settings: Settings, node_modules: Path, cache: Cache, say: Say) -> Parts:
    """Fetch and compile what is wanted."""
    core = node_modules / "pyodide"
    pyodide = read_pyodide(core)
    wanted = served(settings, pyodide, node_modules, cache, say)
    library = Archive(core / LIBRARY, sha256(core / LIBRARY), "library")
    made = compiled([library, *wanted.archives.values()], core, cache, say)
    archives = dict(zip(wanted.archives, made[1:], strict=True))
    return Parts(settings, pyodide, wanted, made[0], archives)


def _licences(
    parts: Parts, node_modules: Path, npm_packages: Sequence[str]
) -> list[licences.Licence]:
    """Return the licence of each part, for the book's page of them."""
    found = licences.of_core(parts.pyodide, node_modules)
    found += [licences.of_wheel(each.path) for each in parts.archives.values()]
    found += licences.of_npm(node_modules, [name for name in npm_packages if name != "pyodide"])
    return found + licences.of_files(f for rule in parts.settings.later for f in rule.files)


def _lay_wheels(tree: Tree, parts: Parts) -> None:
    """Lay each wheel under its own hash, and the lock with which Pyodide finds them."""
    packages = {}
    for group, names in parts.served.groups.items():
        for name in names:
            made = parts.archives[name]
            place = f"../wheels/{made.sha256[:SHORT]}/{made.path.name}"
            packages[name] = _entry(parts, name, tree.add(made.path, place, group, made.sha256))
    for entry in packages.values():
        entry["depends"] = [each for each in entry["depends"] if each in packages]
    tree.write(LOCK, {"info": dict(parts.pyodide.info), "packages": packages})
    tree.list(LOCK, START, sha256(tree.version / LOCK))


def _entry(parts: Parts, name: str, place: str) -> dict[str, Any]:
    """Return what the lock in the browser says of a wheel."""
    wheel = wheels.read(parts.archives[name].path, parts.pyodide.python)
    return {
        "name": name,
        "version": wheel.version,
        "file_name": place,
        "sha256": parts.archives[name].sha256,
        "depends": list(parts.served.depends[name]),
        "imports": list(wheel.imports),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def _lay_core(tree: Tree, parts: Parts) -> str:
    """Lay Pyodide itself, with the compiled library; return its folder."""
    paths = {name: parts.pyodide.folder / name for name in CORE} | {LIBRARY: parts.library.path}
    digests = {name: sha256(path) for name, path in paths.items()}
    folder = f"../core-{_short(digests[name] for name in CORE)}/"
    for name, path in paths.items():
        tree.add(path, folder + name, START, digests[name])
    return folder


def _description(tree: Tree, parts: Parts, core: str) -> dict[str, Any]:
    """Return what ``runtime.json`` holds; its version is the hash of all the rest."""
    later = [_rule(tree, rule) for rule in parts.settings.later]
    told = {
        "python": parts.pyodide.minor,
        "pyodide": parts.pyodide.version,
        "core": core,
        "lock": LOCK,
        "start": list(parts.served.start),
        "later": later,
        "before": parts.settings.before,
        "words": parts.settings.words,
        "licences": sha256(tree.version / LICENCES),
        "files": sorted(tree.files, key=lambda each: str(each["path"])),
    }
    return {"version": _short([json.dumps(told, sort_keys=True)])} | told


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
        "packages": [canonicalize_name(name) for name in rule.packages],
        "files": files,
        "run": rule.run,
        "languages": list(rule.languages),
    }


def _short(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:SHORT]
