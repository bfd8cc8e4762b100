"""An assignment of another course, written as one Markdown page.

`## notebook: NAME` begins a notebook, `### KIND: GRADE_ID, N points` a cell of it, `## file: PATH`
a file beside it. `## right: NAME` and `## wrong: NAME, loses TEST ...` are submissions: the
solution with other cells in the place of some, under `### GRADE_ID`; `loses 1.5 of TEST` is a part
of its points, `### copy of GRADE_ID` one cell more. A `change` block has old lines, `->`, and new
lines for them. `from PATH` takes a notebook or a file from nbgrader's own documentation.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import nbgrader

COURSES = Path(__file__).parents[2] / "grading" / "other_courses"
DOCUMENTATION = Path(nbgrader.__file__).parent / "docs" / "source"
KINDS = ("given", "solution", "test", "answer", "code-answer", "task")
FENCE = re.compile(r"^```(.*)$")


@dataclass(frozen=True)
class Cell:
    """A cell; kind: one of KINDS, points: where it gives some."""

    kind: str
    name: str
    source: str
    points: float = 0


@dataclass
class SourceNotebook:
    """A notebook: its cells, or the path of one in nbgrader's documentation."""

    name: str
    path: Path | None = None
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Answers:
    """A submission: what it has in the place of the solution's cells, and the points that it loses.

    right: it differs from the solution in nothing but its text. loses: test -> points, None: all.
    """

    name: str
    right: bool
    cells: dict[str, str] = field(default_factory=dict)
    loses: dict[str, float | None] = field(default_factory=dict)


@dataclass
class OtherCourse:
    """One assignment, the files beside it, and submissions of it."""

    name: str
    link: str = ""
    notebooks: list[SourceNotebook] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    answers: list[Answers] = field(default_factory=list)


def names() -> list[str]:
    return sorted(path.stem for path in COURSES.glob("*.md") if path.stem != "README")


def read(name: str) -> OtherCourse:
    """Read the page of a course."""
    course, place = OtherCourse(name), None
    for heading, text, block, is_change in _blocks(COURSES / f"{name}.md"):
        if heading.startswith("## "):
            place = _begin(course, heading[3:], block)
        elif isinstance(place, SourceNotebook):
            place.cells.append(_cell(heading[4:], block))
        elif isinstance(place, Answers):
            grade_id = heading[4:]
            place.cells[grade_id] = _changed(course, grade_id, block) if is_change else block
        elif link := re.search(r"\]\((http[^)]+)\)", text):
            course.link = link[1]
    return course


def _blocks(path: Path) -> list[tuple[str, str, str, bool]]:
    """Return (heading, text below it, fenced block below it, whether that is a change)."""
    found: list[list[str]] = []
    fence, inside = "", False
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := FENCE.match(line):
            inside = not inside
            fence = match[1] if inside else fence
            if inside:
                found[-1][3] = fence
        elif inside:
            found[-1][2] += f"{line}\n"
        elif line.startswith("#"):
            found.append([line, "", "", ""])
        else:
            found[-1][1] += f"{line} "
    return [(head, text, block, kind.endswith("change")) for head, text, block, kind in found]


def _begin(course: OtherCourse, heading: str, block: str) -> SourceNotebook | Answers | None:
    kind, _, rest = heading.partition(": ")
    name, _, origin = rest.partition(" from ")
    path = DOCUMENTATION / origin if origin else None
    if kind == "notebook":
        course.notebooks.append(SourceNotebook(name, path))
        return course.notebooks[-1]
    if kind == "file":
        course.files[name] = path.read_bytes() if path else block.encode()
        return None
    name, _, loses = rest.partition(", loses ")
    course.answers.append(Answers(name, kind == "right", loses=_losses(loses)))
    return course.answers[-1]


def _losses(text: str) -> dict[str, float | None]:
    if part := re.fullmatch(r"([\d.]+) of (\w+)", text):
        return {part[2]: float(part[1])}
    return dict.fromkeys(text.split())


def _cell(heading: str, source: str) -> Cell:
    kind, name, points = re.fullmatch(r"([\w-]+): (\w+)(?:, ([\d.]+) points)?", heading).groups()
    if kind not in KINDS:
        raise ValueError(f"expected one of {KINDS}, received {kind}")
    return Cell(kind, name, source.rstrip("\n"), float(points or 0))


def _changed(course: OtherCourse, grade_id: str, block: str) -> str:
    """Return the solution of a cell with some lines changed."""
    old, new = re.split(r"^->\n", block, flags=re.MULTILINE)
    (source,) = [c.source for n in course.notebooks for c in n.cells if c.name == grade_id]
    if (source + "\n").count(old) != 1:
        raise ValueError(f"{grade_id}: expected once: {old}")
    return (source + "\n").replace(old, new)
