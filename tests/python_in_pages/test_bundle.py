"""The scripts as browsers get them: whole, in parts by use, and kept until something changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from python_in_pages import node
from python_in_pages.pages import bundle
from python_in_pages.pages.bundle import Bundle
from python_in_pages.runtime.cache import Cache

from tests.helpers.bundled import node_modules

pytestmark = pytest.mark.needs("python-in-pages")


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Cache:
    return Cache(tmp_path_factory.mktemp("scripts"))


@pytest.fixture(scope="module")
def made(cache) -> Bundle:
    return bundle.bundle(node_modules(), cache)


def texts(made: Bundle) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in made.folder.iterdir()}


def test_the_page_and_its_worker_have_names_of_their_own(made):
    assert {"page.js", "kernel-worker.js", "style.css", "widgets.css"} <= texts(made).keys()
    assert made.service_worker.is_file()


def test_what_few_pages_need_is_in_parts_of_its_own(made):
    assert {f"script:{name}" for name in bundle.ON_DEMAND} == set(made.groups.values())
    assert made.groups["widgets.css"] == "script:widgets"
    assert not {"page.js", "kernel-worker.js", "style.css"} & made.groups.keys()
    sizes = dict.fromkeys(made.groups.values(), 0)
    for name, group in made.groups.items():
        sizes[group] += len(texts(made)[name])
    assert min(sizes.values()) > 10_000  # none is an empty husk of what went to the start


def test_no_text_is_run_as_code_and_no_other_file_is_named(made):
    for name, text in texts(made).items():
        assert bundle.FROM_TEXT not in text, name
        assert not re.search(r"^//# sourceMappingURL", text, re.MULTILINE), name


def test_it_names_the_packages_that_are_in_it_and_not_the_tools(made):
    kernel = {"@jupyterlite/pyodide-kernel", "@jupyterlab/services"}  # one is inside the other
    assert {"comlink", "marked", "@codemirror/view", *kernel} <= set(made.packages)
    assert "esbuild" not in made.packages
    assert all((node_modules() / name / "package.json").is_file() for name in made.packages)


def test_a_second_build_runs_nothing(made, cache, monkeypatch):
    monkeypatch.delattr(node, "node")
    assert bundle.bundle(node_modules(), cache) == made


def test_a_changed_script_makes_another_bundle_of_the_same_form(made, cache, tmp_path, monkeypatch):
    changed = copied(tmp_path, monkeypatch)
    (changed / "page.js").write_text("console.log('another one');" + read(changed / "page.js"))
    other = bundle.bundle(node_modules(), cache)
    assert other.folder != made.folder
    assert "another one" in texts(other)["page.js"]
    assert "another one" not in texts(made)["page.js"]


def test_a_mistake_in_a_script_is_named_and_leaves_nothing(tmp_path, monkeypatch):
    changed = copied(tmp_path, monkeypatch)
    (changed / "words.js").write_text("import 'no-such-package';")
    with pytest.raises(node.NodeError, match=r"words\.js:1:7(.|\n)*no-such-package"):
        bundle.bundle(node_modules(), empty(tmp_path))
    assert list(empty(tmp_path).folder.iterdir()) == []


def test_a_kernel_that_imports_in_another_way_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "FROM_TEXT", "new Function('another way')")
    with pytest.raises(node.NodeError, match=r"another way.* once in .*comlink\.worker\.js"):
        bundle.bundle(node_modules(), empty(tmp_path))


def test_the_bundle_of_another_build_that_was_quicker_stays(tmp_path, monkeypatch):
    cache, make = empty(tmp_path), bundle._make

    def overtaken(modules: Path, target: Path) -> None:
        make(modules, target)
        monkeypatch.setattr(bundle, "_make", make)
        (bundle.bundle(modules, cache).folder.parent / "of the other").touch()

    monkeypatch.setattr(bundle, "_make", overtaken)
    assert (bundle.bundle(node_modules(), cache).folder.parent / "of the other").exists()


@pytest.mark.parametrize("name", ["facts.json", "files/page.js", bundle.SERVICE_WORKER])
@pytest.mark.parametrize("how", ["gone", "empty", "changed"])
def test_a_broken_one_is_made_again(made, cache, name, how):
    broken = made.folder.parent / name
    text = read(broken)
    if how == "gone":
        broken.unlink()
    else:
        broken.write_text("" if how == "empty" else text[1:], encoding="utf-8")
    assert bundle.bundle(node_modules(), cache) == made
    assert read(broken) == text


def empty(folder: Path) -> Cache:
    """Return a cache below a folder."""
    (folder / "cache").mkdir(exist_ok=True)
    return Cache(folder / "cache")


def copied(folder: Path, monkeypatch) -> Path:
    """Let the scripts be a copy that can be changed; return it."""
    target = folder / "scripts"
    bundle.shutil.copytree(bundle.SCRIPTS, target)
    monkeypatch.setattr(bundle, "SCRIPTS", target)
    return target


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
