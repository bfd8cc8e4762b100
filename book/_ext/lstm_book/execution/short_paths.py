"""Shortens the paths in tracebacks: without the folders of the machine that builds."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

import lstm_ref

from ..paths import ROOT


class ShortenPaths(SphinxTransform):
    """Cut the project's and the installed packages' folders off in what cells have printed."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Look at each block of output."""
        package = Path(lstm_ref.__file__).parent
        folders = [ROOT, package.parent, Path(sysconfig.get_path("purelib"))]
        prefixes = sorted((f"{folder}/" for folder in folders), key=len, reverse=True)
        for block in self.document.findall(nodes.literal_block):
            text = block.astext()
            if not any(prefix in text for prefix in prefixes):
                continue
            for prefix in prefixes:
                text = text.replace(prefix, "")
            block.children = [nodes.Text(text)]
            block.rawsource = text  # Sphinx highlights a block whose text is its source


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_transform(ShortenPaths)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
