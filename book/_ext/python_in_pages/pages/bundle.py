"""The scripts as browsers get them: bundled by esbuild, with what they take from npm.

A bundle is kept in the cache under a hash of all that it is made from; a warm build only reads it.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import node
from ..runtime.cache import Cache, sha256
from .words import SCRIPTS

NPM = SCRIPTS.parent / "npm"
ENTRIES = ("page.js", "kernel-worker.js", "style.css", "widgets.css")
STYLES_ON_DEMAND = ("widgets.css",)  # which such a module fetches
ON_DEMAND = ("widgets", "markdown", "formulas")  # modules that a page loads when it needs them
KERNEL = (
    "@jupyterlite/pyodide-kernel/lib/comlink.worker.js.map"  # of a file that is a bundle already
)
# The kernel makes a function of text to import Pyodide: a Content-Security-Policy would have to
# allow all such text.
FROM_TEXT = 'new Function("url","return import(url)")'
DIRECT = "(url=>import(url))"
SERVICE_WORKER = "service-worker.js"
FACTS = "facts.json"  # what a bundle is known by: groups, packages, the hashes of its files
COMMON = ("--bundle", "--minify", "--target=es2022", "--log-level=warning", "--legal-comments=none")
FOR_PAGES = (
    *("--splitting", "--format=esm", "--entry-names=[name]", "--chunk-names=chunk-[hash]"),
    *("--loader:.py=text", "--loader:.svg=dataurl", "--loader:.woff2=dataurl"),
    *('--define:process.env.NODE_ENV="production"', "--define:global=globalThis"),
)


@dataclass(frozen=True)
class Bundle:
    """Where the bundled files are, and what is in them."""

    folder: Path  # what lies beside runtime.json
    service_worker: Path
    groups: dict[str, str]  # file -> what it is loaded for, where that is not the start
    packages: tuple[str, ...]  # of npm, whose code is in it


def bundle(node_modules: Path, cache: Cache) -> Bundle:
    """Return the bundle of the scripts, from the cache or made now: also if that one is broken.

    Raises NodeError where esbuild finds a mistake.
    """
    return cache.read(f"scripts-{_digest()}", functools.partial(_make, node_modules), _read)


def _read(folder: Path) -> Bundle:
    """Return what is in the folder of a bundle.

    Raises ValueError, OSError or KeyError where a file is not as it was made.
    """
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    if _sums(folder) != facts["sums"]:
        raise ValueError("expected the files of the bundle as they were made")
    groups, packages = dict(facts["groups"]), tuple(facts["packages"])
    return Bundle(folder / "files", folder / SERVICE_WORKER, groups, packages)


def _sums(folder: Path) -> dict[str, str]:
    files = [folder / SERVICE_WORKER, *_files(folder / "files")]
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}


def _digest() -> str:
    """Return a hash of the scripts, of the npm packages, and of how they are put together."""
    digest = hashlib.sha256()
    for path in [Path(__file__), NPM / "package-lock.json", *_files(SCRIPTS)]:
        digest.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _make(node_modules: Path, target: Path) -> None:
    """Bundle the scripts into a folder."""
    meta = target / "meta"
    meta.mkdir()
    entries = [name for name in ENTRIES if (SCRIPTS / name).exists()]
    pages = _esbuild(node_modules, meta, [*entries, *FOR_PAGES, f"--outdir={target / 'files'}"])
    service_worker = [SERVICE_WORKER, "--format=iife", f"--outfile={target / SERVICE_WORKER}"]
    _import_directly(target / "files")
    alone = _esbuild(node_modules, meta, service_worker)
    inside = [*pages["inputs"], *alone["inputs"]]
    inside += json.loads((node_modules / KERNEL).read_text(encoding="utf-8"))["sources"]
    shutil.rmtree(meta)
    facts = {"groups": _groups(pages["outputs"]), "packages": _packages(inside)}
    text = json.dumps(facts | {"sums": _sums(target)})
    (target / FACTS).write_text(text, encoding="utf-8")


def _esbuild(node_modules: Path, folder: Path, arguments: list[str]) -> Any:
    """Run esbuild; return what it tells of its inputs and outputs."""
    told = folder / f"{arguments[0]}.json"
    program = node_modules / "esbuild" / "bin" / "esbuild"
    paths = {"NODE_PATH": str(node_modules)}
    settings = [*COMMON, f"--metafile={told}"]
    node.node(program, *arguments, *settings, folder=SCRIPTS, environment=paths)
    return json.loads(told.read_text(encoding="utf-8"))


def _import_directly(files: Path) -> None:
    """Let the kernel import Pyodide without a function made of text; refuse another kernel."""
    texts = {path: path.read_text(encoding="utf-8") for path in files.glob("*.js")}
    if sum(text.count(FROM_TEXT) for text in texts.values()) != 1:
        raise node.NodeError(f"expected {FROM_TEXT} once in {KERNEL.rpartition('.')[0]}")
    for path, text in texts.items():
        if FROM_TEXT in text:
            path.write_text(text.replace(FROM_TEXT, DIRECT), encoding="utf-8")


def _packages(inputs: list[str]) -> list[str]:
    """Return the npm packages from which files were taken."""
    found = (re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)", path) for path in inputs)
    return sorted({names[-1] for names in found if names})


def _groups(outputs: dict[str, Any]) -> dict[str, str]:
    """Return the group of each file that only a module in ON_DEMAND loads.

    No rule of a book has such a name: what the page counts for a rule is what Python reads.
    """
    by_name = {Path(name).name: facts for name, facts in outputs.items()}
    entries = {
        name: Path(facts["entryPoint"]).stem
        for name, facts in by_name.items()
        if facts.get("entryPoint")
    }
    later = {name: stem for name, stem in entries.items() if stem in ON_DEMAND}
    always = _reached("page.js", by_name, later.keys())
    groups = {name: f"script:{Path(name).stem}" for name in STYLES_ON_DEMAND if name in by_name}
    for entry, stem in sorted(later.items(), key=lambda item: ON_DEMAND.index(item[1])):
        loaded = sorted(_reached(entry, by_name, later.keys()) - always)
        groups = dict.fromkeys(loaded, f"script:{stem}") | groups  # what two share: of the first
    return groups


def _reached(first: str, outputs: dict[str, Any], without: Any) -> set[str]:
    """Return the files that are loaded with one, directly or through others."""
    found, waiting = set(), [first]
    while waiting:
        name = waiting.pop()
        if name in found or name not in outputs:
            continue
        found.add(name)
        imports = (Path(each["path"]).name for each in outputs[name]["imports"])
        waiting += [each for each in imports if each not in without]
    return found
