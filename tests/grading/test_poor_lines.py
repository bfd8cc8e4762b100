"""What an instructor is told of submissions in odd forms, and which of them are graded."""

import csv
import io
import json
import logging
import os
import traceback
import unicodedata

import pytest
from nbformat import from_dict

from grading.languages import say
from grading.nbgrader_plugins.errors import cause, errors_of
from grading.publish import feedback_page
from grading.read import times
from grading.read.encodings import korean
from grading.read.notebook import parse_notebook
from grading.read.printable import is_storable, key
from grading.read.submissions import NotGradedError, Submission, read_submission
from grading.stage.notebook_spec import NotebookSpec
from grading.stage.restore_cells import restore_cells
from grading.stage.select import stage
from grading.time_limit import TooLongError, at_most
from tests.helpers.course_folder import ASSIGNMENT, NAME, TOTAL, code, load, solved

needs_sandbox = pytest.mark.needs("sandbox")
KOREAN = "이수민"
BYTES = os.fsdecode(KOREAN.encode("cp949"))  # as a folder of Korean Windows is called here
BOXES = KOREAN.encode("cp949").decode("cp437")  # as a program unpacks it that knows no Korean
SPEC = NotebookSpec(NAME, ("candidate", "test_candidate"), ("candidate",), ("test_candidate",))
NOTEBOOK = json.dumps(solved()).encode("ascii")


def staged(folder):
    found, notes = read_submission(folder)
    made = stage(Submission("anna", "a", folder), found, [SPEC], [])
    return made, notes + made.notes


# Names


@pytest.mark.parametrize("name", [BYTES, BOXES, unicodedata.normalize("NFD", KOREAN)])
def test_a_name_of_korean_windows_is_the_korean_name(name):
    assert is_storable(name)
    assert key(name) == KOREAN
    assert key(f"{name}_2024") == f"{KOREAN}_2024"


@pytest.mark.parametrize(
    "name", ["José", "Þóra", "Ægir Ö", "Åsa Ää", "Zoë", "Łukasz", "李小龍", "a│b"]
)
def test_no_other_name_is_taken_for_korean(name):
    assert key(name) == name


def test_a_name_that_is_no_text_in_any_code_stays_apart():
    assert not is_storable("a\udcff")
    assert "~" in key("a\udcff")


@needs_sandbox
def test_a_folder_of_korean_windows_is_graded_under_the_korean_name(make_checked):
    course = make_checked()
    course.submit(BYTES, solved())
    course.submit(BOXES, solved())
    assert "1 submissions: 1 graded" in course.grade()
    assert float(course.rows()[KOREAN]["score"]) == TOTAL
    assert (course.root / "feedback" / KOREAN).is_dir()
    course.submit(BYTES, load("exercises"))
    assert "handed in twice, with different work" in course.grade(code=1)


def test_a_file_of_korean_windows_is_there_under_the_korean_name(tmp_path):
    (tmp_path / f"{NAME}.ipynb").write_bytes(NOTEBOOK)
    (tmp_path / f"{BYTES}.py").write_bytes(b"x = 1\n")
    made, notes = staged(tmp_path)
    assert made.files == {f"{KOREAN}.py": b"x = 1\n"}
    assert not notes


# Texts


def parsed(tmp_path, text, encoding):
    (tmp_path / f"{NAME}.ipynb").write_bytes(text.encode(encoding))
    found, _ = read_submission(tmp_path)
    return parse_notebook(found[0])


@pytest.mark.parametrize(
    ("words", "encoding", "said"),
    [
        ("# 활성화 함수입니다", "cp949", "CP949"),
        ("# 뷁을 쓴 줄과 그 밖의 줄", "cp949", "CP949"),  # a syllable that only Windows' code has
        ("# Ägypten, Öl und Übung", "latin-1", "LATIN-1"),
        ("# à côté de l'été", "latin-1", "LATIN-1"),
        ("# Þóra", "latin-1", "LATIN-1"),
    ],
)
def test_a_notebook_is_read_in_the_code_in_which_it_is_written(tmp_path, words, encoding, said):
    text = json.dumps({"cells": [code(words)], "nbformat": 4}, ensure_ascii=False)
    notebook, notes = parsed(tmp_path, text, encoding)
    assert notebook.cells[0].source == words
    assert notes == [f"{NAME}.ipynb is written in {said}"]


def test_two_bytes_of_a_rare_syllable_are_not_korean():
    assert korean("Ägypten".encode("latin-1")) is None
    assert korean(b"plain") is None


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("2030-05-02 10:00:00 대한민국 표준시", "cp949"),
        ("2030-05-02 10:00:00 대한민국 표준시", "utf-8"),
        ("2030-05-02 10:00:00 KST\r\n", "ascii"),
        ("2030-05-02 01:00:00 UTC", "utf-16"),
        ("2030-05-02 01:00:00 UTC", "utf-8-sig"),
    ],
)
def test_a_time_is_read_in_the_code_in_which_it_is_written(words, encoding):
    time = times.time_in(words.encode(encoding))
    assert time.isoformat(" ") == "2030-05-02 01:00:00"


def test_a_time_without_a_zone_in_korean_words_is_not_guessed():
    with pytest.raises(times.NoDateError):
        times.time_in("2030년 5월 2일 오전 10:00".encode("cp949"))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_end_alike_whatever_wrote_them(tmp_path, end):
    text = json.dumps({"cells": [code(f"x = 1{end}def candidate():{end}    pass")], "nbformat": 4})
    notebook, _ = parsed(tmp_path, text, "utf-8")
    assert notebook.cells[0].source == "x = 1\ndef candidate():\n    pass"


def test_a_release_with_other_ends_of_lines_is_not_edited_by_a_learner():
    meta = {"grade_id": "t", "grade": True, "locked": True, "solution": False, "points": 1}
    original = from_dict(code("x = 1\r\ny = 2\r\n", "t") | {"metadata": {"nbgrader": meta}})
    cell = from_dict(code("x = 1\ny = 2\n", "t") | {"metadata": {"nbgrader": {"grade_id": "t"}}})
    assert restore_cells([cell], {"t": original})[1] == []
    edited = from_dict(cell | {"source": "x = 1\ny = 3\n"})
    assert "edited" in restore_cells([edited], {"t": original})[1][0]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@needs_sandbox
def test_other_ends_of_lines_are_no_edit(make_checked, end):
    course = make_checked()
    notebook = solved()
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", end)
    course.submit("anna", notebook)
    course.grade()
    row = course.rows()["anna"]
    assert (float(row["score"]), row["reason"]) == (TOTAL, "")


@needs_sandbox
def test_other_ends_of_lines_are_no_edit_for_nbgrader(make_course):
    course = make_course()
    notebook = solved()
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    course.submit("anna", notebook)
    course.run("nbgrader", "generate_assignment", ASSIGNMENT)
    assert "edited" not in course.run("nbgrader", "autograde", ASSIGNMENT, "--create")


# Kinds of files


@pytest.mark.parametrize("name", [f"{NAME}.ipynb.txt", f"{NAME}.IPYNB.json", "answer.txt"])
def test_a_notebook_with_another_ending_is_graded_and_said(tmp_path, name):
    (tmp_path / name).write_bytes(NOTEBOOK)
    (tmp_path / "notes.txt").write_text("{ no notebook")
    made, notes = staged(tmp_path)
    assert list(made.notebooks) == [NAME]
    ending = name[name.rindex(".") :]
    assert notes == [
        f"{NAME}.ipynb is missing, graded {name}, the notebook with {ending} behind it"
    ]
    assert made.files == {"notes.txt": b"{ no notebook"}


def test_a_notebook_by_its_right_ending_comes_first(tmp_path):
    (tmp_path / "mine.ipynb").write_bytes(NOTEBOOK)
    (tmp_path / f"{NAME}.ipynb.txt").write_bytes(json.dumps(load("exercises")).encode("ascii"))
    assert f"{NAME}.ipynb is missing, graded mine.ipynb" in staged(tmp_path)[1]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (f"{NAME}.py", b"def f(): ...", f"{NAME}.py is a Python file, not the notebook"),
        ("homework.md", b"# words", "homework.md is a Markdown file, not the notebook"),
        (f"{NAME}.html", b"<html>", f"{NAME}.html is a web page, not the notebook"),
        (f"{NAME}.pdf", b"%PDF", f"{NAME}.pdf is a PDF, not the notebook"),
        (f"{NAME}.ipynb.txt", b"{", f"{NAME}.ipynb.txt is not a notebook (not JSON, line 1"),
    ],
)
def test_what_was_handed_in_instead_is_named(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotGradedError) as caught:
        staged(tmp_path)
    assert str(caught.value).startswith(f"{NAME}.ipynb is missing; {words}")


def test_a_helper_module_is_not_called_the_answer(tmp_path):
    for name in ("checks.py", "helper.py", f"{NAME}.py"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(NotGradedError) as caught:
        staged(tmp_path)
    assert str(caught.value).count("not the notebook") == 1
    assert f"{NAME}.py is a Python file, not the notebook" in str(caught.value)


# What waits for a person


@needs_sandbox
@pytest.mark.parametrize("lost", ["metadata", "cell"])
def test_an_answer_that_lost_its_cell_can_be_marked_by_hand(make_checked, lost):
    """A cell that nobody finds in the formgrader would wait for ever."""
    course = make_checked()
    path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
    source = json.loads(path.read_text(encoding="utf-8"))
    meta = {"grade": True, "solution": True, "locked": False, "points": 3, "schema_version": 3}
    answer = {"cell_type": "markdown", "id": "why", "source": ["Why?"]}
    answer["metadata"] = {"nbgrader": meta | {"grade_id": "why", "task": False}}
    source["cells"].append(answer)
    path.write_text(json.dumps(source), encoding="utf-8")
    notebook = solved()
    if lost == "metadata":
        own = {"cell_type": "markdown", "id": "x", "metadata": {}, "source": ["Since it forgets."]}
        notebook["cells"].append(own)
    course.submit("anna", notebook)
    assert "why was missing, put back: its answer may stand elsewhere" in course.grade(code=1)
    row = course.rows()["anna"]
    assert (row["state"], row["why"], float(row["score"])) == ("partly graded", "", TOTAL)
    graded = course.root / "autograded/anna" / ASSIGNMENT / f"{NAME}.ipynb"
    cells = json.loads(graded.read_text(encoding="utf-8"))["cells"]
    [cell] = [cell for cell in cells if cell["id"] == "why"]
    assert say("en", "missing_answer") in "".join(cell["source"])


# Time


def test_only_a_limit_that_has_patience_for_ever_leaves_a_sleep_alone():
    import time

    with at_most(0.05, patience=float("inf")):
        time.sleep(0.5)
    with pytest.raises(TooLongError), at_most(0.05):
        time.sleep(60)  # stopped long before, also where the timer's signals come late


def test_a_page_that_waited_long_for_the_machine_is_formatted(monkeypatch):
    import time

    from tests.grading.test_feedback import page

    asked = page("<i>words</i>")
    feedback_page.render_batch("{}", [asked])
    monkeypatch.setattr(feedback_page, "SECONDS", 0.5)
    made = feedback_page._as_html

    def on_a_busy_machine(*arguments):
        time.sleep(2)
        return made(*arguments)

    monkeypatch.setattr(feedback_page, "_as_html", on_a_busy_machine)
    assert [one.note for one in feedback_page.render_batch("{}", [asked])] == [""]


# The instructor's own folder


EMPTY = json.dumps({"cells": [code("1")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@needs_sandbox
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (f"{NAME}-Copy1.ipynb", None, f"looks like a copy of {NAME}.ipynb"),
        (f"{NAME} - 복사본.ipynb", None, f"looks like a copy of {NAME}.ipynb"),
        (f"{NAME} (1).ipynb", None, f"looks like a copy of {NAME}.ipynb"),
        ("Untitled.ipynb", EMPTY, "has no cell of nbgrader's"),
        ("lost.ipynb", "x", "is not a notebook: JSONDecodeError: Expecting value"),
        ("lost.ipynb", "{}", "is not a notebook: "),
    ],
)
def test_a_notebook_that_strays_among_the_solutions_is_named(make_course, name, content, words):
    course = make_course()
    folder = course.root / "solutions" / ASSIGNMENT
    own = (folder / f"{NAME}.ipynb").read_text(encoding="utf-8")
    (folder / name).write_text(own if content is None else content, encoding="utf-8")
    course.submit("anna", solved())
    printed = course.grade(code=2)
    assert f"solutions/{ASSIGNMENT}/{name} {words}" in printed
    assert "Traceback" not in printed


@needs_sandbox
def test_a_solution_that_can_no_longer_be_read_takes_no_marks_out_of_the_table(make_checked):
    course = make_checked()
    course.submit("anna", solved())
    course.grade()
    before = course.table
    path = course.root / "solutions" / ASSIGNMENT / f"{NAME}.ipynb"
    path.write_bytes(path.read_bytes()[:-10])
    printed = course.grade(code=2)
    assert f"{NAME}.ipynb is not a notebook: JSONDecodeError: " in printed
    assert course.rows()["anna"] == next(csv.DictReader(io.StringIO(before.decode("utf-8-sig"))))


@needs_sandbox
def test_a_notebook_more_or_less_when_work_is_graded_is_named(make_course):
    course = make_course()
    course.submit("anna", solved())
    course.grade()
    folder = course.root / "solutions" / ASSIGNMENT
    (folder / "more.ipynb").write_text(EMPTY, encoding="utf-8")
    printed = course.grade(code=2)
    assert "work on it is graded, and then nbgrader's gradebook takes no other" in printed
    assert "(new: more.ipynb; gone: none)" in printed


def test_an_error_that_nbgrader_has_only_in_its_log_is_found():
    log = logging.getLogger("of nbgrader")
    with errors_of(log) as said:
        log.error("There was an error processing assignment: x")
        try:
            raise KeyError("why\nand more")
        except KeyError:
            log.error(traceback.format_exc())
        log.error("Please see the the above traceback")
    assert cause(said, ValueError("see above")) == "KeyError: 'why\\nand more'"
    assert cause([], ValueError("see above\nmore")) == "ValueError: see above"
    trace = "Traceback (most recent call last):\n  File x\nnbgrader.nbgraderformat.Error: no id\nx"
    assert cause([trace], ValueError()) == "Error: no id"
    assert log.level == logging.NOTSET
