"""The same course with its gradebook in a real PostgreSQL: the same table."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from course_folder import POINTS, TOTAL, rewritten, solved

NEEDED = os.environ.get("REQUIRE_POSTGRES") == "1"
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def as_user(command):
    """PostgreSQL refuses to run as root; its package brings a user for it."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """Start a server that listens on a socket in a new folder; stop it at the end."""
    if not PROGRAMS:
        message = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        pytest.fail(message) if NEEDED else pytest.skip(message)
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    folder.chmod(0o711)
    data, socket = folder / "data", folder / "socket"
    for path in (data, socket):
        path.mkdir()
        if os.geteuid() == 0:
            shutil.chown(path, "postgres")
    initdb, control = (str(PROGRAMS[-1] / name) for name in ("initdb", "pg_ctl"))
    call([initdb, "-D", str(data), "-U", "teacher", "-A", "trust", "-E", "UTF8", "--no-sync"])
    options = f"-k {socket} -c listen_addresses= -c fsync=off"
    log = str(socket / "log")
    call([control, "-D", str(data), "-l", log, "-o", options, "-w", "start"])
    try:
        yield f"postgresql://teacher@/postgres?host={socket}"
    finally:
        call([control, "-D", str(data), "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder)


def call(command):
    done = subprocess.run(
        as_user(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/"
    )
    assert done.returncode == 0, done.stderr


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
