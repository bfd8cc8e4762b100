"""What a worker does: grade a batch of submissions. It opens no gradebook and writes no results.

A worker keeps its sandbox and its workspaces between batches. One thread at a time uses them.
"""

import functools
import json
import threading
from time import monotonic
from typing import Any

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import IgnorePattern, LimitOutput
from traitlets.config import Config

from ..judge import scores
from ..judge.findings import findings
from ..judge.notebook_runner import NotebookRunner
from ..judge.results import GradeRequest, NotebookResult, SubmissionResult, few, packed
from ..judge.workspace import Workspace
from ..languages import KEY, language_of
from ..sandbox.process import shared_sandbox
from ..sandbox.settings import HeldUpError, KilledBySystemError, SandboxError, SandboxSettings
from ..stage.bundle import AssignmentBundle, NotebookBundle
from ..stage.restore_cells import restore_cells

AFTERWARDS = (IgnorePattern, ClearMetadataPreprocessor, LimitOutput)
MAX_WORKSPACES = 20
_lock = threading.Lock()
_workspaces: dict[str, Workspace] = {}


def check(settings: SandboxSettings) -> None:
    """Raise SandboxError where there is no sandbox."""
    with _lock, shared_sandbox(settings).submission():
        pass


def grade_batch(
    bundle: AssignmentBundle,
    settings: SandboxSettings,
    config: str,
    batch: list[GradeRequest],
    last: bool = True,
) -> list[SubmissionResult]:
    """Grade submissions of one assignment. config: of nbgrader's own steps, as JSON.

    last: there is no other try for what was held up.
    """
    with _lock:
        return [_graded(bundle, settings, config, request, last) for request in batch]


def _graded(
    bundle: AssignmentBundle,
    settings: SandboxSettings,
    config: str,
    request: GradeRequest,
    last: bool,
) -> SubmissionResult:
    start = monotonic()
    notes = list(request.notes)
    result: dict[str, Any] = {"student": request.student, "fingerprint": request.fingerprint}
    result["assignment"] = bundle.assignment
    try:
        workspace, files = _workspace(bundle), {**request.files, **bundle.files}
        result["notebooks"] = {}
        for spec in bundle.notebooks:
            runner = NotebookRunner(shared_sandbox(settings), workspace, spec.functions, last=last)
            graded = _notebook(runner, spec, request.notebooks[spec.name], files, config, notes)
            result["notebooks"][spec.name] = graded
    except SandboxError:
        raise  # not the submission's fault
    except (KilledBySystemError, HeldUpError) as error:
        held_up = isinstance(error, HeldUpError)
        result |= {"notebooks": {}, "failed": str(error), "held_up": held_up}
    except Exception as error:  # one submission never stops the next
        why = f"{type(error).__name__}: {error}".split("\n")[0]
        result |= {"notebooks": {}, "failed": why}
    seconds = round(monotonic() - start, 4)
    return SubmissionResult(**result, notes=few(notes), seconds=seconds)


def _notebook(
    runner: NotebookRunner,
    bundle: NotebookBundle,
    notebook: NotebookNode,
    files: dict[str, bytes],
    config: str,
    notes: list[str],
) -> NotebookResult:
    language = language_of(notebook.metadata, notebook.cells)
    notebook.cells, restored = restore_cells(notebook.cells, bundle.originals_in(language))
    notes += restored
    runner.execute(notebook, files)
    notes += runner.notes
    _afterwards(notebook, config)
    notebook.metadata[KEY] = language
    text = packed(nbformat.v4.writes(notebook) + "\n")
    given, comments = scores.scores(notebook), scores.comments(notebook)
    found = findings(notebook)
    return NotebookResult(text, given, comments, runner.calls, runner.seed, found)


def _afterwards(notebook: NotebookNode, config: str) -> None:
    """Do to the outputs what nbgrader does after it has run a notebook."""
    for step in _steps(config):
        step(notebook, {})


@functools.lru_cache(maxsize=2)
def _steps(config: str) -> list[Any]:
    return [kind(config=Config(json.loads(config))) for kind in AFTERWARDS]


def _workspace(bundle: AssignmentBundle) -> Workspace:
    """Return the workspace of this bundle. When more than 20 are open, the oldest is closed."""
    if bundle.key not in _workspaces:
        if len(_workspaces) > MAX_WORKSPACES:
            _workspaces.pop(next(iter(_workspaces))).close()
        _workspaces[bundle.key] = Workspace(bundle.files)
    return _workspaces[bundle.key]
