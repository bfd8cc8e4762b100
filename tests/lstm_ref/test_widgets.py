"""The widgets' Python side: what a notebook sees, and what the pages' tables are made from."""

import json
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from ipywidgets import FloatSlider
from ipywidgets.embed import dependency_state

from lstm_ref import widgets
from lstm_ref.widgets import base, bidirectional, cell, gate, sequence

FUNCTIONS = [getattr(widgets, name) for name in widgets.__all__]
MODULES = [cell, gate, sequence, bidirectional]
LANGUAGES = ["en", "ko"]


def test_the_package_itself_needs_no_widgets():
    code = (
        "import sys, lstm_ref; print([m for m in ('ipywidgets', 'anywidget') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", FUNCTIONS)
def test_every_control_is_linked_to_a_value_of_the_view(make, language):
    explorer = make(language=language)
    models = dependency_state(explorer)
    links = [m["state"] for m in models.values() if m["model_name"] == "LinkModel"]
    linked = {}
    for link in links:
        (control, trait), (view, name) = link["source"], link["target"]
        assert view == f"IPY_MODEL_{explorer.view.model_id}"
        linked[control] = (trait, name)
    assert len(links) == len(linked) == len(explorer.children) - 1
    for control in explorer.children[1:]:
        trait, name = linked[f"IPY_MODEL_{control.model_id}"]
        assert getattr(control, trait) == getattr(explorer.view, name)
        assert control.description
        if isinstance(control, FloatSlider):
            assert control.min <= control.value <= control.max


@pytest.mark.parametrize(
    ("make", "start"),
    [
        (widgets.cell_explorer, cell.START),
        (widgets.gate_maker, gate.START),
        (widgets.sequence_explorer, sequence.START),
        (widgets.bidirectional_explorer, bidirectional.X),
    ],
)
def test_a_view_starts_with_the_numbers_of_its_module(make, start):
    view = make().view
    assert {name: getattr(view, name) for name in start} == start


@pytest.mark.parametrize("make", FUNCTIONS)
def test_an_unknown_language_is_refused_with_the_known_ones(make):
    with pytest.raises(ValueError, match=r"language: expected one of 'en'.*received 'xx'"):
        make(language="xx")


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="lit: expected one of"):
        widgets.cell_explorer(lit="gate")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", FUNCTIONS)
def test_the_table_for_pages_without_scripts_is_text_and_even(make, language):
    table = make(language=language).view.table
    assert len(table) >= 5
    assert {len(row) for row in table} == {len(table[0])}
    assert all(isinstance(text, str) and text for row in table for text in row)


@pytest.mark.parametrize("make", FUNCTIONS)
def test_all_that_goes_to_the_browser_is_json(make):
    view = make().view
    state = {key: value for key, value in view.get_state().items() if not key.startswith("_")}
    assert json.loads(json.dumps(state, default=str))["words"] == view.words


@pytest.mark.parametrize("module", [cell, sequence])
def test_buttons_do_the_same_in_every_language(module):
    """What a button sets stands once; each has its words in every language."""
    for language in LANGUAGES:
        words = module.WORDS[language]
        assert words["presets"].keys() == module.PRESETS.keys()
        made = base.with_presets(words, module.PRESETS)["presets"]
        assert [(each["group"], each["values"]) for each in made] == list(module.PRESETS.values())
        assert [each["name"] for each in made] == [w["name"] for w in words["presets"].values()]
        assert {each["group"] for each in made} <= {"experiments", "uses"}


def test_the_cell_is_drawn_in_the_language_of_its_words():
    drawing = widgets.cell_explorer("forget", language="ko").view.drawing
    assert "<title>LSTM 셀입니다." in drawing


def test_the_drawing_names_what_its_lines_carry():
    drawing = ElementTree.fromstring(widgets.cell_explorer("forget").view.drawing)
    carried = {group.get("data-carries") for group in drawing.iter() if group.get("data-carries")}
    assert carried == {"C_prev", "kept", "C", "f", "i", "g", "written", "squashed", "o", "h"}


def test_one_unit_with_given_gates():
    rng = np.random.default_rng(0)
    for f, i, o in rng.uniform(size=(50, 3)):
        g, C_prev = rng.uniform(-1, 1), rng.normal()
        state = cell.one_unit(f, i, g, o, C_prev)
        new = f * C_prev + i * g
        assert state == pytest.approx((o * np.tanh(new), new), abs=1e-12)


def test_gates_may_be_quite_open_and_quite_shut():
    assert cell.one_unit(f=0.0, i=1.0, g=1.0, o=1.0, C_prev=5.0) == pytest.approx((np.tanh(1), 1))
    assert cell.one_unit(f=1.0, i=0.0, g=-1.0, o=0.0, C_prev=5.0) == (0.0, 5.0)


def test_write_hold_read():
    rows = sequence.run(**sequence.START, w_h=1.0)
    assert rows["C"] == pytest.approx([np.tanh(1.5)] * 12)
    assert rows["h"][:11] == [0.0] * 11
    assert rows["h"][11] == pytest.approx(np.tanh(np.tanh(1.5)))
    assert rows["share"] == [1.0] * 12


def test_the_share_is_the_product_of_the_forget_gates_since_the_first_step():
    f = [0.1, 0.9, 0.5] + [1.0] * 9
    rows = sequence.run(**sequence.START | {"f": f}, w_h=0.0)
    assert rows["share"][:4] == pytest.approx([1, 0.9, 0.45, 0.45])
    assert rows["C"] == pytest.approx(np.tanh(1.5) * np.array(rows["share"]))
    assert rows["rnn"] == pytest.approx(np.tanh(sequence.X))


def test_numbers_are_written_as_the_page_writes_them():
    assert [base.number(v) for v in (0.5, -0.5, -0.001, 2)] == [
        "0.50",
        "\u22120.50",
        "0.00",
        "2.00",
    ]


@pytest.mark.parametrize("module", MODULES)
def test_each_view_brings_the_shared_script_first(module):
    (view,) = [
        v for v in vars(module).values() if isinstance(v, type) and v.__module__ == module.__name__
    ]
    assert str(view._esm).startswith(base.text("shared.js"))
    assert "export default" in str(view._esm)
