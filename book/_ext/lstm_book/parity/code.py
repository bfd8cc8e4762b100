"""Compares two cells of code: equal, but for comments, words and the language of a widget."""

from __future__ import annotations

import ast
import re
from collections import Counter

HANGUL = re.compile(r"[가-힣]")


def differences(english: str, korean: str) -> list[str]:
    """Say where the Korean code is another program than the English one."""
    try:
        trees = ast.parse(english), ast.parse(korean)
    except SyntaxError:  # a shell's lines, or an output: comments may differ
        pair = [_without_comments(english), _without_comments(korean)]
        return [] if pair[0] == pair[1] or HANGUL.search(korean) else [_show(*pair)]
    return list(_compare(*trees))


def _without_comments(text: str) -> str:
    lines = (re.sub(r"(^|\s)#\s.*$", "", line).rstrip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _show(english: object, korean: object) -> str:
    return f"English {english!r}, Korean {korean!r}"


def _compare(english: object, korean: object):
    """Walk through both trees at once."""
    if isinstance(english, list) and isinstance(korean, list):
        if len(english) != len(korean):
            yield f"{len(english)} parts in English, {len(korean)} in Korean: " + _show(
                [_text(n) for n in english], [_text(n) for n in korean]
            )
            return
        for pair in zip(english, korean, strict=True):
            yield from _compare(*pair)
    elif _is_text(english) and _is_text(korean):
        yield from _compare_texts(english, korean)
    elif isinstance(english, ast.AST) and type(english) is type(korean):
        for name in english._fields:
            parts = getattr(english, name, None), getattr(korean, name, None)
            if name == "keywords":
                parts = parts[0], _without_language(parts[1])
            yield from _compare(*parts)
    elif english != korean:
        yield _show(_text(english), _text(korean))


def _text(node: object) -> object:
    return ast.unparse(node) if isinstance(node, ast.AST) else node


def _without_language(keywords: list[ast.keyword]) -> list[ast.keyword]:
    """Leave out the language that a Korean page tells a widget."""
    return [k for k in keywords if ast.unparse(k) != "language='ko'"]


def _is_text(node: object) -> bool:
    plain = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return plain or isinstance(node, ast.JoinedStr)


def _compare_texts(english: ast.AST, korean: ast.AST):
    """Texts may differ where the Korean one is Korean; the values in them may not."""
    if ast.dump(english) == ast.dump(korean):
        return
    if not HANGUL.search(ast.unparse(korean)) or _values(english) != _values(korean):
        yield _show(ast.unparse(english), ast.unparse(korean))


def _values(node: ast.AST) -> Counter[str]:
    """Return what an f-string inserts, with its formats."""
    found = [n for n in ast.walk(node) if isinstance(n, ast.FormattedValue)]
    return Counter(ast.dump(value) for value in found)
