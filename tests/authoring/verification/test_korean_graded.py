"""Korean notebooks through `python -m grading`: the same points, and every word in Korean.

Each submission is handed in twice, in the English notebook and in the Korean one.
"""

import csv
import html
import json
import re
import shutil
import subprocess
import sys

import pytest

from authoring.assignments import ASSIGNMENTS
from authoring.verification.runnable_notebook import ROOT
from tests.helpers.known import proof

pytestmark = pytest.mark.needs("sandbox")
EACH = pytest.mark.parametrize("assignment", ASSIGNMENTS.values(), ids=ASSIGNMENTS)
HANGUL = re.compile("[가-힣]")
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}\b){3,}")  # four words in a row
OF_PYTHON = re.compile(r"오류로 멈췄습니다: .*?호출할 때", re.DOTALL)  # an error, and a line
BODY = re.compile(r"### BEGIN SOLUTION\n(.*)\n    ### END SOLUTION", re.DOTALL)
HEADINGS = ["Score:", "Student's answer", "Grade cell", "Test cell", "Comments:", "(Top)"]
SENTENCES = ["Not yet", " points", "is right", "No response", "hidden tests ran", "Write your code"]


def released(assignment, language):
    folder = ROOT / "exercises" / ("" if language == "en" else language) / assignment.folder
    return json.loads((folder / f"{assignment.notebook}.ipynb").read_text(encoding="utf-8"))


def text_of(cell):
    return "".join(cell["source"])


def solved(assignment, notebook):
    """Write the solutions into a notebook, below its own docstrings."""
    path = ROOT / "solutions" / assignment.folder / f"{assignment.notebook}.ipynb"
    cells = {c["id"]: text_of(c) for c in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    for cell in notebook["cells"]:
        if body := BODY.search(cells[cell["id"]]):
            before = re.split(r"    # .*\n    raise NotImplementedError", text_of(cell))[0]
            cell["source"] = before + body[1]
    return notebook


def wrong(assignment, notebook):
    """Put the first listed mistake into every function."""
    functions = {function.name: function for function in assignment.functions}
    for cell in solved(assignment, notebook)["cells"]:
        if function := functions.get(cell["id"]):
            mistake = next(mistake for mistake in function.proven if mistake.listed)
            cell["source"] = proof(assignment.folder).source(function, mistake.code)
    return notebook


WAYS = {"right": solved, "wrong": wrong, "untouched": lambda assignment, notebook: notebook}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Hand everything in twice, and grade it."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    ignore = shutil.ignore_patterns("__pycache__")
    for folder in ("solutions", "exercises", "grading"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignore)
    for assignment in ASSIGNMENTS.values():
        for way, write in WAYS.items():
            for language in ("en", "ko"):
                place = root / "submitted" / f"{way}-{language}" / assignment.folder
                place.mkdir(parents=True)
                notebook = write(assignment, released(assignment, language))
                (place / f"{assignment.notebook}.ipynb").write_text(json.dumps(notebook))
    command = [sys.executable, "-m", "grading", "--jobs", "1"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert not HANGUL.search(done.stdout + done.stderr)  # an instructor reads English
    return root


@pytest.fixture(scope="module")
def rows(course):
    text = (course / "grades.csv").read_text(encoding="utf-8-sig")
    assert not HANGUL.search(text)
    return {(row["student"], row["assignment"]): row for row in csv.DictReader(text.splitlines())}


def outputs(course, student, assignment):
    """Return what is below each test cell of a graded notebook."""
    path = course / "autograded" / student / assignment.folder / f"{assignment.notebook}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {c["id"].removeprefix("test_"): c["outputs"] for c in cells if c["id"][:5] == "test_"}


def words(shown):
    """Return all that a learner reads below one cell."""
    texts = []
    for output in shown:
        data = output.get("data", {}).get("text/html", "")
        texts += ["".join(output.get("text", "")), "".join(data), output.get("evalue", "")]
    return html.unescape(" ".join(" ".join(texts).split()))


@pytest.mark.parametrize("way", WAYS)
@EACH
def test_both_notebooks_get_the_same_points_and_need_no_look(rows, assignment, way):
    english, korean = (dict(rows[f"{way}-{k}", assignment.folder]) for k in ("en", "ko"))
    assert english.pop("student") != korean.pop("student")
    assert english == korean
    assert (korean["state"], korean["reason"]) == ("graded", "")
    points = [float(korean[function.name]) for function in assignment.functions]
    if way == "wrong":
        assert 0 < float(korean["score"]) < float(korean["max"])
    else:
        assert sum(points) == float(korean["max"]) * (way == "right")


@pytest.mark.parametrize("way", WAYS)
@EACH
def test_each_notebook_hears_its_own_language(course, assignment, way):
    english, korean = (outputs(course, f"{way}-{k}", assignment) for k in ("en", "ko"))
    for function in [each.name for each in assignment.functions]:
        said = OF_PYTHON.sub("", words(korean[function]))
        assert HANGUL.search(said)
        assert not ENGLISH.search(said), said
        assert not [sentence for sentence in SENTENCES if sentence in said], said
        assert not HANGUL.search(words(english[function]))
        if way == "right":
            assert f"{function} 함수가 맞습니다." in said
        else:
            assert said.startswith(f"아직 맞지 않습니다. {function}")


@pytest.mark.parametrize("way", WAYS)
@EACH
def test_the_feedback_page_is_korean(course, assignment, way):
    pages = {}
    for language in ("en", "ko"):
        folder = course / "feedback" / f"{way}-{language}" / assignment.folder
        page = (folder / f"{assignment.notebook}.html").read_text(encoding="utf-8")
        body = re.sub(r"<pre>.*?</pre>", "", page[page.index("<body") :], flags=re.DOTALL)
        pages[language] = page, html.unescape(re.sub(r"<[^>]+>", "", body))
    page, shown = pages["ko"]
    assert '<html lang="ko">' in page
    assert [text for text in HEADINGS + SENTENCES if text in shown] == []
    assert "점수: " in shown
    assert "제출한 답" in shown
    assert ("답이 없습니다." in shown) == (way == "untouched")
    assert page.count("# 여기에서 숨은 테스트를 실행했습니다") == len(assignment.functions)
    page, shown = pages["en"]
    assert not HANGUL.search(page)
    assert [text for text in HEADINGS[:4] if text not in shown] == []
    assert ("No response." in shown) == (way == "untouched")


@EACH
def test_given_cells_keep_their_korean_words(course, assignment):
    path = course / "autograded/right-ko" / assignment.folder / f"{assignment.notebook}.ipynb"
    graded = json.loads(path.read_text(encoding="utf-8"))
    korean = {cell["id"]: text_of(cell) for cell in released(assignment, "ko")["cells"]}
    (setup,) = (cell for cell in graded["cells"] if cell["id"] == "setup")
    assert text_of(setup) == korean["setup"]
    assert graded["metadata"]["natural_language"] == "ko"
