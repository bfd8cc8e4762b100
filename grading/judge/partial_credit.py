"""The points that a test gives by the value of its last line, as nbgrader reads it.

nbgrader gives all points for a value below 0, for nan and for what is no number, and it grades
nothing of a notebook that has one above the most. What a submission answers may make such a value.
"""

from math import isfinite

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

NOTHING = "None"  # as which no value is shown
NUMBER = "the last line is a number"


def shown(cell: NotebookNode) -> str | None:
    """Return the value of the last line as text, or NOTHING; None where there is an error."""
    if any(output.output_type == "error" for output in cell.outputs):
        return None
    values = [output for output in cell.outputs if output.output_type == "execute_result"]
    return str(values[0]["data"].get("text/plain", "")) if values else NOTHING


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def are_points(cell: NotebookNode, text: str) -> bool:
    """Say whether a value gives points, of those that the cell has."""
    if not text:
        return False
    try:
        determine_grade(cell)
    except ValueError:
        return False
    return not is_number(text) or (isfinite(float(text)) and float(text) >= 0)
