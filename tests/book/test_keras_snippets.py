"""The Keras code on the pages is real: it runs, and gives what the cells beside it give.

Each page is read from top to bottom. Code cells run in one namespace with lstm_ref, ``in-keras``
blocks in another with Keras. After each block its arrays are compared with those that have the
same name on the other side: in shape, and with ``:compare: value`` in value as well.
"""

from __future__ import annotations

import ast
import contextlib
import io
import warnings
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from lstm_book.downloads.plain_markdown import Directive, directives
from lstm_book.paths import ROOT
from myst_nb.core.read import read_myst_markdown_notebook

mpl.use("Agg")  # the pages draw; nobody looks here
TOLERANCE = 1e-6
PAGES = [
    path
    for path in sorted(ROOT.glob("book/*/*.md"))
    if "{in-keras}" in path.read_text(encoding="utf-8")
]


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


def compare(block: Directive, keras_side: dict[str, Any], our_side: dict[str, Any]) -> list[str]:
    """Return what differs after a block."""
    how = block.options.get("compare", "shape")
    if how == "none":
        return []
    wanted = block.options.get("same", "").split()
    names = wanted or [
        name
        for name in assigned_names("\n".join(block.body))
        if as_arrays(keras_side[name]) is not None
    ]
    if not names:
        return ["the block gives no array to compare: add `:compare: none` if that is meant"]
    return [text for name in names for text in differences(name, how, keras_side, our_side)]


def differences(
    name: str, how: str, keras_side: dict[str, Any], our_side: dict[str, Any]
) -> list[str]:
    """Return what differs between the two values of a name."""
    if name not in our_side or name not in keras_side:
        where = "the page's cells" if name in keras_side else "the Keras blocks"
        return [f"{name} does not exist in {where}"]
    theirs, ours = as_arrays(keras_side[name]), as_arrays(our_side[name])
    if theirs is None or ours is None or len(theirs) != len(ours):
        return [f"{name} is not the same number of arrays on both sides"]
    found = []
    for their, our in zip(theirs, ours, strict=True):
        if their.shape != our.shape:
            found.append(f"{name}: Keras {their.shape}, lstm_ref {our.shape}")
        elif how == "value" and not np.abs(their - our).max(initial=0) <= TOLERANCE:
            found.append(f"{name}: differs by {np.abs(their - our).max()}")
    return found


def run(code: str, namespace: dict[str, Any], may_fail: bool = False) -> None:
    """Run a piece of the page; what it prints and warns of is not looked at here."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(code, "<page>", "exec"), namespace)
        except Exception:
            if not may_fail:
                raise


def check_page(source: str) -> tuple[int, list[str]]:
    """Run a page; return how many blocks it has, and what differs."""
    keras_side: dict[str, Any] = {}
    our_side: dict[str, Any] = {}
    count, found = 0, []
    for cell in read_myst_markdown_notebook(source).cells:
        if cell.cell_type == "code":
            run(cell.source, our_side, "raises-exception" in cell.metadata.get("tags", []))
            continue
        for block in directives(cell.source, "in-keras"):
            count += 1
            run("\n".join(block.body), keras_side)
            found += [f"block {count}: {text}" for text in compare(block, keras_side, our_side)]
    return count, found


def test_the_chapters_have_keras_beside_them():
    names = {path.stem for path in PAGES}
    assert {"02-vanilla-rnn", "03-lstm", "04-simple-rnn", "05-lstm"} <= names
    assert "06-bidirectional-lstm" in names


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_keras_gives_what_the_page_shows(path: Path):
    count, found = check_page(path.read_text(encoding="utf-8"))
    assert count > 0
    assert found == []


FENCE = "```{code-cell} ipython3\nimport numpy as np\nh = np.ones((2, 3))\n```\n\n```{in-keras}\n"


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("import numpy as np\nh = np.ones((2, 3))", None),
        (":compare: value\nimport numpy as np\nh = np.ones((2, 3))", None),
        ("import numpy as np\nh = np.ones((2, 4))", "block 1: h: Keras (2, 4), lstm_ref (2, 3)"),
        ("import numpy as np\nhh = np.ones(2)", "block 1: hh does not exist in the page's cells"),
        (":same: g\nx = 1", "block 1: g does not exist in the Keras blocks"),
        (":same: h\nimport numpy as np\nh, other = [np.ones((2, 3)), np.ones(1)]", None),
        (":compare: value\nimport numpy as np\nh = np.zeros((2, 3))", "block 1: h: differs by 1.0"),
        (
            ":compare: value\nimport numpy as np\nh = np.full((2, 3), np.nan)",
            "block 1: h: differs by nan",
        ),
        (
            "import numpy as np\nh = [np.ones((2, 3))] * 2",
            "block 1: h is not the same number of arrays on both sides",
        ),
        (
            "x = 1",
            "block 1: the block gives no array to compare: add `:compare: none` if that is meant",
        ),
        (":compare: none\nx = 1", None),
    ],
)
def test_a_difference_is_found(block, message):
    assert check_page(f"{FENCE}{block}\n```\n") == (1, [message] if message else [])
