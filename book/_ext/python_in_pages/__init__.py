"""Sphinx extension: the code cells of a book run in the page, in the reader's own browser.

One button on each page with code. Pressed, it loads Python (Pyodide, with a Jupyter kernel) from
the site itself, and makes every visible cell one that can be changed and run. Pages of myst-nb, of
any subject, in any theme.

- ``settings``: what a book sets in its ``_config.yml``;
- ``runtime``: Python for the browser: fetched, checked, compiled, laid at the site's root;
- ``scripts``: what runs in the browser; ``npm``: the lock of what it takes from others;
- ``node``: npm and node; ``pages``: what Sphinx does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Prepare before the pages are read, add to each page, finish at the end."""
    from .pages.site import Site

    site = Site()
    app.add_config_value("python_in_pages", {}, "env", dict)
    app.connect("config-inited", site.read_settings)
    app.connect("builder-inited", site.lay)
    app.connect("env-updated", site.outdated)
    app.connect("doctree-resolved", site.carry_cells)
    app.connect("html-page-context", site.add_button)
    app.connect("html-collect-pages", site.licences)
    app.connect("build-finished", site.finish, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
