"""The judge as a step of nbgrader: it stands where nbgrader would run the notebook in a kernel."""

import contextlib
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from traitlets import Bool, Integer, List, Unicode

from ..repair import known_cells, original_cells
from ..sandbox.house import warm
from ..sandbox.layers import SANDBOX, Setting
from ..submissions import files
from ..translations import folders, translated
from .material import Cells, Desk, Material
from .notebook import NotebookRun

MAX_EXTRA_BYTES = 30_000_000


class Judge(Execute):
    """nbgrader's Execute, with the sandbox in the place of a kernel. c.Execute.timeout holds."""

    notebook_timeout = Integer(600, help="seconds for all cells together").tag(config=True)
    max_output = Integer(200_000, help="characters that a cell may print").tag(config=True)
    memory_mb = Integer(1024, help="memory of a submission").tag(config=True)
    disk_mb = Integer(64, help="files of a submission, in all").tag(config=True)
    packages = List(
        Unicode(),
        list(Setting().packages),
        help="packages that a submission may import, where they are installed",
    ).tag(config=True)
    sandbox = Bool(True, help="False runs what students wrote with your rights").tag(config=True)

    @property
    def setting(self) -> Setting:
        return Setting(
            layers=SANDBOX if self.sandbox else (),
            cell_seconds=self.timeout or self.notebook_timeout,
            notebook_seconds=self.notebook_timeout,
            output=self.max_output,
            memory_mb=self.memory_mb,
            disk_mb=self.disk_mb,
            packages=tuple(self.packages),
        )

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: Any = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        info = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir  # the converter's; this one's parent exports
        folder = Path(coursedir.format_path(coursedir.source_directory, ".", info["assignment"]))
        release = Path(coursedir.format_path(coursedir.release_directory, ".", info["assignment"]))
        with Gradebook(info["db_url"], coursedir.course_id) as gradebook:
            material = prepared(gradebook, folder, release, info["notebook"])
        material = material.under(self.setting)
        beside = _beside(Path(resources["metadata"]["path"]))
        with contextlib.closing(Desk(material)) as desk:
            run = NotebookRun(warm(self.setting), desk, material)
            run.execute(nb, beside | material.files)
        for note in run.notes:
            self.log.warning(note)
        return nb, resources


def prepared(gradebook: Gradebook, folder: Path, release: Path, notebook: str) -> Material:
    """Return the material of a notebook as nbgrader's gradebook has it, with the files beside.

    folder, release: of the assignment, as it is written and as it is handed out.
    """
    assignment, file = folder.name, f"{notebook}.ipynb"
    order = known_cells(folder / file)
    originals = original_cells(gradebook.find_notebook(notebook, assignment), order)
    translations = {
        language: _plain(translated(originals, place / file))
        for language, place in folders(release).items()
    }
    cells, beside = _plain(originals), _beside(folder)
    return Material(assignment, notebook, cells, beside, Setting(), translations=translations)


def _plain(cells: Cells) -> dict[str, dict[str, Any]]:
    return {name: dict(nbformat.from_dict(cell)) for name, cell in cells.items()}


def _beside(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder that are no notebooks, up to a total size."""
    found, room = {}, MAX_EXTRA_BYTES
    for path in files(folder):
        room -= path.stat().st_size
        if path.suffix != ".ipynb" and room > 0:
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found
