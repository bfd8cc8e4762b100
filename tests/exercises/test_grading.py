"""Real submissions through a real `nbgrader autograde`: everyone gets exactly what is due."""

import json
import sqlite3

import pytest

ASSIGNMENT, NAME = "03-lstm-gates", "lstm_gates"
POINTS = {
    "input_gate": 4,
    "candidate": 3,
    "forget_gate": 3,
    "cell_state": 4,
    "output_gate": 3,
    "hidden_state": 3,
    "lstm_step": 10,
}
HALF = ["input_gate", "candidate", "forget_gate", "cell_state"]

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
def students(solution, release):
    """Student -> (notebook, functions that are right)."""
    solved = {function: solution.source(function) for function in POINTS}
    everyone = {
        "solution": (release.submission(solved), set(POINTS)),
        "untouched": (release.submission({}), set()),
        "half": (release.submission({f: solved[f] for f in HALF}), set(HALF)),
    }
    for name, own in {"other_ways": OTHER_WAYS, "noisy": NOISY}.items():
        everyone[name] = (release.submission(solved | own), set(POINTS))
    for function in POINTS:  # one wrong, all others right; lstm_step calls the wrong one
        first, _ = solved[function].split("### BEGIN SOLUTION")
        wrong = solved | {function: f"{first}return 0.5, 0.5"}
        everyone[f"wrong_{function}"] = (release.submission(wrong), set(POINTS) - {function})
    tampered = json.loads(release.submission({}))
    for cell in tampered["cells"]:
        if cell["id"].startswith("test_"):
            cell["source"] = "print('all right')"
    everyone["tampered"] = (json.dumps(tampered), set())
    return everyone


@pytest.fixture(scope="module")
def graded(students, make_course, run_tool):
    """Run generate and autograde once for all; return the course and the scores by cell."""
    course = make_course()
    run_tool("nbgrader", "generate_assignment", ASSIGNMENT, cwd=course)
    for student, (notebook, _) in students.items():
        folder = course / "submitted" / student / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text(notebook, encoding="utf-8")
    run_tool("nbgrader", "autograde", ASSIGNMENT, cwd=course)
    return course, scores(course / "gradebook.db")


def scores(database):
    """Return student -> test cell -> (score, maximum), as nbgrader saved it."""
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute(
            "SELECT sa.student_id, base.name, grade.auto_score, grade_cells.max_score "
            "FROM grade JOIN submitted_notebook sn ON grade.notebook_id = sn.id "
            "JOIN submitted_assignment sa ON sn.assignment_id = sa.id "
            "JOIN base_cell base ON grade.cell_id = base.id "
            "JOIN grade_cells ON grade_cells.id = base.id"
        ).fetchall()
    finally:
        connection.close()
    result = {}
    for student, cell, score, maximum in rows:
        result.setdefault(student, {})[cell] = (score, maximum)
    return result


def test_everyone_was_graded(graded, students):
    assert set(graded[1]) == set(students)


@pytest.mark.parametrize(
    "student",
    [
        "solution",
        "untouched",
        "half",
        "other_ways",
        "noisy",
        "tampered",
        *(f"wrong_{function}" for function in POINTS),
    ],
)
def test_a_student_gets_the_points_of_the_right_functions(graded, students, student):
    right = students[student][1]
    assert graded[1][student] == {
        f"test_{function}": (points if function in right else 0, points)
        for function, points in POINTS.items()
    }


def test_the_totals(graded):
    totals = {s: sum(score for score, _ in cells.values()) for s, cells in graded[1].items()}
    assert totals["solution"] == 30
    assert totals["half"] == 14
    assert totals["untouched"] == 0
    assert totals["wrong_lstm_step"] == 20


def test_the_learner_reads_the_message_in_the_graded_notebook(graded):
    course, _ = graded
    path = course / "autograded" / "wrong_cell_state" / ASSIGNMENT / f"{NAME}.ipynb"
    cells = {c["id"]: c for c in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    (output,) = cells["test_cell_state"]["outputs"]
    assert output["output_type"] == "error"
    assert "".join(output["traceback"]).startswith("Not yet. cell_state: C_t has the wrong shape")
    (output,) = cells["test_lstm_step"]["outputs"]
    assert "one of the cells above is not right yet" in "".join(output["text"])
