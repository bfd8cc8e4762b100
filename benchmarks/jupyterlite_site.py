"""JupyterLite's lightest application, its REPL, around the wheels that the book's pages load.

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
from pathlib import Path
from typing import Any

import platformdirs

PINS = Path(__file__).parent / "jupyterlite" / "requirements.txt"
SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
# What its kernel would look for by itself, if it were not named.
ITS_OWN = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")


def build(folder: Path, python: Path, wheels: dict[str, Path]) -> Path:
    """Build the site in ``folder`` and return it.

    python: the folder of the book's runtime, with ``runtime.json``. wheels: the files to take for
    packages of its lock in the place of those that the lock names.
    """
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "source"
    packages = lay_pyodide(source / "static" / "pyodide", python, wheels)
    started = json.loads((python / "runtime.json").read_text("utf-8"))["start"]
    names = sorted({*started, *ITS_OWN} & packages)
    own = {"loadPyodideOptions": {"packages": names}, "disablePyPIFallback": True}
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": {}}
    config["jupyter-config-data"] = {"litePluginSettings": {SETTINGS: own}}
    (source / "jupyter-lite.json").write_text(json.dumps(config), encoding="utf-8")
    flags = ["--apps", "repl", "--no-sourcemaps", "--no-unused-shared-packages"]
    places = ["--lite-dir", str(source), "--output-dir", str(folder / "site")]
    run([str(installed() / "jupyter-lite"), "build", *places, *flags])
    return folder / "site"


def lay_pyodide(target: Path, python: Path, wheels: dict[str, Path]) -> set[str]:
    """Lay Pyodide and its packages into one folder, as JupyterLite wants it; return the names."""
    described = json.loads((python / "runtime.json").read_text("utf-8"))
    shutil.copytree(python / described["core"], target)
    lock: dict[str, Any] = json.loads((python / described["lock"]).read_text("utf-8"))
    for name, package in lock["packages"].items():
        file = wheels.get(name, python / package["file_name"])
        shutil.copyfile(file, target / file.name)
        package["file_name"] = file.name
        package["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    (target / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return set(lock["packages"])


def installed() -> Path:
    """Return the folder with JupyterLite's commands; install it where its pins have changed."""
    digest = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    kept = platformdirs.user_cache_path("lstm-course-benchmarks") / f"jupyterlite-{digest}"
    if not (kept / "done").exists():
        print("installing JupyterLite (once) ...", flush=True)
        venv.create(kept, clear=True, with_pip=True)
        pip = [str(kept / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        run([*pip, "--require-hashes", "--no-deps", "-r", str(PINS)])
        (kept / "done").touch()
    return kept / "bin"


def run(command: list[str]) -> None:
    """Run a command; what it said is shown where it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
