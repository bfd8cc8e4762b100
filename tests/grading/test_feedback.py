"""Our feedback pages are nbgrader's: made faster, and not otherwise."""

import json

from bs4 import BeautifulSoup
from course_folder import rewritten
from nbconvert.exporters import HTMLExporter

from grading.pipeline import render
from grading.pipeline.tasks import Page


def page(source):
    notebook = rewritten(input_gate="def input_gate(*args):\n    return '<b>&'\n")
    notebook["metadata"]["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/html": source}}
    notebook["cells"][3]["outputs"] = [shown]
    text = json.dumps(notebook)
    scores = {"test_input_gate": (1.0, 4.0)}
    return Page("anna", "a", "n", text, scores, {"input_gate": "No response."}, 0.5)


def test_a_page_is_what_nbconvert_makes_of_it(monkeypatch):
    pages = [page("<i>words</i>"), page("<img src=x>")]
    ours = render.render_batch("{}", pages)
    monkeypatch.setattr(render, "Exporter", HTMLExporter)
    render._exporter.cache_clear()
    theirs = render.render_batch("{}", pages)
    render._exporter.cache_clear()
    for fast, slow in zip(ours, theirs, strict=True):
        assert str(BeautifulSoup(fast, "html.parser")) == str(BeautifulSoup(slow, "html.parser"))
    assert "No description has been provided" in ours[1]
    assert "No response." in ours[0]
