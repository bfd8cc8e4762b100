"""The language of a notebook decides over words, and over nothing else."""

import html
import json
import os
import re
import shutil

import pytest

from grading import languages
from grading.publish import feedback_template
from grading.publish.exporter import TEMPLATE
from grading.read.notebook import parse_notebook
from grading.read.submissions import read_files
from tests.helpers.course_folder import (
    ASSIGNMENT,
    NAME,
    POINTS,
    ROOT,
    TOTAL,
    code,
    find,
    load,
    rewritten,
    solved,
)

HANGUL = re.compile("[가-힣]")
TANH = "def input_gate(x, h, W, U, b):\n    return np.tanh(x @ W + h @ U + b)\n"
KILLS = "def candidate(*args):\n    import os\n    os._exit(1)\n"
ENDLESS = "def forget_gate(*args):\n    while True:\n        pass\n"
LOUD = "for k in range(2000):\n    print(k)\n!ls\n"


def korean(**sources):
    """Return the Korean notebook, solved but for some functions."""
    notebook = load("exercises/ko")
    for cell in notebook["cells"]:
        if cell["id"] in POINTS:
            cell["source"] = sources.get(cell["id"], find(solved(), cell["id"])["source"])
    return notebook


def english_but_marked(language):
    notebook = rewritten(input_gate=TANH)
    notebook["metadata"]["natural_language"] = language
    return notebook


def without_metadata():
    notebook = korean(input_gate=TANH)
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return notebook


def with_own_variable():
    """A learner's own code has no say in it: it runs in another process."""
    notebook = rewritten(input_gate=TANH)
    source = "import os\nos.environ['EXERCISES_LANGUAGE'] = 'ko'\n"
    notebook["cells"].insert(0, code(source))
    return notebook


def with_trouble():
    trouble = korean(candidate=KILLS, forget_gate=ENDLESS)
    trouble["cells"].insert(4, code(LOUD, "loud"))
    return trouble


SUBMISSIONS = {
    "ko": korean(input_gate=TANH),
    "en": rewritten(input_gate=TANH),
    "faked": english_but_marked("ko"),
    "unknown": english_but_marked("tlh"),
    "no-text": english_but_marked(["ko"]),
    "lost": without_metadata(),
    "variable": with_own_variable(),
}
SPOKEN = {"ko": "ko", "faked": "ko", "lost": "ko"}  # all others: English


@pytest.fixture(scope="module")
def course(make_course):
    """Grade all of them, by an instructor whose own environment wants Korean."""
    course = make_course()
    shutil.copytree(ROOT / "exercises/ko", course.root / "exercises/ko")
    course.env["EXERCISES_LANGUAGE"] = "ko"
    for student, notebook in SUBMISSIONS.items():
        course.submit(student, notebook)
    course.submit("trouble", with_trouble())
    course.configure("c.Execute.timeout = 2")
    course.be_patient()
    course.grade()
    return course


def said(course, student, cell_id="test_input_gate", step="autograded"):
    path = course.root / step / student / ASSIGNMENT / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    outputs = find(notebook, cell_id)["outputs"]
    return "\n".join("".join(o.get("text", o.get("evalue", ""))) for o in outputs)


def page(course, student):
    text = (course.root / "feedback" / student / ASSIGNMENT / f"{NAME}.html").read_text("utf-8")
    return html.unescape(re.sub(r"<[^>]+>", "", text[text.index("<body") :]))


@pytest.mark.parametrize("student", SUBMISSIONS)
@pytest.mark.needs("sandbox")
def test_the_notebook_decides_over_the_words_and_not_over_the_points(course, student):
    row, reference = course.rows()[student], course.rows()["en"]
    points = {key: row[key] for key in [*POINTS, "score", "state"]}
    assert points == {key: reference[key] for key in points}
    start = "아직 맞지 않습니다." if SPOKEN.get(student) == "ko" else "Not yet."
    assert said(course, student).startswith(f"{start} input_gate: ")
    assert ("점수: " in page(course, student)) == (SPOKEN.get(student) == "ko")


@pytest.mark.needs("sandbox")
def test_a_notebook_as_handed_out_needs_no_look(course):
    assert {course.rows()[student]["reason"] for student in ("ko", "en")} == {""}


@pytest.mark.needs("sandbox")
def test_what_grading_itself_says_is_korean_too(course):
    shown = page(course, "trouble")
    assert "DeadKernelError: 이 셀에서 커널이 종료되었습니다." in shown
    words = (
        "CellTimeoutError: 2초가 지나도 끝나지 않았습니다. 끝나지 않는 반복문이 없는지 확인하세요."
    )
    assert words in shown
    assert "candidate 함수가 끝나지 않거나 모든 것을 끝내 버립니다" in shown or (
        float(course.rows()["trouble"]["lstm_step"]) == POINTS["lstm_step"]
    )
    assert "... 출력이 길어서 잘랐습니다 ..." in shown
    assert "truncated" not in shown
    assert "... cut ..." not in shown
    reason = course.rows()["trouble"]["reason"]
    assert "test_candidate killed the kernel" in reason  # the instructor's line
    assert not HANGUL.search(reason)


@pytest.mark.needs("sandbox")
def test_nbgraders_own_commands_speak_the_language_too(course):
    """`nbgrader autograde` and `nbgrader generate_feedback`, with grading's steps in them."""
    course.submit("plain-ko", korean(input_gate=TANH))
    course.submit("plain-none", load("exercises/ko"))
    for command in ("autograde", "generate_feedback"):
        course.run("nbgrader", command, ASSIGNMENT, "--student", "plain-*")
    assert said(course, "plain-ko").startswith("아직 맞지 않습니다. input_gate: ")
    shown = page(course, "plain-none")
    assert shown.count("답이 없습니다.") == len(POINTS)
    assert "No response" not in shown
    assert "# 여기에서 숨은 테스트를 실행했습니다" in shown
    path = course.root / "autograded/plain-ko" / ASSIGNMENT / f"{NAME}.ipynb"
    setup = find(json.loads(path.read_text(encoding="utf-8")), "setup")
    assert setup["source"] == find(load("exercises/ko"), "setup")["source"]


@pytest.mark.needs("sandbox")
def test_an_english_course_grades_a_korean_notebook(make_course):
    """Where there is no Korean release, only the given cells are the English ones."""
    course = make_course()
    course.submit("ko", korean())
    course.grade()
    row = course.rows()["ko"]
    assert float(row["score"]) == TOTAL
    assert row["reason"].startswith("setup had been edited, ")
    assert row["reason"].count("the original was run") == 1
    assert "함수가 맞습니다" in said(course, "ko")


@pytest.mark.needs("sandbox")
def test_another_korean_release_grades_again(course):
    course.grade(ASSIGNMENT)
    assert "; 0 graded in this run" in course.grade(ASSIGNMENT)
    path = course.root / "exercises/ko" / ASSIGNMENT / f"{NAME}.ipynb"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    graded = len(SUBMISSIONS) + 3
    assert f"; {graded} graded in this run" in course.grade(ASSIGNMENT)


@pytest.mark.needs("sandbox")
def test_a_translation_never_brings_a_test(course):
    """What stands in a Korean release in the place of a test is not run."""
    path = course.root / "exercises/ko" / ASSIGNMENT / f"{NAME}.ipynb"
    before = path.read_text(encoding="utf-8")
    notebook = json.loads(before)
    find(notebook, "test_input_gate")["source"] = "4.0"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    try:
        course.grade(ASSIGNMENT)
        assert float(course.rows()["ko"]["input_gate"]) < POINTS["input_gate"]
    finally:
        path.write_text(before, encoding="utf-8")


def test_phrases_are_the_same_in_all_languages():
    fields = {
        language: {key: sorted(re.findall(r"\{(\w+)", words)) for key, words in table.items()}
        for language, table in languages.WORDS.items()
    }
    assert fields["ko"] == fields["en"]
    assert all(HANGUL.search(words) for words in languages.WORDS["ko"].values())


@pytest.mark.parametrize(
    ("metadata", "heading", "language"),
    [
        ({"natural_language": "ko"}, "# Exercise 3", "ko"),
        ({"natural_language": "en"}, "# 과제 3", "en"),
        ({}, "# 과제 3", "ko"),
        ({}, "# Exercise 3\n\n과제", "en"),
        ({}, "과제", "en"),
        ("ko", "# Exercise", "en"),
        (None, "# Exercise", "en"),
        ({"natural_language": {"ko": 1}}, "# 과제", "ko"),
    ],
)
def test_which_language_it_is(tmp_path, metadata, heading, language):
    cell = {"cell_type": "markdown", "metadata": {}, "source": heading}
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"metadata": metadata, "cells": [cell], "nbformat": 4}))
    notebook, _ = parse_notebook(*read_files(tmp_path))
    assert languages.language_of(notebook.metadata, notebook.cells) == language


def test_the_variable_is_given_back(monkeypatch):
    monkeypatch.setenv(languages.VARIABLE, "xx")
    with languages.spoken("ko"):
        assert os.environ[languages.VARIABLE] == "ko"
    assert os.environ[languages.VARIABLE] == "xx"
    monkeypatch.delenv(languages.VARIABLE)
    with languages.spoken("ko"):
        pass
    assert languages.VARIABLE not in os.environ


def test_every_heading_is_one_of_nbgraders_and_none_is_left_out():
    text = TEMPLATE.read_text(encoding="utf-8")
    assert [english for english in feedback_template.WORDS["ko"] if english not in text] == []
    (loader,) = feedback_template.loaders("ko", TEMPLATE)
    body = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", loader.mapping[TEMPLATE.name], flags=re.DOTALL)
    shown = re.sub(r"<style.*?</style>|<!--.*?-->|<[^>]*>", "", body, flags=re.DOTALL)
    assert re.findall("[A-Za-z]{2,}", shown) == []
