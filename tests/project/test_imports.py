"""Which package may import which, as pyproject.toml says: [tool.importlinter]."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in RULES["contracts"]}
EXTENSIONS = ("book/_ext/lstm_book", "book/_ext/python_in_pages")
PACKAGES = ("lstm_ref", "authoring", "grading", *EXTENSIONS, "benchmarks")
LINT = """import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True, limit_to_contracts=tuple(sys.argv[1:])))"""

# For each rule an import that it must not let through.
BREACHES = {
    "circles": ("grading/read/submissions.py", "import grading.stage.select"),
    "reference": ("lstm_ref/gates.py", "import tests.helpers"),
    "authoring": ("authoring/lay.py", "import grading.languages"),
    "book": ("book/_ext/lstm_book/words.py", "import authoring.lay"),
    "pages-module": ("book/_ext/python_in_pages/node.py", "import lstm_book.paths"),
    "runtime-alone": ("book/_ext/python_in_pages/runtime/cache.py", "import sphinx.errors"),
    "pages-module-order": ("book/_ext/python_in_pages/node.py", "import python_in_pages.policy"),
    "grading": ("grading/languages.py", "import lstm_ref"),
    "benchmarks": ("benchmarks/server.py", "from tests.helpers import contract"),
    "code-order": ("lstm_ref/validation.py", "import lstm_ref.layers"),
    "grading-flow": ("grading/student/sanitize.py", "import grading.read.notebook"),
    "pages-flow": ("book/_ext/lstm_book/paths.py", "import lstm_book.site.build"),
    "runtime-flow": (
        "book/_ext/python_in_pages/runtime/cache.py",
        "import python_in_pages.runtime.layout",
    ),
}


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess:
    """Ask import-linter about some rules, or about all."""
    path = os.pathsep.join([str(folder), str(folder / "book" / "_ext")])
    return subprocess.run(
        [sys.executable, "-c", LINT, *contracts],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_rule_is_kept():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in done.stdout


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    """Copy the packages, so that an import can be added to one of them."""
    folder = tmp_path_factory.mktemp("packages")
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize("contract", CONTRACTS)
def test_an_import_against_the_rule_breaks_it(copied, contract):
    name, line = BREACHES[contract]
    module = copied / name
    before = module.read_text(encoding="utf-8")
    module.write_text(f"{before}\n{line}\n", encoding="utf-8")
    try:
        done = lint(copied, contract)
    finally:
        module.write_text(before, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{CONTRACTS[contract]['name']} BROKEN" in " ".join(done.stdout.split())


def literals(path: Path) -> list[str]:
    """Return the texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    statements = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    constants = [node for node in nodes if isinstance(node, ast.Constant)]
    return [n.value for n in constants if isinstance(n.value, str) and id(n) not in statements]


@pytest.mark.parametrize("package", [package for package in PACKAGES if package != "benchmarks"])
def test_nothing_that_ships_or_builds_reads_from_the_tests(package):
    """The benchmarks draw mutants, and know where the tests are that should notice them."""
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    found = [(path.name, text) for path in modules for text in literals(path)]
    assert [(name, text) for name, text in found if re.match(r"tests(/|$)", text)] == []
