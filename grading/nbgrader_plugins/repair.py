"""nbgrader plug-in: restore the cells of a submitted notebook before it is graded."""

from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from ..languages import KEY, language_of
from ..stage.notebook_spec import read_spec
from ..stage.restore_cells import original_cells, restore_cells
from ..stage.translations import folders, translated


class Repair(NbGraderPreprocessor):
    """Deduplicate ids, restore the assignment's cells, drop all foreign metadata."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        info = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir  # the converter's; this one's parent exports
        folder = coursedir.format_path(coursedir.source_directory, ".", info["assignment"])
        release = coursedir.format_path(coursedir.release_directory, ".", info["assignment"])
        spec = read_spec(Path(folder) / f"{info['notebook']}.ipynb")
        with Gradebook(info["db_url"], coursedir.course_id) as gradebook:
            notebook = gradebook.find_notebook(info["notebook"], info["assignment"])
            originals = original_cells(notebook, spec.cells)
        language = language_of(nb.metadata, nb.cells)
        nb.metadata[KEY] = language
        if translation := folders(Path(release)).get(language):
            originals = translated(originals, translation / spec.file)
        nb.cells, notes = restore_cells(nb.cells, originals, language=language)
        for note in notes:
            self.log.warning(note)
        return nb, resources
