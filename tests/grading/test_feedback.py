"""Our feedback pages are nbgrader's: made faster, and not otherwise."""

import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter

from grading.jobs.jobs import FeedbackJob
from grading.publish import feedback_page
from grading.publish.feedback_page import FeedbackRequest
from grading.publish.publisher import StudentFeedback, noted
from grading.time_limit import TooLongError, at_most
from tests.helpers.course_folder import rewritten


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
    monkeypatch.setattr(feedback_page, "Exporter", HTMLExporter)
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

    def wait():
        with at_most(0.05):
            time.sleep(0.2)
        return "waited"

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(wait).result() == "waited"
    with pytest.raises(TooLongError):
        wait()
