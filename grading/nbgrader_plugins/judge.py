"""nbgrader plug-in: replaces nbgrader's Execute step by the judge."""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute
from traitlets import Bool, Integer, List, Unicode

from ..check import here, kept, solution
from ..check.kept import Decisions
from ..check.slips import Slip
from ..judge.notebook_runner import NotebookRunner
from ..judge.workspace import Workspace
from ..sandbox.process import shared_sandbox
from ..sandbox.settings import SANDBOX, HeldUpError, SandboxSettings
from ..stage.bundle import AssignmentBundle, NotebookBundle, files_beside, load_bundle
from ..stage.helper_files import missing_helpers
from ..stage.notebook_spec import NotebookSpec, read_spec

DEFAULTS = SandboxSettings()
UNCHECKED = "{name} is graded without a checked solution, as c.Judge.unchecked says"
WRONG = (
    "{name} is not graded, its own notebooks need a change (c.Judge.unchecked = ['{name}'] grades "
    "all the same):\n{slips}"
)
_checks: dict[str, tuple[list[Slip], Decisions]] = {}  # of this command


class SolutionError(Exception):
    """The solution of an assignment would lose points: nothing of it is graded."""


class Judge(Execute):
    """nbgrader's Execute, run in the sandbox. c.Execute.timeout limits each cell.

    The defaults are those of SandboxSettings; an instructor changes them in nbgrader_config.py.
    """

    notebook_timeout = Integer(
        int(DEFAULTS.notebook_seconds), help="seconds for all cells together"
    ).tag(config=True)
    max_output = Integer(DEFAULTS.output, help="characters that a cell may print").tag(config=True)
    max_total_output = Integer(
        DEFAULTS.total_output, help="characters that all cells of a notebook may show, with figures"
    ).tag(config=True)
    memory_mb = Integer(DEFAULTS.memory_mb, help="memory of a submission").tag(config=True)
    disk_mb = Integer(DEFAULTS.disk_mb, help="files of a submission, in all").tag(config=True)
    packages = List(
        Unicode(),
        list(DEFAULTS.packages),
        help="packages that a submission may import, where they are installed",
    ).tag(config=True)
    unchecked = List(
        Unicode(), [], help="assignments that are graded though their solutions are not checked"
    ).tag(config=True)
    sandbox = Bool(True, help="False runs what students wrote with your rights").tag(config=True)

    @property
    def settings(self) -> SandboxSettings:
        return SandboxSettings(
            protections=SANDBOX if self.sandbox else (),
            cell_seconds=self.timeout or self.notebook_timeout,
            notebook_seconds=self.notebook_timeout,
            output=self.max_output,
            total_output=self.max_total_output,
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
        if words := missing_helpers(folder):
            raise FileNotFoundError(words)
        specs = [read_spec(path) for path in sorted(folder.glob("*.ipynb"))]
        with Gradebook(info["db_url"], coursedir.course_id) as gradebook:
            bundle = load_bundle(gradebook, folder, release, specs)
        decisions = self._checked(bundle, info["db_url"], folder, release, specs)
        one = next(each for each in bundle.notebooks if each.name == info["notebook"])
        one = replace(one, decisions=decisions.get(one.name, {}))
        submitted = files_beside(Path(resources["metadata"]["path"]))
        with contextlib.closing(Workspace(bundle.files)) as workspace:
            notes = self._run(nb, submitted | bundle.files, workspace, one)
        for note in notes:
            self.log.warning(note)
        return nb, resources

    def _checked(
        self,
        bundle: AssignmentBundle,
        db_url: str,
        folder: Path,
        release: Path,
        specs: list[NotebookSpec],
    ) -> Decisions:
        """Return what the solution decides; raise SolutionError where it is not graded right.

        What `python -m grading` has checked is not checked again; all else once for each command.
        """
        name = bundle.assignment
        if name in self.unchecked:
            self.log.warning(UNCHECKED.format(name=name))
            return {}
        source = kept.source_of(folder, release)
        mark = kept.fingerprint(source, self.settings, kept.passed_on(self.config))
        known = kept.KeptChecks(db_url).find(name, mark)
        if known is not None:
            return known
        if mark not in _checks:
            solutions = solution.solutions(folder, release, specs)
            _checks[mark] = here.check(bundle, solutions, self.settings)
        slips, decisions = _checks[mark]
        if slips:
            raise SolutionError(WRONG.format(name=name, slips="\n".join(map(str, slips))))
        return decisions

    def _run(
        self,
        notebook: NotebookNode,
        files: dict[str, bytes],
        workspace: Workspace,
        spec: NotebookBundle,
    ) -> list[str]:
        """Run a notebook; once more, if it may have been held up. Return the notes."""
        for last in (False, True):
            process = shared_sandbox(self.settings)
            runner = NotebookRunner(
                process,
                workspace,
                spec.functions,
                last=last,
                imports=spec.imports,
                decisions=spec.decisions,
            )
            try:
                runner.execute(notebook, files)
                break
            except HeldUpError:
                if last:
                    raise
        return runner.notes
