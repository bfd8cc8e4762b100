"""When the site is up to date, and which editions must be built when it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from lstm_book import __main__ as command
from lstm_book.editions.edition import all_editions
from lstm_book.paths import PROOFS, ROOT, SPEED
from lstm_book.processes import run_in_parallel
from lstm_book.site import build, build_stamp, python_runtime

FILES = (
    *(*build_stamp.SETTINGS, *build_stamp.IN_THE_WHEEL),
    *("book/en/edition.yml", "book/en/page.md", "book/ko/edition.yml", "book/ko/page.md"),
    *("book/_ext/lstm_book/module.py", "book/_ext/npm/package-lock.json", "book/_assets/a.css"),
    *("lstm_ref/cells.py", "lstm_ref/learning/experiments.json", "exercises/01-a/a.ipynb"),
    *(SPEED.relative_to(ROOT).as_posix(), f"{PROOFS.relative_to(ROOT).as_posix()}/01-a.json"),
)
OWN = {"book/en/page.md": ["en"], "book/ko/page.md": ["ko"]}


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHON_IN_PAGES", raising=False)
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", encoding="utf-8")
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "page.html").write_text("1", encoding="utf-8")
    build_stamp.write_stamp(
        build_stamp.input_digests(tmp_path), tmp_path / "html", tmp_path / "stamp"
    )
    return tmp_path


def stale(project):
    return build_stamp.stale_languages(
        build_stamp.input_digests(project), project / "html", project / "stamp"
    )


def test_an_unchanged_site_is_up_to_date(project):
    assert stale(project) == []


@pytest.mark.parametrize("name", FILES)
def test_a_changed_input_makes_the_editions_stale_that_depend_on_it(project, name):
    (project / name).write_text("2", encoding="utf-8")
    assert stale(project) == OWN.get(name, ["en", "ko"])


def test_both_editions_link_to_a_new_page_and_no_longer_to_one_that_is_gone(project):
    (project / "book/ko/page.md").rename(project / "book/ko/other.md")
    assert stale(project) == ["en", "ko"]


@pytest.mark.parametrize("name", ["book/en/.ipynb_checkpoints/a.md", "book/_ext/__pycache__/a.pyc"])
def test_what_tools_leave_is_no_input(project, name):
    (project / name).parent.mkdir(parents=True)
    (project / name).touch()
    assert stale(project) == []


def test_a_site_that_is_not_as_its_build_left_it_is_built_whole(project):
    (project / "html" / "page.html").unlink()
    assert stale(project) == ["en", "ko"]


@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"site": 1, "inputs": {}}'])
def test_without_a_stamp_that_can_be_read_all_is_built(project, text):
    (project / "stamp").unlink()
    if text is not None:
        (project / "stamp").write_text(text, encoding="utf-8")
    assert stale(project) == ["en", "ko"]


def test_with_and_without_python_in_the_pages_are_two_sites(project, monkeypatch):
    monkeypatch.setenv("PYTHON_IN_PAGES", "no")
    assert stale(project) == ["en", "ko"]
    monkeypatch.setenv("PYTHON_IN_PAGES", "required")
    assert stale(project) == []


def test_a_site_that_had_to_do_without_something_is_fresh_and_yet_built_again(project):
    wanted = build_stamp.input_digests(project)
    assert build_stamp.unfinished_languages(wanted, project / "stamp") == []
    build_stamp.write_stamp(wanted, project / "html", project / "stamp", whole=False)
    assert stale(project) == []
    assert build_stamp.unfinished_languages(wanted, project / "stamp") == ["en", "ko"]


@pytest.mark.parametrize("text", [None, "", "[]", "{}"])
def test_without_a_stamp_that_can_be_read_no_build_is_known_to_lack_something(project, text):
    (project / "stamp").unlink()
    if text is not None:
        (project / "stamp").write_text(text, encoding="utf-8")
    wanted = build_stamp.input_digests(project)
    assert build_stamp.unfinished_languages(wanted, project / "stamp") == []


@pytest.fixture
def run_main(project, monkeypatch):
    """Return a function that runs the command for this project and returns what it has built."""
    stamp, site = project / "stamp", project / "html"
    monkeypatch.setattr(command, "STAMP", stamp)
    for name, given in {
        "input_digests": {"root": project},
        "stale_languages": {"site": site, "stamp": stamp},
        "unfinished_languages": {"stamp": stamp},
        "write_stamp": {"site": site, "stamp": stamp},
    }.items():
        monkeypatch.setattr(build_stamp, name, partial(getattr(build_stamp, name), **given))

    def run(missing):
        built = []
        monkeypatch.setattr(build, "prepare", lambda: missing)
        monkeypatch.setattr(build, "build_editions", lambda chosen: [*map(built.append, chosen), 1])
        assert command.main() == 0
        return built

    return run


def test_when_python_is_back_all_editions_get_it_though_one_page_alone_has_changed(
    project, run_main
):
    wanted = build_stamp.input_digests()
    build_stamp.write_stamp(wanted, whole=False)
    (project / "book/ko/page.md").write_text("2", encoding="utf-8")
    assert run_main(missing="") == ["en", "ko"]
    assert run_main(missing="") == []


def test_when_python_is_gone_all_editions_lose_it_though_one_page_alone_has_changed(
    project, run_main
):
    (project / "book/ko/page.md").write_text("2", encoding="utf-8")
    assert run_main(missing="No source has numpy.whl") == ["en", "ko"]
    assert run_main(missing="") == ["en", "ko"]


def test_one_page_that_changes_costs_one_edition(project, run_main):
    (project / "book/ko/page.md").write_text("2", encoding="utf-8")
    assert run_main(missing="") == ["ko"]


def test_an_edition_without_a_stamp_of_its_own_makes_all_stale(project):
    kept = json.loads((project / "stamp").read_text(encoding="utf-8"))
    del kept["inputs"]["ko"]
    (project / "stamp").write_text(json.dumps(kept), encoding="utf-8")
    assert stale(project) == ["en", "ko"]


def test_to_find_nothing_stale_neither_sphinx_nor_jupyter_is_imported():
    code = (
        "import sys; sys.path.insert(0, 'book/_ext'); import lstm_book.__main__ as command; "
        "command.build_stamp.input_digests(); "
        "print([name for name in ('sphinx', 'jupyter_cache', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_every_file_that_the_extension_names_outside_its_folder_is_an_input():
    from lstm_book.downloads import wheel
    from lstm_book.execution import result_cache
    from lstm_book.site import rebuild

    named = [*result_cache.result_files(ROOT), *rebuild.site_files(ROOT), SPEED]
    named += [*PROOFS.glob("*.json"), *(ROOT / name for name in wheel.SOURCES[:-1])]
    kept = [path for path in named if "__pycache__" not in path.parts]
    assert set(map(Path.resolve, kept)) <= set(map(Path.resolve, build_stamp.inputs(ROOT)))


@pytest.mark.parametrize("bad", [0, 1])
def test_of_two_builds_side_by_side_one_that_fails_is_told_and_neither_is_cut_short(bad, tmp_path):
    commands = [
        [
            sys.executable,
            "-c",
            f"import sys; open({str(tmp_path / str(n))!r}, 'w'); sys.exit({n == bad:d})",
        ]
        for n in (0, 1)
    ]
    assert not run_in_parallel(commands)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1"]
    assert run_in_parallel([commands[1 - bad]])


def test_a_date_alone_makes_nothing_stale(project):
    for date in (0, 4e9):  # a copy that keeps old dates, and a clock that was ahead
        os.utime(project / "book/en/page.md", (date, date))
        assert stale(project) == []


@pytest.mark.parametrize(("there", "said"), [(True, "Interrupted."), (False, "there is no whole")])
def test_an_interrupted_build_says_whether_there_is_a_site(tmp_path, there, said):
    if there:
        (tmp_path / "stamp").touch()
    code = (
        "import sys, runpy; sys.path.insert(0, 'book/_ext')\n"
        "from pathlib import Path; from lstm_book import paths\n"
        "from lstm_book.site import build_stamp\n"
        f"paths.STAMP = Path({str(tmp_path / 'stamp')!r})\n"
        "def digests(): raise KeyboardInterrupt\n"
        "build_stamp.input_digests = digests\n"
        "runpy.run_module('lstm_book.__main__', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 130, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_edition_whose_own_site_is_gone_is_built_too(monkeypatch, tmp_path):
    site = tmp_path / "site"
    monkeypatch.setattr(build, "BUILD", tmp_path)
    monkeypatch.setattr(python_runtime, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(build, "SITE", site)
    built = []

    def run(commands):
        built.extend(commands)
        for edition in all_editions():
            build.output_folder(edition).mkdir(parents=True, exist_ok=True)
        return True

    site.mkdir()
    monkeypatch.setattr(build, "run_in_parallel", run)
    monkeypatch.setattr(build, "command", lambda edition: edition.language)
    assert build.build_editions(["en"])
    assert built == ["en", "ko"]
    built.clear()
    assert build.build_editions(["en"])
    assert built == ["en"]


def test_a_project_that_moves_keeps_its_site(project):
    moved = project.rename(project.with_name("moved"))
    assert stale(moved) == []
