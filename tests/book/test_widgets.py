"""The sliders on the static pages: their numbers are lstm_ref's, and everybody can use them."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from lstm_ref import sigmoid, tanh
from lstm_ref.widgets import bidirectional, cell, gate, sequence
from lstm_ref.widgets.base import step_of, with_presets
from tests.helpers.visit import DESK, PHONE, Visit

STATES = 200  # in the first edition; the others have the same script, and words of their own
OTHER_STATES = 20

# Set the controls of one widget, state after state, and read all its numbers each time. What
# waits for the next frame of the screen is done at once: nobody watches 200 states.
PLAY = """async ([widget, states]) => {
  const channel = new MessageChannel();
  const due = new Map();
  let last = 0;
  window.requestAnimationFrame = run => {
    due.set(++last, run);
    channel.port2.postMessage(last);
    return last;
  };
  window.cancelAnimationFrame = number => due.delete(number);
  channel.port1.onmessage = ({data}) => {
    due.get(data)?.();
    due.delete(data);
  };
  const root = document.querySelectorAll('.lw-widget')[widget];
  const control = name => {
    const label = [...root.querySelectorAll('label')].find(each => each.textContent === name);
    return document.getElementById(label.htmlFor);
  };
  const set = ([name, value]) => {
    const input = control(name);
    if (input.type === 'checkbox') {
      if (input.checked !== value) input.click();
    } else {
      input.value = value;
      input.dispatchEvent(new Event('input', {bubbles: true}));
    }
  };
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const seen = [];
  for (const state of states) {
    state.forEach(set);
    await frame();
    await frame();
    seen.push(Object.fromEntries([...root.querySelectorAll('data')].map(
      data => [data.dataset.name, [data.value, data.textContent]])));
  }
  return seen;
}"""


@pytest.fixture
def visit(window) -> Visit:
    """Return the window of this module; nothing has gone wrong in it yet."""
    window.troubles.clear()
    return window


@pytest.fixture
def words(edition):
    """Return the words of a widget's module in the language of the page."""

    def complete(module):
        own = module.WORDS[edition.language]
        return with_presets(own, module.PRESETS) if "presets" in own else own

    return complete


@pytest.fixture
def states_to_try(edition) -> int:
    return STATES if edition.is_first else OTHER_STATES


@pytest.fixture
def show(visit, address, edition):
    """Open a page and return its widgets, when they are there."""

    def opened(page: str):
        visit.open(f"{address}/{edition.address(page)}")
        visit.page.locator(".lw .lw-said").first.wait_for(state="attached")
        return visit.page.locator(".lw-widget")

    return opened


def drawn(rng, low: float, high: float) -> float:
    """Draw a value that the slider of this range can take."""
    step = step_of(low, high)
    return round(low + step * float(rng.integers(round((high - low) / step) + 1)), 2)


def compare(seen: dict[str, list[str]], expected: dict[str, float]) -> None:
    """All digits are lstm_ref's to 1e-6, and what stands there is their first two."""
    for name, value in expected.items():
        digits, shown = seen[name]
        assert abs(float(digits) - value) <= 1e-6, name
        text = shown.strip("()").replace("\u2212", "-")
        assert text == f"{float(digits):.2f}".replace("-0.00", "0.00"), name


@pytest.mark.parametrize(
    ("page", "widget"),
    [
        ("03-1-input-gate", 1),
        ("03-2-forget-gate", 0),
        ("03-3-cell-state", 0),
        ("03-4-output-gate", 0),
    ],
)
def test_cell_explorer(show, visit, words, states_to_try, page, widget):
    show(page)
    rng = np.random.default_rng(1)
    states = [{n: drawn(rng, *cell.RANGES[n]) for n in cell.START} for _ in range(states_to_try)]
    said = words(cell)
    states += [preset["values"] for preset in said["presets"]]
    moves = [[[said[name], value] for name, value in state.items()] for state in states]
    now = {}
    for state, seen in zip(states, visit.page.evaluate(PLAY, [widget, moves]), strict=True):
        now |= state
        h, C = cell.one_unit(**now)
        kept, written = now["f"] * now["C_prev"], now["i"] * now["g"]
        squashed = float(tanh(C))
        expected = {"kept": kept, "written": written, "C": C, "squashed": squashed, "h": h}
        compare(seen, expected)
    assert visit.troubles == []


def test_gate_maker(show, visit, words, states_to_try):
    show("03-1-input-gate")
    rng = np.random.default_rng(2)
    states = [{n: drawn(rng, *gate.RANGES[n]) for n in gate.START} for _ in range(states_to_try)]
    said = words(gate)
    moves = [[[said[name], value] for name, value in state.items()] for state in states]
    for state, seen in zip(states, visit.page.evaluate(PLAY, [0, moves]), strict=True):
        z = state["w_x"] * state["x"] + state["w_h"] * state["h"] + state["b"]
        compare(seen, state | {"z": z, "sigmoid": float(sigmoid(z)), "tanh": float(tanh(z))})
    assert visit.troubles == []


def test_sequence_explorer(show, visit, words, states_to_try):
    show("03-4-output-gate")
    rng = np.random.default_rng(3)
    said, names = words(sequence), list(sequence.START)
    states, moves = [], []
    for _ in range(states_to_try):
        lists = {
            name: [drawn(rng, *sequence.RANGES[name]) for _ in range(sequence.STEPS)]
            for name in names
        }
        w_h = drawn(rng, -2, 2)
        states.append((lists, w_h))
        steps = []
        for t in range(sequence.STEPS):
            steps.append([said["step"], t + 1])
            steps += [[said[f"{name}_now"], lists[name][t]] for name in names]
        moves.append([*steps, [said["w_h"], w_h]])
    for (lists, w_h), seen in zip(states, visit.page.evaluate(PLAY, [1, moves]), strict=True):
        rows = lists | sequence.run(**lists, w_h=w_h)
        compare(seen, {f"{n}-{t}": v for n, row in rows.items() for t, v in enumerate(row, 1)})
    assert visit.troubles == []


def test_bidirectional_explorer(show, visit, words, states_to_try):
    show("06-bidirectional-lstm")
    rng = np.random.default_rng(4)
    said, layer = words(bidirectional), bidirectional.layer(return_sequences=True)
    states = [
        {name: drawn(rng, -2, 2) for name in bidirectional.X}
        | {"walked": int(rng.integers(5)), "return_sequences": bool(rng.integers(2))}
        for _ in range(states_to_try)
    ]
    moves = [[[said[name], value] for name, value in state.items()] for state in states]
    for state, seen in zip(states, visit.page.evaluate(PLAY, [0, moves]), strict=True):
        rows = layer(np.array([state[name] for name in bidirectional.X]).reshape(1, 4, 1))[0]
        for t, (forward, backward) in enumerate(rows.tolist(), start=1):
            for way, value, at in (("forward", forward, t), ("backward", backward, 5 - t)):
                if at <= state["walked"]:
                    compare(seen, {f"{way}-{t}": value})
                else:
                    assert seen[f"{way}-{t}"] == ["", "\u2013"]
    assert visit.troubles == []


def test_which_states_the_bidirectional_explorer_joins(show, visit):
    widget = show("06-bidirectional-lstm").first
    numbers = [
        [widget.locator(f"data[data-name={way}-{t}]").text_content() for t in (1, 2, 3, 4)]
        for way in ("forward", "backward")
    ]
    boxes = widget.locator("svg g:visible:has(rect.lw-out) text")
    assert f"{numbers[0][3]} | {numbers[1][0]}" in boxes.all_text_contents()
    widget.get_by_label("return_sequences").check()
    pairs = [text for texts in zip(*numbers, strict=True) for text in texts]
    shown = widget.locator("svg g:visible:has(rect.lw-out) text:not(:empty)")
    expect(shown).to_have_text(pairs)  # as soon as they are drawn


def test_sliders_work_by_keyboard_and_say_what_they_do(show, visit, words):
    widget = show("03-2-forget-gate").first
    group = widget.get_by_role("group", name=words(cell)["name"])
    slider = group.get_by_role("slider", name=words(cell)["f"])
    assert slider.get_attribute("aria-valuetext") == "0.90"
    slider.focus()
    for _ in range(5):
        visit.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0.95"
    visit.page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0.00"
    said = widget.get_by_role("status")
    h, C = cell.one_unit(**cell.START | {"f": 0.0})
    sentence = words(cell)["said"].format(C=f"{C:.2f}", h=f"{h:.2f}")
    visit.page.wait_for_function(f"document.querySelector('.lw-said').textContent === '{sentence}'")
    assert said.count() == 1


def test_buttons_move_the_sliders_and_say_why(show, visit, words):
    widget = show("03-3-cell-state").first
    for preset in words(cell)["presets"]:
        widget.get_by_role("button", name=preset["name"], exact=True).focus()
        visit.page.keyboard.press("Enter")
        for name, value in preset["values"].items():
            slider = widget.get_by_role("slider", name=words(cell)[name])
            assert float(slider.input_value()) == value
        start = preset["says"]
        visit.page.wait_for_function(
            "start => document.querySelector('.lw-said').textContent.startsWith(start)", arg=start
        )


def test_what_a_button_says_does_not_outlive_the_next_movement(show, visit, words):
    widget = show("03-2-forget-gate").first
    (preset,) = [each for each in words(cell)["presets"] if each["name"] in ("hold", "유지")]
    hold = widget.get_by_role("button", name=preset["name"], exact=True)
    said, always = widget.get_by_role("status"), words(cell)["said"].partition("{")[0]
    for _ in range(2):  # the second click changes no value
        hold.click()
        said.get_by_text(preset["says"]).wait_for()
        widget.get_by_role("slider", name=words(cell)["f"]).fill("0.3")
        visit.page.wait_for_function(
            f"document.querySelector('.lw-said').textContent.startsWith('{always}')"
        )
        widget.get_by_role("slider", name=words(cell)["f"]).fill("1")
        visit.page.wait_for_timeout(400)
        widget.get_by_role("slider", name=words(cell)["i"]).fill("0")
        visit.page.wait_for_timeout(400)


def test_sliders_do_not_move_under_the_finger(browser, address, edition, words):
    visit = Visit(browser, PHONE)
    visit.open(f"{address}/{edition.address('06-bidirectional-lstm')}")
    visit.page.locator(".lw-said", has_text=".").wait_for()
    slider = visit.page.get_by_role("slider", name=words(bidirectional)["walked"])
    place = "node => node.getBoundingClientRect().top + scrollY"
    where = []
    for value in (4, 2, 1, 0, 3):
        slider.fill(str(value))
        visit.page.wait_for_timeout(400)
        where.append(slider.evaluate(place))
    assert max(where) - min(where) < 1, where
    visit.context.close()


def test_values_flow_as_width_and_sign_and_not_as_colour_alone(show, visit, words):
    widget = show("03-2-forget-gate").first
    line = widget.locator("[data-carries=g] path")
    style = "node => [parseFloat(node.style.strokeWidth), node.style.strokeDasharray]"
    candidate = widget.get_by_role("slider", name=words(cell)["g"])
    seen = {}
    for value in (-1, 0, 0.5, 1):
        candidate.fill(str(value))
        visit.page.wait_for_timeout(50)
        seen[value] = line.evaluate(style)
    assert seen[0][0] < seen[0.5][0] < seen[1][0] == seen[-1][0]
    old = widget.get_by_role("slider", name=words(cell)["C_prev"])
    wide = []
    for value in (0.9, 1, 1.1, 2):
        old.fill(str(value))
        visit.page.wait_for_timeout(50)
        wide.append(widget.locator("[data-carries=C_prev] path").evaluate(style)[0])
    assert wide == sorted(set(wide))
    assert seen[-1][1] != seen[1][1] == seen[0.5][1] == "none"


def test_a_touch_on_the_chart_chooses_a_step(browser, address, edition, words):
    visit = Visit(browser, PHONE)
    visit.open(f"{address}/{edition.address('03-4-output-gate')}")
    widget = visit.page.locator(".lw-widget").nth(1)
    chart = widget.locator("svg.lw-chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    visit.page.mouse.click(box["x"] + box["width"] * 0.97, box["y"] + box["height"] / 2)
    assert widget.get_by_role("slider", name=words(sequence)["step"]).input_value() == "12"
    assert widget.get_by_role("slider", name=words(sequence)["o_now"]).input_value() == "1"
    for slider in visit.page.get_by_role("slider").all():
        assert slider.bounding_box()["height"] >= 24
    for button in visit.page.locator(".lw button").all():
        assert button.bounding_box()["height"] >= 24
    assert visit.troubles == []
    visit.context.close()


def test_nothing_moves_by_itself_for_those_who_asked_for_that(browser, address, edition):
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/{edition.address('03-2-forget-gate')}")
    page.locator(".lw-said").first.wait_for(state="attached")
    line = page.locator(".lw [data-carries=f] path")
    assert line.evaluate("node => getComputedStyle(node).transitionProperty") == "none"
    context.close()


def test_where_scripts_are_off_a_table_stands_in(browser, address, edition, words):
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{edition.address('03-2-forget-gate')}")
    table = page.locator("noscript table")
    assert table.is_visible()
    rows = table.locator("tr").all()
    shown = [each.locator("th, td").all_text_contents() for each in rows]
    assert shown == cell.cell_explorer(language=edition.language).view.table
    assert table.locator("caption").inner_text() == words(cell)["caption"]
    context.close()


def test_widgets_work_from_the_disk(visit, site, edition):
    for page in ("03-1-input-gate", "03-4-output-gate", "06-bidirectional-lstm"):
        visit.open((site / edition.address(page)).as_uri())
        visit.page.locator(".lw-said").first.wait_for(state="attached")
        assert visit.page.locator(".lw-missing").count() == 0
    assert visit.troubles == []
