"""A copy of a checkout in which mutants are made; the checkout itself is only read.

The copy has an environment of its own, made of hard links, in which the project's editable
install and the scripts name the copy: so every process that a test starts imports the mutant,
also one that gets no PYTHONPATH.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .groups import GROUPS, Group
from .source import Change, Source

SKIP = shutil.ignore_patterns(".venv", "_build", "__pycache__", ".*_cache", ".hypothesis")


class Scratch:
    """A copy of a checkout, with its environment and its built site."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self.checkout = checkout.resolve()
        self.folder = folder.resolve()
        self.root = self.folder / "copy"
        self.python = Path(sys.executable)  # where the checkout has no environment of its own
        self._built = self.folder / "built"  # the site as it was before any mutant

    def make(self) -> None:
        """Copy the checkout."""
        shutil.copytree(self.checkout, self.root, ignore=SKIP, symlinks=True)
        if (self.checkout / ".venv").is_dir():
            self._make_environment()
        if (self.checkout / "_build").is_dir():
            shutil.copytree(self.checkout / "_build", self.root / "_build", symlinks=True)
        if (self.root / "authoring" / "lay.py").is_file():  # what git does not keep
            lay = [str(self.python), "-m", "authoring", "lay"]
            subprocess.run(lay, cwd=self.root, check=True)

    def _make_environment(self) -> None:
        """Link the environment's files; those that name the checkout become files that do not."""
        copy = self.root / ".venv"
        shutil.copytree(self.checkout / ".venv", copy, symlinks=True, copy_function=link_or_copy)
        for path in own_files(copy):
            replace_in(path, str(self.checkout), str(self.root))
        self.python = copy / "bin" / "python"
        command = [str(self.python), "-c", "import lstm_ref; print(lstm_ref.__file__)"]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        if not Path(done.stdout.strip()).is_relative_to(self.root):
            came = done.stdout.strip() or done.stderr.strip()
            raise RuntimeError(f"expected lstm_ref to come from {self.root}, it came from {came}")

    def remember_site(self) -> None:
        """Keep the built site, to come back to it."""
        shutil.rmtree(self._built, ignore_errors=True)
        shutil.copytree(self.root / "_build", self._built, symlinks=True)

    def bring_site_back(self) -> None:
        """Undo what was built from a mutant: its pages, and what it left in the caches."""
        if self._built.is_dir():
            shutil.rmtree(self.root / "_build", ignore_errors=True)
            shutil.copytree(self._built, self.root / "_build", symlinks=True)

    @contextmanager
    def mutated(self, group: Group, file: str, source: Source, change: Change) -> Iterator[None]:
        """Make a mutant, in all files that hold its module; afterwards all is as before.

        The files keep their time: one that is newer than the site would fail each test of a page.
        Python would then take compiled code for current, so all of that goes.
        """
        files = group.files(self.root, file)
        before = {path: path.read_text(encoding="utf-8") for path in files}
        times = {path: path.stat() for path in files}
        try:
            files[0].write_text(source.changed(change), encoding="utf-8", newline="")
            self._write(group.texts(self.root, file), times)
            yield
        finally:
            self._write(before, times)

    def _write(self, texts: dict[Path, str], times: dict[Path, os.stat_result]) -> None:
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8", newline="")
            os.utime(path, ns=(times[path].st_atime_ns, times[path].st_mtime_ns))
        for top in sorted({pattern.split("/")[0] for g in GROUPS for pattern in g.sources}):
            for folder in (self.root / top).rglob("__pycache__"):
                shutil.rmtree(folder)
        for path in texts:
            shutil.rmtree(path.parent / "__pycache__", ignore_errors=True)


def link_or_copy(source: str, target: str) -> None:
    """Link a file; copy it to another file system."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def own_files(environment: Path) -> Iterator[Path]:
    """Yield the files of an environment that name its checkout: scripts, editable installs."""
    yield from (path for path in (environment / "bin").iterdir() if not path.is_symlink())
    for pattern in ("__editable__*", "*.pth", "lstm_ref-*/*.json"):
        yield from environment.glob(f"lib/python*/site-packages/{pattern}")


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace a path in a file; the link's other end keeps its text."""
    content = path.read_bytes()
    if old.encode() in content and b"\0" not in content:
        mode, stat = path.stat().st_mode, path.stat()
        path.unlink()
        path.write_bytes(content.replace(old.encode(), new.encode()))
        path.chmod(mode)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
