"""Helper files: modules beside a notebook that its tests import, such as checks.py."""

import ast
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

MISSING = (
    "{folder} has no {files}, which its tests import: `make lay` (python -m authoring lay) puts "
    "there what git does not keep"
)


def missing_helpers(folder: Path) -> str:
    """Say which helpers of an assignment are not there, and what makes them; else say nothing."""
    names = {name for path in folder.glob("*.ipynb") for name in _imported(path)}
    files = [f"{name}.py" for name in sorted(names) if not _is_there(name, folder)]
    place = f"{folder.parent.name}/{folder.name}"
    return MISSING.format(folder=place, files=", ".join(files)) if files else ""


def _imported(path: Path) -> Iterator[str]:
    """Yield the modules that the tests of a notebook import."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if not cell["metadata"].get("nbgrader", {}).get("grade") or cell["cell_type"] != "code":
            continue
        for node in ast.walk(_tree("".join(cell["source"]))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0]


def _tree(source: str) -> ast.AST:
    try:
        return ast.parse(source)
    except SyntaxError:  # a test may use what only IPython understands
        return ast.Module([], [])


def _is_there(name: str, folder: Path) -> bool:
    if (folder / f"{name}.py").is_file() or (folder / name).is_dir():
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except ValueError:  # imported already, by hand
        return True
