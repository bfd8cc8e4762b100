"""Our feedback pages are nbgrader's: made faster, and not otherwise."""

import json
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.resources import files

import pytest
from bs4 import BeautifulSoup

from benchmarks import browser
from grading.jobs.jobs import FeedbackJob
from grading.publish import exporter, feedback_page, feedback_template, formulas
from grading.publish.exporter import FeedbackExporter
from grading.publish.feedback_page import FeedbackRequest
from grading.publish.publisher import StudentFeedback, noted
from grading.time_limit import TooLongError, at_most
from tests.helpers.course_folder import POINTS, ROOT, rewritten

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
SAFE = ["--no-sandbox"]  # Chromium's own, which root has not


def page(source):
    notebook = rewritten(input_gate="def input_gate(*args):\n    return '<b>&'\n")
    notebook["metadata"]["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/html": source}}
    notebook["cells"][3]["outputs"] = [shown]
    text = json.dumps(notebook)
    scores = {"test_input_gate": (1.0, 4.0)}
    return FeedbackRequest("anna", "a", "n", text, scores, {"input_gate": "No response."}, 0.5)


def test_a_page_is_what_nbconvert_makes_of_it(monkeypatch):
    pages = [page("<i>words</i>"), page("<img src=x>")]
    ours = feedback_page.render_batch("{}", pages)
    monkeypatch.setattr(feedback_page, "Exporter", FeedbackExporter)
    feedback_page._exporter.cache_clear()
    theirs = feedback_page.render_batch("{}", pages)
    feedback_page._exporter.cache_clear()
    for fast, slow in zip(ours, theirs, strict=True):
        assert parsed(fast.html) == parsed(slow.html)
        assert fast.note == slow.note == ""
    assert "No description has been provided" in ours[1].html
    assert "No response." in ours[0].html


def parsed(html):
    return str(BeautifulSoup(html, "html.parser"))


COLOURS = "\x1b[m" * 500_000
# One line, which would take minutes to colour.
DOTS = "'<b>&' + " + "a." * 100_000


def test_what_takes_too_long_is_shown_plain(monkeypatch):
    short = page("<i>words</i>")
    feedback_page.render_batch(
        "{}", [short]
    )  # templates are compiled once, and that takes its time
    monkeypatch.setattr(feedback_page, "SECONDS", 3.0)
    notebook = json.loads(short.text)
    notebook["cells"][3]["source"] = DOTS
    long = replace(short, text=json.dumps(notebook))
    made = feedback_page.render_batch("{}", [long, short])
    assert [one.note for one in made] == [feedback_page.AS_TYPED, ""]
    plain, coloured = [one.html for one in made]
    assert "<pre>&#39;&lt;b&gt;&amp;&#39; + a.a.a." in plain
    assert "<pre># Exercise 3: an LSTM, gate by gate" in plain
    assert "No response." in plain
    assert "<pre># Exercise 3" not in coloured
    assert '<h1 id="Exercise-3:-an-LSTM,-gate-by-gate">' in coloured
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_plain_page_with_an_image_stays_plain(monkeypatch):
    short = page("<img src=x>")
    feedback_page.render_batch("{}", [short])
    monkeypatch.setattr(feedback_page, "SECONDS", 3.0)
    notebook = json.loads(short.text)
    notebook["cells"][3]["source"] = DOTS
    (plain,) = feedback_page.render_batch("{}", [replace(short, text=json.dumps(notebook))])
    assert "+ a.a.a." in plain.html
    assert "<img src=x>" in plain.html or '<img src="x"' in plain.html
    assert plain.note == feedback_page.AS_TYPED


def test_outputs_that_take_too_long_are_left_out(monkeypatch):
    """nbconvert copies the rest of a text at each of its colours."""
    short = page("<i>words</i>")
    feedback_page.render_batch("{}", [short])
    monkeypatch.setattr(feedback_page, "SECONDS", 0.3)
    notebook = json.loads(short.text)
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": [COLOURS]}
    notebook["cells"][3]["outputs"] = [error]
    (plain,) = feedback_page.render_batch("{}", [replace(short, text=json.dumps(notebook))])
    assert "No response." in plain.html
    assert len(plain.html) < len(COLOURS)
    assert plain.note == f"{feedback_page.AS_TYPED}, without outputs"


def test_the_instructor_is_told_once_and_only_of_the_page_that_is_there():
    told = noted("a warning; another", [feedback_page.AS_TYPED, "", feedback_page.AS_TYPED])
    assert told == f"a warning; another; {feedback_page.AS_TYPED}"
    assert (
        noted(told, [f"{feedback_page.AS_TYPED}, without outputs"]).count(feedback_page.AS_TYPED)
        == 1
    )
    assert noted(told, [""]) == "a warning; another"
    assert noted("", [""]) == ""


def test_the_pages_of_one_student_are_made_again_together():
    """Their folder is replaced as a whole, when a worker was lost."""
    pages = [page(""), replace(page(""), student="ben"), replace(page(""), notebook="m")]
    anna = StudentFeedback(None, None, "", [pages[0], pages[2]])
    ben = StudentFeedback(None, None, "", [pages[1]])
    parts = FeedbackJob("{}", [anna, ben], tries=2).parts()
    assert [part.call()[1] for part in parts] == [("{}", anna.pages), ("{}", ben.pages)]


def test_only_the_main_thread_is_stopped():
    """Python cannot stop other threads: on a Dask worker there is a process for such work."""

    def wait(seconds):
        with at_most(0.05):
            time.sleep(seconds)
        return "waited"

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(wait, 0.2).result() == "waited"
    with pytest.raises(TooLongError):
        wait(60)  # stopped long before, also where the timer's signals come late


SCRIPT = "<script>document.title = 'owned'</script>"
EVENT = "<img src='x' alt='x' onerror=\"document.title = 'owned'\">"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload=\"document.title = 'owned'\"></svg>"
LINK = "<a id='go' href=\"javascript:void(document.title = 'owned')\">go</a>"
HOST = "http://127.0.0.1:50999/far.png"  # where nobody listens
AWAY = f"<meta http-equiv='refresh' content='0; url={HOST}'>"
FAR = f"<img src='{HOST}' alt='far'>"
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
PICTURE = {"here.png": {"image/png": PNG}}
WORDS = "![here](attachment:here.png) ![gone](attachment:gone.png)\n\n$h_t < 1$\n\n$$\\frac{1}{2}$$"


def with_learner_s(html, language="en"):
    """Return a page on which a learner has written HTML, and shown it, and pasted a picture."""
    asked = page(html)
    notebook = json.loads(asked.text)
    svg = {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": SVG}}
    figure = {"output_type": "display_data", "metadata": {}, "data": {"image/png": PNG}}
    code = {"application/javascript": "document.title = 'owned'"}
    script = {"output_type": "display_data", "metadata": {}, "data": code}
    notebook["cells"][3]["outputs"] += [svg, figure, script]
    own = {"cell_type": "markdown", "id": "own", "metadata": {}, "attachments": PICTURE}
    notebook["cells"].insert(1, own | {"source": f"{html}\n\n{WORDS}"})
    notebook["metadata"]["natural_language"] = language
    points = {f"test_{function}": (most / 2, most) for function, most in POINTS.items()}
    comments = dict.fromkeys(POINTS, "No response.")
    return replace(asked, text=json.dumps(notebook), scores=points, comments=comments)


@pytest.fixture(scope="module")
def shown(tmp_path_factory, chromium):
    """Return a function that opens a page of ours as a student does: from a file."""
    started = chromium.launch(executable_path=browser.program(), args=SAFE)
    context = started.new_context()
    context.add_init_script(AXE)

    def show(asked):
        path = tmp_path_factory.mktemp("pages") / "n.html"
        path.write_text(feedback_page.render_batch("{}", [asked])[0].html, "utf-8")
        window = context.new_page()
        window.stopped = {}
        window.on("requestfailed", lambda asked: window.stopped.update({asked.url: asked.failure}))
        window.goto(f"file://{path}")
        return window

    yield show
    started.close()


def tried(window):
    """Wait until what a page tries has happened; click where one has to."""
    for link in window.locator("#go").all()[:1]:
        link.click(no_wait_after=True)
    window.wait_for_timeout(300)
    return window


@pytest.mark.needs("browser")
@pytest.mark.parametrize("html", [SCRIPT, EVENT, SVG, LINK, AWAY])
def test_nothing_that_a_learner_wrote_runs_or_leads_away(shown, html):
    window = tried(shown(with_learner_s(html)))
    assert window.title() == "n"
    assert window.url.startswith("file:")


@pytest.mark.needs("browser")
def test_no_page_asks_another_host(shown):
    stopped = tried(shown(with_learner_s(FAR))).stopped
    assert {url: why for url, why in stopped.items() if url.startswith("http")} == {HOST: "csp"}


@pytest.fixture
def unprotected(monkeypatch):
    """Make pages as nbgrader's are."""
    monkeypatch.setitem(feedback_template.ALWAYS, "<head>", "<head>")
    monkeypatch.setattr(exporter, "META", re.compile("(?!)"))
    feedback_page._exporter.cache_clear()
    yield
    feedback_page._exporter.cache_clear()


@pytest.mark.needs("browser")
def test_without_protection_all_of_it_happens(unprotected, shown):
    """So the tests above would see it."""
    titles = {
        html: tried(shown(with_learner_s(html))).title() for html in (SCRIPT, EVENT, SVG, LINK)
    }
    assert set(titles.values()) == {"owned"}, titles
    assert tried(shown(with_learner_s(FAR))).stopped[HOST] != "csp"
    assert not tried(shown(with_learner_s(AWAY))).url.startswith("file:")


@pytest.mark.needs("browser")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_figures_and_formulas_show_and_axe_finds_nothing(shown, language):
    window = shown(with_learner_s("<i>words</i>", language))
    assert window.locator("html").get_attribute("lang") == language
    sizes = window.evaluate("[...document.images].map(i => [i.alt, i.naturalWidth])")
    assert ["here", 1] in sizes
    assert [alt for alt, width in sizes if not width] == []
    assert window.locator("em", has_text="gone").count() == 1
    heights = window.evaluate("[...document.querySelectorAll('mfrac')].map(f => f.clientHeight)")
    assert heights
    assert min(heights) > 15  # one above the other
    assert window.evaluate("axe.run().then(found => found.violations.map(v => v.id))") == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("exercises/**/*.ipynb")), ids=lambda p: p.stem)
def test_every_formula_of_the_exercises_is_shown(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    words = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    html = "".join(map(formulas.rendered, words))
    soup = BeautifulSoup(html, "html.parser")
    assert soup.select("math")
    for code in soup.select("code, math"):
        assert "\\" not in code.text, code
        assert "$" not in code.text
    assert "$$" not in html


@pytest.mark.parametrize(
    ("latex", "shows"),
    [
        (r"\nonsense{x}", r"<code>\nonsense{x}</code>"),
        ("{" * 5000, "<code>{{{"),
        (r"x \text{<script>1</script>}", "&lt;script>"),
        ("x" * 20_001, "<code>x"),
        ("a < b & c", "<code>a &lt; b &amp; c</code>"),
    ],
)
def test_what_is_no_formula_is_shown_as_it_was_typed(latex, shows):
    assert shows in formulas.mathml(latex, "inline")
