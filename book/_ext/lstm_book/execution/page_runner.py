"""Run the code of all pages before Sphinx reads them, a page on each core at a time.

Sphinx runs a page when it comes to it, one after the other. What jupyter-cache has run before,
myst-nb finds in the cache. A page that fails is not cached: Sphinx runs
it again, and its warning names the page and fails the build.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import JupyterCacheAbstract
from jupyter_cache.executors import load_executor

from .editions import all_editions
from .freshness import cache_folder, prune
from .places import ROOT
from .side_by_side import run_side_by_side

READER = {"name": "myst_nb_md", "type": "plugin"}  # as myst-nb reads a page
FILLED = "filled"


def fill() -> None:
    """Run the pages of all editions, once for each state of the package and its pins.

    Afterwards a changed page is run by Sphinx alone: to look for it here would cost seconds.
    """
    folder = cache_folder()
    if (folder / FILLED).exists():
        return
    prune(folder.parent, keep=folder.name)
    cache = get_cache(str(folder))
    pages = [path for edition in all_editions() for path in sorted(edition.source.glob("*.md"))]
    numbers = staged(cache, pages)
    print(f"Running the code of {len(numbers)} pages ...", flush=True)
    run(folder, numbers)
    (folder / FILLED).touch()


def staged(cache: JupyterCacheAbstract, pages: list[Path]) -> list[int]:
    """Register the pages with code; return a number for each, for equal code once."""
    found: dict[str, int] = {}
    for page in pages:
        if "{code-cell}" not in page.read_text(encoding="utf-8"):
            continue
        record = cache.add_nb_to_project(str(page), read_data=READER)
        _, key = cache.create_hashed_notebook(cache.get_project_notebook(record.pk).nb)
        found.setdefault(key, record.pk)
    return list(found.values())


def run(folder: Path, numbers: list[int]) -> None:
    """Run registered pages, a process for each core, and keep what they gave.

    jupyter-cache's own parallel executor would wait for ever after Ctrl-C. Dealt out in turn, the
    languages of a page, which take equally long, go to different processes.
    """
    workers = min(os.cpu_count() or 1, len(numbers))
    parts = [map(str, numbers[first::workers]) for first in range(workers)]
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r}); "
    code += "from lstm_book.execution import run_in_turn; run_in_turn(*sys.argv[1:])"
    if workers:
        run_side_by_side([[sys.executable, "-c", code, str(folder), *part] for part in parts])


def run_in_turn(folder: str, *numbers: str) -> None:
    """Run some of the registered pages one after the other, each in its own folder."""
    executor = load_executor("local-serial", get_cache(folder))
    executor.run_and_cache(filter_pks=list(map(int, numbers)), timeout=timeout())


def timeout() -> int:
    """Return for how many seconds a cell may run, as Jupyter Book is told."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return int(config["execute"]["timeout"])
