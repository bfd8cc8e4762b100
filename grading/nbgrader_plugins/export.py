"""nbgrader plug-in: `nbgrader export`, with a default name that is not that of our own table."""

from nbgrader.plugins import CsvExportPlugin
from traitlets import Unicode


class Export(CsvExportPlugin):
    """nbgrader's table. It has the score 0 for who handed in nothing, so it is not `grades.csv`."""

    to = Unicode("nbgrader-grades.csv", help="file to write").tag(config=True)
