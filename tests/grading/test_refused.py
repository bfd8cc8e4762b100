"""What cannot be judged here is named before a class is graded: other languages, AUTOTEST cells."""

import copy
from pathlib import Path

import nbformat
import nbgrader
import pytest

from grading.stage.refused import refused
from tests.helpers.other_courses import notebooks, reading

DOCUMENTATION = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source"
SOLUTIONS = sorted((Path(__file__).parents[2] / "solutions").glob("*/*.ipynb"))
COURSE = reading.read("ciphers")


def changed(name, source):
    (notebook,) = notebooks.source(COURSE).values()
    made = copy.deepcopy(notebook)
    (cell,) = [cell for cell in made.cells if cell.metadata.nbgrader.grade_id == name]
    cell.source = source
    return made


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_course_s_own_notebooks_can_be_graded(path):
    assert refused(nbformat.read(path, 4)) == []


@pytest.mark.parametrize("name", reading.names())
def test_the_notebooks_of_other_courses_can_be_graded(name):
    for notebook in notebooks.source(reading.read(name)).values():
        assert refused(notebook) == []


def test_each_autotest_cell_of_nbgrader_s_documentation_is_named():
    sentences = refused(nbformat.read(DOCUMENTATION / "ps1_autotest" / "problem1.ipynb", 4))
    named = [sentence.partition(" is an AUTOTEST cell")[0] for sentence in sentences]
    due = ["correct_squares", "squares_invalid_input", "correct_sum_of_squares"]
    assert named == [*due, "sum_of_squares_uses_squares", "cell-6e9ff83aa5dfaf17"]
    assert "assert statements" in sentences[0]


@pytest.mark.parametrize(
    ("kernel", "named"),
    [
        ({"name": "ir", "language": "R", "display_name": "R"}, "R"),
        ({"name": "julia-1.10", "language": "julia", "display_name": "Julia 1.10"}, "Julia 1.10"),
        ({"name": "xcpp17", "language": "C++17", "display_name": "Exercises"}, "Exercises (C++17)"),
        ({"name": "ir"}, "ir"),
        ({"name": "python3", "language": "python", "display_name": "Python 3"}, ""),
        ({"name": "python311", "language": "python3"}, ""),
        ({"name": "python3"}, ""),
        ({}, ""),
    ],
    ids=str,
)
def test_another_language_is_refused_by_name(kernel, named):
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = nbformat.from_dict({"kernelspec": kernel} if kernel else {})
    due = [f"the notebook is written for {named}: only Python, run by this grading itself, can be"]
    assert [sentence[: len(due[0])] for sentence in refused(notebook)] == due * bool(named)


def test_without_a_kernel_the_language_of_the_cells_counts():
    notebook = nbformat.v4.new_notebook(metadata={"language_info": {"name": "R"}})
    assert refused(notebook)[0].startswith("the notebook is written for R: ")


@pytest.mark.parametrize(
    "magic", ["R", "bash", "sh", "script perl", "!", "sql", "R -o x", "system"]
)
@pytest.mark.parametrize("cell", ["setup", "shift", "test_shift"])
def test_a_cell_for_another_program_is_refused_by_name(cell, magic):
    (sentence,) = refused(changed(cell, f"\n%%{magic}\nx <- 1"))
    assert sentence.startswith(f"{cell} is a cell for another program, %%{magic.split()[0]}: ")


@pytest.mark.parametrize("source", ["!ls", "out = !cat a", "x, y = %sx ls", "if True:\n    !ls"])
def test_a_test_that_calls_a_program_is_refused_by_name(source):
    (sentence,) = refused(changed("test_shift", f"a = 1\n{source}\nassert a"))
    assert sentence.startswith("test_shift calls another program, ")
    assert source.splitlines()[-1].strip() in sentence
    assert refused(changed("setup", source)) == []  # such as !pip install: the tests need none


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nimport numpy",
        "%%capture out\nshift('a', 1)",
        "%%time\nshift('a', 1)",
        "assert 1 != 2",
        "x = 1\nassert x \\\n  != 2",
        "n = 10\nn %R\n",
        "s = 'see AUTOTEST'",
        "sh = 1",
    ],
)
def test_what_can_be_judged_is_not_refused(source):
    assert refused(changed("test_shift", source)) == []


def test_a_cell_that_nbgrader_does_not_know_may_hold_anything():
    (notebook,) = notebooks.source(COURSE).values()
    notebook.cells.append(nbformat.v4.new_code_cell("%%bash\nls  # AUTOTEST"))
    assert refused(notebook) == []
