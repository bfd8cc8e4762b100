"""Everything that can be wrong with a submission: how to make it, and what is due for it.

`what` and `gets` are the rows of the tables on the page of reference for instructors.
"""

import json
import os
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from grading.publish.feedback_page import AS_TYPED
from tests.helpers.course_folder import (
    NAME,
    POINTS,
    ROOT,
    Course,
    Json,
    code,
    find,
    load,
    rewritten,
    solved,
)

FILE = f"{NAME}.ipynb"
ALL, NONE = frozenset(POINTS), frozenset[str]()
FULL, FAILED = "all points", "failed"


@dataclass(frozen=True)
class Case:
    """A student: what was handed in, the functions that earn their points, words of the reason.

    right is None where nothing can be graded. An empty reason: nothing to look at.
    """

    student: str
    what: str
    gets: str
    make: Callable[[Course, str], object]
    right: frozenset[str] | None = ALL
    reason: str = ""


def file(content: Json | bytes, name: str = FILE) -> Callable[[Course, str], object]:
    return lambda course, student: course.submit(student, content, name)


def cells(change: Callable[[Json], object]) -> Callable[[Course, str], object]:
    """Hand in the solved notebook after a change."""

    def make(course: Course, student: str) -> None:
        notebook = solved()
        change(notebook)
        course.submit(student, notebook)

    return make


def each_test(notebook: Json) -> Iterable[Json]:
    return [cell for cell in notebook["cells"] if cell["id"].startswith("test_")]


# Each "\\(" opens a formula that never ends; nbconvert looks for each end through all the rest.
OPEN_FORMULAS = {
    "cell_type": "markdown",
    "id": "formulas",
    "metadata": {},
    "source": r"\\( " * 100_000,
}


def old_format() -> Json:
    """Return the notebook as IPython 2 wrote it."""
    old = []
    for cell in solved()["cells"]:
        new = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            new |= {"input": cell["source"], "language": "python", "collapsed": False}
            new |= {"outputs": [{"output_type": "pyout", "prompt_number": 1, "text": ["1"]}]}
        else:
            new |= {"source": cell["source"]}
        old.append(new)
    worksheets = [{"cells": old, "metadata": {}}]
    return {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": worksheets}


def without_ids(minor: int) -> Json:
    notebook = solved() | {"nbformat_minor": minor}
    for cell in notebook["cells"]:
        del cell["id"]
    return notebook


def delete(*ids: str) -> Callable[[Course, str], object]:
    def change(notebook: Json) -> None:
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in ids]

    return cells(change)


def copy_tests(notebook: Json) -> None:
    copies = [cell | {"id": f"copy-{i}"} for i, cell in enumerate(each_test(notebook))]
    notebook["cells"] = notebook["cells"][:6] + copies[:2] + notebook["cells"][6:] + copies


def edit_tests(notebook: Json) -> None:
    find(notebook, "input_gate")["source"] = "def input_gate(*args):\n    return 0.5\n"
    for cell in each_test(notebook):
        cell["source"] = "print('all right')"


def to_markdown(notebook: Json) -> None:
    for cell in each_test(notebook):
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]


def answer_below(notebook: Json) -> None:
    """Leave an answer unwritten, and write it at the end."""
    cell = find(notebook, "forget_gate")
    notebook["cells"].append(code("".join(cell["source"])))
    cell["source"] = "def forget_gate(*args):\n    raise NotImplementedError\n"


def answer_to_markdown(notebook: Json) -> None:
    cell = find(notebook, "candidate")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


def spoil_metadata(notebook: Json) -> None:
    """Put nonsense wherever a notebook has metadata."""
    nonsense = [None, 3, "x", [], {"nbgrader": 5}, {"nbgrader": {"points": "ten"}}, {"tags": 1}]
    for i, cell in enumerate(notebook["cells"]):
        cell["metadata"] = nonsense[i % len(nonsense)]
    notebook["metadata"] = {"kernelspec": 5, "language_info": None, "celltoolbar": []}


def lose_identity(notebook: Json) -> None:
    for i, cell in enumerate(notebook["cells"]):
        cell["id"], cell["metadata"] = f"c{i}", {}


def foreign_kernel(notebook: Json) -> None:
    spec = {"display_name": "foo", "language": "python", "name": "conda-env-foo-py"}
    notebook["metadata"]["kernelspec"] = spec


def fill_output(notebook: Json) -> None:
    big = {"output_type": "stream", "name": "stdout", "text": "x" * 50_000_000}
    find(notebook, "input_gate")["outputs"] = [big]


def first(source: str) -> Callable[[Json], None]:
    """Add a cell of the learner's own above the first exercise."""
    return lambda notebook: notebook["cells"].insert(4, code(source))


def last(source: str) -> Callable[[Json], None]:
    return lambda notebook: notebook["cells"].append(code(source))


def encoded(encoding: str) -> bytes:
    notebook = solved()
    notebook["cells"].append(code("# Zürich, é"))
    return json.dumps(notebook, ensure_ascii=False).encode(encoding, "replace")


def only_a_text(course: Course, student: str) -> None:
    course.submit(student, b"I was ill", "note.txt")


def two_others(course: Course, student: str) -> None:
    course.submit(student, solved(), "a.ipynb")
    course.submit(student, solved(), "b.ipynb")


def one_more(course: Course, student: str) -> None:
    course.submit(student, solved())
    course.submit(student, solved(), "scratch.ipynb")


def another_assignment(course: Course, student: str) -> None:
    """Hand in another assignment's notebook, which has one of the functions of this one too."""
    path = ROOT / "exercises" / "05-lstm" / "lstm.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    find(notebook, "own_lstm_step")["source"] = "def lstm_step(*args):\n    return args[:2]\n"
    course.submit(student, notebook)


def zipped(course: Course, student: str) -> None:
    course.submit(student, b"PK", "lstm_gates.zip")


def zip_beside(course: Course, student: str) -> None:
    course.folder(student).parent.mkdir(parents=True)
    course.folder(student).with_suffix(".zip").write_bytes(b"PK")


def empty_folder(course: Course, student: str) -> None:
    course.folder(student).parent.mkdir(parents=True)


def folder_for_file(course: Course, student: str) -> None:
    (course.folder(student) / FILE).mkdir(parents=True)


def file_for_folder(course: Course, student: str) -> None:
    course.folder(student).parent.mkdir(parents=True)
    course.folder(student).write_text("not a folder", encoding="utf-8")


def file_for_student(course: Course, student: str) -> None:
    (course.root / "submitted" / student).write_text("not a folder", encoding="utf-8")


def unpacked_twice(course: Course, student: str) -> None:
    inner = course.folder(student) / course.folder(student).name
    inner.mkdir(parents=True)
    course.submit(student, solved()).rename(inner / FILE)


def other_folder(course: Course, student: str) -> None:
    course.submit(student, solved())
    course.folder(student).rename(course.folder(student).with_name("3-lstm"))


def link(course: Course, student: str) -> None:
    target = course.root / "elsewhere.ipynb"
    target.write_text(json.dumps(solved()), encoding="utf-8")
    course.folder(student).mkdir(parents=True)
    (course.folder(student) / FILE).symlink_to(target)


def bad_time(course: Course, student: str) -> None:
    course.submit(student, solved())
    course.submit(student, b"yesterday at noon", "timestamp.txt")


def own_checks(course: Course, student: str) -> None:
    course.submit(student, rewritten(input_gate="def input_gate(*args):\n    return 0.5\n"))
    course.submit(student, b"def check(*args):\n    pass\n", "checks.py")


def folder_checks(course: Course, student: str) -> None:
    course.submit(student, solved())
    (course.folder(student) / "checks.py").mkdir()
    course.submit(student, b"1", "checks.py/inside.txt")


def hand_in(course: Course, student: str) -> Path:
    """Hand in the solved notebook; return its folder."""
    return course.submit(student, solved()).parent


def beside(name: str, content: bytes = b"x") -> Callable[[Course, str], object]:
    """Hand in the solved notebook and a file beside it."""

    def make(course: Course, student: str) -> None:
        hand_in(course, student)
        course.submit(student, content, name)

    return make


def nested(course: Course, student: str, depth: int = 1500) -> None:
    """Make many folders, each in the one before: the path of the last is too long for a call."""
    here = os.open(hand_in(course, student), os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("deep", dir_fd=here)
        below = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def long_path(course: Course, student: str) -> None:
    """Make a path that fits here, and not where grading writes it."""
    folder = hand_in(course, student)
    space = os.pathconf(folder, "PC_PATH_MAX") - len(os.fsencode(folder)) - 2
    parts = "/".join(["d" * 199] * (space // 200 - 1))
    (folder / parts).mkdir(parents=True)
    (folder / parts / ("a" * (space % 200 + 199))).write_bytes(b"x")


def illegible_name(course: Course, student: str) -> None:
    course.submit(student, old_format(), "z\udcff\x1b[2J\n.ipynb")
    course.submit(student, b"1", "data\udcff.csv")


def environment(course: Course, student: str) -> None:
    """Leave a virtual environment beside the notebook, with links and many files."""
    venv = hand_in(course, student) / "venv"
    (venv / "lib").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text("home = /usr/bin", encoding="utf-8")
    (venv / "python").symlink_to("/usr/bin/python3")
    for number in range(1500):
        (venv / "lib" / f"{number}.py").write_bytes(b"x" * 100)


def many_files(course: Course, student: str) -> None:
    folder = hand_in(course, student) / "pictures"
    folder.mkdir()
    for number in range(1500):
        (folder / f"{number}.txt").write_bytes(b"")


def sparse(name: str) -> Callable[[Course, str], object]:
    """Hand in a file of 1 TB that takes no space."""

    def make(course: Course, student: str) -> None:
        os.truncate(course.submit(student, b"", name), 10**12)

    return make


def huge_beside(course: Course, student: str) -> None:
    hand_in(course, student)
    sparse("data.bin")(course, student)


def linked_folder(course: Course, student: str) -> None:
    """Put a link to the solutions in the place of the assignment's folder."""
    folder = course.folder(student)
    folder.parent.mkdir(parents=True)
    folder.symlink_to(course.root / "solutions" / folder.name)


def linked_student(course: Course, student: str) -> None:
    other = course.root / "elsewhere" / course.folder(student).name
    other.mkdir(parents=True, exist_ok=True)
    (other / FILE).write_text(json.dumps(solved()), encoding="utf-8")
    (course.root / "submitted" / student).symlink_to(other.parent)


def link_beside(course: Course, student: str) -> None:
    (hand_in(course, student) / "data.csv").symlink_to("/etc/hostname")
    (course.folder(student) / "all").symlink_to("/etc")


def pipe(course: Course, student: str) -> None:
    course.folder(student).mkdir(parents=True)
    os.mkfifo(course.folder(student) / FILE)


def blank_lines(notebook: Json) -> None:
    source = "x = 1\n" + "\n" * 40_000 + "candidate\n" + "input_gate: y\n" * 20_000
    notebook["cells"].append(code(source))


def version(value: object) -> Callable[[Json], object]:
    return lambda notebook: notebook.update(nbformat=value)


def tiny_cells(notebook: Json) -> None:
    notebook["cells"] += [{"cell_type": "raw"}] * 150_000


COMPOSED = "이수민"


def two_forms(course: Course, student: str) -> None:
    """Hand in as one student from two systems, with different work."""
    hand_in(course, student)
    course.submit(unicodedata.normalize("NFD", student), rewritten(input_gate="x = 1"))


def the_same_in_two_forms(course: Course, student: str) -> None:
    hand_in(course, student)
    hand_in(course, unicodedata.normalize("NFD", student))


def korean() -> Json:
    notebook = solved()
    notebook["cells"].append(code("# 잘 부탁드립니다"))
    return notebook


def line_ends(notebook: Json) -> None:
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


HELPER = (
    "import cmath\ndef squashed(z):\n    return np.vectorize(lambda x: cmath.tanh(x).real)(z)\n"
)


def added(cell_id: str, lines: str, function: str) -> Callable[[Json], None]:
    """Add lines to a given cell, and write a function that needs them."""

    def change(notebook: Json) -> None:
        cell, answer = find(notebook, cell_id), find(notebook, function)
        cell["source"] = "".join(cell["source"]) + "\n" + lines
        answer["source"] = "".join(answer["source"]).replace("np.tanh", "squashed")

    return change


def moved(notebook: Json) -> None:
    """Write a function in a cell of one's own, and leave the given cell as it was handed out."""
    answer = find(notebook, "candidate")
    own = code("".join(answer["source"]))
    answer["source"] = find(load("exercises"), "candidate")["source"]
    notebook["cells"].insert(notebook["cells"].index(answer), own)


def all_on_top(notebook: Json) -> None:
    """Write all functions into the first cell of code."""
    setup, blank = find(notebook, "setup"), load("exercises")
    for function in POINTS:
        answer = find(notebook, function)
        setup["source"] = "".join(setup["source"]) + "\n\n" + "".join(answer["source"])
        answer["source"] = find(blank, function)["source"]


def helper_beside(course: Course, student: str) -> None:
    """Hand in a folder of one's own, with a notebook and a file that it imports."""
    notebook = solved()
    answer = find(notebook, "candidate")
    source = "".join(answer["source"]).replace("np.tanh", "squashed")
    answer["source"] = "from helper import squashed\n" + source
    folder = course.submit(student, notebook).parent / "work"
    folder.mkdir()
    (folder.parent / FILE).rename(folder / FILE)
    (folder / "helper.py").write_text("from numpy import tanh as squashed\n", encoding="utf-8")


def several(notebooks: dict[str, Json]) -> Callable[[Course, str], object]:
    """Hand in notebooks under these names."""

    def make(course: Course, student: str) -> None:
        for name, notebook in notebooks.items():
            course.submit(student, notebook, name)

    return make


ENDLESS = "def lstm_step(*args):\n    while True:\n        pass\n"
STUBBORN = """def lstm_step(*args):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
DEADLY = "def lstm_step(*args):\n    import os\n    os._exit(1)\n"
BLANK = {"cells": [code("1 + 1")], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
SURROGATE = 'print("\ud800")  # half a character'
LOST_STEP = ALL - {"lstm_step"}

FILES = [
    Case("text", "no JSON", FAILED, file(b"Dear teacher,\nhere it is."), None, "not JSON, line 1"),
    Case("cut", "half a file", FAILED, file(b'{"cells": [{"cell'), None, "not JSON"),
    Case("deep", "JSON nested too deep", FAILED, file(b"[" * 10**6), None, "not a notebook"),
    Case("empty", "an empty file", FAILED, file(b""), None, "empty (0 bytes)"),
    Case("braces", "`{}`", FAILED, file(b"{}"), None, "holds no cells"),
    Case("utf16", "UTF-16", FULL, file(encoded("utf-16")), ALL, "UTF-16"),
    Case("latin1", "latin-1", FULL, file(encoded("latin-1")), ALL, "LATIN-1"),
    Case("bom", "UTF-8 with a byte order mark", FULL, file(encoded("utf-8-sig"))),
    Case("half", "half a character in the text", FULL, cells(last(SURROGATE))),
    Case("format3", "notebook format 3", FULL, file(old_format()), ALL, "format 3"),
    Case("format44", "notebook format 4.0 to 4.4", FULL, file(without_ids(4))),
    Case("stored", "a stored output of 50 MB", FULL, cells(fill_output)),
    Case(
        "cp949",
        "Korean Windows' encoding",
        FULL,
        file(json.dumps(korean(), ensure_ascii=False).encode("cp949", "replace")),
        ALL,
        "written in CP949",
    ),
    Case("ends", "other line ends", FULL, cells(line_ends)),
    Case(
        "behind",
        "`lstm_gates.ipynb.txt`",
        FULL,
        file(solved(), f"{FILE}.txt"),
        ALL,
        "the notebook with .txt behind it",
    ),
    Case(
        "python",
        "a Python file for the notebook",
        FAILED,
        file(b"x = 1", "lstm_gates.py"),
        None,
        "lstm_gates.py is a Python file, not the notebook",
    ),
]

FOLDERS = [
    Case("nothing", "no notebook", FAILED, only_a_text, None, f"{FILE} is missing"),
    Case("renamed", "another file name", FULL, file(solved(), "my gates (1).ipynb"), ALL, "(1)"),
    Case("two", "two other file names", FAILED, two_others, None, "a.ipynb, b.ipynb"),
    Case("extra", "one notebook more", FULL, one_more, ALL, "extra notebook: scratch.ipynb"),
    Case("other", "another notebook", FAILED, file(BLANK), None, "another notebook?"),
    Case(
        "next", "another assignment's notebook", FAILED, another_assignment, None, "no test and no"
    ),
    Case("zip", "a zip file", FAILED, zipped, None, "lstm_gates.zip is packed: unpack it"),
    Case("zipped", "a zip file", FAILED, zip_beside, None, "packed: unpack it into"),
    Case("pk", "a zip file", FAILED, file(b"PK\x03\x04rest"), None, "but a zip file: unpack it"),
    Case("hollow", "an empty folder", FAILED, empty_folder, None, "an empty folder; expected"),
    Case("folder", "a folder in the place of the file", FAILED, folder_for_file, None, "a folder"),
    Case("file", "a file in the place of a folder", FAILED, file_for_folder, None, "is a file"),
    Case(
        "stray", "a file in the place of a folder", FAILED, file_for_student, None, "a file where"
    ),
    Case("twice", "a folder within the folder", FULL, unpacked_twice, ALL, "graded 03-lstm-gates/"),
    Case("misnamed", "another folder name", FAILED, other_folder, None, "is it 03-lstm-gates?"),
    Case("link", "a link", FAILED, link, None, "is a link"),
    Case("time", "a `timestamp.txt` without a date", f"{FULL}, on time", bad_time, ALL, "no date"),
    Case(
        "when",
        "a `timestamp.txt` without a date",
        f"{FULL}, on time",
        beside("timestamp.txt", b"handed in .."),
        ALL,
        "no date",
    ),
    Case(
        "later",
        "a `timestamp.txt` without a date",
        f"{FULL}, on time",
        beside("timestamp.txt", b"5 " * 3_000_000),
        ALL,
        "no date",
    ),
    Case(
        "morning",
        "a `timestamp.txt` without a date",
        f"{FULL}, on time",
        beside("timestamp.txt", b"5\r\nam"),
        ALL,
        "no date",
    ),
    Case("linked", "a link", FAILED, linked_folder, None, "a link, not a folder"),
    Case("linked-too", "a link", FAILED, linked_student, None, "a link, not a folder"),
    Case("pipe", "a pipe in the place of the file", FAILED, pipe, None, "is missing"),
    Case(
        "beside",
        "a link beside the notebook",
        f"{FULL}, it is left out",
        link_beside,
        ALL,
        "left out, a link: all, data.csv",
    ),
    Case(
        "venv",
        "a virtual environment beside the notebook",
        f"{FULL}, it is left out",
        environment,
        ALL,
        "left out, a virtual environment: venv",
    ),
    Case(
        "many",
        "1,500 files beside the notebook",
        f"{FULL}, they are left out",
        many_files,
        ALL,
        "left out, more than 500 files",
    ),
    Case(
        "huge",
        "a file of 1 TB beside the notebook",
        f"{FULL}, it is left out",
        huge_beside,
        ALL,
        "30 MB together: data.bin",
    ),
    Case("sparse", "a notebook of 1 TB", FAILED, sparse(FILE), None, "is too large: 1000000 MB"),
    Case(
        "nested",
        "folders in folders, 1,500 deep",
        f"{FULL}, they are left out",
        nested,
        ALL,
        "left out, a path that is too long: deep/deep/...",
    ),
    Case(
        "path",
        "a path that is too long",
        f"{FULL}, it is left out",
        long_path,
        ALL,
        "left out, a path that is too long",
    ),
    Case(
        "page",
        "a folder called `lstm_gates.html`",
        f"{FULL}, it is left out",
        beside("lstm_gates.html/a.txt"),
        ALL,
        "left out, a name that grading needs: lstm_gates.html",
    ),
    Case("bytes", "control characters in names", FULL, illegible_name, ALL, "z??[2J?.ipynb"),
    Case("checks", "its own `checks.py`", "the original runs", own_checks, ALL - {"input_gate"}),
    Case("checksdir", "a folder called `checks.py`", "the original runs", folder_checks),
    Case("이 수민 ü", "blanks and other letters in a name", FULL, file(solved())),
    Case(" [a-z]* ", "blanks and other letters in a name", FULL, file(solved())),
    Case(
        COMPOSED,
        "two forms of one name, with different work",
        FAILED,
        two_forms,
        None,
        "17 characters, 23 bytes",
    ),
    Case("수민", "two forms of one name, with the same work", FULL, the_same_in_two_forms),
]

CELLS = [
    Case(
        "surrogate",
        "nonsense for the notebook format",
        FULL,
        cells(version("\ud800")),
        ALL,
        "notebook format ?, not 4",
    ),
    Case(
        "escape",
        "nonsense for the notebook format",
        FULL,
        cells(version("\x1b[2J\nanna: graded")),
        ALL,
        "format ?[2J?anna: graded, not 4",
    ),
    Case("blank", "40,000 blank lines", FULL, cells(blank_lines)),
    Case("tiny", "150,000 cells", FAILED, cells(tiny_cells), None, "more than 10000 cells"),
    Case(
        "deleted",
        "test cells deleted",
        f"{FULL}, they are put back",
        delete("test_input_gate", "test_lstm_step", "test_hidden_state", "hidden_state"),
        ALL - {"hidden_state"},
        "test_lstm_step was missing, put back",
    ),
    Case(
        "setup",
        "the first cell deleted",
        f"{FULL}, it is put back",
        delete("setup"),
        ALL,
        "setup was missing, put back",
    ),
    Case(
        "copied",
        "test cells copied",
        f"{FULL}, the last copy counts",
        cells(copy_tests),
        ALL,
        "test_input_gate is there more than once",
    ),
    Case(
        "edited",
        "test cells edited",
        "the original runs",
        cells(edit_tests),
        ALL - {"input_gate"},
        "test_input_gate had been edited",
    ),
    Case(
        "markdown",
        "test cells turned to Markdown",
        FULL,
        cells(to_markdown),
        ALL,
        "test_candidate had become a markdown cell",
    ),
    Case(
        "unsolved",
        "an answer deleted",
        "no points for it",
        delete("candidate"),
        ALL - {"candidate"},
        "candidate is defined nowhere",
    ),
    Case(
        "below",
        "an answer only below its test",
        "no points for it",
        cells(answer_below),
        ALL - {"forget_gate"},
        "forget_gate is written only below its test",
    ),
    Case(
        "text-cell",
        "an answer turned to Markdown",
        FULL,
        cells(answer_to_markdown),
        ALL,
        "candidate had become a markdown cell",
    ),
    Case(
        "newname",
        "a function renamed",
        "no points for it",
        file(rewritten(hidden_state="def hidden(o_t, C_t):\n    return o_t * np.tanh(C_t)\n")),
        ALL - {"hidden_state"},
        "hidden_state is defined nowhere",
    ),
    Case("nonsense", "unreadable metadata", FULL, cells(spoil_metadata)),
    Case("lost", "metadata and ids lost", FULL, cells(lose_identity), ALL, "was missing, put back"),
    Case("kernel", "the kernel of another machine", FULL, cells(foreign_kernel)),
]

CODE = [
    Case(
        "magic",
        "a magic that is not there",
        FULL,
        cells(first("%load_ext nb_black\nx = 1")),
        ALL,
    ),
    Case(
        "endless",
        "a function that never ends",
        "no points for it",
        file(rewritten(lstm_step=ENDLESS)),
        LOST_STEP,
        "test_lstm_step did not end within",
    ),
    Case(
        "stubborn",
        "a function that cannot be interrupted",
        "no points for it",
        file(rewritten(lstm_step=STUBBORN)),
        LOST_STEP,
        "test_lstm_step did not end within",
    ),
    Case(
        "deadly",
        "a function that kills the kernel",
        "no points for it",
        file(rewritten(lstm_step=DEADLY)),
        LOST_STEP,
        "test_lstm_step killed the kernel",
    ),
    Case(
        "dies",
        "another cell that kills the kernel",
        FULL,
        cells(first("import os\nos._exit(1)")),
        ALL,
        "the cell 'import os' killed the kernel",
    ),
    Case(
        "prints",
        "50 MB printed",
        f"{FULL}, the output is cut",
        cells(first("print('x' * 50_000_000)")),
        ALL,
        "printed too much",
    ),
    Case(
        "history",
        "a cell that prints the tests",
        f"{FULL}, the feedback hides them",
        cells(last("print(In)\nfor text in In:\n    print(text)")),
    ),
    Case(
        "formulas",
        "a text that would take minutes to format",
        f"{FULL}, the feedback shows it as it was typed",
        cells(lambda notebook: notebook["cells"].append(OPEN_FORMULAS)),
        ALL,
        AS_TYPED,
    ),
]

# What learners add, and where else they put their work: what becomes of it.
ADDED = [
    Case(
        "setup-more",
        "imports and helpers in the first cell",
        f"{FULL}, they are run below that cell",
        cells(added("setup", HELPER, "candidate")),
        ALL,
        "setup had lines added: they were run below it",
    ),
    Case(
        "test-more",
        "imports and helpers in a test cell",
        f"{FULL}, they are run above the test",
        cells(added("test_input_gate", HELPER, "candidate")),
        ALL,
        "test_input_gate had lines added: they were run above it",
    ),
    Case(
        "moved",
        "an answer in a cell above, the given one left as it was",
        FULL,
        cells(moved),
        ALL,
        "candidate is as it was handed out: what is written above it counts",
    ),
    Case(
        "on-top",
        "all answers in the first cell",
        FULL,
        cells(all_on_top),
        ALL,
        "setup had lines added",
    ),
    Case(
        "helper",
        "a helper file beside a notebook in a folder of its own",
        FULL,
        helper_beside,
        ALL,
        "graded work/lstm_gates.ipynb",
    ),
    Case(
        "copy",
        "a blank notebook beside a solved copy",
        f"{FULL}, the copy counts",
        several({FILE: load("exercises"), "lstm_gates-Copy1.ipynb": solved()}),
        ALL,
        "lstm_gates.ipynb holds no work, graded lstm_gates-Copy1.ipynb",
    ),
    Case(
        "both",
        "a solved notebook beside another solved copy",
        "its own points, the copy is named",
        several({FILE: rewritten(candidate="x = 1\n"), "lstm_gates-Copy1.ipynb": solved()}),
        ALL - {"candidate"},
        "not graded, an extra notebook: lstm_gates-Copy1.ipynb",
    ),
    Case(
        "copies",
        "a blank notebook beside two solved copies that differ",
        FAILED,
        several(
            {
                FILE: load("exercises"),
                "lstm_gates-Copy1.ipynb": rewritten(candidate="x = 1\n"),
                "lstm_gates-Copy2.ipynb": solved(),
            }
        ),
        None,
        "more than one could stand for it",
    ),
]

TABLES = {
    "The file": FILES,
    "The folder": FOLDERS,
    "The cells": CELLS,
    "What the code does": CODE,
    "What learners add": ADDED,
}
CASES = [Case("right", "nothing", FULL, file(solved())), *chain(*TABLES.values())]
