"""A student's feedback page: nbgrader's, made in a worker from a graded notebook and its marks."""

import contextlib
import functools
import json
import os
from dataclasses import dataclass
from math import inf
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets.config import Config

from ..languages import language_of
from ..time_limit import TooLongError, at_most
from .exporter import PARTS, Exporter, PlainExporter

SECONDS = 5.0  # of the processor for a page; an honest one takes some hundredths of one
AS_TYPED = "the feedback took too long to format and shows what was typed"
BARE = f"{AS_TYPED}, without outputs"
STEPS = (
    "grading.nbgrader_plugins.hide_tests.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
)


@dataclass(frozen=True)
class FeedbackRequest:
    """A graded notebook to be shown to its student, with the marks and comments as they are."""

    student: str
    assignment: str
    notebook: str
    text: str
    scores: dict[str, tuple[float, float]]
    comments: dict[str, str | None]
    late_penalty: float


@dataclass(frozen=True)
class FeedbackPage:
    """A page as HTML. note: what an instructor should know of it."""

    html: str
    note: str = ""


def render_batch(config: str, pages: list[FeedbackRequest]) -> list[FeedbackPage]:
    """Return the pages as HTML; what takes too long to format is shown as it was typed."""
    return [_rendered(config, page) for page in pages]


@functools.lru_cache(maxsize=4)
def _exporter(config: str, language: str, plain: bool = False) -> HTMLExporter:
    """Return nbgrader's exporter for feedback; making one takes longer than a page."""
    options = Config()
    options.HTMLExporter.template_name = "feedback"
    options.HTMLExporter.extra_template_basedirs = [os.path.join(PARTS, "templates")]
    css = os.path.join(PARTS, "static", "node_modules", "bootstrap", "dist", "css")
    options.HTMLExporter.extra_template_paths = [css]
    options.merge(Config(json.loads(config)))
    kind = PlainExporter if plain else Exporter
    exporter = kind(language=language, config=options)
    exporter._preprocessors = []
    for step in STEPS:
        exporter.register_preprocessor(step)
    return exporter


def _rendered(config: str, page: FeedbackRequest) -> FeedbackPage:
    notebook = nbformat.v4.reads(page.text)
    language = language_of(notebook.metadata, notebook.cells)
    _with_marks(notebook, page)
    total = sum(score for score, _ in page.scores.values())
    about = {
        "student": page.student,
        "assignment": page.assignment,
        "notebook": page.notebook,
        "score": total - page.late_penalty,
        "max_score": sum(most for _, most in page.scores.values()),
        "late_penalty": page.late_penalty,
    }
    resources = {"unique_key": page.notebook, "nbgrader": about}
    for note, plain in (("", False), (AS_TYPED, True), (BARE, True)):
        exporter = _exporter(config, language, plain)
        if note == BARE:
            _clear_outputs(notebook)
        with contextlib.suppress(TooLongError), at_most(SECONDS, patience=inf):
            return FeedbackPage(_as_html(exporter, notebook, resources), note)
    raise TimeoutError(f"the page took longer than {SECONDS:g} s, as it was typed as well")


def _clear_outputs(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = []


def _as_html(exporter: HTMLExporter, notebook: NotebookNode, resources: dict[str, Any]) -> str:
    html: str = exporter.from_notebook_node(notebook, resources=resources)[0]
    return html


def _with_marks(notebook: NotebookNode, page: FeedbackRequest) -> None:
    """Do what nbgrader's GetGrades does, without a database."""
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if is_solution(cell) or is_task(cell):
            meta["comment"] = page.comments.get(meta["grade_id"])
        if is_grade(cell) or is_task(cell):
            meta["score"], meta["points"] = page.scores.get(meta["grade_id"], (0.0, 0.0))
