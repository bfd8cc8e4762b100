"""The rooms of the extension: which one may know which, and who asks where files are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from lstm_book.paths import PACKAGE

# A room may import those above it; the modules at the top may be imported by all.
ROOMS = ("editions", "assets", "execution", "directives", "downloads", "pages", "search", "site")
TOP = {"paths", "digests", "processes", "words"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """Return the room of a module, or its own name where it stands at the top."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms, and the modules at the top, that a module imports."""
    found = set()
    depth = len(path.relative_to(PACKAGE).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or node.level != depth:
            continue
        found |= {node.module.split(".")[0]} if node.module else {a.name for a in node.names}
    return found


@pytest.mark.parametrize("room", [*ROOMS, "parity"])
def test_a_room_knows_only_those_above_it(room):
    above = {*ROOMS[: ROOMS.index(room)], *TOP} if room in ROOMS else TOP
    modules = [path for path in MODULES if room_of(path) == room]
    assert len(modules) > 1
    for path in modules:
        assert imported_rooms(path) <= above, path.name


def test_the_modules_at_the_top_know_no_room():
    for name in TOP:
        assert imported_rooms(PACKAGE / f"{name}.py") <= TOP


def test_there_is_no_other_room():
    rooms = {path.parent.name for path in PACKAGE.glob("*/*.py")}
    assert rooms == {*ROOMS, "parity"}


def test_nobody_knows_the_tests_the_grading_or_the_authoring():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            tops = {name.partition(".")[0] for name in names}
            assert not tops & {"tests", "grading", "authoring", "benchmarks"}, path.name


def test_one_module_alone_asks_where_its_file_is():
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "__file__"
    }
    assert asking == {"paths.py"}
