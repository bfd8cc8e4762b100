"""Runs the code of all pages before Sphinx reads them, one page on each core at a time.

Sphinx runs the pages one after the other, as it reads them. What jupyter-cache has run before,
myst-nb finds in the cache. A page that fails is not cached: Sphinx runs it again, and its warning
names the page and fails the build.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import JupyterCacheAbstract
from jupyter_cache.executors import load_executor

from ..digests import remove_all_but
from ..editions.edition import all_editions
from ..paths import EXTENSION, ROOT
from ..processes import run_in_parallel
from .result_cache import cache_folder

READER = {"name": "myst_nb_md", "type": "plugin"}  # as myst-nb reads a page
FILLED = "filled"


def fill_cache() -> None:
    """Run the pages of all editions, once for each state of the package and its pins.

    Afterwards a changed page is run by Sphinx alone: to look for it here would cost seconds.
    """
    folder = cache_folder()
    if (folder / FILLED).exists():
        return
    remove_all_but(folder.name, folder.parent)
    cache = get_cache(str(folder))
    pages = [path for edition in all_editions() for path in sorted(edition.source.glob("*.md"))]
    numbers = register(cache, pages)
    print(f"Running the code of {len(numbers)} pages ...", flush=True)
    run_registered(folder, numbers)
    (folder / FILLED).touch()


def register(cache: JupyterCacheAbstract, pages: list[Path]) -> list[int]:
    """Register the pages with code; return a number for each, for equal code once."""
    found: dict[str, int] = {}
    for page in pages:
        if "{code-cell}" not in page.read_text(encoding="utf-8"):
            continue
        record = cache.add_nb_to_project(str(page), read_data=READER)
        _, key = cache.create_hashed_notebook(cache.get_project_notebook(record.pk).nb)
        found.setdefault(key, record.pk)
    return list(found.values())


def run_registered(folder: Path, numbers: list[int]) -> None:
    """Run registered pages, a process for each core, and keep what they gave.

    jupyter-cache's own parallel executor would wait for ever after Ctrl-C. The pages are dealt
    out in turn: the languages of a page, which take equally long, go to different processes.
    """
    workers = min(os.cpu_count() or 1, len(numbers))
    parts = [map(str, numbers[first::workers]) for first in range(workers)]
    code = f"import sys; sys.path.insert(0, {str(EXTENSION)!r}); "
    code += "from lstm_book.execution.page_runner import run_serially; run_serially(*sys.argv[1:])"
    if workers:
        run_in_parallel([[sys.executable, "-c", code, str(folder), *part] for part in parts])


def run_serially(folder: str, *numbers: str) -> None:
    """Run some of the registered pages one after the other, each in its own folder."""
    executor = load_executor("local-serial", get_cache(folder))
    executor.run_and_cache(filter_pks=list(map(int, numbers)), timeout=timeout())


def timeout() -> int:
    """Return for how many seconds a cell may run, as Jupyter Book is told."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return int(config["execute"]["timeout"])
