"""Grade the other courses by plain nbgrader, and keep its marks: `python -m` this module.

Real kernels, nbgrader's own configuration, none of our plug-ins. Its marks go into marks.json beside
the courses: course -> submission -> graded cell -> points. It takes seconds for each notebook.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.helpers.other_courses import folder, reading

STORED = reading.COURSES / "marks.json"
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
        env = _environment(root)
        for arguments in (["generate_assignment"], ["autograde", "--create"]):
            command = [sys.executable, "-m", "nbgrader", *arguments, course.name]
            subprocess.run(command, cwd=root, env=env, capture_output=True, check=False)
        return folder.marks(course, root / "gradebook.db", list(folder.submissions(course)))


def _environment(root: Path) -> dict[str, str]:
    """Return an environment without the user's own settings of Jupyter."""
    home = root / "home"
    home.mkdir()
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
