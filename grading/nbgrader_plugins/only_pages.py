"""nbgrader plug-in: of the files beside a notebook only pictures go to the student's feedback."""

from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")


class OnlyPages(NbGraderPreprocessor):
    """Remove what `nbgrader generate_feedback` has copied there and no page can show."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        info = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir  # the converter's; this one's parent exports
        where = coursedir.feedback_directory, info["student"], info["assignment"]
        for path in Path(coursedir.format_path(*where)).rglob("*"):
            if path.is_file() and path.suffix != ".html" and not is_shown(path):
                path.unlink()
        return nb, resources


def is_shown(path: Path) -> bool:
    """Say whether a feedback page can show a file that lies beside it."""
    return path.suffix.lower() in PICTURES
