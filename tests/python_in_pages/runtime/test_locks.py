"""A lock that does not fit says so, and how it is renewed."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import subprocess

import pytest
from python_in_pages.runtime import locks
from python_in_pages.runtime.failures import LockError
from python_in_pages.runtime.locks import BookLock, Pinned, closure, read_lock, read_pyodide

from tests.helpers import made_wheels
from tests.helpers.made_wheels import BUILT, digest, wheel


@pytest.fixture
def fast(tmp_path):
    return wheel(tmp_path, "fast", "2.0", tag=BUILT)


@pytest.fixture
def pyodide(tmp_path, fast):
    return read_pyodide(made_wheels.pyodide(tmp_path / "pyodide", [fast]))


@pytest.fixture
def lock(tmp_path, pyodide):
    pure = Pinned("pure", "1.0", "pure-1.0-py3-none-any.whl", "0" * 64, ("fast",))
    wheels = {"pure": pure, "fast": pyodide.built("fast", ())}
    made = BookLock(tmp_path / "a.lock.json", pyodide.version, ("pure",), wheels)
    locks.write_lock(made)
    return made


def test_what_is_written_is_read(lock, pyodide, fast):
    found = read_lock(lock.path, pyodide)
    assert found == lock
    assert found.wheels["fast"].sha256 == digest(fast)
    assert digest(fast) not in lock.path.read_text(), "that hash is Pyodide's to give"
    assert [p.name for p in lock.path.parent.glob("a.lock*")] == ["a.lock.json"]


def test_the_hash_of_a_built_wheel_is_pyodides_own(lock, tmp_path, fast):
    other = wheel(tmp_path / "other", "fast", "2.0", tag=BUILT, files={"fast/new.py": ""})
    pyodide = read_pyodide(made_wheels.pyodide(tmp_path / "newer", [other]))
    assert read_lock(lock.path, pyodide).wheels["fast"].sha256 == digest(other) != digest(fast)


def test_a_lock_for_another_pyodide_is_refused(lock, pyodide):
    newer = dataclasses.replace(pyodide, version="999.0.0")
    with pytest.raises(LockError, match=r"is for Pyodide 314\.0\.3, and .* installs 999\.0\.0: `"):
        read_lock(lock.path, newer)


def test_a_wheel_without_any_hash_is_refused(lock, pyodide):
    without = dataclasses.replace(pyodide, packages={})
    with pytest.raises(LockError, match=r"Pyodide 314\.0\.3 has no fast, and the lock no hash"):
        read_lock(lock.path, without)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": 1, "pyodide": "314.0.3"}'])
def test_what_is_no_lock_is_named(lock, pyodide, text):
    lock.path.write_text(text, encoding="utf-8")
    with pytest.raises(
        LockError, match=r"a\.lock\.json: expected a lock, got .*\. Remove it; `.* lock"
    ):
        read_lock(lock.path, pyodide)


def test_a_later_form_is_refused(lock, pyodide):
    told = json.loads(lock.path.read_text()) | {"form": 2}
    lock.path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(LockError, match="expected form 1, got 2"):
        read_lock(lock.path, pyodide)


def test_without_a_lock_the_setting_is_named(pyodide, tmp_path):
    with pytest.raises(LockError, match="setting lock: expected a file"):
        read_lock(None, pyodide)
    with pytest.raises(LockError, match=r"FileNotFoundError\(.*\)\. `.* lock .* makes one"):
        read_lock(tmp_path / "none", pyodide)


def test_the_command_that_a_message_names_can_be_pasted(pyodide, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    with pytest.raises(LockError) as raised:
        read_lock(tmp_path / "a folder" / "none", pyodide)
    (command,) = re.findall("`(.*)`", str(raised.value))
    done = subprocess.run(f"{command} --help", shell=True, cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert shlex.split(command)[-2:] == [str(tmp_path / "a folder" / "none"), "PACKAGE..."]


def test_what_is_no_pyodide_is_named(tmp_path):
    with pytest.raises(LockError, match=f"expected npm's package pyodide in {tmp_path}"):
        read_pyodide(tmp_path)


def test_a_package_comes_with_all_that_it_needs(tmp_path):
    depends = {"a": ("b", "jedi"), "b": ("c", "a"), "c": (), "other": ()}
    assert closure(["a"], depends, tmp_path) == ("a", "b", "c")


def test_what_the_lock_lacks_is_named_with_the_reason(tmp_path):
    path = tmp_path / "a.lock.json"
    with pytest.raises(
        LockError, match=r"lacks a \(the settings name it\): `.* lock .* a` adds it"
    ):
        closure(["a"], {}, path)
    with pytest.raises(LockError, match=r"lacks b \(a needs it\)"):
        closure(["a"], {"a": ("b",)}, path)
