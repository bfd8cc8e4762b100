"""The cells of a page in a browser, with the Python that is served. It starts once for this file.

What stands above a cell runs first, so the cells below are in an order that no test depends on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.server import Plain, serve
from tests.helpers.axe import AXE, broken_rules
from tests.helpers.page_reader import NOTHING_KEPT, PageReader
from tests.helpers.small_page import Cell, lay_python, page
from tests.helpers.visit import DESK, PHONE, Visit

pytestmark = pytest.mark.needs("python-in-pages")

BREAK = """from js import Error
import pyodide_js
pyodide_js._api.fatal_error(Error.new("out of memory"))"""
BOOK_FIGURE = '<svg role="img"><title>A line that rises from 1 to 3.</title></svg>'
ERROR = ("raises-exception",)
CELLS = {
    "first": Cell("import numpy as np\na = np.arange(3)\nprint(a)", "<pre>[0 1 2]</pre>"),
    "hidden": Cell("carried = 'carried'", is_hidden=True),
    "second": Cell("b = a * 2\nb"),
    "third": Cell("print(carried, b + 1)"),
    "fold": Cell("print('folded')", is_folded=True),
    "figure": Cell("import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.show()", BOOK_FIGURE),
    "rich": Cell(
        "from IPython.display import HTML, Markdown, Math, clear_output, display\n"
        "display(Markdown('**bold** and $b_f$'))\n"
        "display(HTML('<table><tr><th>head</th></tr></table>'))\n"
        "display(Math('x^2'))\n"
        "display({'image/png': 'iVBORw0KGgo='}, raw=True)"
    ),
    "later": Cell("handle = display('before', display_id=True)"),
    "update": Cell("handle.update('after')"),
    "clear": Cell("print('gone')\nclear_output(wait=True)\nprint('stays')"),
    "long": Cell("for number in range(1000): print('line', number)"),
    "many": Cell("for number in range(300): display(number)"),
    "pieces": Cell("import sys\nprint('a', 'b')\nprint('c', file=sys.stderr)\nprint('d')"),
    "await": Cell(
        "import asyncio, time\nawait asyncio.sleep(0.01)\ntime.sleep(0.01)\nprint('slept')"
    ),
    "help": Cell("np.dot?"),
    "error": Cell(
        "def f(n):\n    return g(n)\ndef g(n):\n    raise ValueError('wrong ' + str(n))\nf(3)",
        tags=ERROR,
    ),
    "input": Cell("input('Name? ')", tags=ERROR),
    "pip": Cell("%pip install torch", tags=ERROR),
    "command": Cell("!ls", tags=ERROR),
    "bash": Cell("%%bash\nls", tags=ERROR),
    "exit": Cell("exit()", tags=ERROR),
    "quit": Cell("quit", tags=ERROR),
    "sys.exit": Cell("sys.exit()", tags=ERROR),
    "torch": Cell("import torch", tags=ERROR),
    "too big": Cell("np.ones((100000, 100000))", tags=ERROR),
    "nothing": Cell("nothing = 1"),
    "free": Cell("print('free')"),
}
SHOWN = [name for name, cell in CELLS.items() if not cell.is_hidden]
NUMBER = {name: SHOWN.index(name) + 1 for name in SHOWN}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site of two pages, in English and in Korean."""
    site = tmp_path_factory.mktemp("site")
    served = lay_python(site)
    cells = list(CELLS.values())
    (site / "small.html").write_text(page(served, cells), encoding="utf-8")
    korean = page(served, cells[:3], language="ko", theme="dark")
    (site / "korean.html").write_text(korean, encoding="utf-8")
    with serve(site, Simple) as found:
        yield found


class Simple(Plain):
    """A server that does not know what WebAssembly is: browsers do not compile it as it comes."""

    def guess_type(self, path: Any) -> str:
        """Return the kind of a file, as far as this server knows it."""
        return "application/octet-stream" if path.endswith(".wasm") else super().guess_type(path)


@pytest.fixture(scope="module")
def running(browser: object, address: str) -> Iterator[PageReader]:
    """Return a page whose Python runs; each test uses cells of its own."""
    visit = Visit(browser, DESK)
    visit.page.add_init_script(NOTHING_KEPT)
    visit.page.add_init_script(AXE)
    made = PageReader(visit, f"{address}/small.html")
    made.start()
    assert made.state == "ready", made.said
    yield made
    assert visit.troubles == []
    visit.context.close()


def test_a_cell_runs_after_what_stands_above_it_and_says_so(running):
    shown = running.run(NUMBER["third"])
    assert shown.strip() == "carried [1 3 5]"
    assert running.note(NUMBER["third"]) == "ran; 2 above it ran first"
    assert running.said == f"Cell {NUMBER['third']} ran; 2 above it ran first."
    assert running.output(NUMBER["second"]).strip() == "array([0, 2, 4])"


def test_code_that_is_folded_has_its_button_beside_the_fold(running):
    assert running.button(NUMBER["fold"], "run").is_visible()
    assert running.run(NUMBER["fold"]).strip() == "folded"


def test_what_a_cell_needs_and_does_not_get_is_said_and_can_be_had_later(running):
    number = NUMBER["figure"]
    running.page.route("**/matplotlib-*.whl", lambda route: route.abort())
    shown = running.run(number)
    assert shown == (
        "What this cell needs could not be loaded. Check the network connection, then run the "
        "cell again."
    )
    running.page.unroute("**/matplotlib-*.whl")
    running.run(number)
    running.visit.troubles.clear()  # the file that did not come
    assert running.note(number) == "ran"
    assert running.page.locator(".pip-count").count() == 0


def test_a_figure_is_a_drawing_in_the_theme_s_colours_with_the_book_s_words(running):
    number = NUMBER["figure"]
    running.run(number)
    drawing = running.cell(number).locator(".pip-output svg")
    assert drawing.get_attribute("aria-label") == "A line that rises from 1 to 3."
    assert drawing.get_attribute("role") == "img"
    html = drawing.evaluate("svg => svg.outerHTML")
    assert "currentColor" in html
    assert "#000000" not in html
    assert "#ffffff" not in html


def test_a_figure_of_changed_code_is_not_described_by_the_book(running):
    number = NUMBER["figure"]
    running.write(number, "plt.plot([3, 1])\nplt.show()")
    running.run(number)
    drawing = running.cell(number).locator(".pip-output svg")
    assert drawing.get_attribute("aria-label") == f"Figure drawn by cell {number}"
    running.button(number, "reset").click()


def test_a_figure_below_changed_code_is_not_described_by_the_book_either(running):
    number, first = NUMBER["figure"], NUMBER["first"]
    running.write(first, CELLS["first"].source + "\nscale = 2")
    running.run(number)
    drawing = running.cell(number).locator(".pip-output svg")
    assert drawing.get_attribute("aria-label") == f"Figure drawn by cell {number}"
    running.button(first, "reset").click()


def test_markdown_html_formulas_and_images_are_shown_as_such(running):
    number = NUMBER["rich"]
    running.run(number)
    output = running.cell(number).locator(".pip-output")
    output.locator("math").nth(1).wait_for()  # the part for formulas is loaded now
    assert output.locator("strong").inner_text() == "bold"
    assert output.locator("table.table th").inner_text() == "head"
    assert output.locator("math annotation").all_text_contents() == ["b_f", "\\displaystyle x^2"]
    assert output.locator("img").get_attribute("alt") == f"Image made by cell {number}"


def test_a_display_is_updated_where_it_stands(running):
    running.run(NUMBER["update"])
    assert running.output(NUMBER["later"]).strip() == "'after'"
    assert running.output(NUMBER["update"]).strip() == ""


def test_what_is_cleared_is_gone(running):
    assert running.run(NUMBER["clear"]).strip() == "stays"


def test_very_long_text_is_cut_and_a_button_shows_the_rest(running):
    number = NUMBER["long"]
    running.run(number)
    output = running.cell(number).locator(".pip-output")
    assert "line 199" in output.inner_text()
    assert "line 200" not in output.inner_text()
    output.get_by_role("button", name="Show more lines: 800").click()
    assert "line 999" in output.inner_text()
    assert output.locator(".pip-text").evaluate("text => text === document.activeElement")
    assert output.get_by_role("button").count() == 0


def test_very_many_outputs_wait_behind_a_button(running):
    number = NUMBER["many"]
    running.run(number)
    output = running.cell(number).locator(".pip-output")
    assert output.inner_text().splitlines()[:200] == [str(n) for n in range(200)]
    assert "200" not in output.inner_text().splitlines()
    output.get_by_role("button", name="Show more outputs: 100").click()
    assert output.inner_text().split() == [str(n) for n in range(300)]


def test_the_pieces_of_a_stream_are_one_block_and_errors_another(running):
    running.run(NUMBER["pieces"])
    blocks = running.cell(NUMBER["pieces"]).locator(".pip-output pre")
    assert [text.strip() for text in blocks.all_inner_texts()] == ["a b", "c", "d"]


def test_await_and_sleep_work(running):
    assert running.run(NUMBER["await"]).strip() == "slept"


def test_ipython_s_terminal_is_not_loaded(running):
    free = NUMBER["free"]
    code = (
        "import sys\nprint([each for each in ('IPython', 'prompt_toolkit') if each in sys.modules])"
    )
    running.write(free, code)
    assert running.run(free).strip() == "['IPython']"
    running.button(free, "reset").click()


def test_a_question_mark_shows_the_docstring(running):
    assert "Dot product of two arrays" in running.run(NUMBER["help"])


def test_an_error_names_the_cell_and_the_lines(running):
    number = NUMBER["error"]
    shown = running.run(number)
    places = [line for line in shown.splitlines() if line.startswith("Cell")]
    assert places == [
        f"Cell {number}, line 5",
        f"Cell {number}, line 2, in f(n)",
        f"Cell {number}, line 4, in g(n)",
    ]
    assert shown.rstrip().endswith("\nValueError: wrong 3")
    assert "----> 4     raise ValueError('wrong ' + str(n))" in shown
    assert running.said == f"Cell {number} ended with an error: ValueError"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("input", "input() cannot ask you in a page. Write the value into the code."),
        ("pip", "A page cannot install packages. It has those that the book uses."),
        (
            "command",
            "A browser has no command line: commands with ! or %%bash cannot run here.",
        ),
        (
            "bash",
            "A browser has no command line: commands with ! or %%bash cannot run here.",
        ),
        ("exit", "Code cannot end the Python of a page. To begin anew, press Restart Python."),
        ("quit", "Code cannot end the Python of a page. To begin anew, press Restart Python."),
        (
            "torch",
            "The package torch is not in this page. To use it, run the notebook on your computer.",
        ),
    ],
)
def test_what_a_page_cannot_do_is_one_sentence_first(running, name, sentence):
    shown = running.run(NUMBER[name])
    assert shown.splitlines()[0] == sentence
    assert f"Cell {NUMBER[name]}, line 1" in shown
    assert "exec" not in shown  # no frame of ours
    assert sentence in running.said


def test_sys_exit_is_one_sentence(running):
    shown = running.run(NUMBER["sys.exit"])
    assert (
        shown.strip()
        == "Code cannot end the Python of a page. To begin anew, press Restart Python."
    )


def test_an_array_too_big_for_any_memory_here_says_so(running):
    shown = running.run(NUMBER["too big"])
    assert shown.startswith("Python has no more memory here.")
    assert "array is too big" in shown


def test_the_book_s_output_stays_until_the_cell_runs_and_comes_back_with_its_text(running):
    number = NUMBER["first"]
    running.write(number, "a = np.ones(2)\nprint('mine')")
    assert running.button(number, "reset").is_visible()
    running.run(number)
    assert running.output(number).strip() == "mine"
    running.button(number, "reset").click()
    assert running.code(number) == CELLS["first"].source
    assert running.output(number) == "[0 1 2]"
    assert running.said == f"Cell {number} shows the book's text again."
    running.run(NUMBER["second"])
    assert running.note(number) == "ran"


def test_a_cell_that_was_changed_runs_again_before_those_below_it(running):
    number = NUMBER["second"]
    running.run(number)
    running.write(number, "b = a + 100")
    assert running.note(number) == "changed since it ran"
    running.run(NUMBER["third"])
    assert "[101 102 103]" in running.output(NUMBER["third"])
    running.button(number, "reset").click()


def test_an_error_above_is_named_and_nothing_below_it_runs(running):
    first, third = NUMBER["first"], NUMBER["third"]
    running.write(first, "a = 1 / 0")
    running.button(third, "run").click()
    running.wait_for(third, "stopped_above")
    sentence = f"Cell {third} did not run: cell {first} above it ended with an error."
    assert running.said == sentence
    assert running.note(third) == f"did not run: cell {first} above it ended with an error"
    assert "ZeroDivisionError: division by zero" in running.output(first)
    running.button(first, "reset").click()


def test_the_keyboard_runs_a_cell_and_stays_in_it_and_tab_leaves_it(running):
    number = NUMBER["free"]
    editor = running.cell(number).locator(".cm-content")
    running.write(number, "print('typed')")
    for keys in ("Shift+Enter", "Control+Enter"):
        running.page.keyboard.press(keys)
        running.wait_for(number)
        assert running.output(number).strip() == "typed"
        assert editor.evaluate("element => element === document.activeElement")
        assert running.code(number) == "print('typed')"
    assert editor.get_attribute("aria-label") == f"Python code, cell {number}"
    running.page.keyboard.press("Tab")
    assert running.button(number, "run").evaluate("element => element === document.activeElement")
    running.page.keyboard.press("Shift+Tab")
    running.page.keyboard.press("Control+Z")
    assert running.code(number) == CELLS["free"].source
    running.page.keyboard.press("Control+]")
    assert running.code(number) == "    print('free')"
    running.page.keyboard.press("Control+[")


def test_a_cell_that_shows_nothing_has_an_empty_output_without_words(running):
    assert running.run(NUMBER["nothing"]) == ""
    assert running.note(NUMBER["nothing"]).startswith("ran")


def test_run_all_runs_every_cell_and_says_how_many(running):
    running.page.locator(".pip-run-all").click()
    running.wait_for(NUMBER["free"], "ran")
    running.page.wait_for_function(
        "count => document.querySelector('.pip-status').textContent === `All cells ran: ${count}.`",
        arg=len(SHOWN),
    )


def test_stop_ends_a_loop_and_a_new_python_has_the_text_and_nothing_else(running):
    free, third = NUMBER["free"], NUMBER["third"]
    running.run(third)
    running.write(free, "while True:\n    print('flood')")
    running.button(free, "run").click()
    running.wait_for(free, "running")
    running.page.wait_for_function(
        "number => document.querySelectorAll('div.cell')[number - 1]"
        ".querySelector('.pip-output')?.innerText.includes('flood')",
        arg=free,
    )
    now = running.press(free, "stop", "stopped_here")
    assert now["state"] == "stopped"
    assert now["said"] == "Stopped. A new Python starts; your text is kept."
    assert now["focus"] == f"Run, cell {free}"
    assert now["notes"][third - 1] == "has not run in this Python"
    assert "[1 3 5]" in running.output(third)
    running.wait_until("ready")
    assert running.code(free) == "while True:\n    print('flood')"
    assert running.note(free) == "was stopped"
    running.write(free, "print('carried' in globals(), 'b' in globals())")
    running.run(free)
    assert running.note(free) == f"ran; {len(SHOWN) - 1} above it ran first"
    assert running.output(free).strip() == "True True"


def test_a_script_that_fails_beside_python_ends_nothing(running):
    free = NUMBER["free"]
    later = "import js\nfrom pyodide.code import run_js\n"
    later += "run_js('setTimeout(() => { throw new Error(\"beside\"); })')\n"
    running.write(free, later + "import asyncio\nawait asyncio.sleep(0.1)\nprint('goes on')")
    with running.page.expect_event("pageerror", lambda error: "beside" in str(error)):
        assert running.run(free).strip() == "goes on"
    running.wait_for(free, "ran")
    assert running.state == "ready"
    running.visit.troubles.clear()  # the error of that script
    running.button(free, "reset").click()


def test_a_python_that_breaks_is_noticed_and_replaced(running):
    free = NUMBER["free"]
    running.write(free, BREAK)
    now = running.press(free, "run", "lost_here")
    assert now["notes"][free - 1] == "Python ended by itself here"
    assert now["said"] == (
        "Python has ended by itself. A new one starts; your text is kept. The browser gave it too "
        "little memory. Close other tabs, then try again."
    )
    running.wait_until("ready")
    running.visit.troubles.clear()  # Pyodide's own words about it
    running.button(free, "reset").click()
    assert running.run(free).strip() == "free"


def test_a_recursion_without_a_limit_ends_this_python_soon(running):
    free = NUMBER["free"]
    running.write(free, "import sys\nsys.setrecursionlimit(10**6)\ndef f(): f()\nf()")
    running.button(free, "run").click()
    running.wait_for(free, "lost_here")
    running.wait_until("ready")
    running.visit.troubles.clear()  # Pyodide's own words about it
    running.button(free, "reset").click()
    assert running.run(free).strip() == "free"


def test_work_that_would_be_lost_is_asked_about_and_a_try_is_not(running):
    free = NUMBER["free"]
    asks = "() => !dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    running.write(free, "print('tried')")
    assert not running.page.evaluate(asks)
    running.write(free, "one = 1\ntwo = 2\nthree = 3\nfour = 4")
    assert running.page.evaluate(asks)
    running.button(free, "reset").click()
    assert not running.page.evaluate(asks)


def test_all_text_is_reset_after_a_question(running):
    free = NUMBER["free"]
    running.write(free, "mine = 1")
    running.page.once("dialog", lambda dialog: dialog.dismiss())
    running.page.locator(".pip-reset-all").click()
    assert running.code(free) == "mine = 1"
    running.page.once("dialog", lambda dialog: dialog.accept())
    running.page.locator(".pip-reset-all").click()
    assert running.code(free) == CELLS["free"].source
    assert running.said == "All cells that do not run show the book's text again."


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_that_runs_is_accessible(running, theme):
    running.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
    assert broken_rules(running.page) == []


def test_a_phone_shows_all_of_it_with_buttons_for_fingers(running):
    running.page.set_viewport_size(PHONE)
    running.page.wait_for_function(REACHED)
    assert broken_rules(running.page) == []
    assert running.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert running.page.evaluate(SMALLEST) >= 32
    running.page.set_viewport_size(DESK)


# What scrolls can be reached with the keyboard: the browser tells the scripts of a new width later.
REACHED = """() => [...document.querySelectorAll('.cm-scroller, .pip-output pre')].every(
  box => (box.scrollWidth > box.clientWidth) === (box.tabIndex === 0))"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.pip-button')]
  .filter(button => button.offsetParent).map(button => button.getBoundingClientRect().height))"""
