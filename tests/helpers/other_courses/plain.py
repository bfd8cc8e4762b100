"""Grade the other courses by plain nbgrader, and keep its marks: `python -m` this module.

Real kernels, nbgrader's own configuration, none of our plug-ins. Its marks go into marks.json
beside the courses: course -> submission -> graded cell -> points. Each notebook takes seconds.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.helpers.other_courses import folder, reading

STORED = reading.COURSES / "marks.json"
STOPS = "copied"  # part of a submission's name: a copied cell stops all that is graded after it
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "plain"
c.Execute.timeout = 20
"""


def stored() -> dict[str, folder.Marks]:
    return json.loads(STORED.read_text(encoding="utf-8"))


def grade(course: reading.OtherCourse) -> folder.Marks:
    """Return the marks that plain nbgrader gives."""
    with tempfile.TemporaryDirectory(prefix="plain") as place:
        root = Path(place)
        (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        folder.write(course, root, "source")
        _nbgrader(root, "generate_assignment", course.name)
        each = sorted(path.name for path in (root / "submitted").iterdir())
        stops = [student for student in each if STOPS in student]
        others = f"--CourseDirectory.student_id_exclude={','.join(stops)}"
        for wanted in (others, *[f"--CourseDirectory.student_id={student}" for student in stops]):
            _nbgrader(root, "autograde", "--create", course.name, wanted)
        return folder.marks(course, root / "gradebook.db", list(folder.submissions(course)))


def _nbgrader(root: Path, *arguments: str) -> None:
    """Run a command; nbgrader may give up some submissions."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    subprocess.run(command, cwd=root, env=_environment(root), capture_output=True, check=False)


def _environment(root: Path) -> dict[str, str]:
    """Return an environment without the user's own settings of Jupyter."""
    home = root / "home"
    home.mkdir(exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    own = {"HOME": home, "JUPYTER_CONFIG_DIR": home, "IPYTHONDIR": home}
    return kept | {name: str(value) for name, value in own.items()} | {"PATH": path}


def main(wanted: list[str]) -> None:
    """Grade some courses, or all, and write their marks into the file."""
    marks = stored() if STORED.exists() else {}
    for name in wanted or reading.names():
        marks[name] = grade(reading.read(name))
        text = json.dumps(dict(sorted(marks.items())), indent=1)
        STORED.write_text(text + "\n", encoding="utf-8")
        print(name, len(marks[name]), "submissions", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
