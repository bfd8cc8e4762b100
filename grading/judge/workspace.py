"""A folder with the instructor's files, in which tests run.

Its modules are loaded anew for each submission, as in a kernel of its own: what a test has changed
in one, such as a list that a learner's function has sorted, no other submission finds so. The
module of checks alone keeps nothing, and is loaded once.
"""

import contextlib
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

KEPT = "checks"


class Workspace:
    """The files of an assignment on the disk, and their modules while tests run."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="judge")
        self.path, self.files = Path(self._folder.name), files
        for name, content in files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_bytes(content)
        importlib.invalidate_caches()
        self._prefix = str(self.path) + os.sep
        self._modules: dict[str, ModuleType] = {}
        self._names = {_top(name) for name in files if name.endswith(".py")}

    @contextlib.contextmanager
    def importable(self) -> Iterator[None]:
        """Let the files be imported for a while, in the place of modules with the same names."""
        others = self._taken(self._is_named)
        sys.modules.update(self._modules)
        sys.path.insert(0, str(self.path))
        before = os.getcwd()
        os.chdir(self.path)
        try:
            yield
        finally:
            os.chdir(before)
            sys.path.remove(str(self.path))
            self._modules = {n: m for n, m in self._taken(self._is_own).items() if n == KEPT}
            sys.modules.update(others)

    def _taken(self, is_meant: Callable[[str], bool]) -> dict[str, ModuleType]:
        """Take some modules out of the loaded ones."""
        return {name: sys.modules.pop(name) for name in filter(is_meant, list(sys.modules))}

    def _is_named(self, name: str) -> bool:
        return name.partition(".")[0] in self._names

    def _is_own(self, name: str) -> bool:
        """Say whether a module came from this folder, or is called as if it had."""
        file = getattr(sys.modules[name], "__file__", None)
        return self._is_named(name) or (isinstance(file, str) and file.startswith(self._prefix))

    def close(self) -> None:
        self._folder.cleanup()


def _top(path: str) -> str:
    """Return the name under which a file's module, or its package, is imported."""
    return Path(path).parts[0].removesuffix(".py")
