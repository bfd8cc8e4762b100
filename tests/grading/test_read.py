"""A submission is read once: what is hashed is what is graded."""

import json
import os
import resource
import unicodedata
from datetime import datetime

import pytest
from nbgrader.utils import parse_utc

from grading.judge.results import SubmissionResult
from grading.publish.grades_csv import _text
from grading.read import submissions, times
from grading.read.notebook import parse_notebook
from grading.read.printable import is_storable, key, shown
from grading.read.submissions import (
    NotGradedError,
    Submission,
    fingerprint,
    read_beside,
    read_files,
)
from grading.record.journal import Journal
from grading.record.records import Record
from grading.stage.notebook_spec import NotebookSpec, defines, digest
from grading.stage.select import stage

CELL = {"cell_type": "code", "source": "def f():\n    return 1\n", "metadata": {}, "id": "f"}
NOTEBOOK = json.dumps({"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
SPEC = NotebookSpec("n", ("f", "test_f"), ("f",), ("test_f",))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "n.ipynb").write_text(NOTEBOOK)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "more.txt").write_text("one")
    return tmp_path


def staged(folder, found):
    return stage(Submission("anna", "a", folder), found, [SPEC], [])


def change(folder):
    (folder / "n.ipynb").write_text(NOTEBOOK.replace("return 1", "return 2"))
    (folder / "data" / "more.txt").write_text("two")


def test_what_changes_after_the_hash_is_not_graded(folder):
    found = read_files(folder)
    before = fingerprint(found)
    change(folder)
    taken = staged(folder, found)
    assert "return 1" in taken.notebooks["n"].cells[0].source
    assert taken.files == {os.path.join("data", "more.txt"): b"one"}
    assert fingerprint(read_files(folder)) != before


def test_a_file_that_is_too_large_to_keep_is_compared_when_it_is_read_again(folder, monkeypatch):
    whole = fingerprint(read_files(folder))
    monkeypatch.setattr(submissions, "MAX_KEPT", 1)
    found = read_files(folder)
    assert [file.kept for file in found] == [None, None]
    assert fingerprint(found) == whole
    assert staged(folder, found).files == {os.path.join("data", "more.txt"): b"one"}
    change(folder)
    with pytest.raises(NotGradedError, match=r"n\.ipynb changed while it was being read"):
        staged(folder, found)


def test_what_lies_beside_a_notebook_is_read_within_limits(folder):
    """As nbgrader's own commands read it: number, depth, links and pipes are limited there too."""
    for number in range(501):
        (folder / "venv" / "lib").mkdir(parents=True, exist_ok=True)
        (folder / "venv" / "lib" / f"{number}.py").write_bytes(b"")
    deep = folder.joinpath(*["d"] * 30)
    deep.mkdir(parents=True)
    (deep / "far.txt").write_bytes(b"")
    (folder / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe.txt")
    found, notes = read_beside(folder)
    assert found == {os.path.join("data", "more.txt"): b"one"}
    assert {note.partition(":")[0] for note in notes} == {
        "left out, a link",
        "left out, a path that is too long",
        "left out, neither a file nor a folder",
        "left out, more than 500 files or 30 MB together",
    }


def test_the_hash_is_of_names_and_contents(folder):
    """Written out, as gradebooks hold it: another one would grade every course again."""
    due = "b2d3954dbed7891de29d9019e5454abd"
    assert fingerprint(read_files(folder)).startswith(due)


@pytest.mark.parametrize(
    ("text", "hour", "notes"),
    [("2030-05-02 10:00:00 UTC", 10, 0), ("", None, 0), ("at noon, I think", None, 1)],
)
def test_the_time_is_read_once(folder, text, hour, notes):
    (folder / "timestamp.txt").write_text(text)
    taken = staged(folder, read_files(folder))
    assert (taken.timestamp.hour if taken.timestamp else None) == hour
    assert len(taken.notes) == notes
    assert ("timestamp.txt" in taken.files) == (not notes)


def test_the_time_of_a_folder_below_is_not_that_of_the_submission(folder):
    (folder / "data" / "timestamp.txt").write_text("2030-05-02 10:00:00 UTC")
    assert staged(folder, read_files(folder)).timestamp is None


def test_a_notebook_that_is_too_large_is_not_parsed(folder, monkeypatch):
    monkeypatch.setattr("grading.read.notebook.MAX_BYTES", 10)
    with pytest.raises(NotGradedError, match=r"n\.ipynb is too large: 0 MB"):
        parse_notebook(read_files(folder)[1])


@pytest.mark.parametrize(
    ("content", "due"),
    [
        (b"2030-05-02 10:00:00 UTC", datetime(2030, 5, 2, 10)),
        (b"2030-05-02\r\n10:00:00.5 Asia/Seoul\r\n", datetime(2030, 5, 2, 1, 0, 0, 500_000)),
        (b"May 2 2030 10:00", datetime(2030, 5, 2, 10)),
        (b"0999-05-02 10:00 UTC", datetime(999, 5, 2, 10)),
        (b" \n", None),
    ],
)
def test_a_time_is_what_nbgrader_reads_of_what_is_written(content, due):
    """What goes on to autograded/ is read as the same time by nbgrader's own commands."""
    assert times.time_in(content) == due
    written = times.as_text(due).decode("ascii")
    assert (parse_utc(written) if written else None) == due


@pytest.mark.parametrize(
    "content",
    [b"handed in ..", b"5\r\nam", b"May 2", b"10:00", b"5 " * 10**6, b"\xff", b"\x00"]
    + [b"2030-05-02 10:00 " + zone for zone in (b"..", b"x" * 60, b"A\x00B")],
)
def test_what_is_no_date_is_none(content):
    with pytest.raises(times.NoDateError):
        times.time_in(content)


@pytest.mark.parametrize("function", ["f", "candidate"])
@pytest.mark.parametrize("line", ["\n", " \n", "\t\n", "{}: y\n", "{} \n", "as {}x\n", "def {}x\n"])
def test_to_look_for_a_function_ends(function, line):
    """A pattern whose time grows with the square of the length is not through in an hour."""
    text = line.format(function)
    assert not defines(text * 200_000 + f"{function}(1)\n", function)


@pytest.mark.parametrize(
    "source",
    [
        *("def f(x):", "  async def f(x):", "class f:", "f = 1", "\tf: int = 1", "f=1"),
        *("from m import g as f", "\n\n  def f():", "x = 1\nf =2"),
    ],
)
def test_what_defines_a_function(source):
    assert defines(source, "f")
    assert not defines(source.replace("f", "ff").replace("deff", "def"), "f")


def test_a_name_has_one_form():
    composed, letters = "이수민", unicodedata.normalize("NFD", "이수민")
    assert key(letters) == key(composed) == composed


@pytest.mark.parametrize("name", ["a\x1b[2J", "a\udcff", "a" * 129, "a\nb", "a\u202eb"])
def test_a_name_that_cannot_be_stored_is_shown_with_a_hash(name):
    """It is nobody else's: neither that of a name which is shown alike, nor of a longer one."""
    assert not is_storable(name)
    made = key(name)
    assert len(made) <= 128
    assert made.isprintable()
    assert made not in {key(name + "b"), shown(name), name[:128]}


@pytest.mark.parametrize("words", ["\x00", "\x1b[2J", "\ud800", "\n", "\u2028", "\u202e", "\x9b"])
def test_whatever_is_said_is_printable(words):
    record = Record("a", "anna", "", "failed", f"a{words}b")
    result = SubmissionResult("anna", "a", "", notes=(f"a{words}b",), failed=f"a{words}b")
    for said in (record.reason, *result.notes, result.failed, str(NotGradedError(f"a{words}b"))):
        assert said.isprintable()
        assert said[0] + said[-1] == "ab"


def test_a_long_text_is_cut():
    assert len(Record("a", "anna", "", "failed", "x" * 10**6).reason) == 2000


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_no_spreadsheet_takes_words_for_a_formula(sign):
    assert _text(f"{sign}1") == f"'{sign}1"
    assert _text(f" {sign}1") == f" '{sign}1"
    assert _text(f"a;{sign}1") == f"a;'{sign}1"
    assert _text(f"a{sign}1") == f"a{sign}1"


def test_half_a_line_of_the_journal_is_taken_back(tmp_path):
    """A limit of the size of files does what a full disk does: it takes a part of a line."""
    journal = Journal(tmp_path, "gradebook")
    journal.append([SubmissionResult("anna", "a", "1")])
    before = journal.path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            journal.append([SubmissionResult("ben", "a", "2")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert journal.path.read_bytes() == before
    assert Journal(tmp_path, "gradebook").find("a", "anna", "1") is not None


def test_a_folder_that_may_not_be_opened_stops_no_other(tmp_path, monkeypatch):
    for student in ("anna", "ben"):
        (tmp_path / student / "a").mkdir(parents=True)
    entries = submissions._entries

    def closed(folder):
        if folder.name == "anna":
            raise PermissionError(13, "Permission denied", str(folder))
        return entries(folder)

    monkeypatch.setattr(submissions, "_entries", closed)
    found = [(one.student, one.assignment) for one in submissions.find(tmp_path)]
    assert found == [("anna", ""), ("ben", "a")]


# Of two notebooks the one with work in it counts.

BLANK = CELL | {"source": "def f():\n    raise NotImplementedError\n"}


def as_notebook(*cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def of_two(tmp_path, own, other, name="n-Copy1.ipynb"):
    """Stage a notebook of the right name and another one; return which is taken, and notes."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / "n.ipynb").write_text(as_notebook(own))
    (tmp_path / name).write_text(as_notebook(other))
    taken = staged(tmp_path, read_files(tmp_path))
    return taken.notebooks["n"].cells[0].source, taken.notes


@pytest.mark.parametrize("name", ["n-Copy1.ipynb", "nested/n.ipynb", "nested/other.ipynb"])
def test_a_solved_copy_beside_a_blank_original_counts(tmp_path, name):
    source, notes = of_two(tmp_path, BLANK, CELL, name)
    assert source == CELL["source"]
    assert f"n.ipynb holds no work, graded {name}" in notes


@pytest.mark.parametrize("own", [CELL, CELL | {"source": "def f():\n    return 2\n"}])
def test_the_name_decides_where_both_have_work_or_only_it_has(tmp_path, own):
    source, notes = of_two(tmp_path, own, CELL)
    assert source == own["source"]
    assert notes == ["not graded, an extra notebook: n-Copy1.ipynb"]
    source, _ = of_two(tmp_path, own, BLANK)
    assert source == own["source"]


def test_where_nothing_is_written_at_all_the_name_decides(tmp_path):
    source, notes = of_two(tmp_path, BLANK, BLANK)
    assert source == BLANK["source"]
    assert notes == ["not graded, an extra notebook: n-Copy1.ipynb"]


def test_of_two_solved_copies_none_is_chosen_unless_they_are_the_same(tmp_path):
    (tmp_path / "a.ipynb").write_text(as_notebook(CELL | {"source": "def f():\n    return 3\n"}))
    with pytest.raises(NotGradedError, match=r"n\.ipynb holds no work, and more than one could"):
        of_two(tmp_path, BLANK, CELL)
    (tmp_path / "a.ipynb").write_text(as_notebook(CELL))
    assert of_two(tmp_path, BLANK, CELL)[0] == CELL["source"]


def test_an_answer_that_is_no_function_is_work_where_we_know_what_was_handed_out(tmp_path):
    spec = NotebookSpec("n", ("f",), (), ("f",), {"f": frozenset([digest("x = None")])})
    for source, due in (("x = None", False), ("\nx  = None ", False), ("x = 3", True), ("", False)):
        raw = as_notebook(CELL | {"source": source, "metadata": {"nbgrader": {"grade_id": "f"}}})
        (tmp_path / "n.ipynb").write_text(raw)
        assert spec.has_work(parse_notebook(read_files(tmp_path)[0])[0]) == due


def nested(tmp_path, **files):
    """Stage a notebook in a folder, with files there and elsewhere; return the files by name."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "n.ipynb").write_text(NOTEBOOK)
    for name, content in files.items():
        path = tmp_path / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    taken = stage(Submission("anna", "a", tmp_path), read_files(tmp_path), [SPEC], ["checks.py"])
    return taken.files, taken.notes


def test_a_file_beside_a_notebook_in_a_folder_is_beside_it_when_it_is_graded(tmp_path):
    files, _ = nested(tmp_path, deep__helper_py="x = 1", other__more_py="y = 1")
    assert files["helper.py"] == files["deep/helper.py"] == b"x = 1"
    assert "more.py" not in files


def test_the_file_beside_the_notebook_wins_and_none_takes_the_place_of_ours(tmp_path):
    files, notes = nested(tmp_path, helper_py="x = 1", deep__helper_py="x = 2", deep__checks_py="0")
    assert files["helper.py"] == b"x = 2"
    assert "of two files helper.py the one in deep/ is taken" in notes
    assert "checks.py" not in files


def test_no_file_lies_where_a_folder_is(tmp_path):
    (tmp_path / "data").write_text("a file")
    (tmp_path / "deep" / "data").mkdir(parents=True)
    (tmp_path / "deep" / "data" / "x.py").write_text("0")
    (tmp_path / "deep" / "n.ipynb").write_text(NOTEBOOK)
    assert set(staged(tmp_path, read_files(tmp_path)).files) == {"data", "deep/data/x.py"}
