"""The solution is graded first: a slip in an instructor's test costs nobody a point."""

import re
import shutil
import sqlite3

import pytest

from tests.helpers import slips
from tests.helpers.course_folder import ASSIGNMENT, NAME, POINTS, ROOT

pytestmark = pytest.mark.needs("sandbox")

FOLDERS = sorted(path.parent for path in (ROOT / "solutions").glob("*/*.ipynb"))
OTHER = "01-long-term-dependencies"
ASKS_NOTHING = "asks nothing of the learner's work"
MISSPELT = tuple(n / 8 for n in range(9))

# What an instructor may do to a test -> what is said of it.
SLIPS = {f"misspelt at {n:g}": (slips.misspelt(n), "Error: ") for n in MISSPELT} | {
    "wrong function": (slips.wrong_function, "KeyError: "),
    "wrong value": (slips.wrong_value, "gives the solution "),
    "syntax error": (slips.syntax_error, "SyntaxError: expected ':'"),
    "metadata": (slips.more_points_in_the_metadata, "and its metadata says "),
    "call": (slips.fewer_points_in_the_call, "gives the solution "),
    "more as the last value": (slips.other_points_as_the_last_value("+ 1"), "and has "),
    "less as the last value": (slips.other_points_as_the_last_value("/ 2"), "and has "),
    "emptied": (slips.written_anew(""), ASKS_NOTHING),
    "a remark": (slips.written_anew("# later"), ASKS_NOTHING),
    "true by itself": (slips.written_anew("assert 1 + 1 == 2"), ASKS_NOTHING),
    "not asked": (slips.not_asked, ASKS_NOTHING),
}


@pytest.fixture
def whole(make_course):
    """Make a course with all assignments, as they stand."""
    course = make_course()
    for folder in FOLDERS:
        place = course.root / "solutions" / folder.name
        shutil.copytree(folder, place, dirs_exist_ok=True)
    return course


def said_of(printed, assignment, test):
    """Return the lines about a test."""
    place = re.compile(rf"(Not graded: )?{assignment}: \w+\.ipynb, {test}[,:]")
    return [line for line in printed.splitlines() if place.match(line)]


def marks(course):
    connection = sqlite3.connect(course.root / "gradebook.db")
    try:
        return connection.execute("SELECT * FROM grade ORDER BY id").fetchall()
    finally:
        connection.close()


def kept(course, change=""):
    """Return what is kept of the checks, after a change of it."""
    connection = sqlite3.connect(course.root / "gradebook.db")
    try:
        with connection:
            connection.execute(change or "SELECT 1")
        return dict(connection.execute("SELECT assignment, decisions FROM course_checks"))
    finally:
        connection.close()


@pytest.mark.parametrize("kind", SLIPS)
def test_a_slip_in_every_test_is_named_test_by_test(whole, kind):
    slip, words = SLIPS[kind]
    tests = {f.name: slips.put_into(whole.root / "solutions" / f.name, slip) for f in FOLDERS}
    assert sum(map(len, tests.values())) > 15
    printed = whole.grade("check", code=1)
    about = {(a, t): said_of(printed, a, t) for a, some in tests.items() for t in some}
    assert {place: lines for place, lines in about.items() if len(lines) != 1} == {}
    lines = [line for (line,) in about.values()]
    assert [line for line in lines if words not in line] == []
    assert len([line for line in printed.splitlines() if ".ipynb" in line]) == len(lines)


def test_a_stand_in_that_is_wrong_is_named(whole):
    folders = [whole.root / "solutions" / folder.name for folder in FOLDERS]
    with_one = []

    def slip(cell):
        with_one.extend([cell["id"]] * bool(slips.stand_ins(cell)))
        slips.misspelt_stand_in(cell)

    for folder in folders:
        slips.put_into(folder, slip)
    assert len(with_one) > 3
    printed = whole.grade("check", code=1)
    lines = [line for line in printed.splitlines() if ".ipynb" in line]
    assert all("its stand_in functions fail a right function" in line for line in lines)
    assert [line.split(", ")[1].split(": ")[0] for line in lines] == with_one


def test_what_is_not_in_the_fixtures_is_named_test_by_test(whole):
    folder = whole.root / "solutions" / ASSIGNMENT
    functions = list(slips.without_fixture_of(folder))
    printed = whole.grade("check", ASSIGNMENT, code=1)
    about = [said_of(printed, ASSIGNMENT, f"test_{function}") for function in functions]
    assert [f"KeyError: '{f}'" in line for f, (line,) in zip(functions, about, strict=True)] == [
        True
    ] * len(POINTS)
    (folder / "fixtures.json").unlink()
    printed = whole.grade("check", ASSIGNMENT, code=1)
    for function in functions:
        (line,) = said_of(printed, ASSIGNMENT, f"test_{function}")
        assert "FileNotFoundError" in line


def test_the_course_as_it_stands_passes_in_each_language(whole):
    shutil.copytree(ROOT / "exercises/ko", whole.root / "exercises/ko")
    printed = whole.grade("check")
    rows = [line.split() for line in printed.splitlines()[1:]]
    assert [row[:2] for row in rows] == [[f.name, way] for f in FOLDERS for way in ("en", "ko")]
    assert all(row[2] == row[4] and row[5] == "0" for row in rows)
    assert not (whole.root / "gradebook.db").exists()
    assert not (whole.root / ".grading").exists()


def test_a_slip_in_a_translation_is_named_with_its_language(whole):
    shutil.copytree(ROOT / "exercises/ko", whole.root / "exercises/ko")
    path = whole.root / "exercises/ko" / ASSIGNMENT / f"{NAME}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert "return 1 / (1 + np.exp(-z))" in text
    path.write_text(text.replace("return 1 / (1 + np.exp(-z))", "return zz"), encoding="utf-8")
    printed = whole.grade("check", ASSIGNMENT, code=1)
    (line,) = said_of(printed, ASSIGNMENT, "test_input_gate")
    assert "in the language ko" in line
    assert printed.splitlines()[1].split()[:5] == [ASSIGNMENT, "en", "30", "of", "30"]
