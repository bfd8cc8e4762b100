"""Intake in a worker: read submissions and select what is graded, within limits.

What a student handed in is bytes of any kind and number. Here they may take time and memory; the
command itself only passes on what is left of them.
"""

import contextlib
import hashlib
import os
import pickle
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from ..read.submissions import NotGradedError, Submission, fingerprint, read_submission
from ..record.pending import StagedFiles
from ..record.recorder import text_of
from ..stage.notebook_spec import NotebookSpec
from ..stage.releases import Known, Tokens, came_from
from ..stage.select import stage
from ..time_limit import TooLongError, at_most

SECONDS = 30.0
MEMORY = 1 << 30  # bytes beside what the worker has already
MAX_BATCH_BYTES = 8_000_000  # then the rest of a batch waits for another job
TOO_LONG = f"it cannot be read within {SECONDS:g} seconds"
TOO_LARGE = f"it cannot be read with {MEMORY >> 20} MB of memory"
TWICE = "handed in twice, with different work in two folders of the same name: {names}"


@dataclass(frozen=True)
class IntakeRequest:
    """A submission; known: the fingerprint with which it needs no grading."""

    submission: Submission
    known: str = ""


@dataclass(frozen=True)
class Assignment:
    """What intake has to know of an assignment. source: the fingerprint of its own folder.

    today: what its cells show of it; older: the releases before it.
    """

    specs: Sequence[NotebookSpec]
    owned: Collection[str]
    rules: str
    source: str
    today: Tokens = field(default_factory=dict)
    older: Sequence[Known] = ()

    def fingerprint(self, content: str) -> str:
        """Return the fingerprint of a submission with this content."""
        return hashlib.sha256((self.rules + content + self.source).encode()).hexdigest()


@dataclass(frozen=True)
class Intake:
    """One submission, read; staged: None where it is known. failed: why it cannot be graded.

    put_off: it was not read, since others in its batch are large.
    """

    fingerprint: str = ""
    staged: StagedFiles | None = None
    failed: str = ""
    put_off: bool = False


def read_batch(assignment: Assignment, batch: Sequence[IntakeRequest]) -> list[Intake]:
    """Read submissions of one assignment; whatever one of them is made of, the others are read."""
    space, results = MAX_BATCH_BYTES, []
    for request in batch:
        result = Intake(put_off=True) if space <= 0 else _guarded(assignment, request)
        space -= result.staged.size if result.staged else 0
        results.append(result)
    return results


def _guarded(assignment: Assignment, request: IntakeRequest) -> Intake:
    try:
        with at_most_memory(MEMORY), at_most(SECONDS):
            return _read(assignment, request)
    except TooLongError:
        return Intake(failed=TOO_LONG)
    except MemoryError:
        return Intake(failed=TOO_LARGE)
    except Exception as error:  # one submission never stops the next
        return Intake(failed=text_of(error))


def _read(assignment: Assignment, request: IntakeRequest) -> Intake:
    submission = request.submission
    found, notes = read_submission(submission.path)
    content = fingerprint(found)
    if any(fingerprint(read_submission(other)[0]) != content for other in submission.others):
        raise NotGradedError(TWICE.format(names=_names([submission.path, *submission.others])))
    made = assignment.fingerprint(content)
    if made == request.known:
        return Intake(made)
    staged = stage(submission, found, assignment.specs, assignment.owned)
    release, said = _release(assignment, staged.notebooks)
    notes = list(dict.fromkeys([*notes, *staged.notes, *said]))
    packed = pickle.dumps(staged.notebooks, pickle.HIGHEST_PROTOCOL)
    when = staged.timestamp
    return Intake(made, StagedFiles(packed, staged.files, tuple(notes), when, release))


def _release(
    assignment: Assignment, notebooks: dict[str, NotebookNode]
) -> tuple[str, tuple[str, ...]]:
    """Return the older release that a submission is graded by, if it is, and what to say of it."""
    found = came_from(notebooks, assignment.today, assignment.older)
    if found is None:
        return "", ()
    if found.differs:
        other = f"of the release of {found.since}, which has other {found.differs}"
        return "", (f"{other}: graded by today's",)
    return found.digest, (f"graded by the release of {found.since}",)


def _names(paths: Sequence[Path]) -> str:
    """Return the names of folders that look the same, with the bytes that tell them apart."""
    parts = [path.parts[-2:] for path in paths]
    return " and ".join(f"{'/'.join(names)} ({_form('/'.join(names))})" for names in parts)


def _form(name: str) -> str:
    return f"{len(name)} characters, {len(os.fsencode(name))} bytes"


@contextlib.contextmanager
def at_most_memory(more: int) -> Iterator[None]:
    """Let this process take so many bytes more within the block; then MemoryError."""
    if sys.platform != "linux":
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    most = pages * resource.getpagesize() + more
    if before[0] == resource.RLIM_INFINITY or most < before[0]:
        resource.setrlimit(resource.RLIMIT_DATA, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)
