"""Wheels that a test makes, and an npm package ``pyodide`` whose lock names some of them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from python_in_pages.runtime.compiling import CORE

BUILT = "cp314-cp314-pyemscripten_2026_0_wasm32"
PURE = "py3-none-any"
INFO = {"python": "3.14.0", "arch": "wasm32", "abi_version": "2026_0"}
LICENCE = "Permission is hereby granted, free of charge, to any person obtaining a copy"


def wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    tag: str = PURE,
    requires: Sequence[str] = (),
    files: Mapping[str, str] | None = None,
    said: Sequence[str] = ("License-Expression: MIT",),
) -> Path:
    """Make a wheel. files: beside the module of its name; said: further lines of its METADATA."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    lines = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *said]
    lines += [f"Requires-Dist: {each}" for each in requires]
    entries = {
        f"{module}/__init__.py": f"NAME = {name!r}\n",
        f"{info}/METADATA": "\n".join(lines) + "\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
        f"{info}/licenses/LICENSE": LICENCE,
        **(files or {}),
        f"{info}/RECORD": "",
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{module}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in entries.items():
            archive.writestr(zipfile.ZipInfo(each, (2026, 1, 1, 0, 0, 0)), text)
    return path


def digest(path: Path) -> str:
    """Return a file's sha256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pyodide(folder: Path, built: Sequence[Path], version: str = "314.0.3") -> Path:
    """Lay an npm package ``pyodide`` whose lock names these wheels by their hashes."""
    packages = {}
    for path in built:
        name, number = path.name.split("-")[:2]
        packages[name] = {
            "file_name": path.name,
            "version": number,
            "sha256": digest(path),
            "depends": [],
        }
    folder.mkdir(parents=True)
    for name in CORE:
        (folder / name).write_text(f"{name} of {version}", encoding="utf-8")
    lock = {"info": INFO, "packages": packages}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    (folder / "package.json").write_text(json.dumps({"version": version}), encoding="utf-8")
    return folder
