"""nbgrader plug-in: `nbgrader release_feedback`, in which one student does not stop all others.

The exchange knows a student's feedback by two files that came with the submission. Work that was
put into submitted/ by hand has none, and nbgrader stops there, whoever comes after it.
"""

import shutil
from glob import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from .only_pages import OF_THE_EXCHANGE

LEFT_OUT = "Not released for %s: it was not handed in through the exchange, %s is missing"


class ReleaseFeedback(ExchangeReleaseFeedback):
    """nbgrader's own, for everyone whose work came through the exchange."""

    def copy_files(self) -> None:
        before = self.coursedir.student_id_exclude
        left_out = {name for name in before.split(",") if name}
        for folder in self._folders():
            student = folder.parent.name
            if student not in left_out and (missing := self._missing(folder)):
                self.log.warning(LEFT_OUT, student, missing)
                left_out.add(student)
        self.coursedir.student_id_exclude = ",".join(sorted(left_out))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = before

    def _folders(self) -> list[Path]:
        return sorted({Path(page).parent for page in glob(f"{self.src_path}/*.html")})

    def _missing(self, folder: Path) -> str:
        """Return what is missing; feedback of an earlier version gets it from autograded/."""
        where = folder.parent.name, self.coursedir.assignment_id
        graded = Path(self.coursedir.format_path(self.coursedir.autograded_directory, *where))
        for name in OF_THE_EXCHANGE:
            if not (folder / name).is_file():
                if not (graded / name).is_file():
                    return name
                shutil.copy(graded / name, folder / name)
        return ""
