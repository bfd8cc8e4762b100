"""Sphinx's math renderer: formulas become HTML and MathML at build time, by KaTeX.

So no page loads a script for them. ``mini-racer`` (V8 in a wheel) runs KaTeX in this process.
"""

from __future__ import annotations

import atexit
import re
from functools import cache
from html import escape
from typing import Any

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from ..assets import katex_files
from ..words import words

logger = logging.getLogger(__name__)

OPTIONS = {"throwOnError": True, "strict": "error", "output": "htmlAndMathml"}


class FormulaError(ValueError):
    """KaTeX refused a formula."""


@cache
def _engine() -> MiniRacer:
    """Return the JavaScript context of the whole build: starting it costs more than a formula."""
    engine = MiniRacer()
    atexit.register(engine.close)  # in its __del__, at the very end, Python 3.13 waits for ever
    engine.eval(katex_files.script().read_text(encoding="utf-8"))
    return engine


@cache
def render(latex: str, *, display: bool) -> str:
    """Return the HTML of a formula; raise ``FormulaError`` where KaTeX cannot read it."""
    try:
        options = OPTIONS | {"displayMode": display}
        return str(_engine().call("katex.renderToString", latex, options))
    except JSEvalException as error:
        raise FormulaError(_reason(str(error))) from error


def _reason(message: str) -> str:
    """Return KaTeX's own message, without the JavaScript position before and the stack after it."""
    first_line = message.strip().splitlines()[0]
    return re.sub(r"^.*?ParseError: ", "", first_line).replace("\u0332", "")


def display_source(latex: str) -> str:
    r"""Wrap several lines (``\\`` or an empty line between them) in an environment of LaTeX.

    MathJax's renderer in Sphinx does the same, so formulas keep their usual meaning.
    """
    parts = [part.strip() for part in latex.split("\n\n") if part.strip()]
    if len(parts) > 1:
        return r"\begin{aligned}" + r"\\ ".join(parts) + r"\end{aligned}"
    if r"\\" in latex and r"\begin{" not in latex:
        return r"\begin{split}" + latex + r"\end{split}"
    return latex


def _render_node(node: nodes.Element, latex: str, *, display: bool) -> str:
    """Render one formula of a page; a bad one is a warning, and so fails the build."""
    try:
        return render(latex, display=display)
    except FormulaError as error:
        logger.warning("KaTeX cannot read the formula %r: %s", latex, error, location=node)
        return f'<span class="katex-error">{escape(str(error))}</span>'


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write an inline formula."""
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(_render_node(node, node.astext(), display=False) + "</span>")
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula, with its number where it has a label."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    latex = node.astext()
    source = latex if node.get("nowrap") else display_source(latex)
    # The box that scrolls on a phone holds the formula alone; its number stays in sight.
    self.body.append('<div class="math-scroll" tabindex="0">')
    self.body.append(_render_node(node, source, display=True) + "</div>")
    if node.get("number"):
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, words(self.config.language, "katex_renderer")["link"])
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the renderer; ``html_math_renderer: katex_at_build`` in the configuration takes it."""
    app.add_html_math_renderer("katex_at_build", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
