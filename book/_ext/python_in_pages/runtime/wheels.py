"""What a wheel says of itself: its name, what it needs in a browser, what it imports as."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .failures import LockError

METADATA = re.compile(r"[^/]+\.dist-info/METADATA")


@dataclass(frozen=True)
class Wheel:
    """A wheel's description. depends: canonical names, as its markers choose them in Pyodide."""

    name: str
    version: str
    depends: tuple[str, ...]
    imports: tuple[str, ...]


def environment(python: str) -> dict[str, str]:
    """Return what a marker asks for, as Pyodide with this Python answers."""
    return {
        "implementation_name": "cpython",
        "implementation_version": python,
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Emscripten",
        "platform_version": "",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "emscripten",
        "extra": "",
    }


def metadata(path: Path) -> Message:
    """Return the headers of a wheel's METADATA."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if METADATA.fullmatch(name)]
        if len(names) != 1:
            raise LockError(f"{path.name} is no wheel: it has {len(names)} METADATA files, not 1")
        return HeaderParser().parsestr(archive.read(names[0]).decode())


def read(path: Path, python: str) -> Wheel:
    """Return the description of a wheel, for Pyodide with this Python."""
    said = metadata(path)
    needs = needed(said.get_all("Requires-Dist") or [], python)
    return Wheel(
        canonicalize_name(said["Name"]), said["Version"], tuple(needs), tuple(imports(path))
    )


def needed(requirements: list[str], python: str) -> list[str]:
    """Return the names of those requirements that hold in Pyodide."""
    there = environment(python)
    parsed = [Requirement(line) for line in requirements]
    found = {canonicalize_name(r.name) for r in parsed if not r.marker or r.marker.evaluate(there)}
    return sorted(found)


def imports(path: Path) -> list[str]:
    """Return the names that a wheel can be imported as."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    found = set()
    for name in names:
        top, _, rest = name.partition("/")
        if not rest:
            top = re.sub(r"(\.cpython-[^.]*)?\.(pyc?|so)$", "", name)
        if re.search(r"\.(pyc?|so)$", name) and top.isidentifier():
            found.add(top)
    return sorted(found)
