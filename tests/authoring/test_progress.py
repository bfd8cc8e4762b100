"""Progress over the notebooks of a folder: what it says is what their last tests gave."""

import asyncio
import html.parser
import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import authoring.__main__ as command
from authoring.bundle import bundle
from authoring.verification.helper_module import helper_module
from authoring.workspace import progress

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "02-vanilla-rnn/vanilla_rnn.ipynb", "06-bidirectional-lstm/bidirectional_lstm.ipynb"
STEP = """def rnn_step(x_t, h_prev, W_x, W_h, b):
    return np.tanh(x_t @ W_x + h_prev @ W_h + b)"""
WRONG = "def rnn_forward(x, h_0, W_x, W_h, b):\n    return np.zeros((*x.shape[:2], len(b)))"


def cell(notebook, name):
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def text_of(output):
    return "".join(output["data"]["text/plain"])


def execute(path, **answers):
    """Write answers into a notebook, run its cells in a kernel and save it, as a learner does."""
    notebook = nbformat.read(path, as_version=4)
    for name, source in answers.items():
        cell(notebook, name)["source"] = source
    client = NotebookClient(notebook, kernel_name="python3", timeout=60, allow_errors=True)
    asyncio.run(client.async_execute(cwd=str(path.parent)))
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def tested(tmp_path_factory):
    """Two assignments; the tests of the first one have run: 5 of 5 points, and 1 of 7."""
    folder = tmp_path_factory.mktemp("tested")
    for name in (FIRST, SECOND):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree((ROOT / "exercises" / name).parent, (folder / name).parent, ignore=ignored)
    execute(folder / FIRST, rnn_step=STEP, rnn_forward=WRONG)
    return folder


@pytest.fixture
def folder(tested, tmp_path):
    return shutil.copytree(tested, tmp_path / "exercises")


def edit(path, name, source):
    """Write another source into a cell, and save."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell(notebook, name)["source"] = source
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def shown(folder, capsys):
    """Return a function that gives what ``python -m checks`` prints in one of the folders."""

    def show(within=FIRST):
        with helper_module((folder / within).with_name("checks.py")).importable() as checks:
            assert checks.main() == 0
        return capsys.readouterr().out.rstrip("\n").splitlines()

    return show


def rows(lines):
    """Return the cells of each row of the table, and the sentence below it."""
    *table, empty, summary = lines
    assert empty == ""
    return [[part.strip() for part in line.split("  ") if part.strip()] for line in table], summary


def test_the_points_of_the_last_tests_are_shown_and_what_is_to_come(shown):
    table, summary = rows(shown())
    assert table == [
        [FIRST, "6 of 12 points"],
        ["rnn_step", "5 of 5 points"],
        ["rnn_forward", "1 of 7 points"],
        [SECOND, "0 of 18 points", "no test result is saved"],
    ]
    assert summary == (
        "Last tests: 6 of 30 points; 24 are still to come. Grading tries other numbers, too."
    )


def test_it_is_the_same_from_each_folder_and_as_a_command(shown, folder):
    assert shown(within=SECOND) == shown()
    shell = [sys.executable, "-m", "checks"]
    done = subprocess.run(shell, cwd=(folder / FIRST).parent, capture_output=True, check=True)
    assert done.stdout.decode().splitlines() == shown()


def test_it_speaks_korean(shown, monkeypatch):
    monkeypatch.setenv("EXERCISES_LANGUAGE", "ko")
    edited = shown()
    assert "5점 중 5점" in edited[1]
    assert edited[3].endswith("저장된 테스트 결과가 없습니다")
    assert edited[-1].startswith("마지막 테스트 결과는 30점 중 6점입니다. 남은 점수는 24점입니다.")


def test_a_cell_that_was_changed_since_is_named(shown, folder):
    edit(folder / FIRST, "rnn_step", STEP.replace("tanh", "sin"))
    table, summary = rows(shown())
    other = "the test saw other code than the saved cell holds: run both, and save"
    assert table[1] == ["rnn_step", "5 of 5 points", other]
    assert table[2] == ["rnn_forward", "1 of 7 points"]
    assert "5 of them come from tests that saw other code than the saved cell holds." in summary


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_of_the_exercises_shows_what_it_says(shown, folder, monkeypatch, language):
    monkeypatch.setenv("EXERCISES_LANGUAGE", language)
    shutil.rmtree((folder / SECOND).parent)
    edit(folder / FIRST, "rnn_step", STEP.replace("tanh", "sin"))
    page = (ROOT / "book" / language / "exercises.md").read_text(encoding="utf-8")
    assert "\n".join(["```text", *shown(), "```"]) in page


def test_spaces_at_the_ends_of_lines_are_no_change(shown, folder):
    edit(folder / FIRST, "rnn_step", STEP.replace("\n", "   \n") + "\n\n")
    assert rows(shown())[0][1] == ["rnn_step", "5 of 5 points"]


def test_a_test_without_an_output_has_no_result(shown, folder):
    notebook = json.loads((folder / FIRST).read_text(encoding="utf-8"))
    cell(notebook, "test_rnn_step")["outputs"] = []
    (folder / FIRST).write_text(json.dumps(notebook), encoding="utf-8")
    assert rows(shown())[0][1] == ["rnn_step", "-", "no test result is saved"]


def test_a_result_of_another_function_is_not_taken(shown, folder):
    """As when somebody copies a test cell with its output."""
    notebook = json.loads((folder / FIRST).read_text(encoding="utf-8"))
    cell(notebook, "test_rnn_forward")["outputs"] = cell(notebook, "test_rnn_step")["outputs"]
    (folder / FIRST).write_text(json.dumps(notebook), encoding="utf-8")
    assert rows(shown())[0][2] == ["rnn_forward", "-", "no test result is saved"]


def test_a_copy_of_a_notebook_is_not_counted_twice(shown, folder):
    before = shown()
    shutil.copy(folder / FIRST, (folder / FIRST).with_name("vanilla_rnn-Copy1.ipynb"))
    (folder / FIRST).with_name("Untitled.ipynb").write_text('{"cells": [], "metadata": {}}')
    old = (folder / FIRST).with_name("before-2026-11-30")
    shutil.copytree((folder / SECOND).parent, old)
    assert shown() == before


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b'{"cells": 1}', b'{"cells": [{"id": 1}]}']
)
def test_a_broken_notebook_is_named_and_stops_nothing(shown, folder, content):
    (folder / SECOND).write_bytes(content)
    table, _ = rows(shown())
    assert table[1] == ["rnn_step", "5 of 5 points"]
    assert table[3][0] == SECOND
    assert table[3][-1].startswith("cannot be read (")


def test_a_folder_alone_shows_its_own_notebook(shown, folder):
    shutil.rmtree((folder / SECOND).parent)
    assert len(rows(shown())[0]) == 3


# --- what a kernel keeps ------------------------------------------------------------------------


def test_the_output_of_a_test_keeps_its_result_as_data(tested):
    notebook = json.loads((tested / FIRST).read_text(encoding="utf-8"))
    wrong = "rnn_forward.constant"
    for function, points, most, key in (("rnn_step", 5, 5, ""), ("rnn_forward", 1, 7, wrong)):
        *_, output = cell(notebook, f"test_{function}")["outputs"]
        result = output["metadata"]["exercise_result"]
        assert len(result.pop("code")) == 64
        assert result == {"function": function, "points": points, "most": most, "key": key}
        assert text_of(output) == f"{points:.1f}"  # nbgrader reads this


DECORATED = '@np.errstate(all="ignore")\n'  # another module makes the function that is called


@pytest.mark.parametrize(
    ("source", "note"),
    [
        (f"%precision 4\n{STEP}", []),
        (f"{DECORATED}{STEP}", []),
        (
            f"{STEP}\nrnn_step = np.frompyfunc(rnn_step, 5, 1)",
            ["which code the test saw is not known"],
        ),
    ],
    ids=["magic", "decorated", "no function"],
)
def test_the_code_that_a_test_saw_is_known_or_said_to_be_unknown(shown, folder, source, note):
    execute(folder / FIRST, rnn_step=source)
    _, step, *_ = rows(shown())[0]
    assert step[0] == "rnn_step"
    assert step[2:] == note


def test_an_older_definition_that_a_test_saw_is_not_the_saved_cell(shown, folder):
    """The cell ran, then it was edited to what is no Python, and both cells ran again."""
    notebook = nbformat.read(folder / FIRST, as_version=4)
    again = nbformat.v4.new_code_cell(STEP)
    notebook.cells.insert(notebook.cells.index(cell(notebook, "rnn_step")), again)
    nbformat.write(notebook, folder / FIRST)
    execute(folder / FIRST, rnn_step="def rnn_step(:")
    assert rows(shown())[0][1][2].startswith("the test saw other code than the saved cell holds")


def test_in_a_notebook_tests_of_this_kernel_count_before_they_are_saved(folder):
    notebook = nbformat.read(folder / FIRST, as_version=4)
    for each in notebook.cells:
        each.update({"outputs": []} if each.cell_type == "code" else {})
    nbformat.write(notebook, folder / FIRST)
    notebook.cells.append(nbformat.v4.new_code_cell("checks.progress()"))
    client = NotebookClient(notebook, kernel_name="python3", timeout=60, allow_errors=True)
    asyncio.run(client.async_execute(cwd=str((folder / FIRST).parent)))
    [output] = notebook.cells[-1].outputs
    table, summary = rows(text_of(output).splitlines())
    assert table[1] == ["rnn_step", "5 of 5 points"]
    assert summary.startswith("Last tests: 6 of 30 points")
    assert cells_of(output["data"]["text/html"]) == [[*row, ""][:3] for row in table]


def cells_of(text):
    """Return the cells of each row of a table in HTML."""

    class Table(html.parser.HTMLParser):
        def __init__(self):
            super().__init__()
            self.found = []

        def handle_starttag(self, tag, attributes):
            if tag == "tr":
                self.found.append([])
            elif tag in ("td", "th"):
                self.found[-1].append("")

        def handle_data(self, data):
            if self.found and self.found[-1] and self.lasttag in ("td", "th"):
                self.found[-1][-1] += data.strip()

    parser = Table()
    parser.feed(text.split("</table>")[0])
    return parser.found


def test_in_grading_no_result_is_noted_and_the_function_is_not_looked_at(load_checks, monkeypatch):
    checks = load_checks("02-vanilla-rnn/vanilla_rnn")

    class Untouchable:
        def __getattribute__(self, name):
            raise AssertionError(name)

    result = checks.recorded("rnn_step", Untouchable(), 1, 5, "rnn_step.nothing")
    found = {"function": "rnn_step", "points": 1, "most": 5, "key": "rnn_step.nothing"}
    assert result == {**found, "code": ""}
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert checks.recorded("rnn_step", Untouchable(), 1, 5, "rnn_step.nothing") == found
    assert checks.LAST == {}


# --- the command of the project: the same, or of cells that are run anew -------------------------


@pytest.fixture
def work(folder, monkeypatch):
    """A learner's folder, to which the command goes."""
    work = folder.with_name("work")
    work.mkdir()
    folder.rename(work / "exercises")
    monkeypatch.setattr(command, "WORK", work)
    monkeypatch.setattr(progress, "SECONDS", 3)
    return work


def lines_of(capsys, *arguments, code=0):
    assert command.main(["progress", *arguments]) == code
    return capsys.readouterr().out.rstrip("\n").splitlines()


def test_run_anew_shows_what_the_cells_give_now_and_changes_no_file(work, capsys):
    exercises = work / "exercises"
    edit(exercises / FIRST, "rnn_step", STEP.replace("tanh", "sin"))
    edit(exercises / SECOND, "reverse_time", "def reverse_time(x):\n    return x[:, ::-1]")
    before = {path: path.read_bytes() for path in work.glob("**/*.*")}
    assert rows(lines_of(capsys))[0][1][1] == "5 of 5 points"
    table, summary = rows(lines_of(capsys, "--run"))
    assert table[:3] == [
        [FIRST, "2 of 12 points"],
        ["rnn_step", "1 of 5 points"],
        ["rnn_forward", "1 of 7 points"],
    ]
    assert ["reverse_time", "3 of 3 points"] in table
    assert summary.startswith("Last tests: 5 of 30 points; 25 are still to come.")
    assert {path: path.read_bytes() for path in work.glob("**/*.*")} == before


@pytest.mark.parametrize(
    ("name", "source", "rest"),
    [
        ("rnn_step", "while True:\n        pass", ["rnn_forward", "1 of 7 points"]),
        ("rnn_forward", "import os; os._exit(1)", ["rnn_step", "5 of 5 points"]),
    ],
    ids=["endless", "exit"],
)
def test_a_test_that_comes_to_no_end_has_no_result_and_the_others_have(
    work, capsys, name, source, rest
):
    shutil.rmtree((work / "exercises" / SECOND).parent)
    edit(work / "exercises" / FIRST, name, f"def {name}(*_):\n    {source}")
    table, _ = rows(lines_of(capsys, "--run"))
    assert [name, "-", "no test result is saved"] in table
    assert rest in table


def test_a_broken_notebook_stops_no_run(work, capsys):
    (work / "exercises" / SECOND).write_bytes(b"{")
    table, _ = rows(lines_of(capsys, "--run"))
    assert table[1] == ["rnn_step", "5 of 5 points"]
    assert table[3][-1].startswith("cannot be read (")


def test_where_there_are_no_exercises_it_says_what_lays_them_out(work, capsys):
    assert command.main(["progress", "ko"]) == 2
    assert capsys.readouterr().err == (
        "work/exercises/ko 폴더에 연습 문제가 없습니다. `make lab`을 실행하면 생깁니다.\n"
    )


def test_the_bundle_ends_as_a_command():
    assert bundle().text.endswith('if __name__ == "__main__":\n    sys.exit(main())\n')
