"""What the tests have found, as keys: input_gate.no-bias is the same in every language.

A test of checks.py leaves the key in the metadata of its output. Tests that leave none have none.
"""

import re
from typing import Any

from nbformat import NotebookNode

from .cells import cell_name, is_test

RESULT = "exercise_result"
KEY = re.compile(r"[A-Za-z_]\w{0,60}\.[\w-]{1,60}", re.ASCII)


def kept(metadata: Any) -> dict[str, Any]:
    """Return of an output's metadata the key of what was found, and nothing else."""
    result = metadata.get(RESULT) if isinstance(metadata, dict) else None
    key = result.get("key") if isinstance(result, dict) else None
    return {RESULT: {"key": key}} if isinstance(key, str) and KEY.fullmatch(key) else {}


def findings(notebook: NotebookNode) -> dict[str, str]:
    """Return test -> key of what it has found, for the tests that have found something."""
    found = {}
    for cell in filter(is_test, notebook.cells):
        for output in cell.get("outputs", []):
            if made := kept(output.get("metadata")):
                found[cell_name(cell)] = made[RESULT]["key"]
    return found
