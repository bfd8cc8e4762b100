"""A module's text beside its syntax tree: where a node stands in the text."""

import ast
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One edit of a module: the text between two offsets becomes another."""

    operator: str
    function: str  # dotted, with its classes; empty at the top of the module
    start: int
    end: int
    after: str
    lines: tuple[int, int]  # of the statement, the first and the last


class Source:
    """A module's text, with what finds nodes in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def _offset(self, line: int, column: int) -> int:
        """Return an offset in characters; the tree counts columns in bytes."""
        before = self._lines[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(before)

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """Return the offsets of a node's first character and behind its last."""
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno or 0, node.end_col_offset or 0),
        )

    def between(self, left: ast.expr, right: ast.expr, sign: str) -> tuple[int, int]:
        """Return where an operator's sign stands between its operands."""
        start, end = self.span(left)[1], self.span(right)[0]
        gap = re.sub(r"#.*", lambda comment: " " * len(comment[0]), self.text[start:end])
        found = re.search(r"\s+".join(map(re.escape, sign.split())), gap)
        if found is None:
            raise ValueError(f"expected {sign!r} between two operands, found {gap!r}")
        return start + found.start(), start + found.end()

    def line_at(self, offset: int) -> int:
        """Return the number of the line that holds an offset."""
        return self.text.count("\n", 0, offset) + 1

    def line_text(self, number: int) -> str:
        """Return a line without its indentation."""
        return self._lines[number - 1].strip()

    def changed(self, change: Change) -> str:
        """Return the text with a change made."""
        return self.text[: change.start] + change.after + self.text[change.end :]
