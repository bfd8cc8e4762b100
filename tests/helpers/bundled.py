"""A script of a test, bundled with the book's own scripts as the build bundles them."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from python_in_pages import node
from python_in_pages.pages.bundle import COMMON, FOR_PAGES, NPM
from python_in_pages.pages.words import SCRIPTS
from python_in_pages.runtime.cache import user_folder


def bundled(target: Path, files: dict[str, str], *more: str) -> Path:
    """Return a folder with ``test.js``, bundled from these files beside the book's scripts."""
    source, made = target / "source", target / "made"
    shutil.copytree(SCRIPTS, source)
    for name, text in files.items():
        (source / name).write_text(text, encoding="utf-8")
    modules = node_modules()
    esbuild = modules / "esbuild" / "bin" / "esbuild"
    options = ["test.js", *more, *COMMON, *FOR_PAGES, f"--outdir={made}"]
    node.node(esbuild, *options, folder=source, environment={"NODE_PATH": str(modules)})
    return made


@cache
def one_text(script: str, form: str) -> str:
    """Return one of the book's scripts with all that it imports; form: esbuild's word for it."""
    modules = node_modules()
    options = [script, f"--format={form}", *COMMON]
    paths = {"NODE_PATH": str(modules)}
    return node.node(
        modules / "esbuild" / "bin" / "esbuild", *options, folder=SCRIPTS, environment=paths
    )


def node_modules() -> Path:
    """Return the npm packages of the lock, as a build has them in its cache."""
    return node.install(NPM, user_folder() / "npm" / node.digest(NPM), print)
