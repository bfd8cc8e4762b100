"""pip fetches by hash, with the user's own settings, and a package that carries wheels in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from python_in_pages.runtime.failures import SourceError
from python_in_pages.runtime.locks import Pinned
from python_in_pages.runtime.sources import pip
from python_in_pages.runtime.sources.carrier import Carrier
from python_in_pages.runtime.sources.index import Index

from tests.helpers import made_wheels, odd_server
from tests.helpers.made_wheels import BUILT, digest, wheel


def pinned(path: Path, sha256: str = "") -> Pinned:
    name, version = path.name.split("-")[:2]
    built = BUILT in path.name
    return Pinned(name, version, path.name, sha256 or digest(path), built=built)


@pytest.fixture
def give(tmp_path, said):
    """Return a function that asks a source for wheels."""

    def given(source, *wheels):
        folder = tmp_path / "here"
        folder.mkdir(exist_ok=True)
        return source.give(wheels, folder, said.append)

    return given


def test_the_index_has_pure_wheels_and_those_of_pyodide(give, index):
    said = ("Requires-Python: >=99",)  # it is for the Python in the browser
    wheels = [wheel(index, "pure", said=said), wheel(index, "fast", tag=BUILT)]
    asked = [pinned(path) for path in wheels]
    found = give(Index(), *asked)
    assert [digest(found[each]) for each in asked] == [each.sha256 for each in asked]


def test_a_wheel_with_another_hash_is_refused_and_the_others_come(give, index):
    right, wrong = (wheel(index, name) for name in ("right", "wrong"))
    asked = [pinned(right), pinned(wrong, "0" * 64)]
    found = give(Index(), *asked)
    assert digest(found[asked[0]]) == asked[0].sha256
    assert str(found[asked[1]]) == f"what it has is another file (sha256 {digest(wrong)[:12]}...)"


def test_what_the_index_does_not_have(give, index):
    lacks = Pinned("lacks", "1.0", "lacks-1.0-py3-none-any.whl", "0" * 64)
    (error,) = give(Index(), lacks).values()
    assert (str(error), error.gone) == ("it has no such wheel", False)


@pytest.mark.parametrize("server", ["closed", "silent"])
def test_an_index_that_does_not_answer_is_given_up(give, index, monkeypatch, server):
    monkeypatch.setattr(pip, "PATIENCE", ("--timeout=0.5", "--retries=1", "--no-cache-dir"))
    monkeypatch.delenv("PIP_NO_INDEX")
    one, two = (Pinned(n, "1.0", f"{n}-1.0-py3-none-any.whl", "0" * 64) for n in ("one", "two"))
    source = Index()
    with odd_server.silent() as address:
        monkeypatch.setenv("PIP_INDEX_URL", address if server == "silent" else odd_server.closed())
        first, second = give(source, one, two).values()
    assert first is second is source.gone
    assert str(first).startswith("it cannot be reached")
    monkeypatch.setattr(pip, "download", lambda *arguments: pytest.fail("it was asked again"))
    assert list(give(source, one).values()) == [first]
    carrier = Carrier("carrier==1.0", "314", "inside/", source)
    assert list(give(carrier, one).values()) == [first]


def test_without_pip_it_says_so(give, monkeypatch):
    monkeypatch.setattr(pip, "is_installed", lambda: False)
    lacks = Pinned("lacks", "1.0", "lacks-1.0-py3-none-any.whl", "0" * 64)
    (error,) = give(Index(), lacks).values()
    assert str(error).startswith(f"{sys.executable} has no pip")
    assert error.gone


@pytest.fixture
def carried(tmp_path, index):
    """Put a package into the index that carries a wheel; return the wheel."""
    inside = wheel(tmp_path / "made", "fast", tag=BUILT)
    carrier = wheel(index, "carrier", said=("Requires-Python: >=99", "Requires-Dist: torch"))
    with zipfile.ZipFile(carrier, "a") as archive:
        archive.write(inside, f"static/pyodide/{inside.name}")
    return inside


def test_a_package_carries_wheels_and_goes_after_that(give, carried, said, tmp_path):
    asked = pinned(carried)
    source = Carrier("carrier==1.0", "314", "static/pyodide/", Index(), bytes=106_000_000)
    other = Pinned("other", "1.0", f"other-1.0-{BUILT}.whl", "0" * 64, built=True)
    found = give(source, asked, other)
    assert digest(found[asked]) == asked.sha256
    assert str(found[other]) == "it has no file of this name"
    assert said[0].startswith("fetching carrier==1.0 (106 MB, once)")
    assert [path.name for path in (tmp_path / "here").iterdir()] == [carried.name]


def test_a_package_that_is_not_there_is_asked_for_once(give, said):
    source = Carrier("carrier==1.0", "314", "static/", Index())
    wheels = [Pinned(n, "1.0", f"{n}-1.0-{BUILT}.whl", "0" * 64, built=True) for n in ("a", "b")]
    first, second = give(source, *wheels).values()
    assert str(first) == "it has no such wheel"
    assert second is first
    assert len([line for line in said if "carries" in line]) == 1


def test_a_broken_package_is_none(give, index):
    (index / "carrier-1.0-py3-none-any.whl").write_bytes(b"no zip")
    source = Carrier("carrier==1.0", "314", "static/", Index())
    (error,) = give(source, Pinned("a", "1.0", f"a-1.0-{BUILT}.whl", "0", built=True)).values()
    assert isinstance(error, SourceError)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT for one process")
def test_ctrl_c_ends_pip_and_leaves_nothing(tmp_path, cache):
    made_wheels.wheel(tmp_path / "x", "x")
    with odd_server.silent() as address:
        code = """
from python_in_pages.runtime import cache, sources
from python_in_pages.runtime.locks import Pinned
from python_in_pages.runtime.sources.index import Index
wheel = Pinned("x", "1.0", "x-1.0-py3-none-any.whl", "0" * 64)
from python_in_pages.runtime.sources import pip
pip.PATIENCE = ("--timeout=600",)
wait = pip.wait_for
pip.wait_for = lambda ones, look: wait(ones, lambda: print(ones[0].pid, look(), flush=True))
sources.fetch([wheel], [Index()], cache.Cache(), print)
"""
        environment = {k: v for k, v in os.environ.items() if k != "PIP_NO_INDEX"}
        environment |= {"PIP_INDEX_URL": address, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", code]
        build = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        child = int(build.stdout.readline().split()[0])
        os.kill(build.pid, signal.SIGINT)
        build.communicate(timeout=120)
    assert build.returncode != 0
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert list(cache.folder.iterdir()) == []
