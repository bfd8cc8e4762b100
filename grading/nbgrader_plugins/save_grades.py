"""nbgrader plug-in: save all scores of a notebook at once, or none."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import SaveAutoGrades

from ..judge.scores import was_not_run
from ..languages import language_of, say


class SaveGrades(SaveAutoGrades):
    """nbgrader's SaveAutoGrades in one transaction; a test that never ran gets no score."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        info = resources["nbgrader"]
        self.notebook_id, self.assignment_id = info["notebook"], info["assignment"]
        self.student_id, self.db_url = info["student"], info["db_url"]
        self.language = language_of(nb.metadata, nb.cells)
        with Gradebook(self.db_url) as self.gradebook:
            session = self.gradebook.db
            commit, session.commit = session.commit, session.flush  # nbgrader commits each cell
            for index, cell in enumerate(nb.cells):
                self.preprocess_cell(cell, resources, index)
            commit()
        return nb, resources

    def _add_comment(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._add_comment(cell, resources)
        where = (self.notebook_id, self.assignment_id, self.student_id)
        comment = self.gradebook.find_comment(cell.metadata.nbgrader.grade_id, *where)
        if comment.auto_comment:
            comment.auto_comment = say(self.language, "no_response")

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._add_score(cell, resources)
        if was_not_run(cell):
            meta = cell.metadata.nbgrader
            where = (meta.grade_id, self.notebook_id, self.assignment_id, self.student_id)
            grade = self.gradebook.find_grade(*where)
            grade.auto_score, grade.needs_manual_grade = None, True
