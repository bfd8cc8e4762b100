"""The page of weight orders: its table is the code's, and its starts are what theory says."""

from __future__ import annotations

import re
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from lstm_book.paths import ROOT
from myst_nb.core.read import read_myst_markdown_notebook

from lstm_ref import interop, lstm_step, sigmoid

mpl.use("Agg")
PAGE = (ROOT / "book" / "en" / "weight-orders.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| \[(\w+)\]\(\S+\) \| `(\w{4})` \| \$\((.+?)\)\$ \| \$\((.+?)\)\$ \|", re.M)
TABLE = {name: (order, x_shape, h_shape) for name, order, x_shape, h_shape in ROW.findall(PAGE)}


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    """Run the page's cells; return the names they leave."""
    names: dict[str, Any] = {}
    for cell in read_myst_markdown_notebook(PAGE).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, "<page>", "exec"), names)
    return names


def test_the_table_and_the_figure_have_the_orders_of_the_code(page):
    assert len(TABLE) == 5
    for name, order in interop.ORDERS.items():
        assert {row.lower(): cells[0] for row, cells in TABLE.items()}[name] == order
    assert page["orders"] == {row: cells[0] for row, cells in TABLE.items()}


def test_the_table_has_the_shapes_of_the_code():
    D, H = 5, 2
    weights = [np.zeros((D, 4 * H)), np.zeros((H, 4 * H)), np.zeros(4 * H)]
    torch, onnx = interop.to_torch(weights), interop.to_onnx(weights)
    made = {
        "Keras": weights[:2],
        "PyTorch": [torch["weight_ih_l0"], torch["weight_hh_l0"]],
        "ONNX": [onnx["W"], onnx["R"]],
    }
    sizes = {"1": 1, "D": D, "H": H, "4H": 4 * H}
    for name, arrays in made.items():
        for array, shape in zip(arrays, TABLE[name][1:], strict=True):
            assert array.shape == tuple(sizes[letter] for letter in shape.split(", ")), name


@pytest.mark.parametrize("name", ["CS231n", "Saitoh"])
def test_a_step_in_the_order_of_a_course_or_book_gives_our_step(name):
    """Their steps cut the sum into four and name the parts; so does this one."""
    B, D, H = 3, 5, 2
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=s) for s in [(D, 4 * H), (H, 4 * H), (4 * H,)]]
    x, h, C = rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, H))
    W, U, b = (interop.reorder_gates(w, "ifgo", TABLE[name][0]) for w in weights)
    parts = np.split(x @ W + h @ U + b, 4, axis=1)
    if name == "CS231n":
        i, f, o, g = parts
    else:
        f, g, i, o = parts
    C_t = sigmoid(f) * C + sigmoid(i) * np.tanh(g)
    h_t = sigmoid(o) * np.tanh(C_t)
    ours = lstm_step(x, h, C, *weights)
    np.testing.assert_allclose(h_t, ours[0], rtol=1e-12)
    np.testing.assert_allclose(C_t, ours[1], rtol=1e-12)


def test_every_wrong_order_is_seen_in_the_output_and_the_right_one_is_exact(page):
    assert page["right_order"] == 0
    assert len(page["off"]) == 23
    assert min(page["off"].values()) > 0.1


def test_the_two_biases_spread_as_the_variance_of_their_sum_says(page):
    b_f = page["measured"]["PyTorch"][0]
    assert abs(b_f.mean()) < 0.02
    assert b_f.std() == pytest.approx(np.sqrt(2 / (3 * page["H"])), rel=0.1)


def test_what_is_kept_with_the_bias_alone_is_the_power_of_the_gate(page):
    kept = {name: row[2] for name, row in page["measured"].items()}
    assert kept["Keras"] == pytest.approx(1 / (1 + np.exp(-1)) ** 20, rel=1e-9)
    assert kept["PyTorch, $b_f$ set to 1"] == pytest.approx(kept["Keras"], rel=1e-9)
    assert kept["PyTorch"] == pytest.approx(0.5**20, rel=0.3)


def test_the_third_block_of_onnx_is_the_forget_gate_as_an_answer_says():
    kernel = np.arange(5 * 24, dtype=np.float64).reshape(5, 24)
    W = interop.to_onnx([kernel, np.zeros((6, 24)), np.zeros(24)])["W"]
    assert W.shape == (1, 24, 5)
    np.testing.assert_array_equal(W[0, 12:18], kernel[:, 6:12].T)


@pytest.mark.needs("torch")
def test_pytorch_draws_everything_from_one_interval():
    import torch

    torch.manual_seed(0)
    ends = 1 / np.sqrt(64)
    for name, drawn in torch.nn.LSTM(8, 64).named_parameters():
        array = drawn.detach().numpy()
        assert -ends <= array.min() < -0.97 * ends < 0.97 * ends < array.max() <= ends, name
        np.testing.assert_allclose(array.std(), ends / np.sqrt(3), rtol=0.1, err_msg=name)
