"""Cells run without the reader's own settings of IPython and Matplotlib, and without warnings.

A start-up file in somebody's home folder must not change what the book shows. And ipykernel says
for each page that its port on this very machine is not encrypted, which is no news in a build.
What a cell prints comes in one piece, at the cell's end: pieces that a slow machine sent apart
would stand on lines of their own.
"""

from __future__ import annotations

import os
from typing import Any

from sphinx.application import Sphinx

from .places import BUILD

SETTINGS = """
get_config().IPKernelApp.log_level = "ERROR"

from ipykernel.iostream import OutStream
OutStream.flush_interval = 3600
"""


def provide(app: Sphinx | None = None) -> None:
    """Point IPython and Matplotlib to folders of the build's own."""
    folder = BUILD / "ipython"
    settings = folder / "profile_default" / "ipython_kernel_config.py"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(folder)
    os.environ["MPLCONFIGDIR"] = str(BUILD / "matplotlib")  # a home may have settings, or be closed
    os.environ.pop("MATPLOTLIBRC", None)


def setup(app: Sphinx) -> dict[str, Any]:
    """Point before the first page is read."""
    app.connect("builder-inited", provide)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
