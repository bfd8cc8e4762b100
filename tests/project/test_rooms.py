"""Which package may import which, as pyproject.toml says: [tool.importlinter]."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = [contract["id"] for contract in RULES["contracts"]]
SHIPPED = ("lstm_ref", "authoring", "grading", "book/_ext")
CHECK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports({}))"


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess:
    """Ask import-linter about one contract."""
    options = f"no_cache=True, limit_to_contracts=({contract!r},)"
    path = os.pathsep.join([str(folder), str(folder / "book" / "_ext")])
    return subprocess.run(
        [sys.executable, "-c", CHECK.format(options)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_rule_is_kept(contract):
    done = lint(ROOT, contract)
    assert done.returncode == 0, done.stdout + done.stderr


BREACHES = {
    "circles": ("lstm_ref/learning/losses.py", "import lstm_ref.figures.words"),
    "reference": ("lstm_ref/gates.py", "import tests.helpers"),
    "authoring": ("authoring/lay.py", "import grading.languages"),
    "book": ("book/_ext/lstm_book/words.py", "import authoring.lay"),
    "grading": ("grading/languages.py", "import lstm_ref"),
    "benchmarks": ("benchmarks/server.py", "from tests.helpers import contract"),
    "code-order": ("lstm_ref/validation.py", "import lstm_ref.layers"),
    "grading-flow": ("grading/student/sanitize.py", "import grading.read.notebook"),
    "pages-flow": ("book/_ext/lstm_book/paths.py", "import lstm_book.site.build"),
}
