"""A course folder with an assignment of another course, and all submissions of it."""

import re
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from tests.helpers.other_courses import notebooks
from tests.helpers.other_courses.attacks import ATTACKS, attacking
from tests.helpers.other_courses.reading import Answers, OtherCourse

BLANK, SOLUTION, ATTACK = "blank", "solution", "attack-"
Marks = dict[str, dict[str, float | None] | None]


def submissions(course: OtherCourse) -> dict[str, notebooks.Notebooks]:
    """Return student -> what that one hands in; a student is called like the submission."""
    made = {BLANK: notebooks.handed_in(course, None)}
    made[SOLUTION] = notebooks.handed_in(course, Answers(SOLUTION, True))
    made |= {student(each): notebooks.handed_in(course, each) for each in course.answers}
    return made | {ATTACK + each.name: attacking(course, each) for each in ATTACKS}


def student(answers: Answers) -> str:
    kind = "right" if answers.right else "wrong"
    return f"{kind}-" + re.sub(r"\W+", "-", answers.name)


def write(course: OtherCourse, root: Path, source: str) -> None:
    """Write the assignment into the folder of sources, and every submission."""
    notebooks.write(root / source / course.name, notebooks.source(course), course.files)
    for name, made in submissions(course).items():
        notebooks.write(root / "submitted" / name / course.name, made, course.files)


def points(course: OtherCourse) -> dict[str, float]:
    """Return graded cell -> its points."""
    return {meta["grade_id"]: float(meta["points"]) for meta in _graded(course)}


def answered_by_hand(course: OtherCourse) -> set[str]:
    """Return the graded cells that a person marks."""
    return {meta["grade_id"] for meta in _graded(course) if meta["solution"] or meta.get("task")}


def _graded(course: OtherCourse) -> list[dict[str, Any]]:
    cells = [cell for made in notebooks.source(course).values() for cell in made.cells]
    metas = [cell.metadata.get("nbgrader", {}) for cell in cells]
    return [meta for meta in metas if meta.get("grade") or meta.get("task")]


def marks(course: OtherCourse, database: Path, students: list[str]) -> Marks:
    """Return student -> graded cell -> automatic points; None: not graded."""
    found: Marks = dict.fromkeys(students)
    with Gradebook(f"sqlite:///{database}") as gradebook:
        for submission in gradebook.assignment_submissions(course.name):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            known = {grade.name: grade.auto_score for grade in grades}
            if submission.student.id in found and grades:
                found[submission.student.id] = dict(sorted(known.items()))
    return found
