"""A folder with the instructor's files, in which tests run: their modules are loaded once."""

import contextlib
import importlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


class Workspace:
    """The files of an assignment on the disk, and their modules while tests run."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="judge")
        self.path, self.files = Path(self._folder.name), files
        for name, content in files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_bytes(content)
        importlib.invalidate_caches()
        self._modules: dict[str, ModuleType] = {}
        self._names = {Path(name).stem for name in files if name.endswith(".py")}

    @contextlib.contextmanager
    def importable(self) -> Iterator[None]:
        """Let the files be imported for a while, in the place of modules with the same names."""
        others = {name: sys.modules.pop(name) for name in self._names if name in sys.modules}
        sys.modules.update(self._modules)
        sys.path.insert(0, str(self.path))
        before = os.getcwd()
        os.chdir(self.path)
        try:
            yield
        finally:
            os.chdir(before)
            sys.path.remove(str(self.path))
            self._modules = {n: sys.modules.pop(n) for n in self._names if n in sys.modules}
            sys.modules.update(others)

    def close(self) -> None:
        self._folder.cleanup()
