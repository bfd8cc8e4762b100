"""The job that grades one of an assignment's own notebooks: its solution, or its release."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..judge.results import GradeRequest, SubmissionResult
from ..sandbox.process import shared_sandbox
from ..sandbox.settings import SandboxSettings
from ..stage.bundle import AssignmentBundle
from .worker import grade_batch


@dataclass
class CheckJob:
    """Grade one request. halved: with half of each limit, in a sandbox of its own."""

    bundle: AssignmentBundle
    settings: SandboxSettings
    config: str
    language: str
    request: GradeRequest
    halved: bool = False
    tries: int = 1
    last: bool = False  # what was held up in it is not tried again
    local = False

    @property
    def size(self) -> int:
        return len(self.request.packed)

    def call(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        arguments = (self.bundle, self.settings, self.config, [self.request], self.last)
        if not self.halved:
            return grade_batch, arguments
        return _grade_halved, (self.bundle, half(self.settings), *arguments[2:])

    def parts(self) -> "list[CheckJob]":
        return [replace(self)]

    def held_up(self, results: list[SubmissionResult]) -> "list[CheckJob]":
        """Take a result that was held up out of the results; return the job that tries it again."""
        if self.last or not results[0].held_up:
            return []
        results.clear()
        return [replace(self, last=True)]


def half(settings: SandboxSettings) -> SandboxSettings:
    """Return settings with half of the time and half of the memory."""
    return replace(
        settings,
        cell_seconds=settings.cell_seconds / 2,
        notebook_seconds=settings.notebook_seconds / 2,
        memory_mb=settings.memory_mb // 2,
    )


def _grade_halved(
    bundle: AssignmentBundle, settings: SandboxSettings, *arguments: Any
) -> list[SubmissionResult]:
    """Grade; the sandbox with these settings is not needed again."""
    try:
        return grade_batch(bundle, settings, *arguments)
    finally:
        shared_sandbox(settings).stop()
