"""nbgrader's settings for the course: this folder is the course folder.

Run nbgrader from here. What it writes while grading (submitted, autograded, feedback,
grades.csv, gradebook.db) is not committed.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821, nbgrader provides it
course = Path(__file__).parent

# nbgrader calls `alembic` by its bare name: it lies beside the Python that runs this, whether the
# environment is activated or not.
tools, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
if path.split(os.pathsep)[0] != tools:
    os.environ["PATH"] = os.pathsep.join(filter(None, [tools, path]))

# solutions/ is the one hand-edited copy; exercises/ is made from it and handed out.
c.CourseDirectory.course_id = "lstm"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# What a learner finds in the place of a solution. The tests turn this error into a
# friendly sentence; nbgrader's own stub raises one without a word.
c.ClearSolutions.code_stub = {
    "python": "# Write your code here, then delete the next line.\n"
    'raise NotImplementedError("not written yet")'
}

# nbgrader takes any line on stderr in a test cell for a failure, so a RuntimeWarning in right
# code would cost all its points. Drop stderr before the grade is given: the points of a test
# are the value of its last line, and that stays.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"[\s\S]"

# The gradebook of a class may be elsewhere, in PostgreSQL: NBGRADER_DB=postgresql://...
if url := os.environ.get("NBGRADER_DB"):
    c.CourseDirectory.db_url = url

# grading/ mends damaged notebooks, runs what students wrote in a sandbox and the tests outside of
# it, and keeps hidden tests out of the feedback. A folder without it is graded by nbgrader alone.
if (course / "grading").is_dir():
    sys.path.insert(0, str(course))
    c.Autograde.sanitize_preprocessors = [
        "nbgrader.preprocessors.ClearOutput",
        "grading.nbgrader_plugins.repair.Repair",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "grading.nbgrader_plugins.judge.Judge",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "grading.nbgrader_plugins.save_grades.SaveGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.GenerateAssignment.exporter_class = "grading.nbgrader_plugins.keep_release.KeepRelease"
    c.ExportApp.plugin_class = "grading.nbgrader_plugins.export.Export"
    c.ExchangeFactory.release_feedback = "grading.nbgrader_plugins.release_feedback.ReleaseFeedback"
    c.GenerateFeedback.exporter_class = "grading.publish.exporter.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "grading.nbgrader_plugins.hide_tests.HideTests",
        "grading.nbgrader_plugins.only_pages.OnlyPages",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
