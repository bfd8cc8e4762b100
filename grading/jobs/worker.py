"""What a worker does: grade a batch of submissions, render a batch of pages. No database, no files.

A worker keeps its warm sandbox and its desk between batches. One thread at a time uses them.
"""

import contextlib
import ctypes
import functools
import json
import os
import signal
import sys
import threading
from collections.abc import Collection
from multiprocessing.queues import SimpleQueue
from time import monotonic
from typing import Any

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import IgnorePattern, LimitOutput
from traitlets.config import Config

from ..judge import marks
from ..judge.material import Desk, Material
from ..judge.notebook import NotebookRun
from ..languages import KEY, language_of
from ..repair import restore
from ..sandbox.house import warm
from ..sandbox.layers import EndedError, SandboxError, Setting
from .tasks import Result, Scored, Task, packed

AFTERWARDS = (IgnorePattern, ClearMetadataPreprocessor, LimitOutput)
PDEATHSIG = 1
MEMORY = 2 << 30  # bytes, beside a submission's; what a student returns may make arrays too large
_lock = threading.Lock()
_desks: dict[str, Desk] = {}


def start_in_process(setting: Setting, cores: "SimpleQueue[int]") -> None:
    """Prepare a worker process: Ctrl-C is for the main process, whose death ends this one.

    It shares one core with its sandbox: they take turns, so that each finds its data in the cache,
    and no submission takes a core from another worker, however many threads it starts.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    core = cores.get()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
        _limit_memory(MEMORY + (setting.memory_mb << 20))  # submissions inherit it
    keep_to([core])
    with contextlib.suppress(SandboxError):  # the first task will say so
        warm(setting).start()


def _limit_memory(most: int) -> None:
    """Let nothing here take more; a lower limit that is there already stays."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if soft == resource.RLIM_INFINITY or soft > most:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def keep_to(cores: Collection[int]) -> None:
    """Keep this process to some cores; where the system does not allow it, grading goes on."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, cores)


def check(setting: Setting) -> None:
    """Raise SandboxError where there is no sandbox."""
    with _lock, warm(setting).submission():
        pass


def grade_batch(materials: list[Material], batch: list[Task]) -> list[Result]:
    """Grade submissions of one assignment; materials: one for each of its notebooks."""
    with _lock:
        return [_graded(materials, task) for task in batch]


def _graded(materials: list[Material], task: Task) -> Result:
    start = monotonic()
    notes = list(task.notes)
    result: dict[str, Any] = {"student": task.student, "fingerprint": task.fingerprint}
    result["assignment"] = materials[0].assignment
    try:
        result["notebooks"] = {m.notebook: _notebook(m, task, notes) for m in materials}
    except SandboxError:
        raise  # not the submission's fault
    except EndedError as error:
        result["failed"] = str(error)
    except Exception as error:  # one submission never stops the next
        result["failed"] = f"{type(error).__name__}: {error}".split("\n")[0]
    seconds = round(monotonic() - start, 4)
    return Result(**result, notes=tuple(dict.fromkeys(notes)), seconds=seconds)


def _notebook(material: Material, task: Task, notes: list[str]) -> Scored:
    notebook = nbformat.from_dict(json.loads(task.notebooks[material.notebook]))
    language = language_of(notebook.metadata, notebook.cells)
    notebook.cells, mended = restore(notebook.cells, material.originals_in(language))
    notes += mended
    run = NotebookRun(warm(material.setting), _desk(material), material)
    run.execute(notebook, {**task.files, **material.files})
    notes += run.notes
    _afterwards(notebook, material.config)
    notebook.metadata[KEY] = language
    text = packed(nbformat.v4.writes(notebook) + "\n")
    return Scored(text, marks.scores(notebook), marks.comments(notebook), run.calls, run.seed)


def _afterwards(notebook: NotebookNode, config: str) -> None:
    """Do to the outputs what nbgrader does after it has run a notebook."""
    for step in _steps(config):
        step(notebook, {})


@functools.lru_cache(maxsize=2)
def _steps(config: str) -> list[Any]:
    return [kind(config=Config(json.loads(config))) for kind in AFTERWARDS]


def _desk(material: Material) -> Desk:
    """Return the desk of this material; an older one of the same assignment is cleared."""
    if material.key not in _desks:
        if len(_desks) > 20:
            _desks.pop(next(iter(_desks))).close()
        _desks[material.key] = Desk(material)
    return _desks[material.key]
