"""A small course of its own: one assignment with one function, in any version of it."""

import json

from tests.helpers.course_folder import Course, code

SMALL, NOTEBOOK = "01-small", "small"
STUB = '    raise NotImplementedError("not written yet")\n'
BEGIN, END = "    ### BEGIN SOLUTION\n", "    ### END SOLUTION\n"
GIVEN = "import math\n"
TEST = "assert double(2) == 4\nassert double(5) == 10\n"


def cell(name, source, points=None, solution=False):
    """Return an instructor's cell: given, a test with points, or a solution."""
    meta = {"grade_id": name, "schema_version": 3, "task": False, "solution": solution}
    meta |= {"grade": points is not None, "locked": not solution}
    meta |= {"points": points} if points is not None else {}
    return code(source, name) | {"metadata": {"nbgrader": meta}}


def notebook(cells):
    heading = {"cell_type": "markdown", "id": "heading", "metadata": {}, "source": "# Small\n"}
    return {"cells": [heading, *cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def solution(task="Return twice x.", body="return 2 * x", given=GIVEN, test=TEST, points=3):
    """Return the source notebook of a version of the assignment."""
    head = f'def double(x):\n    """{task}"""\n'
    answer = f"{head}{BEGIN}    {body}\n{END}"
    cells = [cell("setup", given), cell("double", answer, solution=True)]
    return notebook([*cells, cell("test_double", test, points)])


def lay(made: Course, **version) -> Course:
    """Make a version of the assignment the one of the course, and hand it out."""
    course = Course(made.root, made.env, made.warm_command, SMALL, NOTEBOOK)
    folder = course.root / "solutions" / SMALL
    folder.mkdir(parents=True, exist_ok=True)
    for other in (course.root / "solutions").iterdir():
        if other != folder:
            for path in other.iterdir():
                path.unlink()
            other.rmdir()
    (folder / f"{NOTEBOOK}.ipynb").write_text(json.dumps(solution(**version)), encoding="utf-8")
    return course


def released(course):
    """Return the notebook as nbgrader hands it out."""
    course.run("nbgrader", "generate_assignment", SMALL, "--force")
    path = course.root / "exercises" / SMALL / f"{NOTEBOOK}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def answered(handed_out, body, **sources):
    """Return a released notebook with the function written, and other cells with these texts."""
    made = json.loads(json.dumps(handed_out))
    for each in made["cells"]:
        text = "".join(each["source"])
        if each["id"] == "double":
            each["source"] = text.split("    #")[0].split("    raise")[0] + f"    {body}\n"
        each["source"] = sources.get(each["id"], each["source"])
    return made
