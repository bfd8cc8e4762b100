"""Where files are: one module of the extension asks, and all others ask it."""

from __future__ import annotations

import ast

from lstm_book.paths import PACKAGE


def test_one_module_alone_asks_where_its_file_is():
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "__file__"
    }
    assert asking == {"paths.py"}
