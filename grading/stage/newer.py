"""Syntax of a newer Python: how to find it, and how the same is written in an older one.

A table, a row for each construct, with the version that brought it. The older form means nothing
and is never run: where it can be parsed, the construct was all that this Python did not know.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

NAME = r"[^\W\d]\w*"
OPENING, CLOSING = "([{", ")]}"
STRING = re.compile(r"""(?P<prefix>\b[A-Za-z]{1,2})?(?P<quote>\"{3}|'{3}|"|')""")
MOST_DEEP = 20
END_OF_VALUE = re.compile(r"(?<![=!<>])(?::|!(?!=)|=\s*[}:!])")  # in a field of an f-string


@dataclass(frozen=True)
class Newer:
    """What a source needs: the Python that has it, and the line where it first stands."""

    version: tuple[int, int]
    line: int

    @property
    def python(self) -> str:
        return "{}.{}".format(*self.version)


@dataclass(frozen=True)
class Construct:
    """A construct, with an example. older: returns a source with it in an older form."""

    name: str
    version: tuple[int, int]
    example: str
    older: Callable[[str], str]


def older_forms(source: str, version: tuple[int, int] | None = None) -> Iterator[tuple[str, Newer]]:
    """Yield a source with more and more constructs in an older form, and what it needs.

    version: of the Python that cannot parse it; default: this one.
    """
    here, needs, first = version or sys.version_info[:2], (0, 0), 0
    for construct in CONSTRUCTS:
        if construct.version <= here:
            continue
        older = construct.older(source)
        if older != source:
            line = _first_difference(source, older)
            needs, first = max(needs, construct.version), min(first or line, line)
            source = older
            yield source, Newer(needs, first)


def _first_difference(one: str, other: str) -> int:
    pairs = zip(one.split("\n"), other.split("\n"), strict=False)
    return next((number for number, (a, b) in enumerate(pairs, 1) if a != b), 1)


def _replaced(pattern: str, instead: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda source: compiled.sub(instead, source)


def _with_defaults(source: str) -> str:
    return _type_parameters(source, only="=")


def _type_parameters(source: str, only: str = "[") -> str:
    """Take away the brackets behind the name of a function, a class or a type.

    only: those that hold this sign.
    """
    heads = re.compile(rf"^[ \t]*(?:async[ \t]+def|def|class|type)[ \t]+{NAME}[ \t]*(?=\[)", re.M)
    parts, done = [], 0
    for head in heads.finditer(source):
        end = _end_of_bracket(source, head.end())
        if end and head.start() >= done and only in source[head.end() : end]:
            lines = "\\\n" * source.count("\n", head.end(), end)  # line numbers stay
            parts += [source[done : head.end()], lines]
            done = end
    return "".join(parts) + source[done:]


def _end_of_bracket(source: str, start: int) -> int:
    """Return the place behind the bracket that closes the one at a place; 0 where none does."""
    steps = ((c in OPENING) - (c in CLOSING) for c in source[start:])
    return next((start + n + 1 for n, deep in enumerate(accumulate(steps)) if deep == 0), 0)


def _f_strings(source: str) -> str:
    """Put an empty string in the place of each f-string, quotes in its fields included."""
    parts, done = [], 0
    while found := STRING.search(source, done):
        hash_sign = source.find("#", max(done, source.rfind("\n", 0, found.start()) + 1))
        if done <= hash_sign < found.start():  # a comment, up to the end of its line
            end = source.find("\n", hash_sign) + 1 or len(source)
            parts.append(source[done:end])
            done = end
            continue
        end = _end_of_string(source, found)
        if not end:
            return source
        text = source[found.start() : end]
        if _is_formatted(found):
            text = "\\\n" * text.count("\n") + '""'
        parts += [source[done : found.start()], text]
        done = end
    return "".join(parts) + source[done:]


def _is_formatted(found: "re.Match[str]") -> bool:
    return "f" in (found["prefix"] or "").lower()


def _end_of_string(source: str, found: "re.Match[str]", depth: int = 0) -> int:
    """Return the place behind a string; 0 where it has no end."""
    at, quote = found.end(), found["quote"]
    while at < len(source) and depth < MOST_DEEP:
        if source.startswith(quote, at):
            return at + len(quote)
        if source[at] == "\\":
            at += 2
        elif source[at] == "\n" and len(quote) == 1:
            return 0
        elif source[at] == "{" and _is_formatted(found) and source[at + 1 : at + 2] != "{":
            at = _end_of_field(source, at + 1, depth + 1)
            if not at:
                return 0
        else:
            at += 2 if source.startswith("{{", at) and _is_formatted(found) else 1
    return 0


def _end_of_field(source: str, at: int, depth: int) -> int:
    """Return the place behind a field of an f-string; 0 where what is in it is no expression."""
    start, deep, stop = at, 1, 0
    while at < len(source):
        if string := STRING.match(source, at):
            at = _end_of_string(source, string, depth)
            if not at:
                return 0
            continue
        if deep == 1 and not stop and END_OF_VALUE.match(source, at):
            stop = at
        deep += (source[at] in OPENING) - (source[at] in CLOSING)
        at += 1
        if not deep:
            return at if _is_expression(source[start : stop or at - 1]) else 0
    return 0


def _is_expression(text: str) -> bool:
    try:
        ast.parse(f"({_f_strings(text)}\n)", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


DOTTED = rf"{NAME}(?:\.{NAME})*"
LAZY = _replaced(r"^([ \t]*)lazy[ \t]+(?=(?:import|from)\b)", r"\1")
STARRED = _replaced(rf"([(\[{{][ \t\n]*)\*{{1,2}}(?={NAME}[ \t]+(?:async[ \t]+)?for\b)", r"\1")
EXCEPT = _replaced(
    rf"^([ \t]*except\*?[ \t]+)({DOTTED}(?:[ \t]*,[ \t]*{DOTTED})+)[ \t]*:", r"\1(\2):"
)
T_STRING = _replaced(r"(?<!\w)([rR]?)[tT]([rR]?)(?=[\"'])", r"\1f\2")
TYPE = _replaced(rf"^([ \t]*)type[ \t]+(?={NAME}[ \t]*=(?!=))", r"\1")
NO_BRACKETS = "try:\n    pass\nexcept ValueError, TypeError:\n    pass"
CONSTRUCTS = (  # the newest first: a t-string becomes an f-string, whose quotes may be newer too
    Construct("PEP 810, lazy import", (3, 15), "lazy import json", LAZY),
    Construct("PEP 798, unpacking in a comprehension", (3, 15), "[*x for x in [[1]]]", STARRED),
    Construct("PEP 758, except without brackets", (3, 14), NO_BRACKETS, EXCEPT),
    Construct("PEP 750, t-strings", (3, 14), 't"{1}"', T_STRING),
    Construct("PEP 696, defaults", (3, 13), "def first[T = int](x: T): pass", _with_defaults),
    Construct("PEP 695, type parameters", (3, 12), "def one[T](x: T): pass", _type_parameters),
    Construct("PEP 695, the statement type", (3, 12), "type Array = list", TYPE),
    Construct("PEP 701, f-strings", (3, 12), """f"{'a' + "b"}\"""", _f_strings),
)
