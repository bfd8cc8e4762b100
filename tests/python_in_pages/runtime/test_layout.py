"""What is laid is whole, the same for the same input, and known by its hashes."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from python_in_pages import runtime
from python_in_pages.runtime import layout, sources
from python_in_pages.runtime.failures import LockError, MissingError, RuntimeFailure
from python_in_pages.runtime.licences import LicenceError
from python_in_pages.settings import ExtraFile, Later, Settings

from tests.helpers import made_runtime
from tests.helpers.made_wheels import wheel

SHORT = re.compile(r"[0-9a-f]{12}")


@pytest.fixture
def modules(tmp_path, index):
    """Put the built wheels and the pure ones where they are found; return npm's folder."""
    return made_runtime.node_modules(tmp_path / "node_modules", made_runtime.built(index))


@pytest.fixture
def settings(tmp_path, index, modules):
    """Return the settings of a book with a wheel, a rule, and a font of its own."""
    lock = made_runtime.lock(tmp_path / "lock.json", index, modules)
    font, licence = tmp_path / "Letters.ttf", tmp_path / "OFL.txt"
    font.write_bytes(b"letters")
    licence.write_text("the text of the font's licence", encoding="utf-8")
    extra = ExtraFile(font, "/fonts/Letters.ttf", "OFL-1.1", licence)
    rules = (
        Later("figures", "plots|primes[.]draw", ("Plots",), (extra,), "use(font)", ("ko",)),
        Later("again", "plots", ("plots", "faster")),
    )
    own = wheel(tmp_path / "own", "primes", requires=["traitlets"])
    return Settings(
        start=("traitlets",), later=rules, wheels=(own,), before="import primes", lock=lock.path
    )


@pytest.fixture
def lay(tmp_path, modules, settings, said, monkeypatch):
    """Return a function that lays this book's runtime into a folder."""
    monkeypatch.setattr(layout, "compiled", made_runtime.as_they_are)
    monkeypatch.setenv(sources.FROM, str(tmp_path / "index"))
    bundle = tmp_path / "bundle"
    (bundle / "words").mkdir(parents=True)
    for name in ("page.js", "widgets-1.js", "words/ko.json"):
        (bundle / name).write_text(f"the text of {name}" * 20, encoding="utf-8")

    def laid(target: Path, settings: Settings = settings):
        groups = {"widgets-1.js": "widgets"}
        options = {"bundle": bundle, "node_modules": modules, "groups": groups}
        return runtime.lay(target, settings, **options, say=said.append)

    return laid


def told(target: Path) -> dict:
    (path,) = target.glob("python/*/runtime.json")
    return json.loads(path.read_text(encoding="utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_every_file_is_listed_with_its_size_and_hash(lay, tmp_path):
    found = lay(tmp_path / "site")
    folder = tmp_path / "site" / found.folder
    assert folder.name == found.version == told(tmp_path / "site")["version"]
    listed = told(tmp_path / "site")["files"]
    for each in listed:
        data = (folder / each["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == each["sha256"], each
        packed = each["path"].endswith((".js", ".json", ".mjs", ".wasm"))
        wire = len(gzip.compress(data, 6, mtime=0)) if packed else len(data)
        assert (each["bytes"], each["wire"]) == (len(data), wire), each
    laid = {path.resolve() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    not_loaded = {folder / "runtime.json", folder / "licences.json"}
    assert laid - not_loaded == {(folder / each["path"]).resolve() for each in listed}
    assert found.start_bytes == sum(f["wire"] for f in listed if f["group"] == "start")


def test_each_file_is_loaded_when_it_is_needed(lay, tmp_path):
    lay(tmp_path / "site")
    groups: dict[str, set[str]] = {}
    for each in told(tmp_path / "site")["files"]:
        groups.setdefault(each["group"], set()).add(each["path"].split("/")[-1].split("-")[0])
    core = {"pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"}
    kernel = {"ipykernel", "pyodide_kernel", "ipython", "comm", "traitlets"}
    scripts = {"page.js", "ko.json", "pyodide"}  # pyodide-lock.json
    assert groups == {
        "start": core | kernel | scripts | {"primes"},
        "figures": {"plots", "fast", "Letters.ttf"},
        "again": {"faster"},
        "widgets": {"widgets"},
    }


def test_what_the_scripts_read(lay, tmp_path):
    lay(tmp_path / "site")
    found = told(tmp_path / "site")
    assert found["python"] == "3.14"
    assert found["pyodide"] == "314.0.3"
    assert found["before"] == "import primes"
    assert set(found["start"]) == {
        *("ipykernel", "comm", "pyodide-kernel", "ipython"),
        *("traitlets", "primes"),
    }
    figures, again = found["later"]
    (place,) = figures["files"].values()
    assert re.fullmatch(rf"\.\./files/{SHORT.pattern}/Letters\.ttf", place)
    assert figures == {
        "name": "figures",
        "when": "plots|primes[.]draw",
        "packages": ["plots"],
        "files": {"/fonts/Letters.ttf": place},
        "run": "use(font)",
        "languages": ["ko"],
    }
    assert again["packages"] == ["plots", "faster"]


def test_the_lock_in_the_browser_has_what_is_served(lay, tmp_path):
    found = lay(tmp_path / "site")
    folder = tmp_path / "site" / found.folder
    packages = json.loads((folder / told(tmp_path / "site")["lock"]).read_text())["packages"]
    for name, each in packages.items():
        data = (folder / each["file_name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == each["sha256"]
        assert each["imports"] == [name.replace("-", "_")]
        assert set(each["depends"]) <= set(packages)
    assert packages["ipython"]["depends"] == ["traitlets"], "jedi is not served"
    assert set(told(tmp_path / "site")["start"]) <= set(packages)


def test_the_same_input_gives_the_same_bytes(lay, tmp_path, monkeypatch):
    lay(tmp_path / "one")
    monkeypatch.setenv("PYTHON_IN_PAGES_CACHE", str(tmp_path / "other cache"))
    lay(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_change_gives_a_new_version_and_leaves_the_rest_where_it_is(lay, tmp_path, settings):
    before = lay(tmp_path / "site")
    old = set(contents(tmp_path / "site"))
    after = lay(tmp_path / "site", dataclasses.replace(settings, before="import plots"))
    new = set(contents(tmp_path / "site"))
    assert after.version != before.version
    assert {name.replace(before.version, after.version) for name in old} == new


@pytest.mark.parametrize("what", ["words", "own wheel", "font", "licence", "script"])
def test_whatever_changes_the_version_does(lay, tmp_path, settings, what):
    before = lay(tmp_path / "site").version
    if what == "words":
        settings = dataclasses.replace(settings, words={"en": {"button": "Try"}})
    if what == "own wheel":
        wheel(tmp_path / "own", "primes", files={"primes/more.py": ""})
    if what == "font":
        (tmp_path / "Letters.ttf").write_bytes(b"more letters")
    if what == "licence":
        (tmp_path / "OFL.txt").write_text("another text", encoding="utf-8")
    if what == "script":
        (tmp_path / "bundle" / "page.js").write_text("another", encoding="utf-8")
    assert lay(tmp_path / "site", settings).version != before
    assert len(list(tmp_path.glob("site/python/*/runtime.json"))) == 1


@pytest.fixture
def laid(lay, tmp_path):
    """Lay a runtime; return a function that says whether it is as it was."""
    lay(tmp_path / "site")
    before = contents(tmp_path / "site")
    return lambda: contents(tmp_path / "site") == before


def test_without_a_source_everything_stays(lay, laid, tmp_path, index, monkeypatch, said):
    next(index.glob("plots-*")).unlink()
    shutil.rmtree(tmp_path / "cache")
    monkeypatch.setattr(sources, "in_order", lambda *_: [sources.Index()])
    with pytest.raises(MissingError, match=r"No source has plots-1\.0-py3-none-any\.whl"):
        lay(tmp_path / "site")
    assert laid()
    with pytest.raises(MissingError):
        lay(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_package_without_a_licence_is_refused(lay, laid, tmp_path):
    unknown = {"primes-1.0.dist-info/licenses/LICENSE": "?"}
    path = wheel(tmp_path / "own", "primes", said=(), files=unknown)
    with pytest.raises(LicenceError, match=f"{path.name}: expected a licence in it"):
        lay(tmp_path / "site")
    assert laid()


def test_a_package_that_the_lock_lacks_is_refused(lay, laid, tmp_path, settings):
    with pytest.raises(LockError, match="lacks pandas"):
        lay(tmp_path / "site", dataclasses.replace(settings, start=("pandas",)))
    assert laid()


@pytest.mark.parametrize("name", ["Letters.ttf", "OFL.txt", "own/primes-1.0-py3-none-any.whl"])
def test_a_file_that_is_not_there_is_named(lay, laid, tmp_path, name):
    (tmp_path / name).unlink()
    with pytest.raises(RuntimeFailure, match=f"there is none: {tmp_path / name}"):
        lay(tmp_path / "site")
    assert laid()


@pytest.mark.parametrize("name", ["start", "figures"])
def test_two_rules_of_one_name_are_refused(lay, laid, tmp_path, settings, name):
    later = (*settings.later, Later(name, "x", ()))
    with pytest.raises(RuntimeFailure, match=f"expected a name for each rule, got {name} again"):
        lay(tmp_path / "site", dataclasses.replace(settings, later=later))
    assert laid()


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_is_interrupted_leaves_the_earlier_one(lay, laid, tmp_path, monkeypatch, error):
    def interrupted(*arguments):
        raise error

    (tmp_path / "bundle" / "page.js").write_text("another", encoding="utf-8")
    monkeypatch.setattr(layout.licences, "write", interrupted)
    with pytest.raises(error):
        lay(tmp_path / "site")
    assert laid()
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["python"]
