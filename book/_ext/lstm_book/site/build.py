"""Builds editions in parallel, each by Jupyter Book in a process of its own.

What they share is made before: two processes must not download, or run a page, at the same time.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from ..assets import katex_files, npm
from ..editions.config import write_config
from ..editions.edition import Edition, all_editions
from ..execution import figure_font, kernel_profile, page_runner
from ..paths import BUILD, ROOT, SITE
from ..processes import run_in_parallel
from .front_page import write_front_page

STRICT = ("--warningiserror", "--nitpick", "--keep-going")


def command(edition: Edition) -> list[str]:
    """Return how Jupyter Book builds an edition."""
    tool = str(Path(sys.executable).parent / "jupyter-book")
    if edition.is_first:
        return [tool, "build", str(ROOT), *STRICT]
    folder = BUILD / edition.language
    config, toc = write_config(edition, folder)
    paths = [f"--config={config}", f"--toc={toc}", f"--path-output={folder}"]
    return [tool, "build", str(edition.source), *paths, *STRICT]


def output_folder(edition: Edition) -> Path:
    """Return the folder into which Jupyter Book writes an edition's own site."""
    return SITE if edition.is_first else BUILD / edition.language / "_build" / "html"


def copy_into_site(edition: Edition, built: Path, site: Path) -> None:
    """Copy an edition's finished site into the whole one, in place of what was there."""
    target = site / edition.site_folder
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(built, target, ignore=shutil.ignore_patterns(".buildinfo"))


def prepare() -> None:
    """Fetch and make what all editions need, and run their pages' code."""
    npm.packages()
    katex_files.write_static_files()
    figure_font.install_font()
    kernel_profile.use_profile()
    page_runner.fill_cache()


def build_editions(languages: list[str]) -> bool:
    """Build editions, even after one has failed, so that one run shows every warning."""
    prepare()
    editions = all_editions()
    chosen = [
        each for each in editions if each.language in languages or not output_folder(each).is_dir()
    ]
    if not run_in_parallel([command(edition) for edition in chosen]):
        return False
    for edition in editions[1:]:
        copy_into_site(edition, output_folder(edition), SITE)
    write_front_page(editions[0], SITE)
    return True
