"""Run every notebook below a folder from top to bottom, each in its own process and folder.

``python run_notebooks.py FOLDER`` runs the cells in IPython, in a copy of this process in which
nothing of a notebook has run. ``--kernels`` starts a kernel of Jupyter's for each: more than twice
the time.
"""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from pathlib import Path

import matplotlib.pyplot  # noqa: F401 (loaded once: every notebook draws)
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

MAY_FAIL = "raises-exception"


def run_cells(path: Path) -> bool:
    """Run a notebook in this process; say whether all went well."""
    os.chdir(path.parent)
    shell = InteractiveShell.instance()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        result = shell.run_cell(cell.source, store_history=True)
        if not result.success and MAY_FAIL not in cell.metadata.get("tags", []):
            print(f"{path.name}: {cell.source}\n{result.error_before_exec or result.error_in_exec}")
            return False
    return True


def run_in_a_copy(path: Path) -> bool:
    """Run a notebook in a copy of this process; say whether all went well."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    done = False
    try:
        done = run_cells(path)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0 if done else 1)


def run_in_a_kernel(path: Path) -> bool:
    """Run a notebook as Jupyter does; say whether all went well."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=60, kernel_name="python3")
    try:
        asyncio.run(client.async_execute(cwd=str(path.parent)))
    except CellExecutionError as error:
        print(f"{path.name}: {error}")
        return False
    return True


def run_all(folder: Path, kernels: bool) -> int:
    """Return 0 when there are notebooks and all went well."""
    run = run_in_a_kernel if kernels else run_in_a_copy
    results = [run(path) for path in sorted(folder.glob("*/*.ipynb"))]
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(run_all(Path(sys.argv[1]), "--kernels" in sys.argv))
