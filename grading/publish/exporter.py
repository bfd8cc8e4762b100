"""The exporter of feedback pages: nbconvert's, with formulas and without scripts.

`make grade` uses it, and nbgrader's own commands by nbgrader_config.py.
"""

import copy
import functools
import os
import re
from pathlib import Path
from typing import Any

import nbgrader
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

from ..languages import ENGLISH
from . import feedback_template, formulas

PARTS = os.path.join(os.path.dirname(nbgrader.__file__), "server_extensions", "formgrader")
TEMPLATE = Path(PARTS, "templates", "feedback", "index.html.j2")
META = re.compile(r"<(?=meta\b)", re.IGNORECASE)  # one in the text could lead to another page


class FeedbackExporter(HTMLExporter):
    """nbconvert's exporter with our template, in a language, and with MathML."""

    def __init__(self, language: str = ENGLISH, **kwargs: Any) -> None:
        kwargs["extra_loaders"] = feedback_template.loaders(language, TEMPLATE)
        super().__init__(**kwargs)

    def default_filters(self) -> Any:
        """Leave out a filter for notebooks of 2013, in which each [ costs a look at all text."""
        yield from super().default_filters()
        yield "strip_files_prefix", _unchanged

    @pass_context
    def markdown2html(self, context: Context, source: str) -> Any:
        return self.words(source, context.get("cell", {}).get("attachments", {}))

    def words(self, source: str, attachments: Any) -> str:
        return formulas.rendered(
            source,
            attachments=attachments,
            anchor_link_text=self.anchor_link_text,
            exclude_anchor_links=self.exclude_anchor_links,
        )

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> Any:
        html, made = self.as_html(nb, resources, **kw)
        head, end, body = html.partition("</head>")
        return head + end + META.sub("&lt;", body), made

    def as_html(self, nb: NotebookNode, resources: Any, **kw: Any) -> Any:
        return super().from_notebook_node(nb, resources, **kw)


def _unchanged(text: str) -> str:
    return text


class Exporter(FeedbackExporter):
    """Does once what is the same on the pages of all students."""

    looks_for_images = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._highlight = Highlight2HTML(pygments_lexer="ipython3", parent=self)
        self._code = functools.lru_cache(500)(self._highlight)
        self._words = functools.lru_cache(500)(functools.partial(self.words, attachments={}))

    def code(self, source: str, language: str | None = None, metadata: Any = None) -> Any:
        if metadata and metadata.get("magics_language"):
            return self._highlight(source, language, metadata)
        return self._code(source, language)

    @pass_context
    def markdown2html(self, context: Context, source: str) -> Any:
        if attachments := context.get("cell", {}).get("attachments"):
            return self.words(source, attachments)
        return self._words(source)

    def default_filters(self) -> Any:
        yield from super().default_filters()
        yield "highlight_code", self.code

    def as_html(self, nb: NotebookNode, resources: Any, **kw: Any) -> Any:
        """Leave out the search for images without words, where a page has no image."""
        copied = copy.deepcopy(resources)
        resources = self._init_resources(resources)
        data = WidgetsDataTypeFilter(notebook_metadata={}, parent=self, resources=resources)
        self.register_filter("filter_data_type", data)
        html, made = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        if self.looks_for_images and "<img" in html:
            return super().as_html(nb, copied, **kw)
        return html, made


class PlainExporter(Exporter):
    """Shows sources as they are written: no colours, no headings, nothing that takes long."""

    looks_for_images = False  # nbconvert would colour the sources after all

    def code(self, source: str, language: str | None = None, metadata: Any = None) -> Any:
        return Markup("<pre>{}</pre>").format(source)

    @pass_context
    def markdown2html(self, context: Context, source: str) -> Any:
        return self.code(source)
