"""Writes each page that has code as a notebook too, beside the page and under its name.

The notebook has no outputs and needs nothing but ``lstm_ref``, NumPy and Matplotlib: cells tagged
``remove-cell``, which the page does not show, are left out, and the text is plain Markdown.
"""

from __future__ import annotations

import base64
import mimetypes
import posixpath
import re
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from myst_nb.core.read import read_myst_markdown_notebook
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from ..editions.edition import edition_in
from ..paths import ROOT
from ..words import words
from .cross_references import PageReferences, as_markdown
from .plain_markdown import CrossReferences, UnknownSyntaxError, convert
from .wheel import WHEELS, wheel_name

IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^):]+)\)")
MENU = "download-buttons"  # the theme's label of its download menu
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def has_code(app: Sphinx, docname: str) -> bool:
    """Say whether a page has a code cell that its reader sees."""
    path = Path(app.env.doc2path(docname))
    text = path.read_text(encoding="utf-8")
    return path.suffix == ".md" and "```{code-cell}" in text


def to_notebook(
    source: str, references: CrossReferences, first_cell: str, folder: Path
) -> NotebookNode:
    """Return the notebook of a page's MyST source."""
    cells = [nbformat.v4.new_markdown_cell(first_cell)]
    for cell in read_myst_markdown_notebook(source).cells:
        if cell.cell_type == "code":
            cells += _code_cells(cell, references)
        elif text := convert(cell.source, references):
            cells.append(_with_images(nbformat.v4.new_markdown_cell(text), folder))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number:02}"  # the same at every build
    return nbformat.v4.new_notebook(cells=cells, metadata=nbformat.from_dict(KERNEL))


def _code_cells(cell: NotebookNode, references: CrossReferences) -> list[NotebookNode]:
    """Return a code cell without what only the site understands, and its caption as text."""
    tags = cell.metadata.get("tags", [])
    if "remove-cell" in tags:
        return []
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    if "hide-input" in tags:
        metadata["jupyter"] = {"source_hidden": True}
    kept = [nbformat.v4.new_code_cell(cell.source, metadata=metadata)]
    caption = cell.metadata.get("mystnb", {}).get("figure", {}).get("caption")
    if caption:
        kept.append(nbformat.v4.new_markdown_cell(f"*{convert(caption, references)}*"))
    return kept


def _with_images(cell: NotebookNode, folder: Path) -> NotebookNode:
    """Put the pictures into the notebook itself, so that one file is enough."""
    attachments = {}

    def attach(found: re.Match[str]) -> str:
        path = folder / found["path"]
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        attachments[path.name] = {kind: base64.b64encode(path.read_bytes()).decode("ascii")}
        return f"![{found['alt']}](attachment:{path.name})"

    cell.source = IMAGE.sub(attach, cell.source)
    if attachments:
        cell["attachments"] = attachments
    return cell


def write_all(app: Sphinx, exception: Exception | None) -> None:
    """Write the notebooks when the pages have been written."""
    if exception or app.builder.format != "html":
        return
    pages = {docname for docname in app.env.found_docs if has_code(app, docname)}
    for docname in sorted(pages):
        path = Path(app.outdir, f"{docname}.ipynb")
        path.write_text(nbformat.writes(_notebook_of(app, docname, pages)) + "\n", encoding="utf-8")


def _notebook_of(app: Sphinx, docname: str, pages: set[str]) -> NotebookNode:
    source = Path(app.env.doc2path(docname))
    text, wheel = source.read_text(encoding="utf-8"), wheel_name(ROOT)
    widgets = "lstm_ref.widgets" in text
    edition = edition_in(app.config.language)
    first_cell = words(edition.language, "notebooks")["first_cell"].format(
        title=as_markdown(app.env.titles[docname]),
        course=app.config.html_title,
        page=edition.address(docname).removesuffix(".html"),
        wheel=wheel,
        needed=f'"{wheel}[widgets]"' if widgets else wheel,
        here='".[widgets]"' if widgets else ".",
    )
    try:
        references = PageReferences(app, docname, pages)
        notebook = to_notebook(text, references, first_cell, source.parent)
    except UnknownSyntaxError as error:
        raise ExtensionError(f"{source}: the notebook cannot be written: {error}") from error
    nbformat.validate(notebook)
    return notebook


def add_download_button(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Put the notebook first in the theme's download menu."""
    if doctree is None or not has_code(app, pagename):
        return
    groups = context.get("header_buttons", [])
    menus = [group for group in groups if group.get("label") == MENU]
    if not menus:
        raise ExtensionError(f"notebooks: the theme has no group of buttons labelled {MENU!r}")
    tooltip = words(app.config.language, "notebooks")["tooltip"]
    menus[0]["buttons"].insert(0, _button(posixpath.basename(pagename), tooltip))


def _button(name: str, tooltip: str) -> dict[str, str]:
    return {
        "type": "link",
        "url": f"{name}.ipynb",
        "text": ".ipynb",
        "icon": "fas fa-code",
        "tooltip": tooltip,
        "label": "download-notebook-button",
    }


def add_run_line(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say under the title how to run the page: the notebook, and the package it needs."""
    title = next(doctree.findall(nodes.title), None)
    if app.builder.format != "html" or title is None or not has_code(app, docname):
        return
    edition = edition_in(app.config.language)
    said = words(edition.language, "notebooks")
    folder = posixpath.dirname(edition.address(docname))
    wheel = posixpath.relpath(f"{WHEELS}/{wheel_name(ROOT)}", folder)
    line = nodes.paragraph("", said["run"], classes=["run-it"])
    line += nodes.reference("", said["notebook"], refuri=f"{posixpath.basename(docname)}.ipynb")
    line += nodes.Text(" · ")
    line += nodes.reference("", "lstm_ref", refuri=wheel)
    line += nodes.Text(said["package"])
    title.parent.insert(title.parent.index(title) + 1, line)


def setup(app: Sphinx) -> dict[str, Any]:
    """Link from each page (after the theme has made its menu), write at the end."""
    app.connect("doctree-resolved", add_run_line)
    app.connect("html-page-context", add_download_button, priority=600)
    app.connect("build-finished", write_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
