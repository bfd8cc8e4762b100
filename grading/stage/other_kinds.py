"""What was handed in where the notebook should be: another ending, or another kind of file."""

from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from ..read.notebook import parse_notebook
from ..read.submissions import NotGradedError, SubmittedFile
from .notebook_spec import NotebookSpec

RENAMED = (".txt", ".json")  # what a browser puts behind the name of a file that it saves
KINDS = {
    ".py": "a Python file",
    ".md": "a Markdown file",
    ".html": "a web page",
    ".pdf": "a PDF",
    ".docx": "a document",
    ".hwp": "a document",
}
NOTE = "{name}, the notebook with {ending} behind it"


def renamed(
    spec: NotebookSpec, found: Sequence[SubmittedFile]
) -> list[tuple[SubmittedFile, NotebookNode, list[str]]]:
    """Return the files that are the notebook of a spec under another ending."""
    fitting = []
    for file in found:
        if file.name.suffix.lower() in RENAMED:
            try:
                notebook, notes = parse_notebook(file)
            except NotGradedError:
                continue
            if spec.is_in(notebook):
                fitting.append((file, notebook, notes))
    return fitting


def instead(spec: NotebookSpec, found: Sequence[SubmittedFile]) -> Iterator[str]:
    """Yield what each file is that seems to stand for the notebook: by its name, or alone."""
    others = [file for file in found if file.name.suffix.lower() in KINDS]
    alike = [file for file in others if file.name.stem.lower().startswith(spec.name.lower())]
    for file in alike or others * (len(others) == 1):
        yield f"{file.name} is {KINDS[file.name.suffix.lower()]}, not the notebook"
    for file in found:
        if file.name.name.lower().endswith(tuple(f".ipynb{ending}" for ending in RENAMED)):
            try:
                parse_notebook(file)
            except NotGradedError as error:
                yield str(error)
