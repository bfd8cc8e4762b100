"""A course in an empty folder."""

import os
import shutil
from collections.abc import Callable

import pytest
from course_folder import ASSIGNMENT, ROOT, Course


@pytest.fixture(scope="session")
def make_course(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Course]:
    """Make a course with one assignment, away from the user's own Jupyter settings."""
    home = str(tmp_path_factory.mktemp("home"))
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON", "NBGR"))}
    env |= {"HOME": home, "JUPYTER_CONFIG_DIR": home, "IPYTHONDIR": home}
    env |= {"PYTHONIOENCODING": "utf-8"}
    env["PATH"] = "/usr/bin:/bin"  # the command finds its own tools

    def make() -> Course:
        root = tmp_path_factory.mktemp("course")
        shutil.copy(ROOT / "nbgrader_config.py", root)
        ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / "grading", root / "grading", ignore=ignore)
        shutil.copytree(
            ROOT / "solutions" / ASSIGNMENT, root / "solutions" / ASSIGNMENT, ignore=ignore
        )
        return Course(root, env)

    return make
