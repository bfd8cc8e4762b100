"""The code in the tabs is real: run again, it gives and prints what the page shows.

Each page is read from top to bottom. Code cells run in one session with lstm_ref, the blocks of a
library in another. After each block its arrays are compared with those that have the same name on
the other side: in shape, and with ``:compare: value`` in value as well. What it prints is compared
with the output that the page shows, and with what the cell before it prints.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from lstm_book.outputs import kept
from lstm_book.outputs.libraries import LIBRARIES
from lstm_book.outputs.running import blocks_of, execute
from lstm_book.parity.page import Block
from lstm_book.paths import ROOT

from tests.helpers.printed import difference

mpl.use("Agg")  # the pages draw; nobody looks here
TOLERANCE = 1e-6
ROUNDED = 1e-3  # of what is printed: one rounds to three places, the other to four
AROUND = {"keras": set(), "pytorch": {"tensor", "torch", "Size"}}  # words that arrays print


def pages_with(library: str) -> list[Path]:
    directive = LIBRARIES[library].directive
    pages = sorted(ROOT.glob("book/*/*.md"))
    return [path for path in pages if any(blocks_of(path, directive))]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def assigned_names(code: str) -> list[str]:
    """Return the names that a block gives a value to at its top level."""
    names = []
    for statement in ast.parse(code).body:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
            targets = [statement.target]
        names += [
            node.id
            for target in targets
            for node in ast.walk(target)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
    return [name for name in dict.fromkeys(names) if not name.startswith("_")]


def is_array(value: Any) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype")


def as_arrays(value: Any) -> list[np.ndarray] | None:
    """Return a value as a list of arrays, or None where it is neither one nor some."""
    if is_array(value):
        return [np.asarray(value)]
    if isinstance(value, list | tuple) and value and all(map(is_array, value)):
        return [np.asarray(part) for part in value]
    return None


def compare(block: Block, their_side: dict[str, Any], our_side: dict[str, Any]) -> list[str]:
    """Return what differs after a block."""
    how = block.options.get("compare", "shape")
    if how == "none":
        return []
    wanted = block.options.get("same", "").split()
    names = wanted or [
        name for name in assigned_names(block.code) if as_arrays(their_side[name]) is not None
    ]
    if not names:
        return ["the block gives no array to compare: add `:compare: none` if that is meant"]
    return [text for name in names for text in differences(name, how, their_side, our_side)]


def differences(
    name: str, how: str, their_side: dict[str, Any], our_side: dict[str, Any]
) -> list[str]:
    """Return what differs between the two values of a name."""
    if name not in our_side or name not in their_side:
        where = "the page's cells" if name in their_side else "the library's blocks"
        return [f"{name} does not exist in {where}"]
    theirs, ours = as_arrays(their_side[name]), as_arrays(our_side[name])
    if theirs is None or ours is None or len(theirs) != len(ours):
        return [f"{name} is not the same number of arrays on both sides"]
    found = []
    for their, our in zip(theirs, ours, strict=True):
        apart = np.logical_xor if their.dtype == our.dtype == bool else np.subtract
        if their.shape != our.shape:
            found.append(f"{name}: the library {their.shape}, lstm_ref {our.shape}")
        elif how == "value" and not np.abs(apart(their, our)).max(initial=0) <= TOLERANCE:
            found.append(f"{name}: differs by {np.abs(apart(their, our)).max()}")
    return found


def run_cell(cell: Block, namespace: dict[str, Any]) -> str:
    """Run a cell of the page; one that is meant to fail may."""
    try:
        return execute(cell.code, namespace)
    except Exception:
        if "raises-exception" not in cell.options.get("tags", ""):
            raise
        return ""


def compare_printed(block: Block, theirs: str, ours: str, library: str) -> list[str]:
    """Say what the cell beside a block prints and the block does not."""
    how = block.options.get("compare", "shape")
    if how == "none":
        return []
    within = ROUNDED if how == "value" else np.inf
    found = difference(theirs, ours, within, AROUND[library])
    return [f"it prints {found}"] if found else []


def check_page(path: Path, library: str) -> tuple[int, list[str]]:
    """Run a page; return how many blocks it has, and what differs."""
    their_side: dict[str, Any] = {}
    our_side: dict[str, Any] = {}
    shown = kept.read(library, path.stem).printed
    count, found, ours = 0, [], ""
    for block in blocks_of(path, "code-cell", LIBRARIES[library].directive):
        if block.kind.startswith("{code-cell}"):
            ours = run_cell(block, our_side)
            continue
        count += 1
        theirs = execute(block.code, their_side)
        said = compare(block, their_side, our_side)
        said += compare_printed(block, theirs, ours, library)
        if stale := difference(theirs, shown.get(kept.code_hash(block.code), "nothing is kept")):
            said.append(f"it prints {stale} on the page")
        found += [f"block {count}: {text}" for text in said]
    return count, found


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_chapters_have_other_libraries_beside_them(library):
    names = {path.stem for path in pages_with(library)}
    assert {"02-vanilla-rnn", "03-lstm", "04-simple-rnn", "05-lstm"} <= names
    assert {"03-1-input-gate", "03-2-forget-gate", "03-3-cell-state", "03-4-output-gate"} <= names
    assert "06-bidirectional-lstm" in names


@pytest.mark.parametrize("path", pages_with("keras"), ids=name_of)
def test_keras_gives_what_the_page_shows(path: Path):
    count, found = check_page(path, "keras")
    assert count > 0
    assert found == []


@pytest.mark.needs("torch")
@pytest.mark.parametrize("path", pages_with("pytorch"), ids=name_of)
def test_pytorch_gives_what_the_page_shows(path: Path):
    count, found = check_page(path, "pytorch")
    assert count > 0
    assert found == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_seed_of_a_library_draws_other_weights_than_ours(library):
    """Chapter 4 says so: the numbers differ, the shapes do not."""
    chapter = ROOT / "book" / "en" / "04-simple-rnn.md"
    (code,) = (
        block.code
        for block in blocks_of(chapter, LIBRARIES[library].directive)
        if block.code.endswith("print(hidden_state, hidden_state.shape)")
    )
    theirs = kept.read(library, chapter.stem).printed[kept.code_hash(code)]
    ours: dict[str, Any] = {}
    for cell in blocks_of(chapter, "code-cell"):
        run_cell(cell, ours)
    said = f"{ours['hidden_state']} {ours['hidden_state'].shape}"
    assert difference(theirs, said, np.inf, AROUND[library]) == ""
    assert difference(theirs, said, 0.01, AROUND[library]) != ""


CELL = "```{code-cell} ipython3\nimport numpy as np\nh = np.ones((2, 3))\nprint(h[0])\n```\n\n"
KERAS = "import numpy as np\n"


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("h = np.ones((2, 3))\nprint(h[0])", None),
        (":compare: value\nh = np.ones((2, 3))\nprint(h[0])", None),
        ("h = np.ones((2, 4))\nprint(h[0, :3])", "h: the library (2, 4), lstm_ref (2, 3)"),
        ("hh = np.ones(2)\nprint(np.ones(3))", "hh does not exist in the page's cells"),
        (":same: g\nprint(np.ones(3))", "g does not exist in the library's blocks"),
        (":same: h\nh, other = [np.ones((2, 3)), np.ones(1)]\nprint(h[0])", None),
        (":compare: value\nh = np.zeros((2, 3))\nprint(h[0] + 1)", "h: differs by 1.0"),
        (":compare: value\nh = np.full((2, 3), np.nan)\nprint(np.ones(3))", "h: differs by nan"),
        (
            "h = [np.ones((2, 3))] * 2\nprint(np.ones(3))",
            "h is not the same number of arrays on both sides",
        ),
        (
            "print(np.ones(3))",
            "the block gives no array to compare: add `:compare: none` if that is meant",
        ),
        (":compare: none\nx = 1", None),
        ("h = np.ones((2, 3))", "it prints '' beside '[1. 1. 1.]'"),
        ("h = np.ones((2, 3))\nprint('h', h[0])", "it prints 'h [1. 1. 1.]' beside '[1. 1. 1.]'"),
        ("h = np.zeros((2, 3))\nprint(h[0])", None),
        (
            ":compare: value\nh = np.ones((2, 3))\nprint(h[0] - 1)",
            "it prints '[0. 0. 0.]' beside '[1. 1. 1.]'",
        ),
    ],
)
def test_a_difference_is_found(block, message, tmp_path, monkeypatch):
    options, code = "", block
    while code.startswith(":"):
        line, _, code = code.partition("\n")
        options += f"{line}\n"
    code = KERAS + code
    page = tmp_path / "page.md"
    page.write_text(f"{CELL}```{{in-keras}}\n{options}{code}\n```\n", encoding="utf-8")
    monkeypatch.setattr(kept, "OUTPUTS", tmp_path)
    printed = {kept.code_hash(code): execute(code, {})}
    kept.write("keras", "page", kept.Kept("Keras", [], printed))
    found = check_page(page, "keras")
    assert found == (1, [f"block 1: {message}"] if message else [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("tensor([[0.7487, 1.]]) torch.Size([1, 2])", "[[0.7487 1.]] (1, 2)", True),
        ("tensor([0.7487])", "tensor([0.7488])", True),  # rounded at the same place
        ("tensor([0.7487])", "tensor([0.7489])", False),
        ("0.568", "0.569", False),
        ("0.63031393", "0.630314", True),
        ("0.5", "0.50002", False),
        ("0.5", "0.6", False),
        ("(1, 3)", "(1, 4)", False),
        ("h 1.0", "C 1.0", False),
        ("2.9e-08", "-1.2e-08", True),
        ("nan", "1.0", False),
        ("은닉 상태 0.5", "은닉 0.5", False),
    ],
)
def test_printed_texts_are_compared(one, other, same):
    assert (difference(one, other, without=AROUND["pytorch"]) == "") is same


def test_an_output_that_is_not_the_page_s_is_found(tmp_path, monkeypatch):
    code = "h = 3\nprint(0.5, h)"
    page = tmp_path / "page.md"
    page.write_text(f"```{{in-keras}}\n:compare: none\n{code}\n```\n", encoding="utf-8")
    monkeypatch.setattr(kept, "OUTPUTS", tmp_path)
    shown_as = {"0.500004 3": False, "0.50004 3": True, "0.5 4": True, "a 0.5 3": True, "": True}
    for shown, is_found in shown_as.items():
        kept.write("keras", "page", kept.Kept("Keras", [], {kept.code_hash(code): f"{shown}\n"}))
        assert bool(check_page(page, "keras")[1]) is is_found, shown
