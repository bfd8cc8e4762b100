"""Sphinx extension of the course, and the command that builds the site with it.

A package for each task:

- ``paths``, ``digests``, ``processes``, ``words``: what every package may use;
- ``editions``: the languages of the book, the settings of each, the links between their pages;
- ``assets``: style sheets, fonts, icons and scripts; what npm brings;
- ``execution``: running the cells of the pages;
- ``directives``: what a source may hold besides MyST: drawings, tabs, tables, formulas;
- ``outputs``: what Keras and PyTorch printed in their tabs: made on request, kept in the book;
- ``downloads``: notebooks, the assignments as zips, ``lstm_ref`` as a wheel;
- ``pages``: changes to the finished HTML; ``pages.passes`` lists them in their order;
- ``search``: Korean in Sphinx's search;
- ``site``: when to build, and building every edition into one site;
- ``parity``: compares a Korean page's source with the English one; no build uses it.

``python -m lstm_book`` builds the site. Sphinx calls ``setup`` below; each module with a ``setup``
of its own stands in ``modules``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Set every module up; they are imported here, for a site that is up to date needs none."""
    from .modules import MODULES

    for module in MODULES:
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
