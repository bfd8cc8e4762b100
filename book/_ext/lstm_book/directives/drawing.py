"""``drawing``: one of the course's drawings, in the page itself, with a caption.

    ```{drawing} lstm-cell
    :lit: forget
    The caption.
    ```

The SVG stands in the page and not in a file, so that its lines take the colours of the theme.
What it shows is said in the language of the edition; ``:alt:`` says it otherwise.
"""

from __future__ import annotations

import base64
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lstm_ref.figures import drawings

NAMES = ("rnn-cell", "lstm-cell", "bidirectional", "bidirectional-sequences")


def svg(name: str, lit: str | None = None, alt: str | None = None, language: str = "en") -> str:
    """Return a drawing by the name the pages use."""
    if name == "lstm-cell":
        return drawings.lstm_cell(lit, alt, language)
    if lit:
        raise ValueError(f"lit: expected only with lstm-cell, received it with {name}.")
    if name == "rnn-cell":
        return drawings.rnn_cell(alt, language)
    if name in NAMES:
        return drawings.bidirectional(name == "bidirectional-sequences", alt, language)
    raise ValueError(f"drawing: expected one of {', '.join(NAMES)}, received {name!r}.")


def as_image(name: str, options: dict[str, str], language: str = "en") -> str:
    """Return a drawing as Markdown that holds the picture itself, for the notebooks."""
    text = svg(name, options.get("lit"), options.get("alt"), language)
    alt = text.partition("<title>")[2].partition("</title>")[0]
    on_white = text.replace("<svg ", '<svg style="background: white" ', 1)
    data = base64.b64encode(on_white.encode("utf-8")).decode("ascii")
    return f"![{alt}](data:image/svg+xml;base64,{data})"


class DrawingDirective(SphinxDirective):
    """A figure whose picture is drawn while the page is read."""

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 (docutils' interface)
        "lit": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "name": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        try:
            options = self.options.get("lit"), self.options.get("alt")
            text = svg(self.arguments[0], *options, self.config.language)
        except ValueError as error:
            raise self.error(str(error)) from error
        figure = nodes.figure("", nodes.raw("", text, format="html"), classes=["drawing-figure"])
        caption, _ = self.state.inline_text(" ".join(self.content), self.lineno)
        figure += nodes.caption("", "", *caption)
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("drawing", DrawingDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
