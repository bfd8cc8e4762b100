"""The course's own style sheet and icons.

They are added here and not through a ``_static`` folder, because Jupyter Book would load every
file of such a folder on every page.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from ..paths import ASSETS


def add_folder(app: Sphinx) -> None:
    """Let Sphinx copy the folder."""
    app.config.html_static_path.append(str(ASSETS))


def setup(app: Sphinx) -> dict[str, Any]:
    """Link the style sheet after the theme's, so that its rules win."""
    app.connect("builder-inited", add_folder)
    app.add_css_file("lstm-book.css", priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
