"""The two kinds of work: grade a batch of submissions, render the pages of a batch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..judge.material import Material
from .intake import Item
from .render import render_batch
from .tasks import Page, Result, Shown
from .worker import grade_batch

if TYPE_CHECKING:
    from .outcome import Outcome


@dataclass
class Grading:
    """Grade some submissions of one assignment."""

    outcome: "Outcome"
    materials: list[Material]
    items: list[Item]
    tries: int = 1

    def call(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return grade_batch, (self.materials, [item.task for item in self.items])

    def done(self, value: list[Result]) -> None:
        self.outcome.graded(list(zip(self.items, value, strict=True)))

    def failed(self, error: BaseException) -> None:
        for item in self.items:
            self.outcome.failed(item.submission, error)

    def parts(self) -> "list[Grading]":
        return [Grading(self.outcome, self.materials, [item]) for item in self.items]


@dataclass
class Rendering:
    """Make the feedback pages of some students."""

    outcome: "Outcome"
    config: str
    pages: list[Page]
    shows: dict[tuple[str, str], str]
    tries: int = 1

    def call(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return render_batch, (self.config, self.pages)

    def done(self, value: list[Shown]) -> None:
        self.outcome.rendered(self.pages, value, self.shows)

    def failed(self, error: BaseException) -> None:
        self.outcome.not_rendered(self.pages, error)

    def parts(self) -> "list[Rendering]":
        """Return the work in parts: the pages of one student stay together."""
        theirs: dict[tuple[str, str], list[Page]] = {}
        for page in self.pages:
            theirs.setdefault((page.assignment, page.student), []).append(page)
        return [Rendering(self.outcome, self.config, p, self.shows) for p in theirs.values()]
