"""Cross-references of the built book as plain Markdown: titles, numbers, citations, results."""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.variables import format_plain_text
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..outputs import kept
from .plain_markdown import UnknownSyntaxError


def as_markdown(node: nodes.Node) -> str:
    """Return the text of a title, with its formulas and code marked as Markdown marks them."""
    if isinstance(node, nodes.math):
        return f"${node.astext()}$"
    if isinstance(node, nodes.literal):
        return f"`{node.astext()}`"
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(as_markdown(child) for child in node.children)


class PageReferences:
    """``plain_markdown.CrossReferences`` of one page, from Sphinx's environment."""

    def __init__(self, app: Sphinx, docname: str, notebooks: set[str]) -> None:
        self.env: BuildEnvironment = app.env
        self.docname = docname
        self.language = app.config.language
        self.notebooks = notebooks
        self.results = read_results(app, docname)

    def link(self, target: str, text: str) -> str:
        """Link to the notebook of a chapter; name what has no notebook, or is on this page."""
        docname, title = self._find(target)
        shown = text or title
        if docname == self.docname or docname not in self.notebooks:
            return shown if text else f"*{title}*"
        return f"[{shown}]({posixpath.relpath(docname, posixpath.dirname(self.docname))}.ipynb)"

    def _find(self, target: str) -> tuple[str, str]:
        """Return the page a target is on, and the title it goes by."""
        label = target.removeprefix("#")
        labels = self.env.domaindata["std"]["labels"]
        if label in labels:
            docname, _, title = labels[label]
            return docname, title
        page = target.partition("#")[0].removesuffix(".md")
        docname = posixpath.normpath(posixpath.join(posixpath.dirname(self.docname), page))
        if docname in self.env.titles:
            return docname, as_markdown(self.env.titles[docname])
        raise UnknownSyntaxError(f"no page or label {target!r}")

    def role(self, name: str, text: str, target: str) -> str:
        """Return plain Markdown for a role."""
        if name == "glue:text":
            return self._result(target)
        if name in ("term", "download", "abbr"):
            return text or target
        if name == "eq":
            return f"({self.equation_number(target)})"
        if name == "numref":
            return self._figure(text, target)
        if name.startswith("cite:"):
            return self._citation(name.removeprefix("cite:"), target)
        raise UnknownSyntaxError(f"no plain Markdown for the role {{{name}}}")

    def _result(self, target: str) -> str:
        key, _, spec = target.partition(":")
        try:
            plain = self.results[key]["data"]["text/plain"]
        except KeyError:
            raise UnknownSyntaxError(f"no glued result {key!r}") from None
        return format_plain_text(plain, spec)

    def equation_number(self, label: str) -> str:
        """Return the number that the site shows."""
        docname, number = self.env.get_domain("math").equations[label]  # type: ignore[attr-defined]
        numbers = self.env.toc_fignumbers.get(docname, {}).get("displaymath", {})
        found = numbers.get(nodes.make_id(f"equation-{label}"))
        return ".".join(map(str, found)) if found else str(number)

    def printed(self, library: str, code: str) -> str:
        """Return what is kept of a library on this page; the site's build says what is missing."""
        found = kept.read(library, posixpath.basename(self.docname))
        return found.printed.get(kept.code_hash(code), "")

    def _figure(self, text: str, label: str) -> str:
        docname, node_id = self.env.domaindata["std"]["anonlabels"][label]
        for kind in ("figure", "table"):
            word = self.env.config.numfig_format[kind]
            numbers = self.env.toc_fignumbers.get(docname, {}).get(kind, {}).get(node_id)
            if numbers:
                return (text or word).replace("{number}", "%s") % ".".join(map(str, numbers))
        raise UnknownSyntaxError(f"no numbered figure {label!r}")

    def _citation(self, kind: str, keys: str) -> str:
        cited = [self._author_year(key.strip()) for key in keys.split(",")]
        if kind.startswith("t"):
            return "; ".join(f"{authors} ({year})" for authors, year in cited)
        return "(" + "; ".join(f"{authors}, {year}" for authors, year in cited) + ")"

    def _author_year(self, key: str) -> tuple[str, str]:
        entry = self.env.get_domain("cite").bibdata.data.entries[key]  # type: ignore[attr-defined]
        people = entry.persons.get("author", [])
        names = [
            " ".join(map(str, person.rich_prelast_names + person.rich_last_names))
            for person in people
        ]
        if len(names) > 2:
            names = [names[0] + " et al."]
        return " and ".join(names), entry.fields.get("year", "n.d.")


def read_results(app: Sphinx, docname: str) -> dict[str, Any]:
    """Return the results that the page's cells have glued, as myst-nb keeps them."""
    path = Path(app.env.mystnb_config.output_folder, f"{docname}.glue.json")  # type: ignore[attr-defined]
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
