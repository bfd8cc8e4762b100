"""Style, types and pins: what a reviewer would otherwise have to check by eye."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[0-9][0-9a-z.+!]*)(?P<marker> ; .+)?")


@pytest.mark.parametrize(
    "tool",
    ["ruff check --no-cache .", "ruff format --no-cache --check .", "mypy"],
)
def test_style_and_types(tool):
    command = [sys.executable, "-m", *tool.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_is_strict_and_sees_the_package():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    del settings["overrides"]  # they are for what builds on untyped packages, not for lstm_ref
    assert settings == {"files": ["lstm_ref", "grading"], "strict": True}


def test_the_lock_holds_pins_and_nothing_else():
    """No option, no address, no path: one name==version a line, and a marker that parses."""
    assert [line for line in LOCK if not PIN.fullmatch(line)] == []
    assert [line for line in LOCK if Requirement(line).url] == []


def test_each_package_has_one_pin_in_one_environment():
    names = [name for name, _ in applicable()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("extra", sorted(PROJECT["optional-dependencies"]))
def test_what_is_installed_for_an_extra_is_what_is_pinned(extra):
    pins = dict(applicable())
    installed = installed_for([*PROJECT["dependencies"], f"{PROJECT['name']}[{extra}]"])
    assert "numpy" in installed
    assert {name: pins.get(name) for name in installed} == installed


def test_the_walk_reaches_what_it_must():
    """Direct, through another extra of ours, and through a dependency's own extras."""
    installed = installed_for([f"{PROJECT['name']}[test]"])
    assert {"keras", "ml-dtypes", "nbgrader", "jupyter-book", "sphinx", "jupyterlab"} <= set(
        installed
    )
    assert len(installed) > 100


def applicable():
    """(name, version) of every pin whose marker holds here."""
    pins = [Requirement(line) for line in LOCK]
    return [
        (pin.name, str(pin.specifier).removeprefix("=="))
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    ]


def installed_for(requirements):
    """Name and version of every installed distribution that the requirements need."""
    found, seen, queue = {}, set(), [Requirement(line) for line in requirements]
    while queue:
        wanted = queue.pop()
        name = canonicalize_name(wanted.name)
        for extra in ["", *wanted.extras]:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            if name == PROJECT["name"]:
                lines = PROJECT["optional-dependencies"].get(extra, PROJECT["dependencies"])
            else:
                lines = requires(name, found)
            environment = default_environment() | {"extra": extra}
            needed = [Requirement(line) for line in lines]
            queue += [r for r in needed if r.marker is None or r.marker.evaluate(environment)]
    return found


def requires(name, found):
    """The requirement lines of an installed distribution; none if it is not installed."""
    try:
        metadata = distribution(name)
    except PackageNotFoundError:
        return []
    found[name] = metadata.version
    return metadata.requires or []


def test_no_test_starts_programs_by_a_fork_of_its_own_process():
    """JAX, which other tests import, warns of each fork: its threads are not in the child."""
    argument = "preexec_fn" + "="
    tests = sorted((ROOT / "tests").rglob("*.py"))
    found = [path.name for path in tests if argument in path.read_text(encoding="utf-8")]
    assert found == []
