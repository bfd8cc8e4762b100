"""Generate exercises/: nbgrader makes the English release, and that is put into Korean.

All of it is made in a temporary folder first; so a run that stops has changed nothing. What an
instructor has added to solutions/ is left alone: nbgrader releases it, in one language.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .assignments import FIXTURES
from .korean import release
from .lay import ROOT, lay, put

NBGRADER = ("-m", "nbgrader", "generate_assignment", "*", "--force", "--no-db")
LEFT_BEHIND = {"__pycache__", ".ipynb_checkpoints"}  # by running a notebook


class ReleaseError(Exception):
    """The release cannot be made; the message is nbgrader's, or names the Korean that is old."""


def generate(root: Path = ROOT) -> list[str]:
    """Bring exercises/ up to date; return what was written or removed."""
    place, changed = root / "exercises", []
    with made(root) as new:
        fresh = files(new)
        for name, content in fresh.items():
            if put(place / name, content):
                changed.append(f"exercises/{name}: written")
        for name in _ours(root, place) - fresh.keys():
            (place / name).unlink()
            changed.append(f"exercises/{name}: removed")
    return changed


def stale(root: Path = ROOT) -> list[str]:
    """Return the files of exercises/ that are not what their sources give."""
    with made(root) as new:
        fresh, committed = files(new), files(root / "exercises")
        committed = {name: committed[name] for name in _ours(root, root / "exercises")}
    found = [f"exercises/{name}: is missing" for name in fresh.keys() - committed.keys()]
    found += [f"exercises/{name}: nothing makes it" for name in committed.keys() - fresh.keys()]
    both = fresh.keys() & committed.keys()
    found += [
        f"exercises/{name}: was edited, or its source was"
        for name in both
        if fresh[name] != committed[name]
    ]
    return sorted(found)


@contextmanager
def made(root: Path) -> Iterator[Path]:
    """Make the release in a temporary folder."""
    lay(root)
    with tempfile.TemporaryDirectory(prefix="exercises") as folder:
        sources, new = Path(folder) / "solutions", Path(folder) / "exercises"
        for name in FIXTURES:
            if (root / "solutions" / name).is_dir():
                shutil.copytree(root / "solutions" / name, sources / name)
        _run_nbgrader(root, sources, new)
        _put_into_korean(new)
        yield new


def _ours(root: Path, place: Path) -> set[str]:
    """Return the files of exercises/ but for those of assignments that an instructor has added."""
    added = {path.name for path in (root / "solutions").iterdir() if path.is_dir()} - set(FIXTURES)
    return {name for name in files(place) if not added & set(Path(name).parts[:2])}


def _run_nbgrader(root: Path, sources: Path, new: Path) -> None:
    command = [sys.executable, *NBGRADER, "--db", "sqlite:///:memory:"]
    command.append(f"--CourseDirectory.source_directory={sources}")
    command.append(f"--CourseDirectory.release_directory={new}")
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseError(done.stderr.strip() or done.stdout.strip())


def _put_into_korean(folder: Path) -> None:
    try:
        release.write_all(folder)
    except ValueError as error:
        raise ReleaseError(str(error)) from error


def files(folder: Path) -> dict[str, bytes]:
    """Return relative path -> content, without what running a notebook leaves behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not LEFT_BEHIND & set(path.relative_to(folder).parts)
    }
