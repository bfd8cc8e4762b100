"""The prose of a page as sentences: running text, headings, tables, captions, alternative texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..parity.page import CODE_BLOCKS, FENCE, LABEL, OF_ONE_LANGUAGE, front_matter, options_of

BEGIN = re.compile(r"^(?:(?:#+|[-*:]|\d+\.)\s+)+")  # of a heading, of an item, of a question
CELL = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"^[|:\s-]+$")
# What has no words of its own: formulas, code, what a role or a link points to.
OPAQUE = re.compile(
    r"\$\$.+?\$\$(?: \([\w-]+\))?|(`+)(?!`).+?(?<!`)\1(?!`)|(?<!\\)\$[^$]+\$|(?<=\])\([^)\s]*\)",
    re.DOTALL,
)
END = re.compile(r"(?<=[.?!])[\"”*)]*\s+")
NO_PROSE = ("{math}", "{raw}", "{bibliography}", "{toctree}")
Piece = tuple[str, bool]  # a text, and whether it is an alternative text


@dataclass(frozen=True)
class Sentence:
    """A sentence as it stands in the page, without line breaks, and its paragraph.

    described: it is of an alternative text, which no reader can compare with the figure.
    """

    text: str
    paragraph: str
    described: bool

    @property
    def words(self) -> str:
        """The sentence without formulas and code."""
        return _hide(self.text)


def sentences(path: Path) -> list[Sentence]:
    """Return all sentences of a page, in order."""
    _, lines = front_matter(path.read_text(encoding="utf-8").splitlines())
    return [sentence for text, kind in _paragraphs(lines) for sentence in _split(text, kind)]


def _paragraphs(lines: list[str]) -> Iterator[Piece]:
    """Yield texts that stand together, without line breaks."""
    number, kept = 0, []
    while number < len(lines):
        line = lines[number]
        fence = FENCE.match(line)
        if fence and fence["info"].strip():
            yield from _joined(kept)
            end = _end_of_block(lines, number, fence["fence"])
            yield from _block(fence["info"].strip(), lines[number + 1 : end])
            number, kept = end + 1, []
            continue
        apart = not line.strip() or LABEL.match(line) or fence
        if apart or BEGIN.match(line.lstrip()) or line.startswith("|"):
            yield from _joined(kept)
            kept = []
        if not apart:
            kept.append(line.strip())
        number += 1
    yield from _joined(kept)


def _joined(lines: list[str]) -> Iterator[Piece]:
    if lines and not RULE.match(lines[0]):
        yield BEGIN.sub("", " ".join(lines)), False


def _end_of_block(lines: list[str], begin: int, fence: str) -> int:
    close = re.compile(f"{re.escape(fence[0])}{{{len(fence)}}}\\s*")
    return next(n for n in range(begin + 1, len(lines)) if close.fullmatch(lines[n]))


def _block(info: str, lines: list[str]) -> Iterator[Piece]:
    """Yield the texts of a directive; of code those that a reader hears or sees."""
    kind, _, argument = info.partition(" ")
    inner, options = options_of(lines)
    yield from _texts(options)
    if kind in CODE_BLOCKS or kind.startswith("{in-") or kind in NO_PROSE:
        return
    if kind in ("{admonition}", "{dropdown}", "{tab-item}"):
        yield BEGIN.sub("", argument), False
    yield from _paragraphs(inner)


def _texts(options: Any) -> Iterator[Piece]:
    """Yield alternative texts and captions, wherever they stand among the options."""
    for key, value in options.items() if isinstance(options, dict) else ():
        if key in OF_ONE_LANGUAGE and isinstance(value, str):
            yield " ".join(value.split()), key == "alt"
        yield from _texts(value)


def _split(paragraph: str, described: bool) -> Iterator[Sentence]:
    """Part a paragraph into sentences, a table's row into its cells first."""
    cells = CELL.split(paragraph) if paragraph.startswith("|") else [paragraph]
    for cell in cells:
        begin, hidden = 0, _hide(cell)
        for end in [*(match.end() for match in END.finditer(hidden)), len(cell)]:
            if text := cell[begin:end].strip():
                yield Sentence(text, paragraph, described)
            begin = end


def _hide(text: str) -> str:
    """Put letters in the place of formulas and code: a Korean ending needs them before it."""
    return OPAQUE.sub(lambda found: "X" * len(found[0]), text)
