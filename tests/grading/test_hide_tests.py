"""Hidden tests stay hidden in the feedback, long lines and short ones."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grading.nbgrader_plugins.hide_tests import HideTests

GRADED = {"nbgrader": {"grade_id": "test_f", "grade": True, "solution": False, "points": 1}}
SHORT = ["y=f(7)", "y = f(70)", "assert y > 41", "x = rng.normal(size=(3, 4, 5, 6))"]
LONG = "assert np.allclose(f(np.arange(12.0).reshape(3, 4)), [[1.0, 2.0, 3.0, 4.0]] * 3)"
PUBLIC = ["x = f(1)", "assert x == 1"]


def feedback(lines, *outputs):
    """Return the cell of a test with these hidden lines as the feedback shows it."""
    marked = ["### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"]
    cell = new_code_cell("\n".join([*PUBLIC, *marked]), metadata=GRADED, outputs=list(outputs))
    notebook, _ = HideTests().preprocess(new_notebook(cells=[cell]), {})
    return notebook.cells[0]


def quoted(lines):
    """Return outputs that quote lines, each in its way."""
    text = "".join(f"{line}\n" for line in lines)
    return [
        new_output("stream", text=text),
        new_output("display_data", {"text/plain": text}),
        new_output("error", ename="E", evalue="", traceback=[f"----> 3 {line}" for line in lines]),
    ]


def shown(cell):
    return "\n".join(
        "\n".join([*o.get("traceback", []), o.get("text", ""), *o.get("data", {}).values()])
        for o in cell.outputs
    )


@pytest.mark.parametrize("line", [*SHORT, LONG])
def test_a_line_of_any_length_is_nowhere(line):
    cell = feedback([*SHORT, "else:", LONG], *quoted([line, *PUBLIC]))
    assert line not in shown(cell)
    assert line not in cell.source
    for public in PUBLIC:
        assert shown(cell).count(public) == 3
        assert public in cell.source


def test_what_gives_nothing_away_stays():
    assert "else:" in shown(feedback(["else:", "])"], *quoted(["else:", "])"])))


def test_a_line_that_the_learner_has_anyway_stays():
    assert PUBLIC[0] in shown(feedback(PUBLIC, *quoted(PUBLIC)))
