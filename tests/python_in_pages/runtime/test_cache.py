"""What is in the cache is whole, whoever was interrupted, and whoever wrote at the same time."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from python_in_pages.runtime.cache import (
    DAY,
    FOLDER,
    KEPT_UNUSED,
    NAME,
    Cache,
    sha256,
    user_folder,
)
from python_in_pages.runtime.failures import CacheError


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_kept_under_its_hash(cache, tmp_path):
    file = written(tmp_path / "a.whl", "a wheel")
    digest = sha256(file)
    assert cache.file(digest, "a.whl") is None
    kept = cache.keep(digest, "a.whl", file)
    assert kept == cache.file(digest, "a.whl")
    assert kept.read_text() == "a wheel"
    assert Cache().file(digest, "a.whl") == kept


def test_another_file_is_never_kept(cache, tmp_path):
    digest = sha256(written(tmp_path / "right", "right"))
    assert cache.keep(digest, "a.whl", written(tmp_path / "wrong", "wrong")) is None
    assert cache.file(digest, "a.whl") is None
    assert not list(cache.folder.rglob("a.whl"))


def test_a_file_that_changed_on_the_disk_is_removed(cache, tmp_path):
    file = written(tmp_path / "a.whl", "a wheel")
    digest = sha256(file)
    written(cache.keep(digest, "a.whl", file), "a whe")
    assert cache.file(digest, "a.whl") is None
    assert not list(cache.folder.rglob("a.whl"))
    again = cache.keep(digest, "a.whl", written(tmp_path / "again", "a wheel"))
    assert again.read_text() == "a wheel"


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_is_interrupted_leaves_nothing(cache, error):
    def fill(folder: Path) -> None:
        written(folder / "half", "half")
        raise error

    with pytest.raises(error):
        cache.make("key", fill)
    assert cache.made("key") is None
    assert not list(cache.folder.rglob("half"))


def test_the_first_of_two_builds_stays(cache):
    def second(folder: Path) -> None:
        written(folder / "who", "second")

    def first(folder: Path) -> None:
        cache.make("key", second)  # it was quicker
        written(folder / "who", "first")

    made = cache.make("key", first)
    assert (made / "who").read_text() == "second"
    assert [path.name for path in cache.folder.iterdir()] == ["made"]


def test_what_nobody_uses_goes_and_what_is_used_stays(cache):
    for key in ("used", "unused"):
        cache.make(key, lambda folder: None)
    killed, running = (cache.folder / f"unfinished-{name}" for name in ("killed", "running"))
    for path, age in ((killed, DAY + 60), (running, 60)):
        path.mkdir()
        os.utime(path, times=(0, time.time() - age))
    for key in ("used", "unused"):
        os.utime(cache.folder / "made" / key, times=(0, time.time() - KEPT_UNUSED - 60))
    cache.made("used")
    for name in ("old", "new"):
        (cache.folder / "npm" / name / "node_modules").mkdir(parents=True)
        os.utime(cache.folder / "npm" / name, times=(0, time.time() - KEPT_UNUSED - 60))
    cache.uses(cache.folder / "npm" / "new" / "node_modules")
    cache.uses(Path(os.sep, "elsewhere"))
    cache.prune()
    assert [path.name for path in (cache.folder / "npm").iterdir()] == ["new"]
    assert (cache.made("used"), cache.made("unused")) == (cache.folder / "made" / "used", None)
    assert (killed.exists(), running.exists()) == (False, True)


def test_what_is_not_of_the_cache_stays_however_old(tmp_path, monkeypatch):
    given = tmp_path / "given"
    foreign = [given / "photos" / "1999", given / "made" / "by hand", given / "unfinished-book"]
    monkeypatch.setenv(FOLDER, str(given))
    foreign.append(Cache().folder / "photos" / "1999")
    for folder in foreign:
        folder.mkdir(parents=True)
        os.utime(folder, times=(0, 0))
    Cache().prune()
    assert all(folder.is_dir() for folder in foreign)


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    written(tmp_path / "file", "")
    monkeypatch.setenv(FOLDER, str(tmp_path / "file" / "cache"))
    folder = tmp_path / "file" / "cache" / NAME
    with pytest.raises(CacheError, match=rf"{folder}\. Set {FOLDER} to another one\."):
        user_folder()


def test_the_cache_is_the_users(tmp_path, monkeypatch):
    monkeypatch.delenv(FOLDER)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tmp_path in user_folder().parents
