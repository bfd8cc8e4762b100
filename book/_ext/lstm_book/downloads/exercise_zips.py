"""Each assignment as one file to download: the notebook needs the helper files beside it.

The first edition's assignments are in ``exercises/``, those in another language in
``exercises/<language>/``; so are the zips in ``_build/exercises``.

The zips are written before the pages are read, so that a page links to one with Sphinx's own
``download`` role: ``{download}`the assignment <../../_build/exercises/03-lstm-gates.zip>` ``.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ..editions.edition import Edition, edition_in
from ..paths import BUILD, ROOT

FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes in every build


def write_zip(folder: Path, target: Path) -> None:
    """Pack a folder's files, in one folder of its name, into target.

    A file that would not change keeps its date: Sphinx reads the pages that link to it again
    when it is newer than they are.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            if path.is_file() and not any(part[0] in "._" for part in relative.parts):
                name = (folder.name / relative).as_posix()
                archive.writestr(zipfile.ZipInfo(name, FIXED_DATE), path.read_bytes())
    if not target.exists() or target.read_bytes() != packed.getvalue():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(packed.getvalue())


def assignments(exercises: Path, edition: Edition) -> list[Path]:
    """Return the folders of an edition's assignments: their names begin with a number."""
    return sorted((exercises / ("" if edition.is_first else edition.language)).glob("[0-9]*/"))


def write_all(app: Sphinx) -> None:
    """Pack every assignment of the edition."""
    exercises = ROOT / "exercises"
    for folder in assignments(exercises, edition_in(app.config.language)):
        target = BUILD / "exercises" / folder.relative_to(exercises)
        write_zip(folder, target.with_name(f"{folder.name}.zip"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Write before the pages are read."""
    app.connect("builder-inited", write_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
