"""Pyodide itself compiles, the same on each day, and imports what it has compiled."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from python_in_pages.node import NODE
from python_in_pages.runtime import compiling
from python_in_pages.runtime.cache import Cache
from python_in_pages.runtime.compiling import Archive, compiled
from python_in_pages.runtime.failures import CompileError

from tests.book.conftest import site  # noqa: F401 (a fixture)
from tests.helpers.made_wheels import digest, wheel

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "tests" / "helpers" / "in_pyodide.mjs"
PRIMES = """
WORDS = {"two", "three", "five", "seven"}
def is_prime(n):
    return n > 1 and all(n % k for k in range(2, n))
"""
SAYS = """
import sys, traceback, primes, primes_too, numpy, traitlets, json
for module in (numpy, traitlets, json, primes):
    print(module.__name__, module.__file__.endswith(".pyc"))
print("primes_too", primes_too.__file__.endswith(".py"), primes_too.__cached__[-4:])
print([n for n in range(20) if primes.is_prime(n)], numpy.arange(3).sum())
try:
    primes_too.is_prime("a")
except TypeError:
    print("k for k" in traceback.format_exc())
"""

pytestmark = pytest.mark.needs("python-in-pages")


@pytest.fixture(scope="module")
def runtime(site) -> Path:  # noqa: F811
    """Return the description of the Python in the built site."""
    (found,) = site.glob("python/*/runtime.json")
    return found


@pytest.fixture(scope="module")
def core(runtime, tmp_path_factory) -> Path:
    """Return the Pyodide of the built site, with its lock beside it as in npm's package."""
    told = json.loads(runtime.read_text(encoding="utf-8"))
    folder = tmp_path_factory.mktemp("pyodide")
    shutil.copytree(runtime.parent / told["core"], folder, dirs_exist_ok=True)
    shutil.copy(runtime.parent / told["lock"], folder / "pyodide-lock.json")
    return folder


def archives(folder: Path) -> list[Archive]:
    """Return two wheels of the same code: as a package of others', and as the book's own."""
    made = [
        wheel(folder, name, files={f"{name}/__init__.py": PRIMES})
        for name in ("primes", "primes_too")
    ]
    return [Archive(p, digest(p), k) for p, k in zip(made, ("wheel", "own"), strict=True)]


def test_what_pyodide_compiles_it_imports(core, runtime, tmp_path, said, monkeypatch):
    """Beside others or alone, the bytes are the same."""
    monkeypatch.setattr(compiling, "WORKERS", 1)
    first = compiled(archives(tmp_path / "wheels"), core, Cache(), said.append)
    other = Cache(tmp_path / "other")
    other.folder.mkdir()
    (alone,) = compiled(archives(tmp_path / "wheels")[1:], core, other, said.append)
    assert alone.sha256 == first[1].sha256
    command = [NODE, SCRIPT, runtime.parent, SAYS, *(each.path for each in first)]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        *("numpy True", "traitlets True", "json True", "primes True"),
        "primes_too True .pyc",
        "[2, 3, 5, 7, 11, 13, 17, 19] 3",
        "True",
    ], done.stderr[-2000:]


def test_what_pyodide_cannot_compile_is_said(core, tmp_path, said, cache):
    path = tmp_path / "no-1.0-py3-none-any.whl"
    path.write_bytes(b"no zip")
    with pytest.raises(CompileError, match=r"could not compile.*\n(.|\n)*BadZipFile"):
        compiled([Archive(path, digest(path), "wheel")], core, cache, said.append)
    assert not [path for path in cache.folder.rglob("*") if path.is_file()]
