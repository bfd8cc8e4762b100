"""Sphinx extension of the course: a site that is right, local and pleasant.

One module for each idea; each has its own ``setup``:

- ``plain_log``: no colour codes where nobody sees colours;
- ``quiet_kernel``: cells run without anybody's own IPython settings;
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
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from . import (
    assets,
    drawing,
    exercise_zips,
    figure_font,
    figures,
    finish,
    freshness,
    grader_proof,
    icon_font,
    in_keras,
    katex_assets,
    korean_search,
    language_switch,
    maths,
    notebooks,
    plain_log,
    quiet_kernel,
    short_paths,
    speed,
    style_sheets,
    theme_words,
    wheel,
)

MODULES = (
    plain_log,
    quiet_kernel,
    freshness,
    language_switch,
    korean_search,
    figure_font,
    maths,
    katex_assets,
    in_keras,
    drawing,
    short_paths,
    exercise_zips,
    grader_proof,
    speed,
    notebooks,
    wheel,
    theme_words,
    finish,
    figures,
    style_sheets,
    icon_font,
    assets,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Set every module up."""
    for module in MODULES:
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
