"""Live widgets in a page, with the book's scripts and a kernel of Jupyter's: see widget_page.py."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import ipywidgets
import pytest
from playwright.sync_api import expect
from python_in_pages.pages.bundle import NPM

from benchmarks.server import Plain, serve
from tests.helpers.axe import AXE, broken_rules
from tests.helpers.bundled import bundled
from tests.helpers.small_page import LOCK, STYLE
from tests.helpers.visit import DESK, PHONE, Visit
from tests.helpers.widget_page import ENTRY, SESSION, Kernel

pytestmark = pytest.mark.needs("python-in-pages")

PAGE = """<!doctype html><html lang="{language}" data-theme="{theme}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Widgets</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<link rel="stylesheet" href="theme.css"><link rel="icon" href="data:,">
<script type="module" src="test.js"></script></head>
<body><main><h1>Widgets</h1></main></body></html>"""
# What ipywidgets need is the site's own; a widget with a script of its own brings it as a blob.
STRICT = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:"
WITH_OWN_SCRIPTS = STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "script-src 'self'", "script-src 'self' blob:"
)
PAGES = {  # language, theme, policy
    "en": ("en", "light", WITH_OWN_SCRIPTS),
    "ko": ("ko", "dark", STRICT),
}
LONGEST = 60_000  # milliseconds until something is shown: a machine may be busy

SETTLED = """async () => {
  for (let before; before !== python.session.queue; await new Promise(requestAnimationFrame)) {
    before = python.session.queue;
    await before;
  }
}"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory) -> Iterator[Kernel]:
    made = Kernel(tmp_path_factory.mktemp("kernel"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return a folder with the pages and the bundled scripts."""
    files = {"test.js": ENTRY, "session-of-the-test.js": SESSION}
    folder = bundled(tmp_path_factory.mktemp("scripts"), files, "widgets.css")
    (folder / "theme.css").write_text(STYLE, encoding="utf-8")
    for name, (language, theme, policy) in PAGES.items():
        text = PAGE.format(language=language, theme=theme, policy=policy)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(folder) -> Iterator[str]:
    with serve(folder, Plain) as found:
        yield found


@pytest.fixture(scope="module")
def desk(browser, kernel) -> Iterator[Visit]:
    yield from visit(browser, DESK, kernel)


@pytest.fixture(scope="module")
def phone(browser, kernel) -> Iterator[Visit]:
    yield from visit(browser, PHONE, kernel)


def visit(browser, viewport: dict[str, int], kernel: Kernel) -> Iterator[Visit]:
    """Open a window whose pages can ask the kernel."""
    made = Visit(browser, viewport, bypass_csp=False)
    made.page.set_default_timeout(LONGEST)
    ask = lambda question: json.dumps(kernel.answer(json.loads(question)))  # noqa: E731
    made.page.expose_function("askPython", ask)
    yield made
    made.context.close()


@pytest.fixture
def page(desk, address, kernel) -> Iterator[Live]:
    """Open the page anew: it has shown nothing yet."""
    yield from opened(desk, f"{address}/en.html", kernel)


@pytest.fixture
def dark_page(phone, address, kernel) -> Iterator[Live]:
    """Open the Korean page, dark, on a phone, under a policy that allows the site's files alone."""
    yield from opened(phone, f"{address}/ko.html", kernel)


def opened(window: Visit, url: str, kernel: Kernel) -> Iterator[Live]:
    window.troubles.clear()
    window.open(url)
    kernel.answer(
        {"code": "%reset -f\nimport ipywidgets as w\nfrom IPython.display import display"}
    )
    yield Live(window.page, kernel)
    assert window.troubles == []


class Live:
    """A page whose cells are run one after the other."""

    def __init__(self, page, kernel: Kernel) -> None:
        self.page = page
        self.kernel = kernel
        self.role = page.get_by_role

    def run(self, code: str):
        """Run a cell; return its output on the page."""
        self.page.evaluate("code => run(code)", code)
        self.settle()
        sections = self.page.locator("main > section")
        return sections.nth(sections.count() - 1)

    def settle(self) -> None:
        """Wait until nothing is under way between the page and Python, and all is drawn."""
        self.page.evaluate(SETTLED)

    def value(self, expression: str):
        """Return the value of an expression in Python, once it has heard all that the page said."""
        self.settle()
        answers = self.kernel.answer({"code": f"import json; print(json.dumps({expression}))"})
        return json.loads("".join(answer["bundle"]["text"] for answer in answers))


def shows(slider, text: str) -> None:
    """Wait until a slider says its value so."""
    expect(slider).to_have_attribute("aria-valuetext", text, timeout=LONGEST)


def readouts_are(page: Live, *texts: str) -> None:
    """Wait until the numbers beside the sliders are these."""
    expect(page.page.locator(".widget-readout")).to_have_text(list(texts), timeout=LONGEST)


def test_python_sees_a_slider_that_is_moved(page):
    page.run("slider = w.IntSlider(value=3, max=10, description='count')\nslider")
    slider = page.role("slider", name="count")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert page.value("slider.value") == 5


def test_python_moves_a_slider(page):
    page.run("slider = w.FloatSlider(value=0.5, max=1, step=0.01, description='gate')\nslider")
    page.run("slider.value = 0.25")
    shows(page.role("slider", name="gate"), "0.25")
    readouts_are(page, "0.25")


def test_what_a_callback_prints_stands_below_its_widget(page):
    page.run(
        "slider = w.IntSlider(value=3, max=10, description='count')\n"
        "slider.observe(lambda change: print('now', change['new']), 'value')\nslider"
    )
    page.role("slider", name="count").press("ArrowRight")
    page.settle()
    said = page.page.locator(".pip-widget + .pip-said")
    said.locator("pre").wait_for()
    assert said.inner_text().strip() == "now 4"


def test_an_error_in_a_callback_is_shown(page):
    output = page.run(
        "button = w.Button(description='break')\nbutton.on_click(lambda button: 1 / 0)\nbutton"
    )
    page.role("button", name="break").click()
    page.settle()
    output.locator(".pip-said .pip-error", has_text="ZeroDivisionError").wait_for()


def test_interact_shows_the_result_of_each_value(page):
    output = page.run("w.interact(lambda n: print(n * n), n=(0, 10));")
    output.locator(".jupyter-widget-output", has_text="25").wait_for()
    page.role("slider", name="n").press("ArrowRight")
    page.settle()
    output.locator(".jupyter-widget-output", has_text="36").wait_for()
    assert "25" not in output.inner_text()
    assert not output.locator(".pip-said").count()


def test_an_output_widget_takes_what_is_printed_inside_it(page):
    output = page.run(
        "out = w.Output()\nprint('before')\ndisplay(out)\n"
        "with out:\n    print('inside')\n    display({'a': 1})\n    1 / 0\nprint('after')"
    )
    inside = page.page.locator(".jupyter-widget-output")
    inside.locator(".pip-error").wait_for()
    page.page.wait_for_function("document.querySelector('main').innerText.includes('after')")
    assert output.inner_text().split()[0] == "before"
    assert output.inner_text().split()[-1] == "after"
    assert "inside" in inside.inner_text()
    assert "{'a': 1}" in inside.inner_text()
    kinds = page.value("[(o['output_type'], o.get('text')) for o in out.outputs]")
    assert kinds == [["stream", "inside\n"], ["display_data", None], ["error", None]]


def test_an_output_widget_is_cleared_and_filled_from_python(page):
    page.run("out = w.Output()\nout.append_stdout('one')\nout")
    inside = page.page.locator(".jupyter-widget-output")
    inside.get_by_text("one").wait_for()
    texts = "[output['text'] for output in out.outputs]"
    page.run("out.clear_output(wait=True)")
    assert inside.inner_text().strip() == "one"
    assert page.value(texts) == ["one"]
    page.run("with out: print('two')")
    inside.get_by_text("two").wait_for()
    assert "one" not in inside.inner_text()
    assert page.value(texts) == ["two\n"]
    page.run("out.outputs = ()")
    expect(inside).to_have_text("", timeout=LONGEST)


def test_two_views_of_a_model_stay_in_step(page):
    page.run("slider = w.IntSlider(value=3, max=10, description='count')\ndisplay(slider, slider)")
    readouts_are(page, "3", "3")
    page.role("slider", name="count").first.press("ArrowRight")
    readouts_are(page, "4", "4")


def test_what_a_callback_prints_stands_below_the_view_that_was_moved(page):
    first = page.run(
        "slider = w.IntSlider(description='count')\n"
        "slider.observe(lambda change: print('now', change['new']), 'value')\nslider"
    )
    second = page.run("w.VBox([slider])")
    second.get_by_role("slider", name="count").press("ArrowRight")
    second.locator(".pip-said", has_text="now 1").wait_for()
    assert not first.locator(".pip-said").count()


def test_of_two_output_widgets_the_inner_one_takes_what_is_printed(page):
    output = page.run(
        "outer, inner = w.Output(), w.Output()\ndisplay(outer, inner)\n"
        "with outer:\n    print('a')\n    with inner:\n        print('b')\n    print('c')"
    )
    widgets = output.locator(".jupyter-widget-output")
    expect(widgets).to_have_text([re.compile(r"^\s*a\s*c\s*$"), "b"], timeout=LONGEST)


def test_links_in_python_and_in_the_page(page):
    page.run(
        "a, b, c = (w.IntSlider(max=10, description=name) for name in 'abc')\n"
        "w.link((a, 'value'), (b, 'value'))\nw.jslink((b, 'value'), (c, 'value'))\n"
        "w.VBox([a, b, c])"
    )
    readouts_are(page, "0", "0", "0")
    page.role("slider", name="a").press("ArrowRight")
    readouts_are(page, "1", "1", "1")
    assert page.value("[a.value, b.value, c.value]") == [1, 1, 1]


ANY = """
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
      const button = document.createElement("button");
      button.textContent = "count";
      button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes();
        model.send({ say: "clicked" }, undefined, [new Uint8Array([1, 2, 3]).buffer]); };
      const told = document.createElement("p");
      const bytes = () => new Uint8Array(model.get("data").buffer);
      const show = () =>
        (told.textContent = `${model.get("count")} ${bytes()} ${model.get("nothing")}`);
      model.on("change:count change:data", show);
      model.on("msg:custom", (message, buffers) =>
        (told.textContent = `${message} ${new Uint8Array(buffers[0].buffer)}`));
      show();
      el.append(button, told);
    } };'''
    _css = ".told { color: red; }"
    count = traitlets.Int(0).tag(sync=True)
    data = traitlets.Bytes(b"\\x01\\x02").tag(sync=True)
    nothing = traitlets.Any(None, allow_none=True).tag(sync=True)
heard = []
counter = Counter()
counter.on_msg(lambda widget, message, buffers: heard.append([message, [*bytes(buffers[0])]]))
counter
"""


def test_an_anywidget_sends_values_messages_and_bytes_both_ways(page):
    output = page.run(ANY)
    output.get_by_text("0 1,2 null").wait_for()
    page.role("button", name="count").click()
    assert page.value("[counter.count, heard]") == [1, [[{"say": "clicked"}, [1, 2, 3]]]]
    page.run("counter.data = b'\\x07'")
    output.get_by_text("1 7 null").wait_for()
    page.run("counter.send('hello', buffers=[b'\\x09'])")
    output.get_by_text("hello 9").wait_for()


def test_a_widget_that_python_closes_goes(page):
    output = page.run("slider = w.IntSlider(description='count')\nslider")
    page.role("slider", name="count").wait_for()
    page.run("slider.close()")
    output.locator(".pip-widget:empty").wait_for(state="attached")


def test_a_widget_that_the_page_does_not_know_says_so(page):
    output = page.run(
        "import traitlets\nclass Map(w.DOMWidget):\n"
        "    _model_name = traitlets.Unicode('MapModel').tag(sync=True)\n"
        "    _model_module = traitlets.Unicode('maps').tag(sync=True)\n"
        "    _view_name = traitlets.Unicode('MapView').tag(sync=True)\n"
        "    _view_module = traitlets.Unicode('maps').tag(sync=True)\n"
        "w.VBox([w.Label('above'), Map()])"
    )
    output.get_by_text("This page cannot show this widget (maps.MapView)").wait_for()
    assert output.get_by_text("above").is_visible()


def test_a_view_whose_output_is_gone_hears_nothing_any_more(page):
    page.run("slider = w.IntSlider(description='count', _view_count=0)\nw.HBox([slider])")
    page.role("slider", name="count").wait_for()
    assert page.value("slider._view_count") == 1
    page.page.evaluate("() => document.querySelector('main > section').remove()")
    page.run("w.Label('another')")
    assert page.value("slider._view_count") == 0


def test_widgets_of_an_ended_python_say_so_and_keep_their_picture(page):
    page.run("slider = w.IntSlider(value=3, max=10, description='count')\nslider")
    page.page.evaluate("() => python.session.stop()")
    page.page.get_by_text("This widget is no longer connected to Python.").wait_for()
    shows(page.role("slider", name="count"), "3")
    page.role("slider", name="count").press("ArrowRight")
    sent = page.page.evaluate("() => python.session.sent.length")
    assert not page.page.evaluate("n => python.session.sent.length - n", sent)


def test_many_moves_are_sent_one_after_the_other_and_the_last_one_counts(page):
    page.run("slider = w.IntSlider(max=100, description='count')\nslider")
    page.page.evaluate("() => { python.session.held = new Promise((go) => (python.go = go)); }")
    before = page.page.evaluate("() => python.session.sent.length")
    for _ in range(20):
        page.role("slider", name="count").press("ArrowRight")
    assert page.page.evaluate("() => python.session.sent.length") == before + 1
    page.page.evaluate("() => { python.session.held = null; python.go(); }")
    page.settle()
    assert page.page.evaluate("() => python.session.sent.length") == before + 2
    assert page.value("slider.value") == 20


def test_what_an_output_widget_holds_can_be_a_widget(page):
    page.run(
        "out, inner = w.Output(), w.IntSlider(value=3, description='inner')\n"
        "display(w.HBox([out]))\nwith out:\n    display(inner)"
    )
    page.role("slider", name="inner").press("ArrowRight")
    assert page.value("inner.value") == 4


def test_nothing_is_said_to_python_as_none(page):
    page.run("select = w.Dropdown(options=['a', 'b'], value=None, description='letter')\nselect")
    select = page.role("combobox", name="letter")
    select.select_option("b")
    assert page.value("select.value") == "b"
    page.run("date = w.DatePicker(description='day')\ndate")
    page.page.get_by_label("day").fill("2026-11-30")
    page.page.get_by_label("day").fill("")
    page.page.get_by_label("day").blur()
    assert page.value("date.value is None") is True


@pytest.fixture
def views(folder) -> str:
    """Return the name of the part with the views: it is by far the largest."""
    return max(folder.glob("chunk-*.js"), key=lambda path: path.stat().st_size).name


def test_a_part_that_does_not_come_is_said_and_asked_for_again(page, desk, views):
    desk.page.route(f"**/{views}", lambda route: route.abort())
    output = page.run("slider = w.IntSlider(description='count')\nslider")
    output.get_by_text("The part of the page that shows widgets could not be loaded.").wait_for()
    desk.page.unroute(f"**/{views}")
    page.run("slider").get_by_role("slider", name="count").press("ArrowRight")
    assert page.value("slider.value") == 1
    assert any(each.endswith(views) for each in desk.troubles)
    desk.troubles.clear()  # what the browser and the scripts say of it


GALLERY = """
display(
  w.IntSlider(description='count', value=3), w.FloatSlider(), w.FloatLogSlider(description='log'),
  w.IntRangeSlider(description='range', value=[2, 5]), w.FloatRangeSlider(value=[1, 2]),
  w.SelectionSlider(options=['a', 'b'], description='letters'), w.IntSlider(disabled=True),
  w.IntProgress(description='done', value=40), w.FloatProgress(value=3.0),
  w.BoundedIntText(description='whole'), w.FloatText(), w.Checkbox(description='yes'),
  w.ToggleButton(description='toggle', icon='check'), w.Valid(value=True, description='valid'),
  w.Dropdown(options=['a', 'b']), w.RadioButtons(options=['a', 'b'], description='radio'),
  w.Select(options=['a', 'b'], description='select'), w.SelectMultiple(options=['a', 'b']),
  w.ToggleButtons(options=['a', 'b'], description='toggles'), w.Text(), w.Textarea(),
  w.Combobox(options=['x', 'y'], description='combo'), w.Label('a label'), w.HTML('<b>html</b>'),
  *[w.Button(description=style or 'plain', button_style=style)
    for style in ('', 'primary', 'success', 'info', 'warning', 'danger')],
  w.Button(icon='camera'), w.ColorPicker(description='colour'), w.DatePicker(), w.TimePicker(),
  w.FileUpload(), w.TagsInput(value=['one']), w.Play(max=10),
  w.Accordion([w.Label('first inside'), w.Label('second inside')], titles=['One', 'Two']),
  w.Tab([w.Label('on the first'), w.IntSlider(description='on the second')], titles=['T1', 'T2']),
)
"""


@pytest.mark.needs("browser")  # its page is asked for by name
@pytest.mark.parametrize("place", ["page", "dark_page"])
def test_axe_finds_nothing_in_a_page_of_all_kinds(place, request):
    live = request.getfixturevalue(place)
    live.run(GALLERY)
    live.page.get_by_text("on the first").wait_for()
    live.page.evaluate(AXE)
    assert broken_rules(live.page) == []
    assert live.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_names_and_keys(page):
    page.run(GALLERY)
    page.page.get_by_text("on the first").wait_for()  # it comes last
    shows(page.role("slider", name="range, lower end"), "2")
    assert page.role("progressbar", name="done").get_attribute("aria-valuenow") == "40"
    assert page.role("button", name="camera").count() == 1
    page.role("button", name="Play").press("Enter")
    page.role("button", name="Pause").wait_for()
    page.page.get_by_label("a", exact=True).first.focus()
    page.page.keyboard.press("ArrowDown")
    radios = page.role("radiogroup", name="radio").get_by_role("radio")
    assert radios.nth(1).is_checked()
    names = {radio.get_attribute("name") for radio in radios.all()}
    assert len(names) == 1  # one group for every browser
    assert all(names)
    header = page.role("button", name="Two")
    assert not page.page.get_by_text("second inside").is_visible()
    header.press("Enter")
    page.page.get_by_text("second inside").wait_for()
    assert header.get_attribute("aria-expanded") == "true"
    page.role("tab", name="T1").focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Enter")
    page.role("slider", name="on the second").wait_for()


def test_on_a_phone_the_name_stands_above_its_slider(dark_page):
    dark_page.run("w.FloatSlider(description='gate', style={'description_width': '11em'})")
    slider = dark_page.role("slider", name="gate")
    label = dark_page.page.locator(".widget-label").bounding_box()
    assert label["y"] + label["height"] <= slider.bounding_box()["y"]


def test_words_are_of_the_page_s_language(dark_page):
    dark_page.run("w.IntRangeSlider(description='범위')")
    dark_page.role("slider", name="범위, 아래쪽 끝").wait_for()


def test_nothing_of_the_page_changes_its_looks(page):
    look = "() => JSON.stringify(getComputedStyle(document.querySelector('p.progress-bar')))"
    page.page.evaluate(
        "() => document.body.insertAdjacentHTML('beforeend', '<p class=progress-bar>')"
    )
    before = page.page.evaluate(look)
    page.run("w.IntProgress(value=40)")
    page.role("progressbar").wait_for()
    assert page.page.evaluate(look) == before


def test_both_sides_are_of_the_same_versions():
    """anywidget's front end is of Python's version; these tests' kernel is like the page's."""
    packages = json.loads((NPM / "package.json").read_text(encoding="utf-8"))["dependencies"]
    wheels = json.loads(LOCK.read_text(encoding="utf-8"))["wheels"]
    assert packages["anywidget"] == wheels["anywidget"]["version"]
    assert ipywidgets.__version__.split(".")[:2] == wheels["ipywidgets"]["version"].split(".")[:2]
