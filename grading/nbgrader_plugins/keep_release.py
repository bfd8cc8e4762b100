"""nbgrader plug-in: `nbgrader generate_assignment` that fails leaves the release as it was.

nbgrader removes the released folder before it makes the new one, and again what it has made when a
step fails. An exporter is the one plug-in that is made before all of that.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter

KEPT = "The release is as it was before: %s"


class KeepRelease(NotebookExporter):
    """nbconvert's exporter of notebooks; its converter puts a release back if it fails."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.parent is not None:
            self.parent.convert_notebooks = _kept(self.parent, self.parent.convert_notebooks)


def _kept(converter: Any, convert: Callable[[], None]) -> Callable[[], None]:
    def keep() -> None:
        with tempfile.TemporaryDirectory(prefix="release-") as place:
            copies = {folder: Path(place, folder.name) for folder in _released(converter)}
            for folder, copy in copies.items():
                shutil.copytree(folder, copy, symlinks=True)
            try:
                convert()
            except BaseException:
                _put_back(copies, converter)
                raise

    return keep


def _released(converter: Any) -> list[Path]:
    """Return the folders that the converter may remove."""
    directory = converter.coursedir
    names = [Path(source).name for source in converter.assignments]
    paths = [directory.format_path(directory.release_directory, ".", name) for name in names]
    return [Path(path) for path in paths if Path(path).is_dir()]


def _put_back(copies: dict[Path, Path], converter: Any) -> None:
    """Put back the folders of which something was removed; the others were made anew."""
    single = converter.coursedir.notebook_id != "*"  # then a notebook is removed, not its folder
    for folder, copy in copies.items():
        if single or not folder.is_dir():
            shutil.copytree(copy, folder, symlinks=True, dirs_exist_ok=True)
            converter.log.error(KEPT, folder)
