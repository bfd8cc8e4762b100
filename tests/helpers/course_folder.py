"""A course in an empty folder, what is handed in there, and the command that grades it."""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ASSIGNMENT, NAME = "03-lstm-gates", "lstm_gates"
PATIENT = "from grading import time_limit\ntime_limit.PATIENCE = 100\n"
Json = dict[str, Any]


def load(folder: str) -> Json:
    path = ROOT / folder / ASSIGNMENT / f"{NAME}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def tests_of(notebook: Json) -> dict[str, float]:
    """Return function -> points, from the test cells."""
    metas = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    return {m["grade_id"].removeprefix("test_"): m["points"] for m in metas if m.get("grade")}


POINTS = tests_of(load("solutions"))
TOTAL = sum(POINTS.values())


def solved() -> Json:
    """Return the released notebook with every function written."""
    notebook = load("exercises")
    right = {cell["id"]: cell["source"] for cell in load("solutions")["cells"]}
    for cell in notebook["cells"]:
        if cell["id"] in POINTS:
            cell["source"] = right[cell["id"]]
    return notebook


def find(notebook: Json, cell_id: str) -> Json:
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == cell_id]
    return cell


def rewritten(**sources: str) -> Json:
    """Return the solved notebook with other functions in the place of some."""
    notebook = solved()
    for function, source in sources.items():
        find(notebook, function)["source"] = source
    return notebook


def code(source: str, cell_id: str = "own") -> Json:
    cell = {"cell_type": "code", "id": cell_id, "metadata": {}, "outputs": []}
    return cell | {"execution_count": None, "source": source}


@dataclass(frozen=True)
class Course:
    """A course folder and the environment in which its commands run."""

    root: Path
    env: dict[str, str]
    warm_command: Callable[..., tuple[int, str]]
    assignment: str = ASSIGNMENT
    notebook: str = NAME

    def folder(self, student: str) -> Path:
        return self.root / "submitted" / student / self.assignment

    def submit(self, student: str, notebook: Json | bytes, name: str = "") -> Path:
        """Hand in a notebook, in the place of what the student handed in before."""
        path = self.folder(student) / (name or f"{self.notebook}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode("ascii")
        path.write_bytes(raw)
        return path

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a Python module as a command, with its output in pipes."""
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=self.root,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command, check its exit code, return what it printed."""
        process = self.start(*arguments)
        out, err = process.communicate()
        assert process.returncode == code, out + err
        return out + err

    def grade(self, *arguments: str, code: int = 0) -> str:
        got, printed = self.warm_command(self, arguments)
        assert got == code, printed
        return printed

    def configure(self, *lines: str) -> None:
        with (self.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.writelines(f"{line}\n" for line in lines)

    def be_patient(self) -> None:
        """Let submissions take much longer than they may compute: this machine may be busy.

        Not where one sleeps: it would take as long.
        """
        (self.root / "sitecustomize.py").write_text(PATIENT, encoding="ascii")
        self.env["PYTHONPATH"] = str(self.root)

    @property
    def table(self) -> bytes:
        return (self.root / "grades.csv").read_bytes()

    def rows(self) -> dict[str, dict[str, str]]:
        """Return student -> row of the table."""
        rows = list(csv.DictReader(io.StringIO(self.table.decode("utf-8-sig"))))
        found = {row["student"]: row for row in rows}
        assert len(found) == len(rows)
        return found

    def tree(self, step: str) -> dict[str, bytes]:
        """Return relative path -> content of all files of a step."""
        return {
            os.path.relpath(path, self.root): content_of(path) for path in walk(self.root / step)
        }


def walk(folder: Path) -> Iterator[str]:
    """Yield the files below a folder, as deep as paths can be: no links are followed."""
    waiting = [str(folder)]
    while waiting:
        here = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry.path


def content_of(path: str) -> bytes:
    """Return the bytes of a file, or how many there are, should it be huge."""
    size = os.stat(path).st_size
    return Path(path).read_bytes() if size < 10**9 else b"%d bytes" % size
