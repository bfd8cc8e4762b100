"""A solution has half of each limit: a learner's right work may be slower, and the machine busy."""

from dataclasses import replace

from ..sandbox.settings import SandboxSettings
from .slips import Slip


def half(settings: SandboxSettings) -> SandboxSettings:
    """Return settings with half of the time and half of the memory."""
    return replace(
        settings,
        cell_seconds=settings.cell_seconds / 2,
        notebook_seconds=settings.notebook_seconds / 2,
        memory_mb=settings.memory_mb // 2,
    )


def about_limits(halved: list[Slip], full: list[Slip], settings: SandboxSettings) -> list[Slip]:
    """Return the slips of both runs, where the first had half of each limit."""
    places = {slip.place for slip in full}
    only = [slip for slip in halved if slip.place not in places]
    return [*full, *(_of_a_limit(slip, settings) for slip in only)]


def _of_a_limit(slip: Slip, settings: SandboxSettings) -> Slip:
    if not slip.limit:
        return replace(slip, words=f"fails in one run and not in the next: {slip.words}")
    limits = (
        f"{settings.cell_seconds:g} seconds for a cell, {settings.notebook_seconds:g} for a "
        f"notebook, {settings.memory_mb} MB of memory"
    )
    return replace(slip, words=f"needs more than half of a limit ({limits}): {slip.words}", line=0)
