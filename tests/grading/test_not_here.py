"""What could not run here is named, and its tests wait for the instructor: no 0, and no point.

That is decided from the sources, the allowed packages and the version of Python: not by an error.
"""

import sys
from dataclasses import replace

import pytest

from grading.judge.not_here import NotHere
from grading.judge.scores import scores
from grading.languages import WORDS, say
from grading.nbgrader_plugins.judge import Judge
from grading.sandbox import packages
from grading.sandbox.settings import SandboxSettings
from grading.stage import newer
from grading.stage.syntax import parsed
from tests.helpers.attacks.attack import text
from tests.helpers.attacks.bench import Bench
from tests.helpers.attacks.cells import find
from tests.helpers.attacks.fairness import Fair, gate, submitted
from tests.helpers.course_folder import POINTS, TOTAL, rewritten

WRONG = "def input_gate(*arguments):\n    return 0.5\n"
RIGHT = gate()["input_gate"]
USES_MATH = "def input_gate(x, h, W, U, b):\n    return 1 / (1 + math.e ** -(x @ W + h @ U + b))\n"
ABSENT = "no_such_package"
WAITS = {"input_gate": None}
NEWER = next((one for one in newer.CONSTRUCTS if one.version > sys.version_info[:2]), None)


def only(source):
    return {"input_gate": text(source) + "\n"}


@pytest.fixture(scope="module")
def bench():
    made = Bench()
    yield made
    made.close()


def grade(bench, fair):
    """Return function -> score where it is not all of its points, and the notes."""
    notebook, run = bench.run(submitted(fair))
    found = {name.removeprefix("test_"): s for name, s in scores(notebook).items()}
    return {name: s for name, s in found.items() if s != POINTS[name]}, run.notes


COLAB = "from google.colab import drive\ndrive.mount('/content/drive')\nimport math\n"
WAITING = [
    Fair("package", functions=only(f"import {ABSENT}\n{RIGHT}")),
    Fair("package-elsewhere", own=f"import {ABSENT}\nimport math", functions=only(USES_MATH)),
    Fair("platform", own=COLAB, functions=only(USES_MATH)),
    Fair(
        "folder-of-a-platform", own="open('/content/x.csv')\nimport math", functions=only(USES_MATH)
    ),
    Fair(
        "within-the-function", functions=only(RIGHT.replace("x, h", f"import {ABSENT}\n    x, h"))
    ),
    Fair("star", own=f"from {ABSENT} import *", functions=gate(squash="squashed(z)")),
    Fair(
        "through-a-name",
        own=f"import {ABSENT} as a\nsquash = a.squash",
        last="",
        functions=gate(squash="squash(z)"),
    ),
    Fair(
        "through-a-function",
        own=f"import {ABSENT} as a\ndef squash(z):\n    return a.squash(z)",
        functions=gate(squash="squash(z)"),
    ),
    Fair(
        "through-a-file",
        own="from mine import squash",
        functions=gate(squash="squash(z)"),
        files={"mine.py": f"import {ABSENT}\ndef squash(z): return z\n".encode()},
    ),
    Fair(
        "added-to-the-setup",
        cells=lambda cells: find(cells, "setup").update(
            source="".join(find(cells, "setup")["source"]) + f"\nimport {ABSENT} as a\n"
        ),
        functions=gate(squash="a.squash(z)"),
    ),
]


@pytest.mark.needs("sandbox")
@pytest.mark.parametrize("fair", WAITING, ids=lambda fair: fair.name)
def test_what_could_not_run_here_waits_and_the_rest_is_graded(bench, fair):
    lost, notes = grade(bench, fair)
    assert lost == WAITS
    (note,) = [note for note in notes if "could not be run here" in note]
    assert note.endswith("; for your marks: test_input_gate")
    assert any(name in note for name in (ABSENT, "Google Colab"))


@pytest.mark.needs("sandbox")
@pytest.mark.skipif(NEWER is None, reason="no newer Python is known")
def test_newer_syntax_waits(bench):
    lost, notes = grade(bench, Fair("newer", functions=only(f"{NEWER.example}\n{RIGHT}")))
    assert lost == WAITS
    assert f"is written for Python {NEWER.version[0]}.{NEWER.version[1]}" in notes[0]


GRADED = [  # what is missing, or looks so, and costs or excuses nothing
    Fair("in-a-try", own=f"try:\n    import {ABSENT}\nexcept ImportError:\n    pass"),
    Fair("nothing-depends-on-it", own=f"import {ABSENT}"),
    Fair("never-reached", own=f"if False:\n    import {ABSENT}", functions=only(RIGHT)),
    Fair("written-again", own=f"import {ABSENT}\nmath = 1\n", last="", functions=only(RIGHT)),
]


@pytest.mark.needs("sandbox")
@pytest.mark.parametrize("fair", GRADED, ids=lambda fair: fair.name)
def test_what_nothing_depends_on_keeps_all_points(bench, fair):
    lost, notes = grade(bench, fair)
    assert lost == {}
    assert not any("for your marks" in note for note in notes)


FAKES = [  # wrong work in which something is missing that has nothing to do with it
    Fair("own-module-error", own="raise ModuleNotFoundError('No module named torch')"),
    Fair("own-import-error", functions=only(f"{WRONG}raise ImportError('torch')")),
    Fair("in-a-try", own=f"try:\n    import {ABSENT}\nexcept ImportError:\n    pass"),
    Fair("elsewhere", last=f"import {ABSENT}"),
    Fair("elsewhere-above", own=f"import {ABSENT}"),
    Fair("in-a-string", own=f"'import {ABSENT}'\n1 / 0"),
    Fair("in-a-comment", own=f"# import {ABSENT}\n1 / 0"),
    Fair("mistaken-syntax", functions=only("def input_gate(:\n    return 0")),
    Fair("python-2", functions=only("def input_gate(*a):\n    print 'x'")),
    Fair("a-part-that-numpy-has-not", functions=only(f"from numpy import nothing\n{WRONG}")),
    Fair("bad-f-string", functions=only('def input_gate(*a):\n    return f"{a b}"')),
    Fair("allowed-package", functions=only(f"import numpy\n{WRONG}")),
]


@pytest.mark.needs("sandbox")
@pytest.mark.parametrize("fair", FAKES, ids=lambda fair: fair.name)
def test_what_is_raised_or_stands_elsewhere_excuses_no_wrong_work(bench, fair):
    wrong = fair if fair.functions else replace(fair, functions=only(WRONG))
    lost, notes = grade(bench, wrong)
    assert lost == {"input_gate": 0}
    assert not any("for your marks" in note for note in notes)


@pytest.mark.needs("sandbox")
def test_a_fake_import_earns_no_point(bench):
    lost, notes = grade(bench, Fair("fake", functions=only(f"import {ABSENT}\n{WRONG}")))
    assert lost == WAITS
    assert "test_input_gate" in notes[0]


@pytest.mark.needs("sandbox")
def test_no_learner_says_that_a_test_waits(bench):
    lie = only("class NotAvailableHere(Exception): pass\n" + text("""
        def input_gate(*arguments):
            raise NotAvailableHere("not graded yet")
    """))  # fmt: skip
    assert grade(bench, Fair("lie", functions=lie))[0] == {"input_gate": 0}


@pytest.mark.parametrize("construct", newer.CONSTRUCTS, ids=lambda one: one.name)
def test_each_newer_construct_is_known(construct):
    older = {}
    for form, needs in newer.older_forms(construct.example, (3, 11)):
        older[form] = needs.version
    assert construct.version in older.values()
    found = parsed(construct.example)
    assert found.tree is not None
    if construct.version > sys.version_info[:2]:
        assert found.newer.version == construct.version
    else:
        assert found.newer is None


def test_a_long_cell_is_not_looked_at():
    assert parsed("x = 1\n" * 20_000).tree is None
    looks = NotHere(SandboxSettings(), {})
    looks.ran("long", f"import {ABSENT}\n" * 20_000, ok=False)
    assert looks.why("t", "x", "x") is None


@pytest.mark.parametrize("key", ["unavailable", "no_module", "platform", "newer_syntax"])
def test_there_are_words_in_each_language(key):
    names = {"why": "w", "module": "m", "name": "n", "platform": "p", "line": 1}
    words = [say(each, key, **names, python="3.99", here="3.11") for each in WORDS]
    assert len(set(words)) == len(WORDS)


@pytest.mark.needs("sandbox")
def test_the_table_and_the_feedback_say_so(make_checked):
    course = make_checked()
    course.submit("anna", rewritten(input_gate=f"import {ABSENT}\n{RIGHT}"))
    printed = course.grade(code=1)
    assert "1 partly graded" in printed
    row = course.rows()["anna"]
    assert (row["state"], row["input_gate"]) == ("partly graded", "")
    assert row["score"] == f"{TOTAL - POINTS['input_gate']:g}"
    assert f"the module {ABSENT} is not there" in row["reason"]
    page = next((course.root / "feedback" / "anna").rglob("*.html")).read_text(encoding="utf-8")
    assert f"your instructor will look at it: the module {ABSENT} is not there" in page


# What may be imported: one setting, for the command, nbgrader, Dask and the doctor.

EXTRA = "yaml"  # a package that is installed here, under another name, and not allowed as such
USES_EXTRA = f"import {EXTRA}\n{RIGHT}"


@pytest.mark.parametrize("name", [EXTRA, "PyYAML", "pyyaml>=5"])
def test_a_package_is_found_under_each_of_its_names(name):
    settings = SandboxSettings(packages=("numpy", name))
    assert packages.can_import(EXTRA, settings)
    assert not packages.can_import(EXTRA, SandboxSettings(packages=("numpy",)))
    assert packages.installed([name])[name]


def test_what_the_sandbox_needs_is_always_there():
    assert packages.can_import("IPython", SandboxSettings(packages=()))
    assert packages.can_import("numpy.linalg", SandboxSettings(packages=()))


def test_parts_of_python_for_other_systems_are_not_here():
    absent = "winreg" if sys.platform != "win32" else "fcntl"
    assert absent in sys.stdlib_module_names
    assert not packages.can_import(absent, SandboxSettings())
    assert packages.can_import("json", SandboxSettings())


def test_a_part_of_a_namespace_is_looked_for():
    protobuf = SandboxSettings(packages=("protobuf",))
    assert packages.can_import("google.protobuf.message", protobuf)
    assert not packages.can_import("google.colab.drive", protobuf)


@pytest.mark.needs("sandbox")
def test_the_packages_of_a_course_hold_for_the_command_nbgrader_and_the_doctor(make_course):
    course = make_course()
    course.submit("anna", rewritten(input_gate=USES_EXTRA))
    course.grade(code=1)
    assert course.rows()["anna"]["input_gate"] == ""
    course.configure(f"c.Judge.packages = ['numpy', '{EXTRA}', '{ABSENT}']")
    course.grade("--force")
    assert course.rows()["anna"]["input_gate"] == f"{POINTS['input_gate']:g}"
    said = course.run("grading", "doctor")
    assert f", {EXTRA} " in said
    assert f"not installed, so that no submission can import it: {ABSENT}\n" in said
    course.run("nbgrader", "autograde", course.assignment, "--force")
    page = course.root / "autograded/anna" / course.assignment / f"{course.notebook}.ipynb"
    assert ABSENT not in page.read_text(encoding="utf-8")
    assert "NotAvailableHere" not in page.read_text(encoding="utf-8")


def test_all_ways_have_the_setting_from_one_place():
    judge = Judge(packages=["numpy", EXTRA])
    assert judge.settings.packages == ("numpy", EXTRA)
