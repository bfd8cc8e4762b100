"""Sphinx extension of the course: a site that is right, local and pleasant.

One module for each idea; each has its own ``setup``:

- ``plain_log``: no colour codes where nobody sees colours;
- ``quiet_kernel``: cells run without anybody's own settings of IPython and Matplotlib;
- ``language_switch``: from each page to the same page in the other ``editions``, whose settings
  ``settings`` derives; ``words`` is what this extension writes in each language;
- ``korean_search``: nouns are found with their particles;
- ``freshness``: results shown are those of the present code;
- ``maths``: formulas become HTML and MathML while the book is built;
- ``katex_assets``: the style sheet and fonts those formulas need, fetched once;
- ``in_keras``: the same step in Keras, in a tab beside the code cell;
- ``drawing``: the course's drawings, in the page itself;
- ``short_paths``: no folder of the building machine in a traceback;
- ``notebooks``: each page with code as a notebook (``plain_markdown`` rewrites its text,
  ``lookup`` knows the book's titles, numbers and results), and ``wheel``: the package it needs;
- ``exercise_zips``: each assignment as one file to download;
- ``figure_font``: a font with Hangul for Matplotlib, and no letter may be missing;
- ``grader_proof``: what the grader says to each wrong solution of the banks;
- ``speed``: how fast one layer is, from the benchmark's own file;
- ``finish``: mends to the finished pages, for those who use a screen reader (``accessible``),
  for those who wait (``lighter``), for those who run no scripts (``without_scripts``), to the text
  (``punctuation``), and to what the theme says in the wrong language (``theme_words``);
- ``figures``: figures of Matplotlib in the page itself, in the colours of the theme;
- ``style_sheets``: one style sheet a page, without unused rules (``npm`` fetches what that needs),
  and ``icon_font``: the icon font without unused icons;
- ``assets``: the course's own style sheet and icons.

``python -m lstm_book`` builds the editions: ``built`` knows whether that is needed, ``execution``
runs the pages' code, ``build`` starts Jupyter Book.
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
