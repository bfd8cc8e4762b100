"""Installing into ``.venv``: quick, once, mended when it was cut short, and clear when it fails."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("install.py", "Makefile", "pyproject.toml", "requirements.lock")
NEEDED += ("grading/sandbox/bubblewrap.lock",)
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with all that an installation reads; spaces and Korean letters in its path."""
    folder = tmp_path / "강좌 with spaces"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def install(project):
    spec = importlib.util.spec_from_file_location("install", project / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make(folder, *arguments, **variables):
    command = ["make", "--no-print-directory", f"PYTHON={sys.executable}", *arguments]
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_"))}
    return subprocess.run(
        command, cwd=folder, env=clean | variables, capture_output=True, text=True, check=False
    )


def pretend(path, text):
    """Put a program of one line in the place of another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.needs("make")
def test_without_a_network_a_sentence_says_what_was_wanted_and_what_to_do(project, install):
    install.make_venv()  # as yet without pip
    done = make(project, ".venv/book.installed", PIP_RETRIES="1", **NOWHERE)
    assert done.returncode != 0
    assert "package index cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 2  # the sentence, and make's own last line
    assert not list(project.glob(".venv/*.installed"))
    assert install.said([install.PYTHON, "-m", "pip", "--version"])


@pytest.mark.needs("make")
def test_an_old_python_is_named_before_anything_is_made(project):
    new = "import runpy, sys; sys.version_info = (3, 10, 4); sys.argv = sys.argv[1:]"
    pretend(
        project / "python3",
        f"exec '{sys.executable}' -c '{new}; runpy.run_path(*sys.argv[:1])' \"$@\"",
    )
    done = make(project, ".venv/book.installed", "PYTHON=./python3")
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "is 3.10" in done.stderr
    assert "PYTHON=" in done.stderr
    assert not (project / ".venv").exists()


@pytest.mark.needs("make")
def test_what_an_installed_extra_contains_counts_as_installed(project, install):
    install.make_venv()
    for extra in install.contained("lab", install.extras()):
        install.stamp(extra)
    for extra in ("lab", "book", "exercises", "widgets"):
        assert make(project, "--question", f".venv/{extra}.installed").returncode == 0
    assert make(project, "--question", ".venv/test.installed").returncode == 1
    os.utime("requirements.lock", (2e9, 2e9))
    assert make(project, "--question", ".venv/exercises.installed").returncode == 1


def test_the_suite_needs_what_every_other_target_needs(install):
    known = install.extras()
    assert install.contained("test", known) == known.keys() - {"bench", "lock"}


def test_an_unknown_extra_is_refused_by_name(install):
    with pytest.raises(install.FailedError, match=r"'grde'.*book, .*sandbox"):
        install.contained("grde", install.extras())


@pytest.mark.needs("make")
def test_what_was_cut_short_is_mended_by_the_call_for_anything_else(project, install):
    install.make_venv()
    install.stamp("book")
    assert make(project, "--question", ".venv/book.installed").returncode == 0
    later = Path(".venv/book.installed").stat().st_mtime + 10
    install.UNFINISHED.touch()
    os.utime(install.UNFINISHED, (later, later))
    assert make(project, "--question", ".venv/book.installed").returncode == 1


def test_a_venv_that_is_cut_short_while_it_is_removed_does_not_pass_for_whole(install, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    install.make_venv()
    install.UNFINISHED.touch()
    monkeypatch.setattr(install.venv, "create", interrupt)
    assert install.main(["book"]) == 130
    install.UNFINISHED.unlink()  # it may be the first that goes
    assert not Path(install.PYTHON).exists()


def test_what_cannot_be_written_is_said_in_a_sentence(install, capsys):
    Path(".venv").write_text("a file, as some tools make it", encoding="utf-8")
    assert install.main(["book"]) == 1
    assert "could not be written" in capsys.readouterr().err


def test_a_setting_for_the_user_s_own_folder_does_not_reach_pip(install, monkeypatch):
    monkeypatch.setenv("PIP_USER", "1")
    pretend(Path(install.PYTHON), 'echo "$PIP_USER" | tee user')
    install.pip_install(["uv"])
    assert Path("user").read_text() == "0\n"


def test_words_that_are_not_of_this_locale_are_read_too(install):
    pretend(Path("says"), r"printf '\376 no'; exit 1")
    assert install.run(["./says"]).endswith(" no")
    pretend(Path("says"), r"printf '\376 yes'")
    assert install.said(["./says"]).endswith(" yes")


@pytest.mark.parametrize("harm", ["cut short", "no interpreter", "interpreter gone", "too old"])
def test_a_venv_that_does_not_work_is_made_anew(install, harm):
    install.make_venv()
    Path(".venv/half.txt").touch()
    python = Path(install.PYTHON)
    if harm == "cut short":
        install.UNFINISHED.touch()
    else:
        python.unlink()
    if harm == "interpreter gone":
        python.symlink_to("/nowhere/python3")
    if harm == "too old":
        pretend(python, "echo False")
    install.make_venv()
    assert not Path(".venv/half.txt").exists()
    assert install.said([install.PYTHON, "-c", "print(1)"]) == "1\n"


def test_a_venv_that_works_stays(install):
    install.make_venv()
    Path(".venv/mine.txt").touch()
    install.make_venv()
    assert Path(".venv/mine.txt").exists()


def test_an_interrupted_installation_is_begun_anew(install, monkeypatch, capsys):
    def interrupt(name):
        raise KeyboardInterrupt

    monkeypatch.setattr(install, "install", interrupt)
    assert install.main(["book"]) == 130
    assert install.UNFINISHED.exists()
    assert "next call" in capsys.readouterr().err


@pytest.mark.needs("make")
def test_a_missing_python_is_missing_to_make_too(project, install):
    install.make_venv()
    install.stamp("book")
    Path(install.PYTHON).unlink()
    Path(install.PYTHON).symlink_to("/nowhere/python3")
    assert make(project, "--question", ".venv/book.installed").returncode == 1


def test_where_python_has_no_pip_the_way_to_get_it_is_named(install, monkeypatch):
    monkeypatch.setattr(install.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    install.make_venv()
    with pytest.raises(install.FailedError, match="apt install python3-venv"):
        install.install("book")


def test_where_uv_fails_pip_installs(install, monkeypatch):
    """Both are programs that write down what they were asked; uv fails."""
    pretend(Path(install.PYTHON), 'echo "$*" | tee -a calls')
    pin = next(
        line for line in Path("requirements.lock").read_text().splitlines() if line[:4] == "uv=="
    )
    pretend(Path(install.UV), f'echo uv {pin[4:]}; echo "uv $*" >> calls; test "$1" = --version')
    install.fetch(["-e", ".[book]"], "book")
    calls = [line for line in Path("calls").read_text().splitlines() if " install " in line]
    assert [line.split()[:2] for line in calls] == [["uv", "pip"], ["-m", "pip"]]
    assert all(line.endswith("-e .[book]") for line in calls)


def test_what_has_hashes_is_installed_by_itself_and_the_suite_goes_on_without(
    install, monkeypatch, capsys
):
    def fetch(what, name):
        asked.append(what)
        if "--require-hashes" in what:
            raise install.FailedError("no wheel for this machine")

    asked = []
    monkeypatch.setattr(install, "fetch", fetch)
    Path(".venv").mkdir()
    install.install("test")
    assert len(asked) == 2
    assert "no wheel for this machine" in capsys.readouterr().err
    assert Path(".venv/test.installed").exists()
    assert not Path(".venv/sandbox.installed").exists()
    with pytest.raises(install.FailedError):
        install.install("sandbox")
    install.install("exercises")
    assert "--require-hashes" not in asked[-1]


CONFIG = """:env:.timeout='7'
:env:.index-url='http://env/simple'
global.index-url='http://global/simple'
global.extra-index-url='http://a/simple http://b/simple'
global.find-links='/w1\\n/w2'
install.proxy='http://proxy:3128'
global.proxy='http://other:1'
global.cert='/etc/ca.pem'
global.constraint='/etc/caps.txt'
list.format='columns'
"""


def test_uv_is_handed_what_pip_is_configured_with(install):
    pretend(Path(install.PYTHON), f"cat <<'END'\n{CONFIG}END")
    settings = install.pip_settings()
    found = install.variables(settings, {"SSL_CERT_FILE": "/mine.pem"})
    assert found == {
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_COMPILE_BYTECODE": "1",
        "UV_DEFAULT_INDEX": "http://env/simple",
        "UV_INDEX": "http://a/simple http://b/simple",
        "UV_FIND_LINKS": "/w1,/w2",
        "HTTP_PROXY": "http://proxy:3128",
        "HTTPS_PROXY": "http://proxy:3128",
        "ALL_PROXY": "http://proxy:3128",
        "SSL_CERT_FILE": "/mine.pem",  # what is there for uv stays
        "UV_HTTP_TIMEOUT": "7",
    }
    assert install.options(settings) == ["--constraint=/etc/caps.txt"]
    assert install.options({"no-index": "true"}) == ["--no-index"]


SLOW_AT_IMPORT = ("rfc3987_syntax", "lark")  # compiles 39 grammars


@pytest.mark.parametrize(
    "module",
    ["nbformat", "nbgrader.apps", "lstm_book.modules", "grading.__main__"],
)
def test_no_process_compiles_grammars_when_it_starts(module):
    code = f"import sys, {module}; print([m for m in {SLOW_AT_IMPORT} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "book/_ext"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr


@pytest.mark.needs("make")
def test_the_inner_loop_runs_files_that_are_there_and_need_no_site():
    shown = subprocess.run(["make", "-n", "check"], cwd=ROOT, capture_output=True, text=True).stdout
    named = [ROOT / word for word in shown.split() if word.startswith("tests/")]
    assert len(named) > 15
    files = [file for path in named for file in ([path] if path.suffix else path.glob("test_*.py"))]
    asked = [
        f"{file.name}: {argument.arg}"
        for file in files
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for argument in function.args.args
        if argument.arg in ("site", "own_site", "pages", "address", "browser", "house", "oracle")
    ]
    assert asked == []


@pytest.mark.parametrize(("answer", "closed"), [(0, False), (1, True)])
def test_uv_keeps_nothing_where_its_cache_cannot_be_written(
    install, monkeypatch, tmp_path, answer, closed
):
    """As root every folder can be written, so what the system says is put in its place."""
    pretend(Path(install.UV), f"echo {tmp_path}/no/such/cache")
    asked = []
    monkeypatch.setattr(install.os, "access", lambda path, mode: asked.append(path) or answer == 0)
    assert install.cache_is_closed(install.UV) is closed
    assert asked == [tmp_path]  # the folder that is there; uv makes the others
    settings = {"no-cache-dir": "1"} if closed else {}
    assert install.variables(settings, {}).get("UV_NO_CACHE") == ("1" if closed else None)


@pytest.mark.needs("make")
def test_an_interpreter_may_lie_in_a_folder_with_spaces(project):
    python = project / "내 Python" / "python3"
    pretend(python, 'echo "called with $*"')
    done = make(project, ".venv/book.installed", f"PYTHON={python}")
    assert done.returncode == 0, done.stderr
    assert "called with install.py book" in done.stdout
