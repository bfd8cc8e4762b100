"""A wheel without a module, for a package that something names and nothing here needs."""

from __future__ import annotations

import zipfile
from pathlib import Path

from .cache import Cache, sha256
from .compiling import Compiled

VERSION = "0"


def stand_in(name: str, cache: Cache) -> Compiled:
    """Return an empty wheel of this name: ``import`` says, as for any other, that there is none."""
    file = f"{name}-{VERSION}-py3-none-any.whl"

    def fill(folder: Path) -> None:
        _write(folder / file, name)

    made = cache.made(f"stand-in-{name}") or cache.make(f"stand-in-{name}", fill)
    return Compiled(made / file, sha256(made / file))


def _write(path: Path, name: str) -> None:
    info = f"{name}-{VERSION}.dist-info"
    summary = "Summary: A stand-in without a module. The kernel asks for the name alone.\n"
    entries = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSION}\n{summary}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": f"{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, text in entries.items():
            archive.writestr(zipfile.ZipInfo(each, (1980, 1, 1, 0, 0, 0)), text)
