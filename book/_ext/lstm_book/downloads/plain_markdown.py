"""Converts MyST Markdown to the Markdown that plain Jupyter shows.

A downloaded notebook is opened without Sphinx: roles, directives and labels would be shown as they
are written. What needs the whole book (titles, numbers, results) comes from ``CrossReferences``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from sphinx.locale import admonitionlabels

from ..directives import post
from ..directives.drawing import as_image
from ..outputs.libraries import LIBRARIES, Library
from ..words import words

FENCE = re.compile(r"^(?P<indent>[ ]*)(?P<mark>`{3,}|:{3,}|~{3,})(?P<info>.*)$")
DIRECTIVE = re.compile(r"^\{(?P<name>[\w:-]+)\}\s*(?P<argument>.*)$")
OPTION = re.compile(r"^:(?P<key>[\w-]+):\s*(?P<value>.*)$")
INLINE = re.compile(  # whichever begins first; code and formulas are only there to be left alone
    r"\{(?P<name>[a-z][\w:-]*)\}(?P<ticks>`+)(?P<content>.+?)(?P=ticks)"
    r"|(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)"
    r"|(?P<marks>`+)(?!`).+?(?<!`)(?P=marks)(?!`)"
    r"|(?P<dollars>\${1,2})(?!\s*\$).+?(?P=dollars)",
    re.DOTALL,
)
WITH_TARGET = re.compile(r"^(?P<text>.*?)\s*<(?P<target>[^<>]+)>$", re.DOTALL)
LABEL = re.compile(r"^\([\w:.-]+\)=\s*$")
MATH_LABEL = re.compile(r"^(?P<indent>\s*)\$\$\s*\((?P<label>[\w:.-]+)\)\s*$")

ADMONITIONS = {  # with Sphinx' own word for each, in the language of the build
    name: admonitionlabels[name]
    for name in ("note", "tip", "warning", "important", "caution", "attention", "hint", "seealso")
} | {"margin": "", "sidebar": ""}
CODE = {"code", "code-block", "sourcecode"}
BODY_ONLY = {"div", "container", "tab-set", "grid"}
LIBRARY_OF = {library.directive: library for library in LIBRARIES.values()}
DROPPED = {"contents", "tableofcontents", "toctree"}


class CrossReferences(Protocol):
    """What the conversion must know of the rest of the book."""

    language: str

    def link(self, target: str, text: str) -> str:
        """Return Markdown for a link to a page, a file or a label."""

    def role(self, name: str, text: str, target: str) -> str:
        """Return Markdown for the other roles; raise ``UnknownSyntaxError`` where there is none."""

    def equation_number(self, label: str) -> str:
        """Return the number an equation has on the site."""

    def printed(self, library: str, code: str) -> str:
        """Return what a library printed on this page when some code of its was run."""


class UnknownSyntaxError(ValueError):
    """MyST that this module cannot convert: the build fails, and no notebook shows raw MyST."""


@dataclass
class Directive:
    """A directive as it stands in the source."""

    name: str
    argument: str
    body: list[str]
    options: dict[str, str] = field(default_factory=dict)


def convert(text: str, references: CrossReferences) -> str:
    """Return ``text`` in plain Markdown."""
    lines = list(_convert_lines(text.splitlines(), references))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _convert_lines(lines: list[str], references: CrossReferences) -> Iterator[str]:
    """Convert line by line; a fence is converted as a whole, the prose between as a whole."""
    prose: list[str] = []
    position = 0
    while position < len(lines):
        opening = FENCE.match(lines[position])
        if opening is None:
            prose.append(lines[position])
            position += 1
            continue
        yield from _prose(prose, references)
        prose = []
        end = _closing_line(lines, position, opening)
        indent = opening["indent"]
        inner = [line.removeprefix(indent) for line in lines[position + 1 : end]]
        block = _fence(opening, inner, references)
        yield from (indent + line if line else "" for line in block)
        position = end + 1
    yield from _prose(prose, references)


def _closing_line(lines: list[str], start: int, opening: re.Match[str]) -> int:
    mark = opening["mark"]
    closing = re.compile(rf"^\s*{re.escape(mark[0])}{{{len(mark)},}}\s*$")
    for position in range(start + 1, len(lines)):
        if closing.match(lines[position]):
            return position
    raise UnknownSyntaxError(f"fence without an end: {lines[start]}")


def _fence(opening: re.Match[str], inner: list[str], references: CrossReferences) -> list[str]:
    """Convert a fenced block: a directive, or plain code, which stays as it is."""
    info = opening["info"].strip()
    found = DIRECTIVE.match(info)
    if found is None and opening["mark"][0] == ":":  # ::: name, a plain box
        return convert("\n".join(inner), references).splitlines()
    if found is None:
        return [opening["mark"] + info, *inner, opening["mark"]]
    return _directive(_read_directive(found, inner), references)


def _read_directive(found: re.Match[str], inner: list[str]) -> Directive:
    """Split the options from the body."""
    body = list(inner)
    options: dict[str, str] = {}
    if body and body[0].strip() == "---":
        end = next(i for i, line in enumerate(body[1:], 1) if line.strip() == "---")
        pairs = [line.split(":", 1) for line in body[1:end] if ":" in line]
        options = {key.strip(): value.strip() for key, value in pairs}
        body = body[end + 1 :]
    while body and (option := OPTION.match(body[0])):
        options[option["key"]] = option["value"].strip()
        body.pop(0)
    while body and not body[0].strip():
        body.pop(0)
    return Directive(found["name"], found["argument"].strip(), body, options)


def _directive(item: Directive, references: CrossReferences) -> list[str]:
    """Convert a directive."""
    if item.name in DROPPED:
        return []
    if library := LIBRARY_OF.get(item.name):
        return _library(library, item, references)
    if item.name == "drawing":
        caption = convert("\n".join(item.body), references)
        return [as_image(item.argument, item.options, references.language), "", f"*{caption}*"]
    if item.name in ("post-note", "post-table"):
        text = post.as_markdown(item.name, item.argument, references.language)
        return convert(text, references).splitlines()
    if item.name in CODE:
        return [f"```{item.argument}", *item.body, "```"]
    if item.name == "math":
        return _math(item, references)
    if item.name in ("image", "figure"):
        return _figure(item, references)
    return _box(item, references)


def _box(item: Directive, references: CrossReferences) -> list[str]:
    """Convert a directive that holds text: a box, a dropdown, a tab, a table with a title."""
    body = convert("\n".join(item.body), references).splitlines()
    title = " ".join(_prose([item.argument], references)) if item.argument else ""
    if item.name == "dropdown" or "dropdown" in item.options.get("class", "").split():
        more = words(references.language, "plain_markdown")["more"]
        return _details(title or str(ADMONITIONS.get(item.name, more)), body)
    if item.name == "admonition":
        return _quote(title, body)
    if item.name in ADMONITIONS:
        return _quote(str(ADMONITIONS[item.name]), [title, *body] if title else body)
    if item.name in ("tab-item", "grid-item", "grid-item-card", "card", "table"):
        return [f"**{title}**", "", *body] if title else body
    if item.name in BODY_ONLY:
        return body
    raise UnknownSyntaxError(f"no plain Markdown for the directive {{{item.name}}}")


def _quote(title: str, body: list[str]) -> list[str]:
    head = [f"**{title}**", ""] if title else []
    return [f"> {line}".rstrip() for line in head + body]


def _details(title: str, body: list[str]) -> list[str]:
    return ["<details>", f"<summary>{title}</summary>", "", *body, "", "</details>"]


def _library(library: Library, item: Directive, references: CrossReferences) -> list[str]:
    """Show the code of another library and what it printed, folded away."""
    said = words(references.language, "plain_markdown")
    lines = ["```python", *item.body, "```"]
    if text := references.printed(library.name, "\n".join(item.body)).rstrip("\n"):
        lines += ["", said["prints"], "", "```text", *text.split("\n"), "```"]
    return _details(said["library"].format(library=library.label), lines)


def _math(item: Directive, references: CrossReferences) -> list[str]:
    label = item.options.get("label")
    tag = [rf"\tag{{{references.equation_number(label)}}}"] if label else []
    return ["$$", *item.body, *tag, "$$"]


def _figure(item: Directive, references: CrossReferences) -> list[str]:
    image = f"![{item.options.get('alt', '')}]({item.argument})"
    caption = convert("\n".join(item.body), references)
    return [image, "", f"*{caption}*"] if caption else [image]


def _prose(lines: list[str], references: CrossReferences) -> list[str]:
    """Convert running text: labels go, numbered equations keep their number, roles get words."""
    kept = []
    for line in lines:
        if LABEL.match(line) or line.startswith("% "):
            continue
        if math := MATH_LABEL.match(line):
            number = references.equation_number(math["label"])
            kept.append(math["indent"] + rf"\tag{{{number}}}")
            line = math["indent"] + "$$"
        kept.append(line)
    return _inline("\n".join(kept), references).split("\n") if kept else []


def _inline(text: str, references: CrossReferences) -> str:
    """Replace roles and links, but nothing inside code and formulas."""

    def change(found: re.Match[str]) -> str:
        if found["name"]:
            return _role(found["name"], found["content"], references)
        if found["target"] and not re.match(r"[a-z]+:", found["target"]):
            return references.link(found["target"], _inline(found["text"], references))
        return found.group()

    return INLINE.sub(change, text)


def _role(name: str, content: str, references: CrossReferences) -> str:
    explicit = WITH_TARGET.match(content)
    shown, target = (explicit["text"], explicit["target"]) if explicit else ("", content)
    if name in ("ref", "doc"):
        return references.link(target, shown)
    if name == "math":
        return f"${content}$"
    if name == "code":
        return f"`{content}`"
    return references.role(name, shown, target)
