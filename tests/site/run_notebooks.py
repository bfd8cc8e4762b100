"""Run every notebook below a folder, each in its own kernel and folder, two at a time."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

AT_A_TIME = 2


async def run(path: Path, turn: asyncio.Semaphore) -> str:
    """Return what went wrong in a notebook, or nothing."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=60, kernel_name="python3")
    async with turn:
        try:
            await client.async_execute(cwd=str(path.parent))
        except CellExecutionError as error:
            return f"{path.name}: {error}"
    return ""


async def run_all(folder: Path) -> int:
    """Return 0 when all went well; print what did not."""
    turn = asyncio.Semaphore(AT_A_TIME)
    results = await asyncio.gather(*(run(path, turn) for path in sorted(folder.glob("*/*.ipynb"))))
    print("\n".join(filter(None, results)))
    return 1 if any(results) or not results else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(run_all(Path(sys.argv[1]))))
