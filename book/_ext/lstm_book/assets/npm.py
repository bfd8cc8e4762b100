"""npm packages that the book needs, installed once below ``_build`` from a committed lock."""

from __future__ import annotations

from pathlib import Path

from python_in_pages import node as tool
from sphinx.errors import ExtensionError
from sphinx.util import logging

from ..paths import BUILD, ROOT

logger = logging.getLogger(__name__)

PACKAGES = Path("book/_ext/npm")
LOCK = PACKAGES / "package-lock.json"


def packages() -> Path:
    """Return the ``node_modules`` of the book's own lock."""
    return install(ROOT / PACKAGES, BUILD / "npm")


def install(packages: Path, target: Path) -> Path:
    """Return the ``node_modules`` of the lock in ``packages``; download only what has changed."""
    try:
        return tool.install(packages, target, logger.info)
    except tool.NodeError as error:
        raise ExtensionError(str(error)) from error


def node(script: Path, *arguments: str) -> None:
    """Run a script of JavaScript."""
    try:
        tool.node(script, *arguments)
    except tool.NodeError as error:
        raise ExtensionError(str(error)) from error
