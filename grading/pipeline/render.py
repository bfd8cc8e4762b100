"""Show a graded notebook to its student: nbgrader's feedback page, made in a worker."""

import functools
import json
import os

import nbformat
import nbgrader
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets.config import Config

from .tasks import Page

PARTS = os.path.join(os.path.dirname(nbgrader.__file__), "server_extensions", "formgrader")
STEPS = ("grading.feedback.HideTests", "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor")


def render_batch(config: str, pages: list[Page]) -> list[str]:
    """Return the pages as HTML."""
    exporter = _exporter(config)
    return [_rendered(exporter, page) for page in pages]


@functools.lru_cache(maxsize=2)
def _exporter(config: str) -> HTMLExporter:
    """Return nbgrader's exporter for feedback; making one takes longer than a page."""
    options = Config()
    options.HTMLExporter.template_name = "feedback"
    options.HTMLExporter.extra_template_basedirs = [os.path.join(PARTS, "templates")]
    css = os.path.join(PARTS, "static", "node_modules", "bootstrap", "dist", "css")
    options.HTMLExporter.extra_template_paths = [css]
    options.merge(Config(json.loads(config)))
    exporter = HTMLExporter(config=options)
    exporter._preprocessors = []
    for step in STEPS:
        exporter.register_preprocessor(step)
    return exporter


def _rendered(exporter: HTMLExporter, page: Page) -> str:
    notebook = nbformat.v4.reads(page.text)
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
    html: str = exporter.from_notebook_node(notebook, resources=resources)[0]
    return html


def _with_marks(notebook: NotebookNode, page: Page) -> None:
    """Do what nbgrader's GetGrades does, without a database."""
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        if is_solution(cell) or is_task(cell):
            meta["comment"] = page.comments.get(meta["grade_id"])
        if is_grade(cell) or is_task(cell):
            meta["score"], meta["points"] = page.scores.get(meta["grade_id"], (0.0, 0.0))
