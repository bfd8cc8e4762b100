"""Hooks, citation and templates: their forms are right, and what they repeat is the same."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from check_jsonschema import main
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GITHUB = ROOT / ".github"
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")

# The schemas that check-jsonschema carries: nothing is downloaded.
SCHEMAS = {
    "CITATION.cff": "vendor.citation-file-format",
    ".github/ISSUE_TEMPLATE/config.yml": "vendor.github-issue-config",
    **{str(path.relative_to(ROOT)): "vendor.github-issue-forms" for path in FORMS},
    ".github/workflows/pages.yml": "vendor.github-workflows",
    ".github/workflows/test.yml": "vendor.github-workflows",
}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def load(name):
    return yaml.safe_load(read(name))


def check(schema, path):
    """Call check-jsonschema in this process: it needs a second to start in one of its own."""
    return CliRunner().invoke(
        main, [f"--builtin-schema={schema}", "--default-filetype=yaml", str(path)]
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_form_is_what_its_schema_says(name):
    done = check(SCHEMAS[name], ROOT / name)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("CITATION.cff", "license: BSD-3-Clause", "license: BSD-3"),
        (".github/ISSUE_TEMPLATE/config.yml", "blank_issues_enabled", "blank_issues"),
        (".github/ISSUE_TEMPLATE/3-grading.yml", "type: textarea", "type: text"),
    ],
)
def test_a_mistake_in_it_would_be_found(name, right, wrong, tmp_path):
    assert right in read(name)
    broken = tmp_path / Path(name).name
    broken.write_text(read(name).replace(right, wrong), encoding="utf-8")
    done = check(SCHEMAS[name], broken)
    assert done.exit_code == 1, done.output
    assert "Schema validation errors were encountered" in done.output


def test_the_citation_says_what_the_project_says():
    cited, project = load("CITATION.cff"), PYPROJECT["project"]
    assert cited["version"] == project["version"]
    assert cited["license"] == project["license"]
    assert cited["abstract"] == project["description"]
    assert f"# {cited['title']}\n" in read("README.md")
    [author] = cited["authors"]
    assert re.search(rf"^Copyright \(c\) \d+, {author['name']}$", read("LICENSE"), re.MULTILINE)


@pytest.mark.needs("make")
def test_the_hooks_run_what_make_lint_runs():
    [repository] = load(".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    hooks = repository["hooks"]
    assert [hook["entry"] for hook in hooks] == lint_commands()
    for hook in hooks:  # no second environment, and no file names behind a whole command
        assert (hook["language"], hook["pass_filenames"]) == ("system", False), hook["id"]


def lint_commands():
    """Return the commands of ``make lint`` as make would run them, without what it needs first."""
    needs = re.search(r"^lint:([^#\n]*)", read("Makefile"), re.MULTILINE)[1].split()
    old = [f"--assume-old={name}" for name in needs]
    command = ["make", "--dry-run", "--no-print-directory", *old, "lint"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [part.strip() for part in re.split(r"&&|\n", shown) if part.strip()]


def test_a_hook_runs_when_what_it_checks_has_changed():
    files = {hook["id"]: hook["files"] for hook in hooks()}
    for hook, pattern in files.items():
        for setting in ("pyproject.toml", "requirements.lock"):
            assert re.search(pattern, setting), hook
    for folder in PYPROJECT["tool"]["mypy"]["files"]:
        assert re.search(files["mypy"], f"{folder}/module.py")
        assert re.search(files["mypy"], f"{folder}/package/module.py")
    assert not re.search(files["mypy"], "tests/project/test_quality.py")
    for hook in ("ruff-check", "ruff-format"):
        assert re.search(files[hook], "tests/project/test_quality.py")
        assert not re.search(files[hook], "book/en/index.md")
    for path in ("authoring/checks/calls.py", "authoring/korean/ko.yml", "lstm_ref/cells.py"):
        assert re.search(files["exercises"], path)
    for path in ("exercises/ko/05-lstm/lstm.ipynb", "solutions/05-lstm/lstm.ipynb"):
        assert re.search(files["exercises"], path)
    assert not re.search(files["exercises"], "book/en/index.md")


def hooks():
    return load(".pre-commit-config.yaml")["repos"][0]["hooks"]


def test_the_lint_commands_are_programs_of_the_pins_or_of_the_project():
    tools = [shlex.split(hook["entry"])[:3] for hook in hooks()]
    assert {tuple(tool[:2]) for tool in tools} == {(".venv/bin/python", "-m")}
    pinned = {line.split("==")[0] for line in read("requirements.lock").splitlines()}
    own = {path.parent.name for path in ROOT.glob("*/__main__.py")}
    assert {tool[2] for tool in tools} <= pinned | own


def test_a_form_asks_what_was_done_expected_and_came():
    asked = {path.stem: {part.get("id") for part in load(path)["body"]} for path in FORMS}
    assert set(asked) == {"1-page", "2-exercise", "3-grading"}
    assert all({"came", "expected"} <= ids for ids in asked.values())
    assert {"did", "doctor"} <= asked["3-grading"]


@pytest.mark.parametrize(
    "path", [*FORMS, GITHUB / "pull_request_template.md"], ids=lambda p: p.stem
)
def test_what_a_template_names_is_there(path):
    text = read(path)
    named = re.findall(r"`(?:\.venv/bin/)?python -m (\w+)", text)
    targets = re.findall(r"`make ([a-z-]+)`", text)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert all((ROOT / name / "__main__.py").exists() for name in named)
    assert [t for t in targets if not re.search(rf"^{t}:", read("Makefile"), re.MULTILINE)] == []
    assert [link for link in links if not (path.parent / link).exists()] == []


def ignored(paths):
    """Return which of these paths git would leave out, tracked or not."""
    command = ["git", "check-ignore", "--no-index", "--stdin", "-z"]
    text = "\0".join(paths)
    done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return {path for path in done.stdout.split("\0") if path}


def test_no_folder_of_sources_is_ignored_by_git():
    """A new file beside any that is tracked is tracked too; what nbgrader writes is not."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    folders = {Path(name).parent for name in listed.stdout.decode().split("\0") if name}
    assert ignored([str(folder / "new.py") for folder in sorted(folders)]) == set()
    rooms = [f"grading/{name}/new.py" for name in ("feedback", "submitted", "autograded", "build")]
    assert ignored(rooms) == set()
    written = ["feedback/anna/a.html", "submitted/anna/a.ipynb", "autograded/anna/a.ipynb"]
    written += ["build/lib/a.py", "gradebook.db", "grades.csv", ".grading/lock", "_build/html/a"]
    assert ignored(written) == set(written)
