"""Builds editions in parallel, each by Jupyter Book in a process of its own.

What they share is made before: two processes must not download, or run a page, at the same time.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from ..assets import katex_files, npm
from ..editions.config import write_config
from ..editions.edition import Edition, all_editions
from ..execution import figure_font, kernel_profile, page_runner
from ..paths import BUILD, SITE
from ..processes import run_in_parallel
from . import old_addresses, python_runtime

STRICT = ("--warningiserror", "--nitpick", "--keep-going")


def command(edition: Edition) -> list[str]:
    """Return how Jupyter Book builds an edition."""
    tool = str(Path(sys.executable).parent / "jupyter-book")
    folder = BUILD / edition.language
    config, toc = write_config(edition, folder)
    paths = [f"--config={config}", f"--toc={toc}", f"--path-output={folder}"]
    return [tool, "build", str(edition.source), *paths, *STRICT]


def output_folder(edition: Edition) -> Path:
    """Return the folder into which Jupyter Book writes an edition's own site."""
    return BUILD / edition.language / "_build" / "html"


def lay_out(editions: Sequence[Edition], site: Path) -> None:
    """Put the finished editions together, in place of the site that was there."""
    shutil.rmtree(site, ignore_errors=True)
    for edition in editions:  # the first one's folder is the root
        target = site / edition.site_folder
        ignored = shutil.ignore_patterns(".buildinfo")
        shutil.copytree(output_folder(edition), target, ignore=ignored, dirs_exist_ok=True)
        old_addresses.write_redirects(edition, site)
    python_runtime.lay_out(site)


def prepare() -> str:
    """Fetch and make what all editions need, and run their pages' code.

    Return what the site has to do without.
    """
    npm.packages()
    katex_files.write_static_files()
    figure_font.install_font()
    kernel_profile.use_profile()
    page_runner.fill_cache()
    return python_runtime.prepare()


def build_editions(languages: list[str]) -> bool:
    """Build editions, even after one has failed, so that one run shows every warning."""
    editions = all_editions()
    chosen = [
        each for each in editions if each.language in languages or not output_folder(each).is_dir()
    ]
    if not run_in_parallel([command(edition) for edition in chosen]):
        return False
    lay_out(editions, SITE)
    return True
