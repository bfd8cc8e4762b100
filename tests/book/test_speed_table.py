"""The page about speed shows the table that the benchmark keeps."""

import json
import tracemalloc

import numpy as np
import pytest
from lstm_book.directives import speed_report
from lstm_book.directives.speed_table import as_markdown
from lstm_book.paths import ROOT, SPEED

from benchmarks import speed
from lstm_ref import LSTM
from tests.helpers.soup import soup

FOUND = json.loads(SPEED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(site, edition):
    return soup(site / edition.address("speed"))


def test_the_file_holds_every_shape():
    assert {name: tuple(sizes) for name, sizes in FOUND["shapes"].items()} == speed.SHAPES
    for kind in ("forward", "both ways"):
        assert all({"floor", "lstm_ref"} <= set(FOUND[kind][name]) for name in speed.SHAPES)


def test_the_page_has_every_row(page, edition):
    shown = [[cell.get_text() for cell in row.find_all("td")] for row in page.tbody.find_all("tr")]
    lines = as_markdown(FOUND, edition.language).split("\n\n")[0].splitlines()[2:]
    assert shown == [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def test_the_page_says_what_is_reached_and_on_what(page, edition):
    text = " ".join(page.get_text().split())
    for line in speed_report.reached(FOUND, edition.language).splitlines():
        assert line.removeprefix("- ").replace("**", "") in text
    assert FOUND["on"]["machine"] in text


def test_who_is_slower_at_seed_is_who_the_page_names():
    slower = set()
    for times in (FOUND["forward"]["seed"], FOUND["both ways"]["seed"]):
        slower |= {who for who, seconds in times.items() if seconds > times["lstm_ref"]}
    text = (ROOT / "book/en/speed.md").read_text(encoding="utf-8")
    assert "Only PyTorch and a call\n  through Keras cost more." in text
    assert slower == {"PyTorch", "Keras predict_on_batch", "Keras eager"}


@pytest.mark.parametrize(("ours", "begins"), [(1.4, "Reached"), (1.6, "**Not reached**")])
def test_a_target_is_judged_by_its_number(ours, begins):
    found = {"forward": {"mid": {"floor": 1.0, "lstm_ref": ours}}}
    line = speed_report.judged(found, "mid", "forward", "floor", 1.5)
    assert line.startswith(f"{begins}: forward at mid, {ours:.3f} x")


def test_who_is_not_installed_is_named():
    found = {"both ways": {"big": {"floor": 1.0, "lstm_ref": 1.2}}}
    line = speed_report.judged(found, "big", "both ways", "PyTorch", 1.0)
    assert line == "Not measured: both ways at big, beside PyTorch."


def times_of_compiled_code(shape: str) -> list[float]:
    """Return how many times as long lstm_ref takes as those that run a compiled loop."""
    times = FOUND["forward"][shape]
    return [times["lstm_ref"] / times[who] for who in ("Keras jit", "onnxruntime")]


def test_the_larger_the_layer_the_less_is_compiled_code_ahead():
    ahead = [times_of_compiled_code(shape) for shape in ("seed", "mid", "big")]
    assert all(a > b > c for a, b, c in zip(*ahead, strict=True))
    products = [FOUND["forward"][shape] for shape in ("seed", "mid", "big")]
    share = [times["floor"] / times["lstm_ref"] for times in products]
    assert share == sorted(share)


def test_at_seed_the_matrix_products_are_a_small_part():
    for times in (FOUND["forward"]["seed"], FOUND["both ways"]["seed"]):
        assert times["floor"] < 0.15 * times["lstm_ref"]


def memory_filled(training: bool) -> int:
    """Return the most bytes that a call has at once."""
    layer, x = LSTM(32), np.ones((8, 50, 4), np.float32)
    layer(x[:, :1])
    tracemalloc.start()
    layer(x, training=training)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_without_training_a_call_fills_less_memory():
    gates = 4 * 50 * 4 * 8 * 32  # bytes of all steps
    assert memory_filled(training=True) - memory_filled(training=False) > 0.9 * gates
