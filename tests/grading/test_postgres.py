"""The same course with its gradebook in a real PostgreSQL: the same table."""

import pytest

from tests.helpers.course_folder import POINTS, TOTAL, rewritten, solved
from tests.helpers.postgres_server import running_server


@pytest.fixture(scope="module")
def postgres():
    with running_server() as address:
        yield address


@pytest.mark.needs("sandbox")
def test_postgres_gives_the_same_table(make_course, postgres):
    course = make_course()
    course.submit("anna", solved())
    course.submit("이 수민", rewritten(hidden_state="def hidden_state(*a):\n    return 0.5\n"))
    course.submit("cleo", b"")
    course.grade(code=1)
    sqlite = course.table
    rows = course.rows()
    assert float(rows["anna"]["score"]) == TOTAL
    assert float(rows["이 수민"]["score"]) == TOTAL - POINTS["hidden_state"]

    before = (course.root / "gradebook.db").read_bytes()
    course.env["NBGRADER_DB"] = postgres  # by environment, as the page says
    assert "2 graded in this run" in course.grade(code=1)
    assert course.table == sqlite
    assert (course.root / "gradebook.db").read_bytes() == before

    assert "; 0 graded in this run" in course.grade("--db", postgres, code=1)
    assert course.table == sqlite
