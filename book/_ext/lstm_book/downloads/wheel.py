"""The wheel of ``lstm_ref`` in the site: a downloaded notebook needs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

from ..digests import digest_of, package_files, remove_all_but
from ..editions.edition import edition_in
from ..paths import BUILD, ROOT

logger = logging.getLogger(__name__)

WHEELS = "downloads"
# The installed build backend itself: pip would fetch another one, and a .venv may lack pip.
BACKEND = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "lstm_ref")


def wheel_name(root: Path) -> str:
    """Return the file name that the wheel of the package in ``root`` has."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name'].replace('-', '_')}-{project['version']}-py3-none-any.whl"


def build_wheel(root: Path, folder: Path) -> Path:
    """Build the wheel into ``folder``, from a copy: setuptools leaves files beside its sources."""
    with tempfile.TemporaryDirectory() as temporary:
        for name in SOURCES:
            source, copy = root / name, Path(temporary, name)
            if source.is_dir():
                shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, copy)
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-c", BACKEND, str(folder)],
            cwd=temporary,
            capture_output=True,
            text=True,
        )
    wheel = folder / wheel_name(root)
    if done.returncode or not wheel.exists():
        raise ExtensionError(f"the wheel of lstm_ref was not built:\n{done.stderr}")
    return wheel


def kept_wheel() -> Path:
    """Return the wheel of the package as it is now, built anew only where that has changed."""
    kept = BUILD / "wheel"
    present = digest_of([*package_files(ROOT), *(ROOT / name for name in SOURCES[:-1])], ROOT)
    wheel = kept / present / wheel_name(ROOT)
    if not wheel.exists():
        remove_all_but(present, kept)
        logger.info("building the wheel of lstm_ref ...")
        build_wheel(ROOT, wheel.parent)
    return wheel


def copy_into_site(app: Sphinx, exception: Exception | None) -> None:
    """Copy the wheel into the site: all editions link to the one in the first."""
    if exception or app.builder.format != "html" or not edition_in(app.config.language).is_first:
        return
    target = Path(app.outdir, WHEELS)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    shutil.copy2(kept_wheel(), target)


def setup(app: Sphinx) -> dict[str, Any]:
    """Build when the pages are done."""
    app.connect("build-finished", copy_into_site)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
