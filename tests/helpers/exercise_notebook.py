"""An exercise notebook whose cells a test replaces and runs in this process."""

from dataclasses import dataclass
from pathlib import Path

from authoring.verification.runnable_notebook import RunnableNotebook

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Graded:
    """What a test cell gave: points, and what the learner reads (None for full marks)."""

    points: float
    most: float
    message: str | None
    shown: str = ""


class ExerciseNotebook:
    """A notebook of solutions, of exercises or of exercises/ko; cells are named by their id."""

    def __init__(self, folder: str, notebook: str) -> None:
        self.path = ROOT / folder / f"{notebook}.ipynb"
        self.runnable = RunnableNotebook(folder, *notebook.split("/"))
        self.code = self.runnable.code

    def source(self, cell_id: str) -> str:
        return "".join(self.runnable.cells[cell_id]["source"])

    @property
    def solved(self) -> dict[str, str]:
        """Return all code cells that are no tests."""
        return {k: source for k, source in self.code.items() if k not in self.runnable.tests}

    def grade(self, replaced: dict[str, str], only: str | None = None) -> dict[str, Graded]:
        """Run all code cells, some with another source; return test cell -> what it gave.

        only: the one test cell to run.
        """
        graded = {}
        for test, came in self.runnable.run(replaced, only).items():
            assert came.text, f"{test} says nothing"
            message = None if came.full else came.text
            graded[test] = Graded(came.points, came.most, message, came.shown)
        return graded

    def run(self, replaced: dict[str, str], only: str | None = None) -> dict[str, str | None]:
        """Return test cell -> message, or None for full marks."""
        return {test: graded.message for test, graded in self.grade(replaced, only).items()}

    def submission(self, replaced: dict[str, str]) -> str:
        """Return the notebook as a learner would hand it in, as JSON."""
        return self.runnable.submission(replaced)
