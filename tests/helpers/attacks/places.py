"""Honest submissions whose lines stand in odd places: each keeps what it has earned."""

from tests.helpers.attacks.attack import text
from tests.helpers.attacks.bench import handed_out, own_cell, right
from tests.helpers.attacks.cells import find
from tests.helpers.attacks.fairness import Fair, gate
from tests.helpers.course_folder import POINTS

USES_MATH = {"input_gate": text("""
    def input_gate(x, h, W, U, b):
        return 1 / (1 + np.power(math.e, -(x @ W + h @ U + b)))
""")}  # fmt: skip
USES_SQUASHED = {"input_gate": text("""
    def input_gate(x, h, W, U, b):
        return squashed(x @ W + h @ U + b)
""")}  # fmt: skip
SQUASHED = text("""
    def squashed(z):
        return 1 / (1 + np.exp(-z))
""")


def added(cell_id, lines, at_the_end=True):
    """Return a change that adds lines to a cell."""

    def change(cells):
        cell = find(cells, cell_id)
        source = "".join(cell["source"])
        cell["source"] = f"{source}\n\n{lines}\n" if at_the_end else f"{lines}\n{source}"

    return change


def within_given_lines(cells):
    cell = find(cells, "setup")
    source = "".join(cell["source"])
    cell["source"] = source.replace("import numpy as np\n", "import math\nimport numpy as np\n")


def in_the_place_of_given_lines(cells):
    cell = find(cells, "setup")
    source = "".join(cell["source"])
    cell["source"] = source.replace("import numpy as np\n", "import numpy as np, math\n")


def after_a_semicolon(cells):
    cell = find(cells, "setup")
    source = "".join(cell["source"])
    cell["source"] = source.replace("import numpy as np\n", "import numpy as np; import math\n")


def instead_of_the_examples(cells):
    cell = find(cells, "setup")
    source = "".join(cell["source"]).split("# Sigmoid and tanh")[0]
    cell["source"] = source + SQUASHED


def moved_to_a_new_cell(cells):
    """Write the function in a cell above, and leave its own as it was handed out."""
    at = cells.index(find(cells, "input_gate"))
    cells.insert(at, own_cell(right("input_gate"), "moved"))


def moved_to_the_top(cells):
    """Write the function above all cells, before NumPy is imported."""
    cells.insert(0, own_cell("import numpy as np\n" + gate()["input_gate"], "top"))


def moved_below_its_cell(cells):
    at = cells.index(find(cells, "input_gate"))
    cells.insert(at + 1, own_cell(right("input_gate"), "moved"))


def moved_into_another_answer(cells):
    """Write two functions in the cell of the first, and leave the cell of the second."""
    cell = find(cells, "input_gate")
    cell["source"] = "".join(cell["source"]) + "\n\n" + right("candidate")


def all_in_one_cell(cells):
    at = cells.index(find(cells, "input_gate"))
    cells.insert(at, own_cell("\n\n".join(right(function) for function in POINTS), "all"))


def all_in_the_setup(cells):
    added("setup", "\n\n".join(right(function) for function in POINTS))(cells)


def stub_with_a_remark(cells):
    moved_to_a_new_cell(cells)
    find(cells, "input_gate")["source"] = "# see above\n" + handed_out("input_gate")


LEFT = {"input_gate": handed_out("input_gate")}
ALL_LEFT = {function: handed_out(function) for function in POINTS}
PLACES = [
    Fair("import-below-the-setup", functions=USES_MATH, cells=added("setup", "import math")),
    Fair("import-above-the-setup", functions=USES_MATH, cells=added("setup", "import math", False)),
    Fair("import-within-the-setup", functions=USES_MATH, cells=within_given_lines),
    Fair("import-in-a-line-of-the-setup", functions=USES_MATH, cells=in_the_place_of_given_lines),
    Fair("import-behind-a-semicolon", functions=USES_MATH, cells=after_a_semicolon),
    Fair("helper-below-the-setup", functions=USES_SQUASHED, cells=added("setup", SQUASHED)),
    Fair("helper-above-the-setup", functions=USES_SQUASHED, cells=added("setup", SQUASHED, False)),
    Fair("helper-instead-of-examples", functions=USES_SQUASHED, cells=instead_of_the_examples),
    Fair(
        "helper-with-a-magic",
        functions=USES_SQUASHED,
        cells=added("setup", f"%matplotlib inline\n{SQUASHED}"),
    ),
    Fair("import-in-a-test", functions=USES_MATH, cells=added("test_input_gate", "import math")),
    Fair(
        "import-above-a-test",
        functions=USES_MATH,
        cells=added("test_input_gate", "import math", False),
    ),
    Fair("helper-in-a-test", functions=USES_SQUASHED, cells=added("test_input_gate", SQUASHED)),
    Fair("answer-in-a-test", functions=LEFT, cells=added("test_input_gate", right("input_gate"))),
    Fair(
        "looks-at-a-test",
        cells=added("test_input_gate", "print(test, checks.fixture('input_gate').arguments)"),
    ),
    Fair("function-in-a-new-cell", functions=LEFT, cells=moved_to_a_new_cell),
    Fair("function-in-a-top-cell", functions=LEFT, cells=moved_to_the_top),
    Fair("function-below-its-cell", functions=LEFT, cells=moved_below_its_cell),
    Fair(
        "function-in-another-answer",
        functions={"candidate": handed_out("candidate")},
        cells=moved_into_another_answer,
    ),
    Fair("stub-with-a-remark", cells=stub_with_a_remark),
    Fair("answers-in-one-cell", functions=ALL_LEFT, cells=all_in_one_cell),
    Fair("answers-in-the-setup", functions=ALL_LEFT, cells=all_in_the_setup),
]
