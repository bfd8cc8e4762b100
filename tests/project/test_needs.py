"""What a test needs is said, counted, and never passed over in silence."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs

ROOT = Path(__file__).parents[2]
THEIRS = ("SLOW", "REQUIRE_ALL", "WITHOUT", "GRADING_BWRAP")
HEAD = f"import sys\nsys.path[:0] = [{str(ROOT)!r}]\npytest_plugins = ['tests.needs']\n"
FAKES = """
from tests import needs
needs.NEEDS["torch"] = needs.Need(lambda: "PyTorch is not installed", "see pytorch.org")
needs.NEEDS["make"] = needs.Need(lambda: "", "apt")
"""
TESTS = """
import pytest

from tests import needs

@pytest.fixture
def costly():
    raise AssertionError("made for a test that is not run")

@pytest.mark.needs("torch")
@pytest.mark.parametrize("case", [1, 2])
def test_with_torch(costly, case): ...

@pytest.mark.needs("make")
def test_with_make(): ...

@pytest.mark.slow
def test_slow(): ...
"""


@pytest.fixture
def run(tmp_path):
    """Run a small suite with the plugin; return its exit code and its last lines."""

    def run(tests=TESTS, *options, **environment):
        (tmp_path / "conftest.py").write_text(HEAD + FAKES, encoding="utf-8")
        (tmp_path / "test_it.py").write_text(tests, encoding="utf-8")
        clean = {k: v for k, v in os.environ.items() if k not in THEIRS}
        clean["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # their imports take most of the time
        line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
        done = subprocess.run(
            [*line, str(tmp_path)],
            cwd=tmp_path,
            env=clean | environment,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.parametrize(
    "workers", [(), ("-p", "xdist", "-n", "2")], ids=["one process", "two workers"]
)
def test_what_is_missing_is_skipped_and_counted(run, workers):
    code, said = run(TESTS, *workers)
    assert code == 0, said
    section = re.split(r"=+ not run =+\n", said)[1]
    assert section.splitlines()[:2] == [
        "    1 slow: `make test SLOW=1` runs it",
        "    2 torch: PyTorch is not installed. see pytorch.org",
    ]
    assert re.search(r"1 passed, 3 skipped", section)


def test_all_can_be_required(run):
    code, said = run(TESTS, REQUIRE_ALL="1")
    assert code == 1
    assert "REQUIRE_ALL is set, and PyTorch is not installed. see pytorch.org" in said
    assert re.search(r"2 errors|1 passed, 1 skipped, 2 errors", said), said
    assert "made for a test that is not run" not in said


def test_slow_tests_run_when_they_are_asked_for(run):
    _, said = run(TESTS, SLOW="1")
    assert "2 passed, 2 skipped" in said
    assert "slow:" not in said


def test_what_is_there_can_be_left_out(run):
    code, said = run(TESTS, WITHOUT="make browser")
    assert code == 0
    assert "    1 make: left out by WITHOUT=make." in said


def test_what_is_left_out_must_be_a_need(run):
    code, said = run(TESTS, WITHOUT="browser,make")
    assert code != 0
    assert "WITHOUT: ['browser,make'] are no needs; known are ['sandbox'" in said


def test_a_skip_without_a_need_is_a_failure(run):
    code, said = run("import pytest\ndef test_it():\n    pytest.skip('in silence')\n")
    assert code == 1
    assert "skipped without a need" in said
    assert "in silence" in said


def test_an_unknown_need_is_a_mistake_of_the_test(run):
    code, said = run("import pytest\n@pytest.mark.needs('tourch')\ndef test_it(): ...\n")
    assert code != 0
    assert "needs {'tourch'}; known are" in said


def test_the_list_names_each_need_and_function_once(run, tmp_path):
    run(TESTS, "--not-run", "list.txt")
    lines = (tmp_path / "list.txt").read_text(encoding="utf-8").splitlines()
    assert lines == ["slow\ttest_it.py::test_slow", "torch\ttest_it.py::test_with_torch"]


def test_only_what_is_listed_runs(run, tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "test_part.py").write_text("def test_part(): ...\n", encoding="utf-8")
    (tmp_path / "listed.txt").write_text("x\tpart\nx\ttest_it.py::test_with_make\n", "utf-8")
    code, said = run(TESTS, "--listed=listed.txt", "-vv")
    assert code == 0, said
    assert re.findall(r"::(test_\w+) PASSED", said) == ["test_part", "test_with_make"]


def test_a_file_that_skips_itself_is_a_failure(run, tmp_path):
    (tmp_path / "test_other.py").write_text("def test_other(): ...\n", encoding="utf-8")
    code, said = run("import pytest\npytest.importorskip('no_such_module')\n")
    assert code != 0
    assert "skipped without a need" in said


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """Return a site with Python in its pages, and the folder where its npm packages are."""
    monkeypatch.setenv("PYTHON_IN_PAGES_CACHE", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(ROOT / "book" / "_ext")
    from python_in_pages import node
    from python_in_pages.pages.bundle import NPM
    from python_in_pages.runtime.cache import user_folder

    site, packages = tmp_path / "site", user_folder() / "npm" / node.digest(NPM)
    (site / "python" / "0").mkdir(parents=True)
    (site / "python" / "0" / "runtime.json").touch()
    (packages / "node_modules").mkdir(parents=True)
    return site, packages


def test_python_in_the_pages_is_a_site_with_it_and_a_cache_that_needs_no_network(pages):
    site, packages = pages
    assert needs.no_python_in_pages(site) == ""
    (packages / "node_modules").rmdir()
    assert needs.no_python_in_pages(site).startswith(f"its npm packages are not in {packages}: ")
    (site / "python" / "0" / "runtime.json").unlink()
    assert needs.no_python_in_pages(site) == "the site was built without Python in its pages"
    assert needs.no_python_in_pages(site / "none") == "there is no built site"


def calls_make(function, callers=()):
    """Say whether a function has a command that begins with make, or calls one that has."""
    for node in ast.walk(function):
        if isinstance(node, ast.List) and node.elts and ast.unparse(node.elts[0]) == "'make'":
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) in callers:
            return True
    return False


def test_every_test_that_calls_make_says_so():
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        callers = {function.name for function in functions if calls_make(function)}
        for function in functions:
            if function.name.startswith("test_") and calls_make(function, callers):
                marks = map(ast.unparse, function.decorator_list)
                found.append(
                    (f"{path.name}: {function.name}", "pytest.mark.needs('make')" in marks)
                )
    assert len(found) > 8
    assert [name for name, says_so in found if not says_so] == []


SETTINGS = ("FORCE_COLOR=1", "MAKEFLAGS=-j2", "PYTEST_ADDOPTS=-v", "PGPORT=1", "XDG_CACHE_HOME=/x")


def test_what_a_developer_has_set_decides_no_test():
    code = "import os, conftest; print(*os.environ, os.environ['PLAYWRIGHT_BROWSERS_PATH'])"
    clean = {k: v for k, v in os.environ.items() if k[:6] != "PYTEST" and k[:4] != "PLAY"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "tests",
        env=clean | dict(setting.split("=") for setting in SETTINGS),
        capture_output=True,
        text=True,
    )
    names = done.stdout.split()
    assert names[-1] == "/x/ms-playwright", done.stderr
    assert not {setting.split("=")[0] for setting in SETTINGS} & set(names)


SANDBOX = """
from tests import needs
needs.NEEDS["sandbox"] = needs.Need(lambda: "", "")
"""
FORCED = """
import os, pytest
def test_silent(): assert os.environ.get("GRADING_BWRAP") == {silent!r}
@pytest.mark.needs("sandbox")
def test_declared(): assert os.environ.get("GRADING_BWRAP") == {declared!r}
def test_silent_again(): assert os.environ.get("GRADING_BWRAP") == {silent!r}
"""


@pytest.mark.parametrize("chosen", [{}, {"GRADING_BWRAP": "installed"}])
def test_who_does_not_say_that_it_needs_the_sandbox_gets_none(run, tmp_path, chosen):
    tests = FORCED.format(silent=needs.UNDECLARED, declared=chosen.get("GRADING_BWRAP"))
    code, said = run(SANDBOX + tests, **chosen)
    assert code == 0, said
    assert not Path(needs.UNDECLARED).exists()


@pytest.mark.needs("sandbox")
def test_a_sandbox_that_our_own_code_breaks_is_no_lack_of_the_machine(monkeypatch):
    """Otherwise a mistake in it would skip all the tests that must notice it."""
    from grading.sandbox import program
    from grading.sandbox.settings import SandboxError

    def broken():
        raise SandboxError("no bubblewrap serves.\nmore")

    monkeypatch.setattr(program, "find", broken)
    assert needs.no_sandbox() == ""
    monkeypatch.setattr(program, "candidates", lambda: [program.Program("/bin/false", "here")])
    assert needs.no_sandbox() == "no bubblewrap serves"
