"""Lets a page name the browsers that ran pages in the tests: ``{{ tried_browsers }}``."""

from __future__ import annotations

import json
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from ..paths import BROWSERS


def named() -> str:
    """Return the browsers with the numbers that readers see: ``Chromium 156, WebKitGTK 2.50``."""
    found = json.loads(BROWSERS.read_text(encoding="utf-8"))
    return ", ".join(f"{each['name']} {short(each['version'])}" for each in found)


def short(version: str) -> str:
    """Return the part of a version that readers see: two numbers where the first one is small."""
    first, second, *_ = version.split(".")
    return first if int(first) > 9 else f"{first}.{second}"


def add_substitution(app: Sphinx, config: Config) -> None:
    """Add the names to the substitutions of MyST."""
    config.myst_substitutions = {**config.myst_substitutions, "tried_browsers": named()}


def setup(app: Sphinx) -> dict[str, Any]:
    """Add before the first page is read."""
    app.connect("config-inited", add_substitution, priority=400)  # before MyST reads its settings
    return {"parallel_read_safe": True, "parallel_write_safe": True}
