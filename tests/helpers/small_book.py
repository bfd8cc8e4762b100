"""Builds a book of one page with Sphinx, for tests of what the extension does to it."""

from __future__ import annotations

import io
import os
from pathlib import Path
from unittest.mock import patch

from bs4 import BeautifulSoup
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

EXTENSIONS = ["lstm_book.directives.library_tabs", "lstm_book.directives.katex_renderer"]
SETTINGS = {
    "extensions": ["myst_nb", "sphinx_design", *EXTENSIONS],
    "html_math_renderer": "katex_at_build",
    "myst_enable_extensions": ["dollarmath"],
    "myst_update_mathjax": False,
    "nb_execution_mode": "off",
    "html_theme": "basic",
}
HEAD = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
language_info:
  name: python
  pygments_lexer: ipython3
---
# T

"""
CELL = "```{code-cell} ipython3\nx = 1\n```\n\n"


def build(
    folder: Path, text: str, settings: dict[str, object] = SETTINGS, builder: str = "html"
) -> tuple[BeautifulSoup, str]:
    """Build a book of one page; return the page and the warnings."""
    source = folder / "source"
    source.mkdir(parents=True)
    (source / "index.md").write_text(HEAD + text, encoding="utf-8")
    warnings = io.StringIO()
    nocolor()
    with patch_docutils(), docutils_namespace(), patch.dict(os.environ):  # leaves none of its own
        app = Sphinx(
            source, None, folder / "out", folder / "trees", builder, settings, None, warnings
        )
        app.build()
    locale.translators.clear()  # one for the process: the next test begins without a language
    html = (folder / "out" / f"index{app.builder.out_suffix}").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser"), warnings.getvalue()
