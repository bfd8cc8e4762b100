"""The Python packages for JupyterLite: those of the book's pages, and some of its own.

Its kernel cannot do without micropip, piplite, jedi and IPython's terminal; the kernel in the pages
can. Each package comes as it was published, and compiled as for the pages.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))

from python_in_pages import node  # noqa: E402 (found by the line before)
from python_in_pages.pages.bundle import NPM  # noqa: E402
from python_in_pages.runtime import locks, sources, wheels  # noqa: E402
from python_in_pages.runtime.cache import Cache, sha256, user_folder  # noqa: E402
from python_in_pages.runtime.compiling import CORE, Archive, compiled  # noqa: E402

__all__ = ["CORE", "as_in_the_pages", "npm_packages", "published", "wheels"]

LOCK = ROOT / "book" / "python-in-pages.lock.json"
ITS_OWN = Path(__file__).parent / "jupyterlite" / "wheels.json"
FROM_THE_KERNEL = "@jupyterlite/pyodide-kernel/pypi/*.whl"


def npm_packages() -> Path:
    """Return the ``node_modules`` with Pyodide and the kernel."""
    return node.install(NPM, user_folder() / "npm" / node.digest(NPM), print)


def published(names: set[str]) -> dict[str, Path]:
    """Return the wheels of packages as they were published, with JupyterLite's own, by name."""
    modules, cache = npm_packages(), Cache()
    pyodide = locks.read_pyodide(modules / "pyodide")
    locked = locks.read_lock(LOCK, pyodide).wheels
    wanted = [locked[name] for name in sorted(names & set(locked))]
    for own in json.loads(ITS_OWN.read_text(encoding="utf-8")):
        wanted.append(locks.Pinned(**own | {"depends": tuple(own["depends"])}))
    found = sources.fetch(wanted, sources.in_order("", pyodide.version), cache, print)
    local = [
        *modules.glob(FROM_THE_KERNEL),
        *(ROOT / "_build" / "html" / "downloads").glob("*.whl"),
    ]
    found |= {wheels.read(path, pyodide.python).name: path for path in sorted(local)}
    if missing := names - set(found):
        raise RuntimeError(f"no source has the wheels of {sorted(missing)}")
    return found


def as_in_the_pages(wheels: dict[str, Path]) -> dict[str, Path]:
    """Return wheels compiled by Pyodide, by name, as they are for the pages."""
    archives = [Archive(path, sha256(path), "wheel") for path in wheels.values()]
    made = compiled(archives, npm_packages() / "pyodide", Cache(), print)
    return {name: each.path for name, each in zip(wheels, made, strict=True)}
