"""Run the code of all pages before Sphinx reads them, a page on each core at a time.

Sphinx runs a page when it comes to it, one after the other. jupyter-cache has an executor for
several; what it has run, myst-nb finds in the cache. A page that fails is not cached: Sphinx runs
it again, and its warning names the page and fails the build.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import JupyterCacheAbstract
from jupyter_cache.executors import load_executor

from .editions import all_editions
from .freshness import cache_folder, prune
from .places import ROOT

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
    run(cache, numbers)
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


def run(cache: JupyterCacheAbstract, numbers: list[int]) -> None:
    """Run registered pages side by side, in their own folders, and keep what they gave."""
    load_executor("local-parallel", cache).run_and_cache(filter_pks=numbers, timeout=timeout())


def timeout() -> int:
    """Return for how many seconds a cell may run, as Jupyter Book is told."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return int(config["execute"]["timeout"])
