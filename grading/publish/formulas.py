"""Formulas of Markdown as MathML: a browser shows them by itself, with no script and no font.

nbconvert leaves them to MathJax, which a page would have to fetch from another host.
"""

import functools
import re
from html import escape
from typing import Any

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

LONGEST = 20_000  # characters of a formula
NO_TAG = re.compile(
    r"<(?!/?m(?:ath|row|i|n|o|s|text|space|frac|sqrt|root|style|error|padded|phantom"
    r"|enclose|sub|sup|subsup|under|over|underover|multiscripts|table|tr|td)\b)"
)
UNKNOWN = re.compile(r"<m[io]>(?:\\|&<)")  # what latex2mathml has passed on as a letter


class Renderer(IPythonRenderer):
    """nbconvert's renderer of Markdown, with MathML, and words for a picture that is missing."""

    def block_math(self, body: str) -> str:
        return mathml(body, "block")

    def inline_math(self, body: str) -> str:
        return mathml(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Show a picture; of one that was pasted and is not there any more, its words."""
        if (
            url.startswith("attachment:")
            and url.removeprefix("attachment:") not in self.attachments
        ):
            return f"<em>{escape(text or url)}</em>"
        return str(super().image(text, url, title))


@functools.lru_cache(500)
def mathml(latex: str, display: str) -> str:
    """Return a formula as MathML; one that cannot be read is shown as it was typed."""
    try:
        if len(latex) > LONGEST:
            raise ValueError("too long")
        made = str(convert(latex.replace("{aligned}", "{align*}"), display=display))
        if UNKNOWN.search(made):
            raise ValueError("not known")
        return NO_TAG.sub("&lt;", made)
    except Exception:  # whatever a learner typed between dollar signs
        return f"<code>{escape(latex)}</code>"


def rendered(source: str, **options: Any) -> str:
    """Return Markdown as HTML. options: of nbconvert's renderer."""
    renderer = Renderer(escape=False, **options)
    return str(MarkdownWithMath(renderer=renderer).render(source))
