"""nbgrader plug-in: what goes from beside a notebook to the student's feedback.

That is pictures, which a page can show, and the two files by which the exchange knows whose it is.
"""

from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
OF_THE_EXCHANGE = ("timestamp.txt", "submission_secret.txt")


class OnlyPages(NbGraderPreprocessor):
    """Remove all else that `nbgrader generate_feedback` has copied there."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        info = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir  # the converter's; this one's parent exports
        where = coursedir.feedback_directory, info["student"], info["assignment"]
        for path in Path(coursedir.format_path(*where)).rglob("*"):
            if path.is_file() and path.suffix != ".html" and not is_for_student(path):
                path.unlink()
        return nb, resources


def is_for_student(path: Path) -> bool:
    """Say whether a file that lies beside a graded notebook lies beside its page as well."""
    return path.suffix.lower() in PICTURES or path.name in OF_THE_EXCHANGE
