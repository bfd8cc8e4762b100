"""The script that mounts widgets on a static page: every kind, trait and link that it knows."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest
from lstm_book.paths import ROOT

SCRIPT = (ROOT / "book" / "_assets" / "lstm-book-widgets.js").read_text(encoding="utf-8")
MIME = "application/vnd.jupyter.widget-"
PROBE = "export default { render({model, el}) { window.model = model; el.textContent = 'drawn'; } }"


@pytest.fixture
def mount(window, address) -> Iterator[object]:
    """Make a page that holds these models and the views of some of them, and open it."""
    window.troubles.clear()

    def opened(models: dict, *views: str, language: str = "en"):
        state = {name: {"model_name": kind, "state": own} for name, (kind, own) in models.items()}
        for name, (_, own) in models.items():
            state[name]["buffers"] = own.pop("buffers", [])
        shown = "".join(
            f'<script type="{MIME}view+json">{json.dumps({"model_id": view})}</script>'
            for view in views
        )
        page = (
            f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>x</title>"
            f'<link rel="icon" href="data:,"></head><body>{shown}'
            f'<script type="{MIME}state+json">{json.dumps({"state": state})}</script>'
            f"<script>{SCRIPT}</script></body></html>"
        )
        url = f"{address}/made-for-a-test.html"
        window.page.route(url, lambda route: route.fulfill(body=page, content_type="text/html"))
        window.open(url)
        return window.page

    yield opened
    window.page.unroute_all()
    assert window.troubles == []


def slider(**other):
    state = {"value": 0.5, "min": 0, "max": 1, "step": 0.1, "readout_format": ".2f"}
    return ("FloatSliderModel", state | {"description": "gate"} | other)


def linked(kind="LinkModel", source=("a", "value"), target=("b", "value")):
    ends = [[f"IPY_MODEL_{name}", trait] for name, trait in (source, target)]
    return (kind, {"source": ends[0], "target": ends[1]})


def test_a_float_slider_is_a_named_range_input(mount):
    page = mount({"a": slider(min=-1, value=-0.25, tooltip="how open")}, "a")
    made = page.get_by_role("slider", name="gate")
    attributes = "node => [node.min, node.max, node.step, node.title]"
    assert made.evaluate(attributes) == ["-1", "1", "0.1", "how open"]
    assert page.locator(".lw-value").inner_text() == "\u22120.25"
    made.fill("0.3")
    assert page.locator(".lw-value").inner_text() == "0.30"
    assert made.get_attribute("aria-valuetext") == "0.30"


def test_settings_of_a_slider_are_honoured(mount):
    page = mount(
        {
            "a": slider(disabled=True, readout=False),
            "b": ("IntSliderModel", {"value": 3, "min": 1, "max": 5, "step": 1}),
            "c": slider(continuous_update=False, description="slow"),
        },
        *("a", "b", "c"),
    )
    sliders = page.get_by_role("slider")
    assert sliders.nth(0).is_disabled()
    assert not page.locator(".lw-value").nth(0).is_visible()
    assert page.locator(".lw-value").nth(1).inner_text() == "3"
    slow = page.get_by_role("slider", name="slow")
    slow.evaluate("node => { node.value = 0.9; node.dispatchEvent(new Event('input')); }")
    assert page.locator(".lw-value").nth(2).inner_text() == "0.50"
    slow.dispatch_event("change")
    assert page.locator(".lw-value").nth(2).inner_text() == "0.90"


def test_a_link_goes_both_ways_and_a_directional_one_goes_one_way(mount):
    for kind, back in (("LinkModel", "0.2"), ("DirectionalLinkModel", "0.8")):
        models = {"a": slider(), "b": slider(value=0, description="other"), "l": linked(kind)}
        page = mount(models, "a", "b")
        first, second = (page.get_by_role("slider", name=name) for name in ("gate", "other"))
        assert second.input_value() == "0.5"  # the source's value, from the start
        first.fill("0.8")
        assert second.input_value() == "0.8"
        second.fill("0.2")
        assert first.input_value() == back


def test_links_form_chains_and_rings_without_end(mount):
    models = {name: slider(description=name) for name in "abc"}
    models |= {"1": linked(), "2": linked(source=("b", "value"), target=("c", "value"))}
    models["3"] = linked(source=("c", "value"), target=("a", "value"))
    page = mount(models, "a", "b", "c")
    page.get_by_role("slider", name="b").fill("0.9")
    assert [each.input_value() for each in page.get_by_role("slider").all()] == ["0.9"] * 3


def test_checkbox_label_and_boxes(mount):
    models = {
        "box": ("VBoxModel", {"children": ["IPY_MODEL_row", "IPY_MODEL_check"]}),
        "row": ("HBoxModel", {"children": ["IPY_MODEL_text"]}),
        "text": ("LabelModel", {"value": "a <b> label"}),
        "check": ("CheckboxModel", {"value": True, "description": "sequences"}),
        "l": linked(source=("check", "value"), target=("seen", "flag")),
        "seen": ("AnyModel", {"_esm": PROBE, "flag": False}),
    }
    page = mount(models, "box", "seen")
    assert page.locator(".lw-vertical > .lw-horizontal > .lw-label").inner_text() == "a <b> label"
    box = page.get_by_role("checkbox", name="sequences")
    assert box.is_checked()
    page.wait_for_function("window.model")
    box.uncheck()
    assert page.evaluate("model.get('flag')") is False
    page.evaluate("model.set('flag', true)")
    assert box.is_checked()


def test_an_anywidget_gets_every_kind_of_trait(mount):
    data = base64.b64encode(bytes([1, 2, 255])).decode()
    traits = {
        "whole": 3,
        "real": 0.25,
        "text": "망각 게이트 <i>",
        "flag": True,
        "nothing": None,
        "numbers": [1, [2, 3]],
        "named": {"f": {"deep": 1}},
        "other": "IPY_MODEL_b",
    }
    own = traits | {"_esm": PROBE, "bytes": None, "inside": {"list": [0, None]}}
    own["buffers"] = [
        {"path": ["bytes"], "encoding": "base64", "data": data},
        {"path": ["inside", "list", 1], "encoding": "base64", "data": data},
    ]
    page = mount({"a": ("AnyModel", own)}, "a")
    page.wait_for_function("window.model")
    assert page.evaluate("Object.fromEntries(Object.entries(model.state).slice(0, 8))") == traits
    read = "view => [view.constructor.name, ...new Uint8Array(view.buffer)]"
    for path in ("bytes", "inside.list[1]"):
        assert page.evaluate(f"({read})(model.state.{path})") == ["DataView", 1, 2, 255]


def test_a_view_hears_of_changes_as_in_jupyter(mount):
    page = mount({"a": ("AnyModel", {"_esm": PROBE, "f": 1, "list": [1]})}, "a")
    page.wait_for_function("window.model")
    heard = page.evaluate("""() => {
      const heard = [];
      const note = name => (model, value) => heard.push([name, value]);
      const first = note('f');
      model.on('change:f', first);
      model.on('change:list change', note('any'));
      model.set('f', 2);                    // f, any
      model.set('f', 2);                    // nothing: it is 2 already
      model.set('list', [1]);               // nothing: the same numbers
      model.set({f: 3, list: [2]});         // f, list, any
      model.off('change:f', first);
      model.set('f', 4);                    // any
      model.off();
      model.set('f', 5);                    // nothing
      model.save_changes();
      return heard;
    }""")
    assert heard == [
        ["f", 2],
        ["any", None],
        ["f", 3],
        ["any", [2]],
        ["any", None],
        ["any", None],
    ]


def test_a_widget_may_be_a_function_and_may_initialize(mount):
    esm = """export default async () => ({
      initialize({model}) { model.set('f', 7); },
      render({model, el}) { el.textContent = model.get('f'); },
    })"""
    page = mount({"a": ("AnyModel", {"_esm": esm, "_css": ".x {color: red}", "f": 1})}, "a")
    page.wait_for_function("document.querySelector('.lw-any').textContent === '7'")
    styles = "[...document.querySelectorAll('style')].map(node => node.textContent)"
    assert ".x {color: red}" in page.evaluate(styles)


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ({"a": ("DropdownModel", {})}, "a widget of the kind DropdownModel"),
        ({}, "the page does not hold its state"),
        ({"a": ("VBoxModel", {"children": ["IPY_MODEL_lost"]})}, "does not hold its state"),
        ({"a": ("AnyModel", {"_esm": "export default { render() { throw Error('no'); } }"})}, "no"),
        ({"a": ("AnyModel", {"_esm": "not JavaScript"})}, "Unexpected"),
        (
            {
                "a": (
                    "AnyModel",
                    {"_esm": "export default { render({model}) { model.send(1); } }"},
                )
            },
            "needs a running kernel",
        ),
    ],
)
def test_what_it_does_not_know_is_said_on_the_page(mount, models, said):
    page = mount(models, "a")
    text = page.locator(".lw-missing").inner_text()
    assert text.startswith("This part does not work on this page: ")
    assert said in text
    assert text.endswith("It works in the notebook.")


def test_what_it_does_not_know_is_said_in_the_pages_language(mount):
    page = mount({"a": ("DropdownModel", {})}, "a", language="ko")
    assert "노트북에서는 작동합니다" in page.locator(".lw-missing").inner_text()


def test_one_broken_widget_leaves_the_others_alone(mount):
    page = mount({"a": ("DropdownModel", {}), "b": slider()}, "a", "lost", "b")
    assert page.locator(".lw-missing").count() == 2
    page.get_by_role("slider", name="gate").fill("0.4")
    assert page.locator(".lw-value").inner_text() == "0.40"
