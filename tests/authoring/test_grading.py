"""Real submissions through nbgrader, all six assignments: points, messages, feedback files.

One run each of generate_assignment, autograde and generate_feedback for all students together.
"""

import html
import json
import re
import shutil
import sqlite3
from pathlib import Path

import nbformat
import pytest
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor

from tests.helpers.contract import CONTRACT, NOTEBOOKS

ROOT = Path(__file__).parents[2]
GATES = "03-lstm-gates/lstm_gates"
MARKED = re.compile(r"BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)

# Partly right: notebook -> function -> (a change of the solution, points, words of the message).
PARTLY = {
    "01-long-term-dependencies/long_term_dependencies": {
        "jacobian_norms": (
            (
                "W_h @ np.diag(1 - h[t + 1] ** 2) @ jacobian",
                "jacobian @ W_h @ np.diag(1 - h[t + 1] ** 2)",
            ),
            5,
            "they are multiplied in the wrong order",
        )
    },
    "02-vanilla-rnn/vanilla_rnn": {
        "rnn_step": ((" + b", ""), 1, "your h_t is right but for b: where does it go?"),
        "rnn_forward": (("(x[:, t], h_t,", "(x[:, t], h_0,"), 3, "every step starts from h_0"),
    },
    GATES: {
        "input_gate": (("sigmoid(", "np.tanh("), 1, "your i_t is tanh of the right sum"),
        "lstm_step": (("hidden_state(o_t, C_t)", "o_t * C_t"), 6, "tanh is missing on C_t"),
    },
    "04-simple-rnn/simple_rnn": {
        "simple_rnn": (("if return_state", "if 0"), 6, "return_state changes nothing"),
        "simple_rnn_shapes": (
            ("[output, (batch_size, units)]", "[output, output]"),
            4,
            "your state has the shape of the output",
        ),
    },
    "05-lstm/lstm": {
        "split_keras_weights": (('"ifgo"', '"ifog"'), 1, "taken in the order i, f, o, g"),
        "lstm": (("[output, h_t, C_t]", "[output, C_t, h_t]"), 8, "the two states have changed"),
    },
    "06-bidirectional-lstm/bidirectional_lstm": {
        "concatenate_directions": (
            ("reverse_time(backward_h)", "backward_h"),
            3,
            "your backward half is in the order in which it was computed",
        ),
        "bidirectional_lstm": (
            (
                "np.concatenate([forward_h, backward_h], axis=1)",
                "concatenate_directions(forward, backward)[:, -1]",
            ),
            7,
            "you show the last row",
        ),
    },
}

# Right, and unlike the solution: loops and lists, in-place work, float32, einsum, renamed
# arguments, a helper, concatenated weights.
OTHER_WAYS = {
    "input_gate": """
def input_gate(x_t, h_prev, W_xi, W_hi, b_i):
    rows = []
    for n in range(len(x_t)):
        row = []
        for k in range(len(b_i)):
            total = b_i[k]
            for d in range(x_t.shape[1]):
                total += x_t[n, d] * W_xi[d, k]
            for j in range(h_prev.shape[1]):
                total += h_prev[n, j] * W_hi[j, k]
            row.append(1 / (1 + np.exp(-total)))
        rows.append(row)
    return rows
""",
    "cell_state": """
def cell_state(f_t, C_prev, i_t, g_t):
    for n, k in np.ndindex(*C_prev.shape):  # in place
        C_prev[n, k] = f_t[n, k] * C_prev[n, k] + i_t[n, k] * g_t[n, k]
    return C_prev
""",
    "lstm_step": """
def lstm_step(x_t, h_prev, C_prev, params):
    both = np.concatenate([x_t, h_prev], axis=1)
    W = {a: np.concatenate([params["W_x" + a], params["W_h" + a]]) for a in "ifgo"}
    z = both @ np.concatenate(list(W.values()), axis=1)
    z += np.concatenate([params["b_" + a] for a in "ifgo"])
    i, f, g, o = np.split(z, 4, axis=1)
    C_t = sigmoid(f) * C_prev + sigmoid(i) * np.tanh(g)
    return [sigmoid(o) * np.tanh(C_t), C_t]
""",
    "candidate": """
def candidate(x_t, h_prev, W_xg, W_hg, b_g):
    x_t, h_prev, W_xg, W_hg, b_g = map(np.float32, (x_t, h_prev, W_xg, W_hg, b_g))
    return np.tanh(x_t @ W_xg + h_prev @ W_hg + b_g)
""",
    "output_gate": """
def my_sigmoid(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


def output_gate(x, h, W, U, b):
    out = np.einsum("nd,dh->nh", x, W)
    out += np.einsum("nk,kh->nh", h, U)
    out += b
    return my_sigmoid(out)
""",
}
NOISY = {
    "forget_gate": """
import sys
import warnings


def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    print("on the way", file=sys.stderr)
    print("on the way")
    warnings.warn("on the way", RuntimeWarning)
    np.exp(np.array([1000.0]))  # numpy warns: overflow
    return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)
"""
}


@pytest.fixture(scope="module")
def students(solutions, releases):
    """Notebook -> student -> (what is handed in, points by function)."""
    everyone = {}
    for notebook in NOTEBOOKS:
        release, solved = releases[notebook], solutions[notebook].solved
        full = {function: points for function, (_, points) in CONTRACT[notebook].items()}
        partly, due = dict(solved), dict(full)
        for function, (change, points, _) in PARTLY[notebook].items():
            partly[function] = solved[function].replace(*change)
            assert partly[function] != solved[function]
            due[function] = points
        everyone[notebook] = {
            "solution": (release.submission(solved), full),
            "partly": (release.submission(partly), due),
        }
    release, solved = releases[GATES], solutions[GATES].solved
    full = everyone[GATES]["solution"][1]
    half = list(full)[:4]
    everyone[GATES] |= {
        "untouched": (release.submission({}), {}),
        "half": (release.submission({f: solved[f] for f in half}), {f: full[f] for f in half}),
    }
    for name, own in {"other_ways": OTHER_WAYS, "noisy": NOISY}.items():
        everyone[GATES][name] = (release.submission(solved | own), full)
    first, _ = solved["cell_state"].split("### BEGIN SOLUTION")
    wrong = solved | {"cell_state": f"{first}return 0.5, 0.5"}  # lstm_step calls it
    everyone[GATES]["wrong_part"] = (release.submission(wrong), full | {"cell_state": 0})
    tampered = json.loads(release.submission({}))
    for cell in tampered["cells"]:
        if cell["id"].startswith("test_"):
            cell["source"] = "print('all right')"
    everyone[GATES]["tampered"] = (json.dumps(tampered), {})
    return everyone


@pytest.fixture(scope="module")
def graded(students, make_course, run_tool):
    """Grade everyone with nbgrader alone; write the feedback as the course does."""
    course = make_course()
    run_tool("nbgrader", "generate_assignment", "0*", cwd=course)
    for notebook, everyone in students.items():
        assignment, name = notebook.split("/")
        for student, (content, _) in everyone.items():
            folder = course / "submitted" / student / assignment
            folder.mkdir(parents=True)
            (folder / f"{name}.ipynb").write_text(content, encoding="utf-8")
    run_tool("nbgrader", "autograde", "0*", cwd=course)
    shutil.copytree(ROOT / "grading", course / "grading")
    run_tool("nbgrader", "generate_feedback", "0*", cwd=course)
    return course


@pytest.fixture(scope="module")
def gradebook(graded):
    """Return assignment -> student -> test cell -> (score, maximum), as nbgrader saved it."""
    connection = sqlite3.connect(graded / "gradebook.db")
    try:
        rows = connection.execute(
            "SELECT a.name, sa.student_id, base.name, grade.auto_score, grade_cells.max_score "
            "FROM grade JOIN submitted_notebook sn ON grade.notebook_id = sn.id "
            "JOIN submitted_assignment sa ON sn.assignment_id = sa.id "
            "JOIN assignment a ON sa.assignment_id = a.id "
            "JOIN base_cell base ON grade.cell_id = base.id "
            "JOIN grade_cells ON grade_cells.id = base.id"
        ).fetchall()
    finally:
        connection.close()
    result = {}
    for assignment, student, cell, score, maximum in rows:
        result.setdefault(assignment, {}).setdefault(student, {})[cell] = (score, maximum)
    return result


def outputs(course, student, notebook):
    """Return test cell -> outputs of a graded notebook."""
    path = course / "autograded" / student / f"{notebook}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    # A busy kernel sends what one cell prints in several pieces.
    joined, _ = CoalesceStreamsPreprocessor().preprocess(notebook, {})
    return {cell.id: cell.get("outputs") for cell in joined.cells}


def feedback(course, student, notebook):
    """Return a feedback file as text: no tags, no entities, single spaces."""
    page = (course / "feedback" / student / f"{notebook}.html").read_text(encoding="utf-8")
    body = page[page.index("<body") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_everyone_gets_exactly_what_is_due(gradebook, students, notebook):
    scores = gradebook[notebook.split("/")[0]]
    assert set(scores) == set(students[notebook])
    for student, (_, due) in students[notebook].items():
        assert scores[student] == {
            f"test_{function}": (due.get(function, 0), points)
            for function, (_, points) in CONTRACT[notebook].items()
        }, student


def test_the_totals_of_the_course(gradebook):
    totals = {"solution": 0, "partly": 0}
    for scores in gradebook.values():
        for student in totals:
            totals[student] += sum(score for score, _ in scores[student].values())
    assert totals == {"solution": 100, "partly": 5 + 4 + 23 + 10 + 9 + 13}


PARTIAL = [
    (n, f, points, words) for n, fs in PARTLY.items() for f, (_, points, words) in fs.items()
]


@pytest.mark.parametrize(("notebook", "function", "points", "words"), PARTIAL)
def test_the_message_and_the_points_reach_the_learner_together(
    graded, notebook, function, points, words
):
    printed, result = outputs(graded, "partly", notebook)[f"test_{function}"]
    message = " ".join(printed["text"].split())
    assert message.startswith(f"Not yet. {function}: ")
    assert words in message
    most = CONTRACT[notebook][function][1]
    shown = "".join(result["data"]["text/html"])
    assert shown.startswith(f"{points} of {most} points (")
    page = feedback(graded, "partly", notebook)
    assert f"{message} Out[" in page
    assert f"(Score: {float(points)} / {float(most)})" in page
    assert shown in page


@pytest.mark.parametrize(
    ("notebook", "student"),
    [*((n, s) for n in NOTEBOOKS for s in ("solution", "partly")), (GATES, "untouched")],
)
def test_feedback_shows_nothing_hidden(graded, solutions, notebook, student):
    page = re.sub(r"\s+", "", feedback(graded, student, notebook))
    assert "Hint3" in page
    book = solutions[notebook]
    for function in CONTRACT[notebook]:
        (hidden,) = MARKED.findall(book.source(f"test_{function}"))
        lines = {re.sub(r"\s+", "", line) for line in hidden.splitlines()}
        for line in lines:
            if len(line) >= 16 and not line.startswith(("import", "def")):
                assert line not in page
    if student != "solution":
        assert "Notyet." in page
    if student == "untouched":
        assert "isnotwrittenyet.Writeitinthecellabove,runthatcell,thenthisone." in page
    assert "Traceback" not in page


def test_a_wrong_part_is_named_below_the_function_that_calls_it(graded):
    printed, _ = outputs(graded, "wrong_part", GATES)["test_lstm_step"]
    assert "that it calls is missing, or is not right yet" in printed["text"]


def test_validate_shows_the_messages(graded, run_tool):
    """What a learner can run before handing in."""
    notebook = graded / "submitted" / "half" / f"{GATES}.ipynb"
    for helper in ("checks.py", "fixtures.json"):
        shutil.copy(graded / "exercises" / GATES.split("/")[0] / helper, notebook.parent)
    said = " ".join(run_tool("nbgrader", "validate", str(notebook), cwd=graded).split())
    assert "VALIDATION FAILED ON 3 CELL(S)" in said
    assert "Not yet. lstm_step is not written yet." in said
    assert "input_gate:" not in said
