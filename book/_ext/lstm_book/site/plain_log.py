"""Turns colour codes off in a log that is no terminal: Jupyter Book always asks Sphinx for them."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.util.console import color_terminal, nocolor


def setup(app: Sphinx) -> dict[str, Any]:
    """Decide as Sphinx's own command would."""
    if not color_terminal():
        nocolor()
    return {"parallel_read_safe": True, "parallel_write_safe": True}
