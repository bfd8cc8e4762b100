"""The source of a page, parsed: what both editions must share, section by section."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..paths import BOOK

ENGLISH, KOREAN = BOOK / "en", BOOK / "ko"

FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,}|~{3,})(?P<info>.*)$")
LABEL = re.compile(r"^\((?P<label>[^)\s]+)\)=$")
HEADING = re.compile(r"^(?P<marks>#{1,6}) +(?P<text>.+)$")
OPTION = re.compile(r"^:(?P<key>[a-z-]+):(?P<value>.*)$")
DISPLAY = re.compile(r"\$\$(?P<maths>.+?)\$\$(?: \((?P<label>[\w-]+)\))?", re.DOTALL)
ROLE = re.compile(r"\{(?P<role>[a-z:]+)\}`(?P<target>[^`]+)`")
CODE = re.compile(r"(?<!`)(`+)(?!`)(?P<code>.+?)(?<!`)\1(?!`)", re.DOTALL)
MATHS = re.compile(r"(?<![\\$])\$(?P<maths>[^$]+?)\$")
LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
TEXT_IN_MATHS = re.compile(r"\\(?:text|textrm|mathrm)\{[^}]*[^\x00-\x7f][^}]*\}|\\text\{[^}]*\}")
OF_ONE_LANGUAGE = ("alt", "caption")  # options and metadata that are text
CODE_BLOCKS = ("{code-cell}", "{in-keras}", "{in-pytorch}")
CODE_BLOCKS += ("python", "pycon", "bash", "text", "console", "")


@dataclass
class Block:
    """A fenced block of code: its kind, options and text."""

    kind: str
    options: dict[str, Any]
    code: str


@dataclass
class Section:
    """What stands between two headings, sorted into what can be compared."""

    level: int
    title: str
    labels: list[str] = field(default_factory=list)
    equations: list[tuple[str, str]] = field(default_factory=list)
    directives: list[tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    code: set[str] = field(default_factory=set)
    maths: set[str] = field(default_factory=set)
    numbers: Counter[str] = field(default_factory=Counter)
    prose: str = ""


@dataclass
class Page:
    """A page's front matter and sections."""

    path: Path
    front: dict[str, Any]
    sections: list[Section]


def read(path: Path) -> Page:
    """Parse a page."""
    front, lines = front_matter(path.read_text(encoding="utf-8").splitlines())
    sections = [Section(0, "")]
    _walk(lines, sections)
    for section in sections:
        _sort(section)
    return Page(path, front, sections)


def front_matter(lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    if not lines or lines[0] != "---":
        return {}, lines
    end = lines.index("---", 1)
    return yaml.safe_load("\n".join(lines[1:end])) or {}, lines[end + 1 :]


def _walk(lines: list[str], sections: list[Section]) -> None:
    """Sort lines into headings, labels, directives, blocks of code and prose."""
    number, pending = 0, []
    while number < len(lines):
        line = lines[number]
        fence, heading, label = FENCE.match(line), HEADING.match(line), LABEL.match(line)
        if fence and fence["info"].strip():
            number = _fenced(lines, number, sections)
            continue
        if label:
            pending.append(label["label"])
        elif heading:
            text = LINK.sub(r"\g<text>", heading["text"])
            sections.append(Section(len(heading["marks"]), text, labels=pending, prose=text))
            pending = []
        elif not fence:
            sections[-1].prose += f"\n{line}"
        number += 1
    sections[-1].labels += pending


def _fenced(lines: list[str], number: int, sections: list[Section]) -> int:
    """Read a fenced block; return the number of the line after it."""
    opened = FENCE.match(lines[number])
    assert opened is not None
    fence, info = opened["fence"], opened["info"].strip()
    end = next(
        n
        for n in range(number + 1, len(lines))
        if re.fullmatch(f"{fence[0]}{{{len(fence)}}}", lines[n])
    )
    kind, _, argument = info.partition(" ")
    inner, options = options_of(lines[number + 1 : end])
    section = sections[-1]
    if kind in CODE_BLOCKS:
        section.blocks.append(Block(f"{kind} {argument}".strip(), options, "\n".join(inner)))
        return end + 1
    kept = tuple((k, str(v)) for k, v in sorted(options.items()) if k not in OF_ONE_LANGUAGE)
    titled = kind in ("{admonition}", "{dropdown}", "{tab-item}")
    section.directives.append((kind if titled else info, kept))
    if titled:
        section.prose += f"\n{argument}"
    _walk(inner, sections)
    return end + 1


def options_of(lines: list[str]) -> tuple[list[str], dict[str, Any]]:
    """Part a block's options, in either of the two ways to write them, from its text."""
    if lines and lines[0] == "---":
        return lines[lines.index("---", 1) + 1 :], front_matter(lines)[0]
    options: dict[str, Any] = {}
    while lines and (found := OPTION.match(lines[0])):
        options[found["key"]] = found["value"].strip()
        lines = lines[1:]
    return lines, options


def _sort(section: Section) -> None:
    """Take equations, roles, links, code and maths out of the prose; count its numbers."""
    text = section.prose

    def take(pattern: re.Pattern[str], keep: Any) -> None:
        nonlocal text
        for found in pattern.finditer(text):
            keep(found)
        text = pattern.sub(" ", text)

    take(DISPLAY, lambda m: section.equations.append((_maths(m["maths"]), m["label"] or "")))
    take(ROLE, lambda m: section.roles.update([(m["role"], _target(m["target"]))]))
    take(CODE, lambda m: section.code.add(_without_language(m["code"])))
    take(MATHS, lambda m: section.maths.add(_maths(m["maths"])))
    for found in LINK.finditer(text):
        section.links.update([_without_language(found["target"])])
    text = LINK.sub(r" \g<text> ", text)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    section.tables = [len(re.findall(r"(?<!\\)\|", row)) for row in rows]
    text = re.sub(r"<[^>]+>|&\w+;", " ", text)
    section.numbers.update(n.replace(",", "") for n in NUMBER.findall(text))
    section.prose = text


def _maths(source: str) -> str:
    """Return a formula without spaces; words in it are of one language."""
    return re.sub(r"\s+", "", TEXT_IN_MATHS.sub(r"\\text{}", source))


def _target(text: str) -> str:
    """Return what a role points to: the part in angle brackets, if there is one."""
    found = re.search(r"<([^>]+)>\s*$", text)
    return _without_language(found[1] if found else text)


def _without_language(target: str) -> str:
    return target.replace("exercises/ko/", "exercises/")
