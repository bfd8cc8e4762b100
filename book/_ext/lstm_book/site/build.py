"""Build editions side by side, each by Jupyter Book in a process of its own.

What they share is made before: two that fetch, or run a page, at the same time would meet.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from . import execution, figure_font, katex_assets, npm, quiet_kernel
from .editions import Edition, all_editions
from .places import BUILD, ROOT, SITE
from .settings import write
from .side_by_side import run_side_by_side

STRICT = ("--warningiserror", "--nitpick", "--keep-going")


def command(edition: Edition) -> list[str]:
    """Return how Jupyter Book builds an edition."""
    tool = str(Path(sys.executable).parent / "jupyter-book")
    if edition.is_first:
        return [tool, "build", str(ROOT), *STRICT]
    folder = BUILD / edition.language
    config, toc = write(edition, folder)
    paths = [f"--config={config}", f"--toc={toc}", f"--path-output={folder}"]
    return [tool, "build", str(edition.source), *paths, *STRICT]


def output(edition: Edition) -> Path:
    """Return the folder in which Jupyter Book lays an edition's own site."""
    return SITE if edition.is_first else BUILD / edition.language / "_build" / "html"


def lay_in(edition: Edition, made: Path, site: Path) -> None:
    """Copy an edition's finished site to its place in the whole one; nothing old stays there."""
    target = site / edition.place
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(made, target, ignore=shutil.ignore_patterns(".buildinfo"))


def prepare() -> None:
    """Fetch and make what all editions need, and run their pages' code."""
    npm.packages()
    katex_assets.provide_files()
    figure_font.provide()
    quiet_kernel.provide()
    execution.fill()


def build_all(languages: list[str]) -> bool:
    """Build editions, even after one has failed, so that one run shows every warning."""
    prepare()
    editions = all_editions()
    chosen = [each for each in editions if each.language in languages or not output(each).is_dir()]
    if not run_side_by_side([command(edition) for edition in chosen]):
        return False
    for edition in editions[1:]:
        lay_in(edition, output(edition), SITE)
    return True
