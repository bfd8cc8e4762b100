"""The IPython profile of the kernels: the same on every machine, and without warnings.

A start-up file in somebody's home folder must not change what the book shows. And ipykernel says
for each page that its port on this very machine is not encrypted, which does not matter
in a build. What a cell prints is sent at the cell's end: pieces that a slow machine sends apart
would stand on lines of their own.
"""

from __future__ import annotations

import os
from typing import Any

from sphinx.application import Sphinx

from ..paths import BUILD

SETTINGS = """
get_config().IPKernelApp.log_level = "ERROR"

from ipykernel.iostream import OutStream
OutStream.flush_interval = 3600
"""


def use_profile(app: Sphinx | None = None) -> None:
    """Write the profile, and point IPython and Matplotlib to folders of the build."""
    folder = BUILD / "ipython"
    settings = folder / "profile_default" / "ipython_kernel_config.py"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(folder)
    os.environ["MPLCONFIGDIR"] = str(BUILD / "matplotlib")  # a home may have settings, or be closed
    os.environ.pop("MATPLOTLIBRC", None)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write it before the first page is read."""
    app.connect("builder-inited", use_profile)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
