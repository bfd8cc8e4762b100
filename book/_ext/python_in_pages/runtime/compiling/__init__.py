"""Byte code for what is served, made by Pyodide itself, once for each file and each Pyodide.

A browser that had to compile the sources would come later to its first result.
"""

from __future__ import annotations

import functools
import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ...node import NODE
from ..cache import Cache, sha256
from ..children import wait_for
from ..failures import CompileError

HERE = Path(__file__).parent
SCRIPT, MODULE = HERE / "wheel_to_pyc.mjs", HERE / "wheel_to_pyc.py"
LIBRARY = "python_stdlib.zip"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", LIBRARY)
WORKERS = 2  # each is a Pyodide of its own, with its memory
HASH = "sha256"  # the file beside a compiled archive that has its hash
SAY_EVERY = 5.0  # seconds

# Regular expressions over the names in an archive: what no cell of a page can use.
LEAVE_OUT = (
    r"(^|/)tests?/",
    r"\.data/data/share/jupyter/",  # for JupyterLab and Notebook
    r"^anywidget/(lab|nb)extension/",
    r"^pygments/lexers/(?!(__init__|_mapping|python|special|console)\.)",  # other languages
    r"^numpy/f2py/",  # there is no Fortran compiler
    r"^matplotlib/mpl-data/sample_data/",
    r"^(numpy|matplotlib|mpl_toolkits|PIL|contourpy|kiwisolver)/.*\.(pyi|pxd|h|c|a|f|f90)$",
)


@dataclass(frozen=True)
class Archive:
    """What is to be compiled. kind: "wheel", "own" (keeps its sources) or "library"."""

    path: Path
    sha256: str
    kind: str


@dataclass(frozen=True)
class Compiled:
    """A compiled archive in the cache."""

    path: Path
    sha256: str


def compiled(
    archives: Sequence[Archive], pyodide: Path, cache: Cache, say: Callable[[str], None]
) -> list[Compiled]:
    """Return the archives compiled by the Pyodide in a folder, in their order.

    Each is made once; then the cache has it. Raises CompileError where Pyodide fails.
    """
    tools = _digest_of_tools(pyodide)
    keys = [_key(archive, tools) for archive in archives]
    work = {k: each for k, each in zip(keys, archives, strict=True) if not _kept(k, each, cache)}
    if work:
        say(f"compiling {len(work)} Python archives for the browser (once) ...")
        _make(work, pyodide, cache, say)
    found = [_kept(key, each, cache) for key, each in zip(keys, archives, strict=True)]
    return [each for each in found if each]


def _digest_of_tools(pyodide: Path) -> str:
    """Return a hash of all that shapes the result, but the input."""
    digest = hashlib.sha256(json.dumps(LEAVE_OUT).encode())
    for path in [*(pyodide / name for name in CORE), SCRIPT, MODULE]:
        digest.update(sha256(path).encode())
    return digest.hexdigest()


def _key(archive: Archive, tools: str) -> str:
    return hashlib.sha256(f"{archive.kind} {archive.sha256} {tools}".encode()).hexdigest()


def _kept(key: str, archive: Archive, cache: Cache) -> Compiled | None:
    """Return what the cache has under a key, if its bytes are as they were written."""
    folder = cache.made(key)
    if folder is None:
        return None
    try:
        path, digest = folder / archive.path.name, (folder / HASH).read_text(encoding="ascii")
        if sha256(path) == digest:
            return Compiled(path, digest)
    except OSError:
        pass
    cache.forget(key)
    return None


def _make(
    work: Mapping[str, Archive], pyodide: Path, cache: Cache, say: Callable[[str], None]
) -> None:
    """Compile with a few processes at once; what is finished stays, whatever comes after."""
    with cache.beside() as folder, (folder / "said").open("w+b") as said:
        starting = (_start(share, pyodide, folder, said) for share in _shares(work))
        due = time.monotonic() + SAY_EVERY

        def look() -> None:
            nonlocal due
            if time.monotonic() >= due:
                due += SAY_EVERY
                say(f"compiling: {len(list(folder.glob('*.done')))} of {len(work)}")

        try:
            processes = wait_for(starting, look)
        finally:
            for made in folder.glob("*.done"):
                cache.make(made.stem, functools.partial(_fill, made, work[made.stem].path.name))
        if any(process.returncode for process in processes):
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
            raise CompileError(f"Pyodide could not compile what the pages need. It said:\n{words}")


def _shares(work: Mapping[str, Archive]) -> list[dict[str, Archive]]:
    """Divide the work by size, the largest first."""
    ordered = sorted(work.items(), key=lambda item: -item[1].path.stat().st_size)
    shares = [dict(ordered[number::WORKERS]) for number in range(WORKERS)]
    return [share for share in shares if share]


def _fill(made: Path, name: str, folder: Path) -> None:
    (folder / HASH).write_text(sha256(made), encoding="ascii")
    made.rename(folder / name)


def _start(
    share: Mapping[str, Archive], pyodide: Path, folder: Path, said: BinaryIO
) -> subprocess.Popen[bytes]:
    """Start to compile some archives in one process."""
    archives = [
        {"from": str(each.path), "to": str(folder / key), "kind": each.kind}
        for key, each in share.items()
    ]
    job = {"pyodide": str(pyodide), "python": str(MODULE), "leaveOut": LEAVE_OUT}
    path = folder / f"{next(iter(share))}.json"
    path.write_text(json.dumps(job | {"archives": archives}), encoding="utf-8")
    command = [str(NODE), str(SCRIPT), str(path)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
