"""Widgets of a page's own Python: what ipywidgets does there, beside what test_widgets.py asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from python_in_pages.settings import Later, Settings

from benchmarks.server import Compressing, serve
from tests.helpers.page_reader import READY
from tests.helpers.small_page import LOCK, Cell, lay_python, page
from tests.helpers.visit import DESK, Visit

pytestmark = pytest.mark.needs("python-in-pages")

FIRST = """
import ipywidgets as w
from IPython.display import display
heard = []
slider = w.IntSlider(value=3, max=10, description="count")
slider.observe(lambda change: print("now", change["new"]), "value")
slider
"""
ANY = """
import anywidget, traitlets
class Bytes(anywidget.AnyWidget):
    _esm = '''export default { render({ model, el }) {
      const button = document.createElement("button");
      button.textContent = "send";
      const bytes = [new Uint8Array([1, 2, 3])];
      button.onclick = () => model.send({ none: null, deep: [{ a: 1 }] }, undefined, bytes);
      const told = document.createElement("p");
      const data = () => new Uint8Array(model.get("data").buffer);
      const deep = () => JSON.stringify(model.get("deep"));
      const show = () => (told.textContent = `${data()} ${model.get("nothing")} ${deep()}`);
      model.on("change", show);
      show();
      el.append(button, told);
    } };'''
    data = traitlets.Bytes(b"\\x01\\x02").tag(sync=True)
    nothing = traitlets.Any(None, allow_none=True).tag(sync=True)
    deep = traitlets.Dict({"a": [None, (1, 2), {"b": 1.5}], "big": 2**60}).tag(sync=True)
any_widget = Bytes()
def hear(widget, content, buffers):
    heard.append((content, type(buffers[0]).__name__, bytes(buffers[0])))
any_widget.on_msg(hear)
any_widget
"""
OUT = """
out = w.Output()
display(out)
with out:
    print("inside")
    1 / 0
print("after")
"""
FIGURE = """
import matplotlib.pyplot as plt
def draw(k):
    plt.plot([0, k])
    plt.show()
w.interact(draw, k=(1, 3));
"""
UPLOAD = """
upload = w.FileUpload()
upload.observe(lambda change: print(bytes(change["new"][0].content)), "value")
upload
"""
CELLS = {
    "first": FIRST,
    "seen": "print('seen', slider.value)\nslider.value = 7",
    "again": "slider",
    "out": OUT,
    "button": "button = w.Button(description='break')\nbutton.on_click(lambda b: 1 / 0)\nbutton",
    "interact": "w.interact(lambda n: print('square', n * n), n=(0, 10));",
    "figure": FIGURE,
    "any": ANY,
    "bytes": "print(heard)\nany_widget.data = b'\\x07\\x08'\nany_widget.nothing = 0.5",
    "upload": UPLOAD,
}
WIDGETS = Later(name="widgets", when="ipywidgets|anywidget", packages=("ipywidgets", "anywidget"))
FIGURES = Later(name="figures", when="matplotlib", packages=("matplotlib", "matplotlib-inline"))
SETTINGS = Settings(start=("numpy",), later=(FIGURES, WIDGETS), lock=LOCK)


@pytest.fixture(scope="module")
def running(browser, tmp_path_factory) -> Iterator[Running]:
    """Start Python once, in a page whose cells the tests run from the top."""
    site = tmp_path_factory.mktemp("site")
    served = lay_python(site, SETTINGS)
    (site / "index.html").write_text(page(served, [Cell(source) for source in CELLS.values()]))
    with serve(site, Compressing) as address:
        visit = Visit(browser, DESK)
        visit.page.set_default_timeout(READY)
        visit.open(f"{address}/index.html")
        visit.page.get_by_role("button", name="Run this page").click()
        visit.page.locator("html[data-python-in-pages=ready]").wait_for()
        yield Running(visit)
        visit.context.close()


class Running:
    def __init__(self, visit: Visit) -> None:
        self.page = visit.page
        self.troubles = visit.troubles

    def run(self, name: str, until: str = ""):
        """Run a cell; return its output once it shows a text."""
        cell = self.page.locator("div.cell").nth([*CELLS].index(name))
        cell.get_by_role("button", name="Run", exact=False).first.click()
        self.page.wait_for_function(
            "cell => ['ran', 'error'].includes(cell.dataset.python)", arg=cell.element_handle()
        )
        output = cell.locator(".pip-output")
        output.filter(has_text=until).wait_for()
        return output


def test_python_and_a_slider_agree(running):
    output = running.run("first")
    slider = output.get_by_role("slider", name="count")
    slider.press("ArrowRight")
    output.locator(".pip-said", has_text="now 4").wait_for()
    assert running.run("seen", until="now").inner_text().split() == ["seen", "4", "now", "7"]
    output.locator("[aria-valuetext='7']").wait_for()
    running.run("again").get_by_role("slider", name="count").press("ArrowRight")
    output.locator("[aria-valuetext='8']").wait_for()


def test_an_output_widget_takes_what_is_printed_inside_it(running):
    output = running.run("out", until="after")
    inside = output.locator(".jupyter-widget-output")
    inside.locator(".pip-stdout", has_text="inside").wait_for()
    inside.locator(".pip-error", has_text="ZeroDivisionError").wait_for()
    assert output.locator(".pip-stdout").last.inner_text() == "after\n"
    assert inside.locator(".pip-stdout").all_inner_texts() == ["inside\n"]


def test_an_error_in_a_callback_is_shown(running):
    output = running.run("button")
    output.get_by_role("button", name="break").click()
    output.locator(".pip-said .pip-error", has_text="ZeroDivisionError").wait_for()


def test_interact_prints_and_draws(running):
    output = running.run("interact")
    output.get_by_text("square 25").wait_for()
    output.get_by_role("slider", name="n").press("ArrowRight")
    output.get_by_text("square 36").wait_for()
    output = running.run("figure")
    before = output.locator(".jupyter-widget-output svg").inner_html()
    output.get_by_role("slider", name="k").press("ArrowRight")
    running.page.wait_for_function(
        "([output, before]) => (output.querySelector('svg')?.innerHTML ?? before) !== before",
        arg=[output.locator(".jupyter-widget-output").element_handle(), before],
    )


def test_bytes_and_nothing_cross_in_both_directions(running):
    output = running.run("any")
    output.get_by_text('1,2 null {"a":[null,[1,2],{"b":1.5}],"big":1152921504606847000}').wait_for()
    output.get_by_role("button", name="send").click()
    said = running.run("bytes", until="[").inner_text().strip()
    assert said == "[({'none': None, 'deep': [{'a': 1}]}, 'memoryview', b'\\x01\\x02\\x03')]"
    output.get_by_text("7,8 0.5").wait_for()


def test_a_file_comes_to_python(running):
    output = running.run("upload")
    file = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"text"}
    with running.page.expect_file_chooser() as chooser:
        output.get_by_role("button", name="Upload").click()
    chooser.value.set_files(files=[file])
    output.locator(".pip-said", has_text="b'text'").wait_for()


def test_another_python_has_widgets_of_its_own(running):
    running.page.get_by_role("button", name="Restart Python").click()
    output = running.page.locator(".pip-output").first
    output.get_by_text("This widget is no longer connected to Python.").wait_for()
    running.page.locator("html[data-python-in-pages=ready]").wait_for()
    output = running.run("first")
    output.get_by_role("slider", name="count").press("ArrowRight")
    output.locator(".pip-said", has_text="now 4").wait_for()
    assert not output.get_by_text("This widget is no longer connected to Python.").count()


def test_nothing_went_wrong(running):
    assert running.troubles == []
