"""The proofs: what catches each known mistake, what it costs, and what the learner reads.

``python -m authoring prove`` writes them to authoring/proofs, a file for each assignment; the book
shows them.
"""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from authoring.assignments import ASSIGNMENTS
from authoring.fixtures import Examples, in_each_language
from authoring.notebook import load_notebook
from authoring.records import Assignment, Function, Mistake, Text

from .reference_results import REFERENCES, Case, cases, deviation
from .runnable_notebook import Graded, RunnableNotebook
from .slips import slips

PROOFS = Path(__file__).parents[1] / "proofs"
SIZES = {"seed": 7, "B": 5, "T": 6, "D": 2, "H": 7}  # none of these is of a visible example


def main(folders: Iterable[str] = ()) -> int:
    """Write the proofs of some assignments, or of all; return 2 where there is no such one."""
    if unknown := [folder for folder in folders if folder not in ASSIGNMENTS]:
        print(f"no such assignment: {', '.join(unknown)}. There are {', '.join(ASSIGNMENTS)}")
        return 2
    for folder in folders or ASSIGNMENTS:
        path, text = PROOFS / f"{folder}.json", to_text(Proof(ASSIGNMENTS[folder]).table())
        before = path.read_text(encoding="utf-8") if path.exists() else None
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {'as before' if before == text else 'written anew'}")
    return 0


class Proof:
    """The mistakes and the right solutions of one assignment, graded in its notebooks.

    solution: with hidden tests. release: as it is handed out, solved.
    """

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.cells = load_notebook(assignment.folder, assignment.notebook)
        self.solution, self.release = (
            RunnableNotebook(folder, assignment.folder, assignment.notebook)
            for folder in ("solutions", "exercises")
        )
        tests = self.release.tests
        self.release.code |= {k: v for k, v in self.solution.code.items() if k not in tests}

    def table(self) -> dict[str, Any]:
        """Return function -> points, mistakes, right solutions, and how many slips are judged."""
        most = {test: graded.most for test, graded in self.solution.run({}).items()}
        return {
            function.name: {
                "points": most[f"test_{function.name}"],
                "mutants": [self.row(function, mistake) for mistake in function.proven],
                "right": [way.described.en for way in function.solutions],
                "right_ko": [self.in_korean(way.described, function) for way in function.solutions],
                "slips": len(slips(self.solution.code[function.name])),
            }
            for function in self.assignment.functions
        }

    def row(self, function: Function, mistake: Mistake) -> dict[str, Any]:
        """Grade a mistake: alone in front of the visible test, then in the whole notebook."""
        assert mistake.described
        test = f"test_{function.name}"
        replaced = {function.name: self.source(function, mistake.code)}
        seen = self.release.run(replaced, only=test)[test]
        with spoken("ko"):
            korean = self.release.run(replaced, only=test)[test]
        if korean.points != seen.points:
            raise ValueError(f"{function.name}, {mistake.key}: other points in Korean")
        if korean.key != seen.key:
            raise ValueError(f"{function.name}, {mistake.key}: another key in Korean")
        graded = self.solution.run(replaced)
        written = self.solution.function(function.name, replaced)
        return {
            "name": mistake.key,
            "mistake": mistake.described.en,
            "mistake_ko": self.in_korean(mistake.described, function),
            "listed": mistake.listed,
            "wrong": deviation(written, self.cases(function, **SIZES)),
            "caught": caught(seen, graded[test]),
            "lost": round(graded[test].most - graded[test].points, 2),
            "key": seen.key or None,
            "message": seen.says or None,
            "message_ko": korean.says or None,
            "spoils": sorted(name for name, g in graded.items() if name != test and not g.full),
        }

    def in_korean(self, text: Text, function: Function) -> str:
        """Return what a mistake or a solution does, in Korean; say where that is missing."""
        module = f"authoring/assignments/{self.assignment.notebook}.py"
        return in_each_language(text, f"{module}: {function.name}, {text.en!r}")["ko"]

    def source(self, function: Function, code: str) -> str:
        """Return the cell that a learner writes."""
        return self.cells.cell(function.name, code)

    def cases(self, function: Function, **sizes: int) -> list[Case]:
        """Return random arguments of these sizes, or those of the visible example; and results."""
        if function.name in REFERENCES:
            return cases(function.name, **sizes)
        return Examples(function, self.cells, self.assignment.values).cases()


def caught(seen: Graded, graded: Graded) -> str | None:
    if not seen.full:
        return "visible"
    return None if graded.full else "hidden"


@contextlib.contextmanager
def spoken(language: str) -> Iterator[None]:
    """Let the checks speak a language for a while."""
    before = os.environ.get("EXERCISES_LANGUAGE")
    os.environ["EXERCISES_LANGUAGE"] = language
    try:
        yield
    finally:
        if before is None:
            del os.environ["EXERCISES_LANGUAGE"]
        else:
            os.environ["EXERCISES_LANGUAGE"] = before


def to_text(functions: dict[str, Any]) -> str:
    return json.dumps(functions, indent=1, ensure_ascii=False) + "\n"
