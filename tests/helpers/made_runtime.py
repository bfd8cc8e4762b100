"""A runtime that costs nothing to make: wheels of one module, a Pyodide that cannot run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from python_in_pages.runtime import locks
from python_in_pages.runtime.cache import Cache
from python_in_pages.runtime.compiling import Archive, Compiled
from python_in_pages.runtime.locks import BookLock, Pinned, read_pyodide

from tests.helpers import made_wheels
from tests.helpers.made_wheels import BUILT, digest, wheel

STANDARD = ("MPL-2.0", *json.loads(
    (Path(locks.__file__).parent / "licences.json").read_text(encoding="utf-8")
)["core"].values())  # fmt: skip


def node_modules(folder: Path, built: Sequence[Path]) -> Path:
    """Lay what npm would install: Pyodide, the kernel, the texts of licences."""
    made_wheels.pyodide(folder / "pyodide", built)
    kernel = folder / "@jupyterlite" / "pyodide-kernel" / "pypi"
    wheel(kernel, "ipykernel", "6.9.2", requires=["pyodide-kernel"])
    wheel(kernel, "pyodide-kernel", "0.8.6", requires=["ipython", "comm"])
    texts = folder / "spdx-license-list" / "licenses"
    texts.mkdir(parents=True)
    for name in STANDARD:
        text = json.dumps({"licenseText": f"the text of {name}"})
        (texts / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def lock(path: Path, index: Path, modules: Path) -> BookLock:
    """Write a lock over pure wheels in an index and the built ones of Pyodide."""
    pyodide = read_pyodide(modules / "pyodide")
    pure = [
        wheel(index, "ipython", requires=["jedi", "traitlets"]),
        wheel(index, "traitlets"),
        wheel(index, "comm"),
        wheel(index, "plots", requires=["fast"]),
    ]
    needs = {"ipython": ("jedi", "traitlets"), "plots": ("fast",)}
    wheels = {}
    for file in pure:
        name, version = file.name.split("-")[:2]
        wheels[name] = Pinned(name, version, file.name, digest(file), needs.get(name, ()))
    wheels |= {name: pyodide.built(name) for name in pyodide.packages}
    made = BookLock(path, pyodide.version, ("fast", "plots"), wheels)
    locks.write_lock(made)
    return made


def built(folder: Path) -> list[Path]:
    """Make the wheels that Pyodide builds."""
    return [wheel(folder, name, tag=BUILT) for name in ("fast", "faster")]


def as_they_are(archives: Sequence[Archive], pyodide: Path, cache: Cache, say) -> list[Compiled]:
    """Stand for ``compiled``: every archive stays as it is."""
    return [Compiled(each.path, each.sha256) for each in archives]
