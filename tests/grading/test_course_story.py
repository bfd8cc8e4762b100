"""A term with one assignment: what is graded stays, and only what changes is graded again."""

import os
import re
import shutil
import signal
import sqlite3

import pytest

from tests.helpers.course_folder import ASSIGNMENT, NAME, POINTS, TOTAL, find, rewritten, solved

pytestmark = pytest.mark.needs("sandbox")

ENDLESS = "def lstm_step(*args):\n    while True:\n        pass\n"
NOTHING = "def candidate(*args):\n    return 0\n"
WRONG = "def hidden_state(o_t, C_t):\n    return o_t * C_t\n"


def query(course, sql, *values):
    connection = sqlite3.connect(course.root / "gradebook.db")
    try:
        with connection:
            return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def grades(course):
    """Return all of nbgrader's marks and comments, and the ids under which they are kept."""
    return query(
        course, "SELECT id, auto_score, manual_score, needs_manual_grade FROM grade ORDER BY id"
    ), query(course, "SELECT id, auto_comment, manual_comment FROM comment ORDER BY id")


def mark_by_hand(course, student, cell, points):
    """Do what a person does in the formgrader: a mark and a comment."""
    where = """notebook_id = (SELECT sn.id FROM submitted_notebook sn JOIN submitted_assignment sa
        ON sn.assignment_id = sa.id WHERE sa.student_id = ?)
        AND cell_id = (SELECT id FROM base_cell WHERE name = ?)"""
    set_to = "manual_score = ?, needs_manual_grade = 0"
    query(course, f"UPDATE grade SET {set_to} WHERE {where}", points, student, cell)
    solution = cell.removeprefix("test_")
    note = "A good try: see me."
    query(course, f"UPDATE comment SET manual_comment = ? WHERE {where}", note, student, solution)


def html(course, student):
    return (course.root / "feedback" / student / ASSIGNMENT / f"{NAME}.html").read_text()


@pytest.fixture(scope="module")
def course(make_checked):
    """Anna has all right, Ben has not; Ben gets a mark by hand."""
    course = make_checked()
    course.submit("anna", solved())
    course.submit("ben", rewritten(hidden_state=WRONG))
    first = course.grade()
    assert "2 submissions: 2 graded; 2 graded in this run." in first
    assert "anna" not in re.sub("[12]/2 anna", "", first)  # whoever is done first
    ben = course.rows()["ben"]
    assert float(ben["hidden_state"]) < POINTS["hidden_state"]
    assert float(ben["score"]) == TOTAL - POINTS["hidden_state"] + float(ben["hidden_state"])
    assert f"Score: {float(ben['score'])} / {float(TOTAL)}" in html(course, "ben")
    assert "A good try" not in html(course, "ben")
    mark_by_hand(course, "ben", "test_hidden_state", 1.25)
    return course


def test_marks_by_hand_count_and_reach_the_feedback(course):
    before = grades(course)
    assert "; 0 graded in this run" in course.grade()
    assert float(course.rows()["ben"]["hidden_state"]) == 1.25
    assert "A good try: see me." in html(course, "ben")
    assert grades(course) == before


def test_force_grades_again_and_changes_nothing(course):
    before, notebooks = course.table, course.tree("autograded")
    by_hand = grades(course)[1]
    assert "; 2 graded in this run" in course.grade("--force", ASSIGNMENT)
    assert course.table == before
    assert course.tree("autograded").keys() == notebooks.keys()
    assert grades(course)[1] == by_hand


def test_a_mark_for_an_earlier_version_waits_for_a_second_look(course):
    course.submit("ben", rewritten(hidden_state=WRONG, candidate=NOTHING))
    look = "partly graded: marked by hand in an earlier version, look again: test_hidden_state"
    for arguments in ((), ("--force",), ()):  # until a person has looked
        assert f"ben {ASSIGNMENT}: {look}" in course.grade(*arguments, code=1)
    row = course.rows()["ben"]
    assert (row["state"], float(row["hidden_state"])) == ("partly graded", 1.25)
    assert row["reason"] == look.removeprefix("partly graded: ")
    mark_by_hand(course, "ben", "test_hidden_state", 1.5)
    for arguments in ((), ("--force",)):
        assert "look again" not in course.grade(*arguments)
    row = course.rows()["ben"]
    assert (row["state"], float(row["hidden_state"])) == ("graded", 1.5)


def test_a_broken_version_loses_nothing(course):
    before, notebooks, feedback = grades(course), course.tree("autograded"), html(course, "anna")
    course.submit("anna", b"{")
    assert "anna 03-lstm-gates: failed: " in course.grade(code=1)
    row = course.rows()["anna"]
    assert (row["state"], row["score"]) == ("failed", "")
    assert "the marks of an earlier version stay in the gradebook" in row["reason"]
    assert grades(course) == before
    assert course.tree("autograded") == notebooks
    assert html(course, "anna") == feedback


def test_only_the_changed_submission_is_graded_again(course):
    graded = course.root / "autograded/ben" / ASSIGNMENT / f"{NAME}.ipynb"
    before = graded.stat().st_mtime_ns
    course.submit("anna", rewritten(hidden_state=WRONG))
    assert "2 graded; 1 graded in this run" in course.grade()
    assert TOTAL - POINTS["hidden_state"] <= float(course.rows()["anna"]["score"]) < TOTAL
    assert graded.stat().st_mtime_ns == before


def test_a_name_set_right_leaves_no_failed_row(course):
    course.submit("cleo", solved())
    course.folder("cleo").rename(course.folder("cleo").with_name("exercise-3"))
    course.grade(code=1)
    assert course.rows()["cleo"]["state"] == "failed"
    course.folder("cleo").with_name("exercise-3").rename(course.folder("cleo"))
    course.grade()
    assert course.rows()["cleo"]["state"] == "graded"


def test_a_first_version_that_is_broken_has_no_earlier_marks(course):
    course.submit("finn", b"{")
    course.run("nbgrader", "autograde", ASSIGNMENT, "--student", "finn", code=1)
    course.grade(code=1)
    assert "earlier version" not in course.rows()["finn"]["reason"]
    shutil.rmtree(course.folder("finn").parent)


def test_a_name_is_no_formula_in_a_spreadsheet(course):
    course.submit("=1+1", solved())
    course.grade()
    assert course.rows()["'=1+1"]["state"] == "graded"


@pytest.mark.parametrize(
    ("table", "words"),
    [("submitted", "expected a file to write"), ("no/such/table.csv", "there is no folder")],
)
def test_a_table_that_cannot_be_written_is_said_before_anything_is_graded(course, table, words):
    course.submit("gus", solved())
    assert words in course.grade("--csv", table, code=2)
    assert query(course, "SELECT * FROM course_grading WHERE student = 'gus'") == []
    shutil.rmtree(course.folder("gus").parent)


def test_a_student_who_was_removed_leaves_no_row(course):
    shutil.rmtree(course.folder("cleo").parent)
    course.grade()
    assert course.rows()["cleo"]["state"] == "graded"  # nothing is lost by itself
    course.run("nbgrader", "db", "student", "remove", "cleo", "--force")
    course.grade()
    assert "cleo" not in course.rows()


def test_an_unknown_assignment_is_refused(course):
    before = course.table
    assert "no assignment is called 04; there are 03-lstm-gates" in course.grade("04", code=2)
    assert course.table == before


def test_the_slash_that_a_shell_adds_to_a_folder_is_no_part_of_its_name(course):
    assert "Table: " in course.grade(f"{ASSIGNMENT}/")


def test_no_folder_of_submissions_is_said(make_course):
    printed = make_course().grade(code=2)
    assert "Not graded: expected what was handed in in " in printed
    assert "submitted/, there is no such folder" in printed


def test_a_wrong_setting_is_said(make_course):
    course = make_course()
    course.configure("c.Execute.timeout = 'abc'")
    printed = course.run("grading", code=2)
    assert "Not graded: nbgrader_config.py: " in printed
    assert "Traceback" not in printed


def test_a_file_in_the_way_of_the_feedback_is_said(make_checked):
    course = make_checked()
    course.submit("anna", solved())
    (course.root / "feedback").write_text("in the way", encoding="utf-8")
    printed = course.grade(code=2)
    assert "Stopped: " in printed
    assert "feedback" in printed
    (course.root / "feedback").unlink()
    assert "1 graded" in course.grade()


def test_a_gradebook_out_of_reach_is_said(course):
    printed = course.grade("--db", "sqlite:////no/such/folder/gradebook.db", code=2)
    assert "unable to open database file" in printed
    assert "Traceback" not in printed


def test_no_second_run_at_the_same_time(course):
    import fcntl

    (course.root / ".grading").mkdir()
    with (course.root / ".grading/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another run is grading this course" in course.grade(code=2)
    (course.root / ".grading/lock").unlink()  # and what a killed run left is no obstacle


def test_nbgrader_by_itself_survives_copied_cells(course):
    """The configuration alone is enough: no command of ours, one copied cell, two more students."""
    copied = solved()
    copied["cells"].append(find(copied, "test_candidate") | {"id": "again"})
    course.submit("dan", copied)
    course.submit("eve", solved())
    printed = course.run("nbgrader", "autograde", ASSIGNMENT)
    assert "test_candidate is there more than once, the last one counts" in printed
    totals = """SELECT student_id, sum(auto_score) FROM grade g
        JOIN submitted_notebook sn ON g.notebook_id = sn.id
        JOIN submitted_assignment sa ON sn.assignment_id = sa.id
        WHERE student_id IN ('dan', 'eve') GROUP BY student_id ORDER BY student_id"""
    assert query(course, totals) == [("dan", TOTAL), ("eve", TOTAL)]


def test_a_cell_that_was_not_run_waits_for_a_mark(make_checked):
    """Partly graded: no number where nothing was tested, and exit code 1."""
    course = make_checked()
    course.configure("c.Judge.notebook_timeout = 0", f"c.Judge.unchecked = ['{ASSIGNMENT}']")
    course.submit("dora", solved())
    assert "dora 03-lstm-gates: partly graded: " in course.grade(code=1)
    row = course.rows()["dora"]
    assert row["state"] == "partly graded"
    assert {row[function] for function in POINTS} == {""}
    for function, points in POINTS.items():
        mark_by_hand(course, "dora", f"test_{function}", points)
    course.grade()
    assert course.rows()["dora"]["state"] == "graded"
    assert float(course.rows()["dora"]["score"]) == TOTAL


def test_ctrl_c_while_the_command_starts_is_no_error(make_course):
    course = make_course()
    (course.root / "sqlalchemy.py").write_text("raise KeyboardInterrupt")  # what Ctrl-C does there
    printed = course.run("grading", code=130)
    assert printed == "\nStopped. Nothing had begun.\n"


def test_ctrl_c_leaves_the_gradebook_whole_and_the_run_goes_on(make_course):
    """Interrupted in the middle of the second of two."""
    course = make_course()
    course.configure("import os", "c.Execute.timeout = int(os.environ.get('LIMIT', 2))")
    course.be_patient()
    course.submit("anna", solved())
    course.submit("ben", rewritten(lstm_step=ENDLESS))
    course.env["LIMIT"] = "100000"
    process = course.start("grading")
    for line in process.stderr:
        if line.startswith("1/2 anna"):
            break
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130, err
    assert "The same command goes on from here." in err
    assert "Traceback" not in err
    assert query(course, "PRAGMA integrity_check") == [("ok",)]
    assert not (course.root / "grades.csv").exists()
    states = query(course, "SELECT student, state FROM course_grading ORDER BY student")
    assert states in ([("anna", "graded")], [("anna", "graded"), ("ben", "started")])

    course.env["LIMIT"] = "2"
    assert "2 graded; 1 graded in this run" in course.grade()
    scores = {student: float(row["score"]) for student, row in course.rows().items()}
    assert scores == {"anna": TOTAL, "ben": TOTAL - POINTS["lstm_step"]}
