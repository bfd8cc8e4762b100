"""``python -m lstm_book``: build every edition, and lay all into one site."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from .editions import Edition, all_editions
from .places import BUILD, ROOT, SITE, STAMP
from .settings import write

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


def lay_in(edition: Edition, made: Path, site: Path) -> None:
    """Copy an edition's finished site to its place in the whole one; nothing old stays there."""
    target = site / edition.place
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(made, target, ignore=shutil.ignore_patterns(".buildinfo"))


def main() -> int:
    """Build all editions, even after one has failed, so that one run shows every warning."""
    STAMP.unlink(missing_ok=True)
    editions = all_editions()
    codes = [subprocess.run(command(edition)).returncode for edition in editions]
    if any(codes):
        return 1
    for edition in editions[1:]:
        lay_in(edition, BUILD / edition.language / "_build" / "html", SITE)
    STAMP.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
