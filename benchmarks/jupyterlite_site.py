"""JupyterLite's lightest application, its REPL, with the packages that the book's pages load.

JupyterLite comes from the registry, pinned by hash in ``benchmarks/jupyterlite``, into an
environment of its own: the project does not depend on it. It is set up as well as its
documentation knows: Pyodide on the same host, every package named in the lock and loaded at the
start, no question to a registry.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import platformdirs

from benchmarks.jupyterlite_wheels import CORE, npm_packages
from benchmarks.jupyterlite_wheels import wheels as described

PINS = Path(__file__).parent / "jupyterlite" / "requirements.txt"
SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
# What its kernel would look for by itself, if it were not named.
ITS_KERNEL = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
ITS_KERNEL += ("prompt-toolkit", "wcwidth")  # of IPython's terminal, which the pages leave out


def build(folder: Path, core: Path, wheels: dict[str, Path], start: Iterable[str]) -> Path:
    """Build the site in ``folder`` and return it.

    core: the folder with Pyodide; wheels: by their names; start: what is loaded at the start.
    """
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "source"
    lay_pyodide(source / "static" / "pyodide", core, wheels)
    names = sorted({*start, *ITS_KERNEL})
    own = {"loadPyodideOptions": {"packages": names}, "disablePyPIFallback": True}
    data = {"litePluginSettings": {SETTINGS: own}}
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}
    (source / "jupyter-lite.json").write_text(json.dumps(config), encoding="utf-8")
    flags = ["--apps", "repl", "--no-sourcemaps", "--no-unused-shared-packages"]
    places = ["--lite-dir", str(source), "--output-dir", str(folder / "site")]
    run([str(commands() / "jupyter-lite"), "build", *places, *flags], folder)
    return folder / "site"


def lay_pyodide(target: Path, core: Path, wheels: dict[str, Path]) -> None:
    """Lay Pyodide and its packages into one folder, as JupyterLite wants it."""
    target.mkdir(parents=True)
    for path in [*(core / name for name in CORE), *wheels.values()]:
        shutil.copyfile(path, target / path.name)
    info = json.loads((npm_packages() / "pyodide" / "pyodide-lock.json").read_text("utf-8"))["info"]
    packages = {name: entry(name, path, info["python"]) for name, path in wheels.items()}
    for package in packages.values():
        package["depends"] = [each for each in package["depends"] if each in packages]
    lock = {"info": info, "packages": packages}
    (target / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def entry(name: str, path: Path, python: str) -> dict[str, Any]:
    """Return what the lock says of a wheel."""
    wheel = described.read(path, python)
    return {
        "name": name,
        "version": wheel.version,
        "file_name": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "depends": [*wheel.depends],
        "imports": [*wheel.imports],
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def commands() -> Path:
    """Return the folder with JupyterLite's commands; install it where its pins have changed."""
    digest = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    kept = platformdirs.user_cache_path("python-in-pages-benchmark") / f"jupyterlite-{digest}"
    if not (kept / "done").exists():
        print("installing JupyterLite (once) ...", flush=True)
        venv.create(kept, clear=True, with_pip=True)
        pip = [str(kept / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        run([*pip, "--require-hashes", "--no-deps", "-r", str(PINS)], kept)
        (kept / "done").touch()
    return kept / "bin"


def run(command: list[str], folder: Path) -> None:
    """Run a command in a folder; what it said is shown where it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
