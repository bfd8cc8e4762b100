"""``post-note`` and ``post-table``: where the Korean post says something else than it means.

    ```{post-note} b-zero small-c
    ```

    ```{post-table}
    ```

A note is a box with the records of these keys, a table has all of them; both are made of
``paths.POST``.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..paths import POST
from ..words import words


def read() -> dict[str, dict[str, Any]]:
    """Return the records by their keys, in the post's order."""
    records = yaml.safe_load(POST.read_text(encoding="utf-8"))
    return {record["key"]: record for record in records}


def note(keys: list[str], language: str = "en") -> str:
    """Return a box with one record, or with a list of several."""
    records, said = read(), words(language, "post")
    for key in keys:
        if key not in records:
            known = ", ".join(records)
            raise ValueError(f"post-note: expected keys of {known}, received {key!r}.")
    texts = [sentences(records[key], language) for key in keys]
    body = texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts)
    return f":::{{admonition}} {said['title']}\n:class: note\n\n{body}\n:::"


def sentences(record: dict[str, Any], language: str) -> str:
    """Return what the post says and what is so."""
    return f"{record[language]['says']} {record[language]['right']}"


def table(language: str = "en") -> str:
    """Return all records as a table of Markdown: section, both sentences, our page."""
    head = words(language, "post")["head"]
    lines = [head, ["---"] * len(head)]
    for record in read().values():
        text, page = record[language], record["page"]
        run = f" (`{record['key']}`)" if record.get("run") else ""
        lines.append([record["section"], text["says"], text["right"] + run, link(page)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def link(page: str) -> str:
    """Return a link to a page whose text is its number: 3.4 for 03-4-output-gate."""
    number = re.match(r"\d+(-\d+)*", page)[0]
    return f"[{'.'.join(part.lstrip('0') for part in number.split('-'))}]({page}.md)"


def as_markdown(name: str, argument: str, language: str = "en") -> str:
    """Return what stands in the place of a directive, for the site and for the notebooks."""
    return table(language) if name == "post-table" else note(argument.split(), language)


class Post(SphinxDirective):
    """The box, or the table."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return what the Markdown gives."""
        self.env.note_dependency(str(POST))
        argument = self.arguments[0] if self.arguments else ""
        try:
            text = as_markdown(self.name, argument, self.config.language)
        except ValueError as error:
            raise self.error(str(error)) from error
        box = nodes.container()
        lines = StringList(text.splitlines(), self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, box)
        for found in box.findall(nodes.table):
            found["classes"].append(self.name)  # the style sheet fits it to a phone
        return box.children


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("post-note", Post)
    app.add_directive("post-table", Post)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
