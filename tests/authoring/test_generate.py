"""python -m authoring: one file of several modules, what lies beside the notebooks, exercises/."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import authoring.__main__ as command
from authoring import generate, lay
from authoring.assignments import FIXTURES
from authoring.bundle import CHECKS, BundleError, bundle

ROOT = Path(__file__).parents[2]

# --- the bundler --------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path):
    """Return a function that writes a package of modules, in the order given."""

    def write(**modules):
        folder = tmp_path / "made" / "pieces"
        folder.mkdir(parents=True)
        order = f"MODULES = {tuple(modules)!r}\n"
        (folder / "__init__.py").write_text(order, encoding="utf-8")
        for name, text in modules.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        return folder

    return write


FIRST = '"""First."""\n\nimport os\nfrom typing import Any\n\nONE: Any = os.sep  # kept\n'
SECOND = '"""Second."""\n\nfrom .first import ONE\n\n\ndef two():\n    return ONE\n'


def test_modules_become_one_file_that_works_alone(package):
    made = bundle(package(first=FIRST, second=SECOND))
    assert "from ." not in made.text
    assert "made/pieces/" in made.text.partition('"""\n')[0]
    assert made.text.count("import os") == 1
    assert made.text.index("ONE: Any = os.sep  # kept") < made.text.index("def two():")
    namespace = {}
    exec(made.text, namespace)
    assert namespace["two"]() == namespace["os"].sep


def test_each_line_of_a_module_is_found_in_the_file():
    made = bundle()
    lines, count = made.text.splitlines(), 0
    for (module, number), place in made.lines.items():
        own = (CHECKS / f"{module}.py").read_text(encoding="utf-8").splitlines()
        assert own[number - 1] == lines[place - 1]
        count += bool(own[number - 1].strip())
    left = [line for line in lines if line.strip()]
    assert count > 0.9 * len(left)  # all but the header, the imports and the headings


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        ({"first": FIRST, "second": "ONE = 2\n"}, r"ONE is defined in first\.py and in second\.py"),
        ({"first": FIRST, "second": "def os():\n    pass\n"}, "os is defined in an import and in"),
        ({"second": SECOND, "first": FIRST}, "line 3: expected an earlier module, found 'first'"),
        ({"first": "from . import second\n", "second": ""}, "expected an earlier module"),
        ({"first": "from ..other import x\n"}, "expected an earlier module"),
        ({"first": FIRST, "second": "from .first import ONE as one\n"}, "names of modules as they"),
        (
            {"first": FIRST, "second": "def f():\n    from .first import ONE\n    return ONE\n"},
            "names of modules as they are, at the top",
        ),
        ({"first": "if 1:\n    x = 1\n"}, "expected definitions alone"),
    ],
)
def test_what_one_file_cannot_hold_is_refused(package, modules, words):
    with pytest.raises(BundleError, match=words):
        bundle(package(**modules))


def test_a_module_that_is_not_in_the_order_is_refused(package):
    folder = package(first=FIRST)
    (folder / "more.py").write_text("", encoding="utf-8")
    with pytest.raises(BundleError, match=r"MODULES lists \['first'\], there are .*'more'"):
        bundle(folder)


# --- beside the notebooks -----------------------------------------------------------------------


@pytest.fixture
def course(tmp_path):
    """A copy of the notebooks without anything beside them, and of the release."""
    ignore = shutil.ignore_patterns("checks.py", "fixtures.json", "__pycache__")
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions", ignore=ignore)
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    return tmp_path


def test_git_keeps_nothing_beside_the_notebooks():
    listed = ["git", "ls-files", "--", "solutions/*/*"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(done.stdout.split()) == len(FIXTURES)
    assert {Path(name).suffix for name in done.stdout.split()} == {".ipynb"}


def test_what_is_generated_is_marked_as_such():
    names = ["exercises/ko/05-lstm/checks.py", "exercises/01-a/fixtures.json", "solutions/a.ipynb"]
    asked = ["git", "check-attr", "linguist-generated", "--", *names]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split()[-1] for line in done.stdout.splitlines()] == ["set", "set", "unspecified"]


def test_what_is_laid_is_what_learners_get(course):
    written = lay.lay(course)
    assert len(written) == 2 * len(FIXTURES)
    for path in written:
        released = course / "exercises" / path.relative_to(course / "solutions")
        assert path.read_bytes() == released.read_bytes()
    assert lay.lay(course) == []


def test_what_was_edited_is_laid_anew_and_a_course_may_have_fewer_assignments(course):
    shutil.rmtree(course / "solutions/06-bidirectional-lstm")
    lay.lay(course)
    path = course / "solutions/05-lstm/checks.py"
    path.write_text("TOLERANCE = 1\n", encoding="utf-8")
    assert lay.lay(course) == [path]
    assert path.read_text(encoding="utf-8") == bundle().text
    assert not (course / "solutions/06-bidirectional-lstm").exists()


def test_a_last_digit_of_another_machine_changes_no_file(course):
    path = course / "exercises/02-vanilla-rnn/fixtures.json"
    text = path.read_text(encoding="utf-8")
    number = re.search(r"0\.\d{8}", text)[0]
    digit = str((int(number[-1]) + 1) % 10) if number[-1] != "9" else "8"
    path.write_text(text.replace(number, number[:-1] + digit, 1), encoding="utf-8")
    lay.lay(course)
    laid = course / "solutions/02-vanilla-rnn/fixtures.json"
    assert laid.read_bytes() == path.read_bytes() != text.encode()


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ({"a": [0.1]}, {"a": [0.1 + 1e-8]}, True),
        ({"a": [0.1]}, {"a": [0.1 + 3e-8]}, False),
        ({"a": [0.1]}, {"a": (0.1, 0.2)}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ({"a": 1}, {"a": True}, False),
        ({"a": "b"}, {"a": "c"}, False),
        ([1], {"a": 1}, False),
    ],
)
def test_two_files_are_alike_but_for_last_digits(old, new, same):
    assert lay.alike(old, new) == same


@pytest.mark.needs("make")
@pytest.mark.parametrize("target", ["grade", "test", "lab", "bench"])
def test_make_lays_them_before(target):
    """make exercises does it by itself."""
    old = [f"--assume-old=.venv/{name}.installed" for name in ("exercises", "test", "lab", "book")]
    shown = ["make", "--dry-run", "--no-print-directory", *old, target]
    done = subprocess.run(shown, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert ".venv/bin/python -m authoring lay" in lines[:-1]


# --- exercises/ ---------------------------------------------------------------------------------


def run(course, monkeypatch, *arguments):
    monkeypatch.setattr(command, "generate", lambda: generate.generate(course))
    monkeypatch.setattr(command, "stale", lambda: generate.stale(course))
    return command.main([*arguments])


def test_check_names_each_file_that_is_not_what_its_source_gives(course, monkeypatch, capsys):
    notebook = course / "exercises/02-vanilla-rnn/vanilla_rnn.ipynb"
    source = course / "solutions/05-lstm/lstm.ipynb"
    for path, old, new in ((notebook, "tanh", "sinh"), (source, "# Exercise", "# An exercise")):
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    (course / "exercises/ko/03-lstm-gates/checks.py").unlink()
    (course / "exercises/04-simple-rnn/more.txt").touch()
    kept = generate.files(course / "exercises")
    assert run(course, monkeypatch, "check") == 1
    assert capsys.readouterr().out.splitlines() == [
        "exercises/02-vanilla-rnn/vanilla_rnn.ipynb: was edited, or its source was",
        "exercises/04-simple-rnn/more.txt: nothing makes it",
        "exercises/05-lstm/lstm.ipynb: was edited, or its source was",
        "exercises/ko/03-lstm-gates/checks.py: is missing",
        "exercises/ is generated: edit solutions/ and authoring/, then run `make exercises`.",
    ]
    assert generate.files(course / "exercises") == kept
    assert run(course, monkeypatch) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert run(course, monkeypatch, "check") == 0
    assert capsys.readouterr().out == ""


def test_a_run_that_stops_leaves_exercises_as_it_was(course, monkeypatch, capsys):
    (course / "exercises/04-simple-rnn/checks.py").unlink()
    kept = generate.files(course / "exercises")

    def stop(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(generate.release, "write_all", stop)
    assert run(course, monkeypatch) == command.INTERRUPTED
    assert "Stopped" in capsys.readouterr().err
    assert generate.files(course / "exercises") == kept


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("### END SOLUTION", "", "no end solution statement found"),  # nbgrader's own
        ("Name the four blocks", "Name four blocks", "split_keras_weights: expected once, found 0"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_changes(
    course, monkeypatch, capsys, old, new, words
):
    path = course / "solutions/05-lstm/lstm.ipynb"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    kept = generate.files(course / "exercises")
    assert run(course, monkeypatch) == 2
    said = capsys.readouterr().err
    assert said.startswith("Not made: ")
    assert words in said
    assert generate.files(course / "exercises") == kept


def test_the_command_says_what_it_can_do():
    said = [sys.executable, "-m", "authoring", "--help"]
    done = subprocess.run(said, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"lay", "check"} <= set(done.stdout.split())
