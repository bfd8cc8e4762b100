"""Slips of an instructor, put into every test of a notebook at once: one kind in each copy.

A place in a test is found in its syntax tree, and the text there is exchanged: the rest of the cell
stays as it is.
"""

import ast
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Slip = Callable[[Json], None]  # changes one test cell
HIDDEN = "### BEGIN HIDDEN TESTS"


def put_into(folder: Path, slip: Slip) -> list[str]:
    """Put a slip into every test of the notebooks in a folder; return the names of the tests."""
    tests = []
    for path in sorted(folder.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade"):
                slip(cell)
                tests.append(cell["id"])
        path.write_text(json.dumps(notebook), encoding="utf-8")
    return tests


def source_of(cell: Json) -> str:
    return "".join(cell["source"])


def with_text(source: str, node: ast.expr, text: str) -> str:
    """Return a source in which a node has another text."""
    lines = source.split("\n")
    first, last = node.lineno - 1, node.end_lineno - 1
    before = lines[first].encode()[: node.col_offset].decode()
    after = lines[last].encode()[node.end_col_offset :].decode()
    return "\n".join([*lines[:first], before + text + after, *lines[last + 1 :]])


def text_of(source: str, node: ast.expr) -> str:
    return ast.get_source_segment(source, node)


def calls_of(source: str, name: str) -> list[ast.Call]:
    """Return the calls of a function, or of a method of this name, in their order."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [c for c in calls if getattr(c.func, "attr", getattr(c.func, "id", "")) == name]
    return sorted(named, key=lambda call: call.lineno)


def hidden_names(source: str) -> list[ast.expr]:
    """Return the places in the hidden part where a name or an attribute is looked up.

    Not in functions that stand in for others: those have a test of their own.
    """
    begins = source[: source.index(HIDDEN)].count("\n")
    tree = ast.parse(source)
    spared = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("right")]
    spared_ids = {id(part) for function in spared for part in ast.walk(function)}
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.Name, ast.Attribute))
        and isinstance(node.ctx, ast.Load)
        and node.lineno > begins
        and id(node) not in spared_ids
    ]
    return sorted(found, key=lambda node: (node.lineno, node.end_col_offset))


def misspelt(which: float) -> Slip:
    """Misspell one name of the hidden part. which: from 0, the first of them, to 1, the last."""

    def slip(cell: Json) -> None:
        source = source_of(cell)
        names = hidden_names(source)
        node = names[round(which * (len(names) - 1))]
        cell["source"] = with_text(source, node, f"{text_of(source, node)}_")

    return slip


def wrong_function(cell: Json) -> None:
    source = source_of(cell)
    name = calls_of(source, "Test")[0].args[0]
    cell["source"] = with_text(source, name, f'"{name.value}_"')


def wrong_value(cell: Json) -> None:
    """Expect other numbers in the last hidden case."""
    source = source_of(cell)
    expected = calls_of(source, "Case")[-1].args[2]
    other = "(*v[:-1], v[-1] + 1) if isinstance(v, tuple) else v + 1"
    more = f"{{k: {other} for k, v in ({text_of(source, expected)}).items()}}"
    cell["source"] = with_text(source, expected, more)


def syntax_error(cell: Json) -> None:
    before, marker, hidden = source_of(cell).partition(HIDDEN)
    cell["source"] = before + marker + hidden.replace("):\n", ")\n", 1)


def more_points_in_the_metadata(cell: Json) -> None:
    cell["metadata"]["nbgrader"]["points"] += 1


def fewer_points_in_the_call(cell: Json) -> None:
    source = source_of(cell)
    part = calls_of(source, "Test")[0].keywords[-1].value
    number = part.elts[-1] if isinstance(part, ast.Tuple) else part
    cell["source"] = with_text(source, number, f"{number.value} - 0.5")


def other_points_as_the_last_value(by: str) -> Slip:
    """Let the last line give other points than the test has found."""

    def slip(cell: Json) -> None:
        cell["source"] = source_of(cell).replace("test.score()", f"float(test.score()) {by}")

    return slip


def written_anew(source: str) -> Slip:
    """Leave nothing of a test but this."""

    def slip(cell: Json) -> None:
        cell["source"] = source

    return slip


def not_asked(cell: Json) -> None:
    cell["source"] = source_of(cell).replace("test.score()", "")


def stand_ins(cell: Json) -> list[ast.expr]:
    """Return the names that the functions which stand in for others look up."""
    tree = ast.parse(source_of(cell))
    right = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("right")]
    return [
        node
        for function in right
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    ]


def misspelt_stand_in(cell: Json) -> None:
    """Misspell what a function that stands in for another looks up, where there is one."""
    if names := stand_ins(cell):
        source, last = source_of(cell), max(names, key=lambda node: (node.lineno, node.col_offset))
        cell["source"] = with_text(source, last, f"{text_of(source, last)}_")


def without_fixture_of(folder: Path) -> Iterator[str]:
    """Take each function out of fixtures.json; yield their names."""
    path = folder / "fixtures.json"
    fixtures = json.loads(path.read_text(encoding="utf-8"))
    yield from fixtures["functions"]
    fixtures["functions"].clear()
    path.write_text(json.dumps(fixtures), encoding="utf-8")
