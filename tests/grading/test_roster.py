"""Everyone in the course has a row; who handed in nothing has no number, and nobody is lost."""

import shutil
import subprocess
import unicodedata

import pytest

from grading.read.roster import Student, read_roster
from tests.helpers.course_folder import ASSIGNMENT, TOTAL, Course, rewritten, solved

HEAD = "id,first_name,last_name,email,lms_user_id\n"
MINJI = Student("minji", "민지", "김", "minji@example.com", "17")
ROW = "minji,민지,김,minji@example.com,17\n"
NFD = unicodedata.normalize("NFD", "이수민")


def roster(folder, content):
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / "students.csv").write_bytes(raw)
    return read_roster(folder)


def test_a_course_may_have_no_roster(tmp_path):
    assert read_roster(tmp_path) is None


@pytest.mark.parametrize(
    "content",
    [
        HEAD + ROW,
        (HEAD + ROW).encode("utf-8-sig"),
        (HEAD + ROW).encode("cp949"),
        (HEAD + ROW).replace(",", "\t").encode("utf-16"),
        (HEAD + ROW).replace(",", ";").replace("\n", "\r\n"),
        "sep=;\n" + (HEAD + ROW).replace(",", ";"),
        "\n" + HEAD + "\n" + ROW + ",,,,\n" * 3,
        '"ID", "first_name" ,last_name,email,lms_user_id,course\n' + ROW.replace("17", "17,lstm"),
        HEAD + "minji,민지,김,minji@example.com,17,,\n",
        "email,lms_user_id,id,last_name,first_name\nminji@example.com,17,minji,김,민지",
        '"id","first_name","last_name","email","lms_user_id","note"\n'
        'minji,민지,김,minji@example.com,17,"two\nlines, and more"\n',
    ],
)
def test_the_forms_in_which_a_roster_is_saved(tmp_path, content):
    found = roster(tmp_path, content)
    assert (found.students, found.problems) == ({"minji": MINJI}, [])


def test_a_row_may_say_nothing_but_the_id(tmp_path):
    assert roster(tmp_path, f"id\n{NFD}\n").students == {"이수민": Student("이수민")}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",Anna,Kim,,", "there is no id"),
        ('"ben,Ben,Lee,,', "it is no row of a table"),
        ('"ben"x,Ben,Lee,,', "it is no row of a table"),
        ("be\0n,Ben,Lee,,", "expected an id of at most 128 printable characters"),
        ("b" * 129, "expected an id of at most 128 printable characters"),
        ("be\x1b[2Jn,,,,", "expected an id of at most 128 printable characters"),
        ("minji,Another,One,,", "minji stands in line 2 already, which counts"),
        ("2.02412E+09,Ben,Lee,,", "2.02412E+09 is a number that a spreadsheet has shortened"),
    ],
)
def test_a_broken_row_is_named_and_costs_no_other_row_anything(tmp_path, row, words):
    found = roster(tmp_path, f"{HEAD}{ROW}{row}\nzoe,Zoe,Park,,\n")
    assert found.students == {"minji": MINJI, "zoe": Student("zoe", "Zoe", "Park")}
    [problem] = found.problems
    assert problem.startswith(f"students.csv, line 3: {words}")
    assert problem.isprintable()


def test_a_row_with_too_many_cells_keeps_its_id_alone(tmp_path):
    found = roster(tmp_path, f"{HEAD}ben,Ben,Jr.,Lee,b@example.com,18\n")
    assert found.students == {"ben": Student("ben")}
    assert found.problems == ["students.csv, line 2: 6 cells, where the first line has 5"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "there is no column id"),
        ("name,mail\nAnna,a@example.com\n", "there is no column id"),
        (b"id\n\xff\xff\x00\xff", "is no text"),
        (None, "cannot be read: Is a directory"),
    ],
)
def test_a_file_that_is_no_roster_is_said(tmp_path, content, words):
    if content is None:
        (tmp_path / "students.csv").mkdir()
    found = read_roster(tmp_path) if content is None else roster(tmp_path, content)
    assert not found.students
    assert [words in problem for problem in found.problems] == [True]


@pytest.fixture(scope="module")
def course(make_checked) -> Course:
    """Six in the roster, with a broken row; three folders, of which one is of nobody there."""
    course = make_checked()
    text = (
        f"{HEAD}{ROW}anna,Anna,Kim,a@example.com,=1+1\nben,,,,\nzoe,,,,\n,,nobody,,\n이수민,,,,\n"
    )
    (course.root / "students.csv").write_bytes(text.encode("cp949"))
    course.submit("anna", solved())
    course.submit("minjy", rewritten(candidate="def candidate(*args):\n    return 0\n"))
    course.submit(NFD, solved())
    return course


@pytest.fixture(scope="module")
def printed(course) -> str:
    return course.grade()


needs_sandbox = pytest.mark.needs("sandbox")


@needs_sandbox
def test_everyone_has_a_row_and_nobody_a_zero_for_nothing(course, printed):
    rows = course.rows()
    assert list(rows) == ["anna", "ben", "minji", "minjy", "zoe", "이수민"]
    states = {name: row["state"] for name, row in rows.items()}
    assert {name for name, state in states.items() if state == "graded"} == {
        *("anna", "minjy", "이수민")
    }
    for name in ("ben", "minji", "zoe"):
        row = rows[name]
        numbers = {value for cell, value in row.items() if value and cell not in ABOUT}
        assert (row["state"], row["score"], numbers) == ("nothing handed in", "", {"30"})


ABOUT = {"student", "first_name", "last_name", "email", "lms_user_id", "assignment", "state"}


@needs_sandbox
def test_names_and_addresses_stand_in_the_table(course, printed):
    row = course.rows()["minji"]
    cells = row["first_name"], row["last_name"], row["email"], row["lms_user_id"]
    assert cells == ("민지", "김", "minji@example.com", "17")
    assert course.rows()["anna"]["lms_user_id"] == "'=1+1"  # no formula


@needs_sandbox
def test_the_last_lines_tell_of_the_class(printed):
    lines = printed.splitlines()
    assert "students.csv, line 6: there is no id" in lines
    assert "submitted/minjy: not in students.csv; is it minji?" in lines
    # Five in the roster, and minjy.
    assert f"{ASSIGNMENT}: 3 of 6 students handed in nothing: ben, minji, zoe" in lines
    assert "submitted/anna" not in printed


@needs_sandbox
def test_students_of_the_gradebook_have_a_row_too(course, printed):
    course.run("nbgrader", "db", "student", "add", "dora", "--last-name", "Han")
    course.run("nbgrader", "db", "student", "add", "ben", "--email", "b@example.com")
    course.grade()
    rows = course.rows()
    assert (rows["dora"]["state"], rows["dora"]["last_name"]) == ("nothing handed in", "Han")
    assert rows["ben"]["email"] == "b@example.com"  # where the roster says nothing


@needs_sandbox
def test_a_name_in_another_form_of_unicode_is_one_student(make_checked):
    """As a gradebook of an earlier version may have it."""
    course = make_checked()
    course.submit("anna", solved())
    (course.root / "students.csv").write_text("id,email\n이수민,s@example.com\n", encoding="utf-8")
    course.run("nbgrader", "db", "student", "add", NFD, "--last-name", "이")
    course.grade()
    rows = course.rows()
    assert list(rows) == ["anna", NFD]
    assert (rows[NFD]["email"], rows[NFD]["last_name"]) == ("s@example.com", "이")


@needs_sandbox
def test_marks_that_only_nbgrader_gave_are_not_called_nothing(course, printed):
    course.submit("zoe", solved())
    course.run("nbgrader", "autograde", ASSIGNMENT, "--student", "zoe")
    shutil.rmtree(course.folder("zoe").parent)
    [absent] = [line for line in course.grade().splitlines() if "handed in nothing" in line]
    assert "minji" in absent
    assert "zoe" not in absent
    row = course.rows()["zoe"]
    assert (row["state"], row["reason"]) == ("graded", "graded by nbgrader's own command")
    assert float(row["score"]) == TOTAL


@needs_sandbox
def test_what_a_student_who_is_gone_has_left_is_listed_and_not_deleted(course, printed):
    course.submit("it's me", solved())
    course.grade()
    shutil.rmtree(course.folder("it's me").parent)
    assert "gone" not in course.grade()  # still in the gradebook
    course.run("nbgrader", "db", "student", "remove", "it's me", "--force")
    said = course.grade()
    assert "Left by students who are gone: autograded/it's me, feedback/it's me" in said
    [command] = [line for line in said.splitlines() if line.startswith("To remove that: ")]
    assert (course.root / "feedback/it's me").is_dir()
    subprocess.run(command.removeprefix("To remove that: "), shell=True, cwd=course.root)
    assert not (course.root / "feedback/it's me").exists()
    assert (course.root / "feedback/anna").is_dir()
    assert "gone" not in course.grade()


@needs_sandbox
def test_one_student_alone_is_graded(make_checked):
    course = make_checked()
    (course.root / "students.csv").write_text("id\nanna\nben\n이수민\n", encoding="utf-8")
    for student in ("anna", "ben", NFD):
        course.submit(student, rewritten(candidate="def candidate(*args):\n    return 0\n"))
    assert "1 submissions: 1 graded; 1 graded in this run" in course.grade("--student", "ben")
    assert list(course.rows()) == ["ben"]  # the others have handed in, and wait
    course.grade()
    before = course.rows()
    for student in ("anna", "ben", NFD):
        course.submit(student, solved())
    printed = course.grade("--student", "이수민", "--student", "ben/")
    assert "2 submissions: 2 graded; 2 graded in this run" in printed
    rows = course.rows()
    assert rows["anna"] == before["anna"]
    assert {float(rows[name]["score"]) for name in ("ben", "이수민")} == {TOTAL}
    course.grade("--student", "anna", ASSIGNMENT)
    assert float(course.rows()["anna"]["score"]) == TOTAL


@needs_sandbox
def test_a_dry_run_may_be_of_one_student_too(make_checked):
    course = make_checked()
    for student in ("anna", "ben"):
        course.submit(student, solved())
    assert "1 submissions: 1 graded" in course.grade("--dry-run", "--student", "ben")
    assert not (course.root / "grades.csv").exists()


@needs_sandbox
def test_to_grade_one_student_forgets_no_other(make_checked):
    course = make_checked()
    course.submit("anna", b"{")
    course.submit("ben", solved())
    course.grade(code=1)
    before = course.rows()["anna"]
    shutil.rmtree(course.folder("anna").parent)
    course.grade("--student", "ben")
    assert course.rows()["anna"] == before  # a whole run would forget what failed and is gone
    course.grade()
    assert "anna" not in course.rows()


@needs_sandbox
def test_a_student_who_is_not_there_is_said_with_the_nearest_name(course, printed):
    before = course.table
    printed = course.grade("--student", "annna", code=2)
    assert "there is nothing of annna in what was handed in" in printed
    assert "; is it anna?" in printed
    assert course.table == before
